"""What a buyer complains of after a sale: the file of both sides, and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known
from orders.models.order import OrderLine, SellerOrder
from orders.models.returns import Return
from orders.models.shipment import Shipment
from orders.states import INCIDENT_OPEN, INCIDENT_TOLD, ArrangementState, IncidentState


class IncidentQuerySet(models.QuerySet):
    """Incidents, by whether somebody still has to act."""

    def open(self):
        """Those not decided yet: each holds the payout of its part."""
        return self.filter(state__in=INCIDENT_OPEN)

    def to_decide(self, at: datetime):
        """Those that wait for the operator: heard, without an answer in time, or of counterfeit
        goods, which are nobody else's to settle.
        """
        ours = Q(state=IncidentState.TO_DECIDE)
        late = Q(state__in=INCIDENT_OPEN, answer_by__lt=at)
        asked = (IncidentState.WAITING_SELLER, IncidentState.WAITING_BUYER)
        fake = Q(kind=Incident.Kind.COUNTERFEIT, state__in=asked)
        return self.filter(ours | late | fake)


class Incident(models.Model):
    """A buyer's complaint about a part, a parcel or a return; it ends by a decision or by the
    buyer.

    `answer_by` is until when the side whose turn it is may answer. `proposal` holds a decision that
    waits for a second person: {"award": …, "because": …}. `resumes` is the rejected one that it
    takes up again, once, after an appeal.
    """

    class Kind(models.TextChoices):
        NOT_RECEIVED = "not_received", _("Colis non reçu")
        DAMAGED = "damaged", _("Article arrivé abîmé")
        WRONG = "wrong", _("Article non conforme ou incomplet")
        COUNTERFEIT = "counterfeit", _("Contrefaçon")
        OTHER = "other", _("Autre problème")
        RETURN_REFUSED = "return_refused", _("Retour refusé")
        RETURN_UNPAID = "return_unpaid", _("Retour sans suite ou non remboursé")
        RETURN_AMOUNT = "return_amount", _("Retour remboursé en partie")

    # of pieces that arrived, named one by one
    ABOUT_PIECES: ClassVar = (Kind.DAMAGED, Kind.WRONG, Kind.COUNTERFEIT, Kind.OTHER)

    class Outcome(models.TextChoices):
        REFUNDED = "refunded", _("Remboursement")
        GOODWILL = "goodwill", _("Geste commercial")
        RETURN = "return", _("Retour aux frais du vendeur")
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
    resumes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="resumed_by",
        verbose_name=_("reprend la réclamation"),
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


class Arrangement(models.Model):
    """What one side of a complaint offers the other: a refund, or a return that is refunded.

    `award` is what would go back of each line and of the delivery, `cents` its sum, within what the
    pieces complained of are still worth. `word` is what its author says of it. There are at most
    two in a complaint (`rank`), one after the other; the other side answers before `answer_by`.
    """

    class Kind(models.TextChoices):
        REFUND = "refund", _("Remboursement")
        RETURN = "return", _("Retour contre remboursement")

    class Why(models.TextChoices):
        UNANSWERED = "unanswered", _("Restée sans réponse")
        OVERTAKEN = "overtaken", _("Dépassée par un remboursement ou un retour")
        TAKEN_UP = "taken_up", _("Dossier repris par le service client")
        CLOSED = "closed", _("Réclamation close autrement")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="arrangements", verbose_name=_("réclamation")
    )
    word = models.OneToOneField(
        IncidentWord, models.PROTECT, related_name="arrangement", verbose_name=_("déclaration")
    )
    side = models.CharField(_("proposée par"), max_length=10, choices=IncidentWord.Side)
    rank = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("objet"), max_length=10, choices=Kind)
    award = models.JSONField(_("ce qui serait rendu"))
    cents = models.BigIntegerField(_("montant (centimes)"))
    state = StateField(
        _("état"), max_length=10, choices=ArrangementState, default=ArrangementState.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposée le"))
    answer_by = models.DateTimeField(_("réponse attendue avant"))
    ended_at = models.DateTimeField(_("close le"), null=True)
    lapsed_because = models.CharField(
        _("sans suite parce que"), max_length=12, choices=Why, blank=True
    )

    class Meta:
        verbose_name = _("proposition d'arrangement")
        verbose_name_plural = _("propositions d'arrangement")
        ordering = ["pk"]
        constraints = [
            known(ArrangementState, "arrangement_state_known"),
            models.UniqueConstraint(fields=["incident", "rank"], name="arrangement_rank_once"),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state=ArrangementState.PROPOSED),
                name="arrangement_one_waits",
            ),
            models.CheckConstraint(
                name="arrangement_two_rounds", condition=Q(rank__gte=1, rank__lte=2)
            ),
            models.CheckConstraint(name="arrangement_gives", condition=Q(cents__gt=0)),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="arrangement_queue")]

    def __str__(self):
        return f"{self.incident_id} · {self.rank}"

    @property
    def waits(self) -> bool:
        """Whether the other side may still answer."""
        return self.state == ArrangementState.PROPOSED

    @property
    def to(self) -> str:
        """The side that answers it."""
        side = IncidentWord.Side
        return side.SELLER if self.side == side.BUYER else side.BUYER

    @property
    def is_return(self) -> bool:
        """Whether the goods come back before any money does."""
        return self.kind == self.Kind.RETURN
