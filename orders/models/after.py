"""What follows a sale: parcels, returns, refunds, disputes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared import chain, parties
from marketplace.shared.files import private_storage
from marketplace.shared.states import known
from orders.models.order import OrderLine, Payment, SellerOrder
from orders.states import DisputeState, RefundState, ReturnState, ShipmentState


class Shipment(models.Model):
    """A parcel that a seller handed to a carrier.

    `delivered_at` is proven, by whoever `delivered_how` says; `presumed_at` is only a presumption.
    """

    class Proof(models.TextChoices):
        """Who said that it arrived."""

        BUYER = "buyer", _("l'acheteur")
        CARRIER = "carrier", _("le transporteur")
        OPERATOR = "operator", _("l'opérateur")

    seller_order = models.ForeignKey(SellerOrder, models.PROTECT, related_name="shipments")
    number = models.PositiveSmallIntegerField(_("colis n°"))
    state = models.CharField(
        _("état"), max_length=12, choices=ShipmentState, default=ShipmentState.SHIPPED
    )
    carrier = models.CharField(_("transporteur"), max_length=30)
    tracking = models.CharField(_("numéro de suivi"), max_length=40, blank=True)
    shipped_at = models.DateTimeField(_("expédié le"))
    presumed_at = models.DateTimeField(_("présumé livré le"), null=True)
    delivered_at = models.DateTimeField(_("reçu le"), null=True)
    delivered_how = models.CharField(_("constaté par"), max_length=20, blank=True, choices=Proof)

    class Meta:
        verbose_name = _("colis")
        verbose_name_plural = _("colis")
        constraints = [
            known(ShipmentState, "shipment_state_known"),
            models.UniqueConstraint(fields=["seller_order", "number"], name="parcel_number_once"),
        ]

    def __str__(self):
        return f"{self.seller_order} · {self.number}"


class ShipmentLine(models.Model):
    """What lies in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantité"))

    class Meta:
        verbose_name = _("contenu du colis")
        verbose_name_plural = _("contenu du colis")
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="line_once_a_parcel")
        ]

    def __str__(self):
        return f"{self.quantity} × {self.line_id}"


class Return(models.Model):
    """A buyer's wish to give goods back: a withdrawal needs no reason (L221-18)."""

    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, related_name="returns", verbose_name=_("commande vendeur")
    )
    number = models.CharField(_("numéro"), max_length=20, unique=True)
    state = models.CharField(
        _("état"), max_length=12, choices=ReturnState, default=ReturnState.ASKED
    )
    reason = models.CharField(_("motif"), max_length=30, default="withdrawal")
    comment = models.TextField(_("commentaire"), blank=True, max_length=2000)
    answer = models.TextField(_("réponse du vendeur"), blank=True, max_length=2000)
    finding = models.TextField(_("constat à la réception"), blank=True, max_length=2000)
    asked_at = models.DateTimeField(_("demandé le"))
    answered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(_("reçu le"), null=True)
    refunded_at = models.DateTimeField(_("remboursé le"), null=True)

    class Meta:
        verbose_name = _("retour")
        verbose_name_plural = _("retours")
        constraints = [known(ReturnState, "return_state_known")]

    def __str__(self):
        return self.number


