"""Refunds: what goes back to a buyer, for which lines, at whose cost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import numbers
from marketplace.shared.states import StateField, known
from marketplace.shared.templatetags.ui import money
from orders.models.order import OrderLine, Payment, SellerOrder
from orders.models.returns import Return
from orders.states import REFUND_TOLD, RefundState

PREFIX = "RB-"


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

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("paiement")
    )
    seller_order = models.ForeignKey(
        SellerOrder,
        models.PROTECT,
        null=True,
        related_name="refunds",
        verbose_name=_("commande vendeur"),
    )
    origin = models.OneToOneField(
        Return, models.PROTECT, null=True, related_name="refund", verbose_name=_("origine")
    )
    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    state = StateField(_("état"), max_length=12, choices=RefundState, default=RefundState.INTENDED)
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
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    goods_cents = models.BigIntegerField(_("dont articles (centimes)"), default=0)
    shipping_cents = models.BigIntegerField(_("dont livraison (centimes)"), default=0)
    ref = models.CharField(_("référence du prestataire"), max_length=100, blank=True, db_index=True)
    failure = models.CharField(_("raison de l'échec"), max_length=100, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("demandé par"),
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
        return gettext("Remboursement de {sum}").format(sum=money(self.amount_cents))

    @property
    def number(self) -> str:
        """What buyer and operator quote: RB- and a code of its own, whatever it is tried under."""
        return f"{PREFIX}{numbers.of_key(self.pk)}"

    @staticmethod
    def key_of(number: str) -> int | None:
        """The key of the refund that bears a number; None when it is no such number."""
        written = number.strip().upper()
        return numbers.key_of(written.removeprefix(PREFIX)) if written.startswith(PREFIX) else None

    @property
    def told(self) -> str:
        """The state in the buyer's words."""
        return str(REFUND_TOLD.get(self.state) or self.get_state_display())


class RefundLine(models.Model):
    """How many pieces and cents of a line a refund gives back."""

    refund = models.ForeignKey(
        Refund, models.CASCADE, related_name="lines", verbose_name=_("remboursement")
    )
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="refund_lines", verbose_name=_("ligne")
    )
    quantity = models.PositiveIntegerField(_("quantité"))
    amount_cents = models.BigIntegerField(_("montant (centimes)"))

    class Meta:
        verbose_name = _("ligne de remboursement")
        verbose_name_plural = _("lignes de remboursement")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="line_once_a_refund")
        ]

    def __str__(self):
        return str(self.amount_cents)
