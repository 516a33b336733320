"""What a buyer complains of after a sale: the file of both sides, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known
from orders.models.order import OrderLine, SellerOrder
from orders.models.returns import Return
from orders.models.shipment import Shipment
from orders.states import INCIDENT_OPEN, INCIDENT_TOLD, IncidentState


class IncidentQuerySet(models.QuerySet):
    """Incidents, by whether somebody still has to act."""

    def open(self):
        """Those not decided yet: each holds the payout of its part."""
        return self.filter(state__in=INCIDENT_OPEN)


class Incident(models.Model):
    """A buyer's complaint about a part, a parcel or a return; it ends by a decision or by the
    buyer.

    `answer_by` is until when the side whose turn it is may answer. `proposal` holds a decision that
    waits for a second person: {"award": …, "because": …}.
    """

    class Kind(models.TextChoices):
        NOT_RECEIVED = "not_received", _("Colis non reçu")
        DAMAGED = "damaged", _("Article arrivé abîmé")
        WRONG = "wrong", _("Article non conforme ou incomplet")
        RETURN_REFUSED = "return_refused", _("Retour refusé")
        RETURN_UNPAID = "return_unpaid", _("Retour sans suite ou non remboursé")
        RETURN_AMOUNT = "return_amount", _("Retour remboursé en partie")

    class Outcome(models.TextChoices):
        REFUNDED = "refunded", _("Remboursement")
        GOODWILL = "goodwill", _("Geste commercial")
        RETURN = "return", _("Retour imposé au vendeur")
        REJECTED = "rejected", _("Demande rejetée")
        RECEIVED = "received", _("Reçu finalement")
        SETTLED = "settled", _("Remboursée par ailleurs")

    class Bearer(models.TextChoices):
        SELLER = "seller", _("Le vendeur")
        OPERATOR = "operator", _("La place de marché")
        CARRIER = "carrier", _("Le transporteur, avancé par la place de marché")

    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, related_name="incidents", verbose_name=_("commande vendeur")
    )
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, null=True, related_name="incidents", verbose_name=_("colis")
    )
    origin = models.ForeignKey(
        Return, models.PROTECT, null=True, related_name="incidents", verbose_name=_("retour")
    )
    number = models.CharField(_("numéro"), max_length=20, unique=True)
    kind = models.CharField(_("objet"), max_length=20, choices=Kind)
    state = StateField(
        _("état"), max_length=16, choices=IncidentState, default=IncidentState.WAITING_SELLER
    )
    opened_at = models.DateTimeField(_("ouverte le"), db_index=True)
    answer_by = models.DateTimeField(_("réponse attendue avant"), null=True)
    closed_at = models.DateTimeField(_("close le"), null=True)
    outcome = models.CharField(_("issue"), max_length=12, choices=Outcome, blank=True)
    borne_by = models.CharField(_("à la charge de"), max_length=10, choices=Bearer, blank=True)
    awarded_cents = models.BigIntegerField(_("accordé (centimes)"), default=0)
    because = models.TextField(_("motifs de la décision"), blank=True, max_length=2000)
    proposal = models.JSONField(_("décision proposée"), default=dict, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("proposée par"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("tranchée par"),
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("réclamation")
        verbose_name_plural = _("réclamations")
        ordering = ["pk"]
        constraints = [
            known(IncidentState, "incident_state_known"),
            models.CheckConstraint(
                name="incident_award_positive", condition=Q(awarded_cents__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="incident_queue")]

    def __str__(self):
        return self.number

    @property
    def told(self) -> str:
        """The state in the words of the two sides."""
        return str(INCIDENT_TOLD.get(self.state) or self.get_state_display())

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in INCIDENT_OPEN


class IncidentLine(models.Model):
    """The pieces that a complaint is about."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="incident_lines")
    quantity = models.PositiveIntegerField(_("quantité"))

    class Meta:
        verbose_name = _("article de réclamation")
        verbose_name_plural = _("articles de réclamation")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "line"], name="line_once_an_incident"),
            models.CheckConstraint(name="incident_quantity_positive", condition=Q(quantity__gte=1)),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.line_id}"


class IncidentWord(models.Model):
    """What a side said in a file. Buyer, seller and operator read all of it; nobody rewrites it."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("Acheteur")
        SELLER = "seller", _("Vendeur")
        OPERATOR = "operator", _("Service client")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="words")
    side = models.CharField(_("qui"), max_length=10, choices=Side)
    asks = models.CharField(_("question posée à"), max_length=10, choices=Side, blank=True)
    text = models.TextField(_("texte"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(_("dit le"))

    class Meta:
        verbose_name = _("déclaration")
        verbose_name_plural = _("déclarations")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.incident_id} · {self.side}"


class IncidentPhoto(models.Model):
    """A photo, re-encoded by us, or a PDF that proves what is said, read only by the two sides and
    the operator.

    A PDF has no width and no height.
    """

    word = models.ForeignKey(IncidentWord, models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="incidents/%Y/%m/", storage=private_storage)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("photo de réclamation")
        verbose_name_plural = _("photos de réclamation")
        ordering = ["pk"]

    def __str__(self):
        return self.file.name

    @property
    def is_picture(self) -> bool:
        """Whether pages show it; a PDF is downloaded."""
        return self.media_type.startswith("image/")