class ReturnLine(models.Model):
    """So many of a line on their way back.

    `unsealed` is what the buyer declared of the seal of an article that may only come back sealed;
    None where nobody was asked. `deducted_cents` is what the seller kept, with a finding.
    """

    parent = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField(_("quantité"))
    received = models.PositiveIntegerField(_("reçus"), default=0)
    restocked = models.BooleanField(_("remis en stock"), default=False)
    unsealed = models.BooleanField(_("sceau ouvert, dit l'acheteur"), null=True)
    deducted_cents = models.BigIntegerField(_("retenu (centimes)"), default=0)

    class Meta:
        verbose_name = _("ligne de retour")
        verbose_name_plural = _("lignes de retour")
        constraints = [
            models.UniqueConstraint(fields=["parent", "line"], name="line_once_a_return"),
            models.CheckConstraint(name="return_quantity_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="return_deduction_positive", condition=Q(deducted_cents__gte=0)
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.line_id}"

    @property
    def stays_with_buyer(self) -> bool:
        """Whether the whole price was kept and nothing given since: the goods at the seller's are
        still the buyer's.
        """
        whole = bool(self.received) and self.deducted_cents >= self.line.unit_cents * self.received
        return whole and self.line.total_cents - self.line.refunded_cents >= self.deducted_cents


class ReturnPhoto(models.Model):
    """What the seller saw on receipt: the evidence of a deduction or a refusal."""

    parent = models.ForeignKey(Return, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="returns/%Y/%m/", storage=private_storage)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo d'un retour")
        verbose_name_plural = _("photos d'un retour")

    def __str__(self):
        return self.file.name


class Refund(models.Model):
    """Money given back to the buyer. `uid` is the idempotency key told to the provider.

    Borne by the seller it lowers their price; borne by the operator it is a third party's gift:
    the sale, its invoice and its commission stay as they are.
    """

    class Cause(models.TextChoices):
        REFUSED = "refused", _("Article refusé par le vendeur")
        CANCELLED = "cancelled", _("Commande annulée")
        RETURNED = "returned", _("Retour")
        INCIDENT = "incident", _("Réclamation")
        GOODWILL = "goodwill", _("Geste commercial")
        LATE_PAYMENT = "late_payment", _("Paiement arrivé trop tard")

    class Bearer(models.TextChoices):
        SELLER = "seller", _("Le vendeur")
        OPERATOR = "operator", _("La place de marché")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    seller_order = models.ForeignKey(SellerOrder, models.PROTECT, null=True, related_name="refunds")
    origin = models.OneToOneField(Return, models.PROTECT, null=True, related_name="refund")
    uid = models.CharField(max_length=40, unique=True)
    state = models.CharField(
        _("état"), max_length=12, choices=RefundState, default=RefundState.INTENDED
    )
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    incident = models.ForeignKey(
        "orders.Incident",
        models.PROTECT,
        null=True,
        related_name="refunds",
        verbose_name=_("réclamation"),
    )
    borne_by = models.CharField(
        _("à la charge de"), max_length=10, choices=Bearer, default=Bearer.SELLER
    )
    currency = models.CharField(max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    goods_cents = models.BigIntegerField(_("dont articles (centimes)"), default=0)
    shipping_cents = models.BigIntegerField(_("dont livraison (centimes)"), default=0)
    ref = models.CharField(_("référence du prestataire"), max_length=100, blank=True, db_index=True)
    failure = models.CharField(max_length=100, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    intended_at = models.DateTimeField(_("décidé le"))
    paid_at = models.DateTimeField(_("remboursé le"), null=True)

    class Meta:
        verbose_name = _("remboursement")
        verbose_name_plural = _("remboursements")
        constraints = [
            known(RefundState, "refund_state_known"),
            models.CheckConstraint(name="refund_positive", condition=Q(amount_cents__gt=0)),
        ]

    def __str__(self):
        return self.uid


class RefundLine(models.Model):
    """The part of a refund that concerns a line."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField(_("quantité"))
    amount_cents = models.BigIntegerField(_("montant (centimes)"))

    class Meta:
        verbose_name = _("ligne de remboursement")
        verbose_name_plural = _("lignes de remboursement")
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="line_once_a_refund")
        ]

    def __str__(self):
        return str(self.amount_cents)


class Dispute(models.Model):
    """A chargeback: the buyer's bank took the money back from the platform."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes")
    ref = models.CharField(_("référence du prestataire"), max_length=100, unique=True)
    state = models.CharField(
        _("état"), max_length=12, choices=DisputeState, default=DisputeState.OPEN
    )
    currency = models.CharField(max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    fee_cents = models.BigIntegerField(_("frais (centimes)"), default=0)
    reason = models.CharField(_("motif"), max_length=100, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    closed_at = models.DateTimeField(_("close le"), null=True)

    class Meta:
        verbose_name = _("contestation bancaire")
        verbose_name_plural = _("contestations bancaires")
        constraints = [known(DisputeState, "dispute_state_known")]

    def __str__(self):
        return self.ref


class WithdrawalDeclaration(models.Model):
    """A withdrawal declared on the public page (L221-21): its words and its instant never change.

    `from_order` is the order from whose own page it was declared, `pieces` the pieces chosen there
    (order line → count, empty for all) and `unsealed` what was said of their seals; `goods` bears
    the same in words. `order` is found afterwards, or named by an operator.
    `key` comes with the form: sent twice, it is declared once. `handled_at` is set when
    the returns it asks for are open, or when an operator says what was done.
    """

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("nom et prénom"), max_length=160)
    order_number = models.CharField(_("commande indiquée"), max_length=60)
    email = models.EmailField(_("adresse de l'accusé"))
    goods = models.TextField(_("articles concernés"), blank=True, max_length=2000)
    from_order = models.ForeignKey(
        "orders.Order",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("déclarée depuis la commande"),
    )
    pieces = models.JSONField(default=dict, blank=True)
    unsealed = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, default="fr")
    declared_at = models.DateTimeField(_("déclarée le"), db_index=True)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    acknowledged_at = models.DateTimeField(_("accusé envoyé le"), null=True)
    order = models.ForeignKey(
        "orders.Order",
        models.PROTECT,
        null=True,
        related_name="withdrawals",
        verbose_name=_("commande"),
    )
    handled_at = models.DateTimeField(_("traitée le"), null=True)
    outcome = models.CharField(_("suite donnée"), max_length=300, blank=True)
    rank = models.PositiveBigIntegerField(_("rang"), default=0)
    previous = models.CharField(_("empreinte précédente"), max_length=64, default="", blank=True)
    hash = models.CharField(_("scellé"), max_length=64, default="", blank=True)

    DECLARED = (
        "key",
        "name",
        "order_number",
        "email",
        "goods",
        "from_order_id",
        "pieces",
        "unsealed",
        "language",
        "declared_at",
        "sha256",
    )

    class Meta:
        verbose_name = _("déclaration de rétractation")
        verbose_name_plural = _("déclarations de rétractation")

    def __str__(self):
        return f"{self.order_number} · {self.name}"

    def tie(self, person) -> str:
        """What makes a person a party to a declaration before its order is known: their address."""
        return parties.bought() if self.email.lower() == person.email.lower() else ""

    def save(self, *args, **kwargs):
        """Seal what is declared, with the row or not at all."""
        if self._state.adding:
            chain.seal([self])
        super().save(*args, **kwargs)

    def chain_name(self) -> str:
        """One chain for all."""
        return "declaration"

    def content(self) -> dict:
        """What the seal is about: the words and the instant, not what became of them."""
        return {name: getattr(self, name) for name in self.DECLARED}
