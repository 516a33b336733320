"""The commission grid, and the commission of each sold line, frozen at placement."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from marketplace.shared.money import Money, round_half_up
from marketplace.shared.templatetags.ui import money, percent
from orders.models import Dispute, OrderLine, Refund
from sellers.models import Seller


class CommissionRule(models.Model):
    """One line of the grid. The first rule, by position, whose every condition holds applies."""

    position = models.PositiveIntegerField(_("ordre"), default=100)
    name = models.CharField(_("nom"), max_length=80)
    seller = models.ForeignKey(
        Seller, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vendeur")
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("catégorie (et ce qu'elle contient)"),
    )
    bps = models.PositiveIntegerField(_("taux (points de base)"))
    fixed_cents = models.PositiveIntegerField(_("fixe par article (centimes)"), default=0)
    minimum_cents = models.PositiveIntegerField(_("minimum par ligne (centimes)"), default=0)
    valid_from = models.DateField(_("valable dès le"))
    valid_until = models.DateField(_("jusqu'au"), null=True, blank=True)

    class Meta:
        verbose_name = _("règle de commission")
        verbose_name_plural = _("grille de commissions")
        constraints = [
            models.CheckConstraint(name="commission_below_all", condition=Q(bps__lte=10_000)),
            models.CheckConstraint(
                name="commission_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self):
        return self.name


def arithmetic(
    *, bps: int, fixed_cents: int, base_cents: int, quantity: int, net_cents: int, vat_cents: int
) -> str:
    """How a commission was computed, in the reader's language."""
    parts = []
    if bps or not fixed_cents:
        parts.append(
            gettext("{rate} de {amount}").format(rate=percent(bps), amount=money(base_cents))
        )
    if fixed_cents:
        parts.append(f"{quantity} × {money(fixed_cents)}")
    rated = Money(base_cents).at(bps).cents + fixed_cents * quantity
    if net_cents > rated:
        sentence = gettext("{sum} = {net} HT (minimum) + TVA {vat}")
    elif net_cents < rated:
        sentence = gettext("{sum} = {net} HT (plafonnée au prix) + TVA {vat}")
    else:
        sentence = gettext("{sum} = {net} HT + TVA {vat}")
    return sentence.format(sum=" + ".join(parts), net=money(net_cents), vat=money(vat_cents))


class Commission(models.Model):
    """What the operator earns on a sold line, before VAT; the sum is told with its arithmetic.

    `reversed_cents` and `reversed_vat_cents` grow with refunds, at the frozen rate, and end
    exactly at the original when the whole line is refunded.
    """

    line = models.OneToOneField(
        OrderLine, models.PROTECT, related_name="commission", verbose_name=_("ligne")
    )
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="+", verbose_name=_("vendeur"))
    rule = models.ForeignKey(
        CommissionRule, models.PROTECT, related_name="+", verbose_name=_("règle")
    )
    base_cents = models.BigIntegerField(_("assiette TTC (centimes)"))
    bps = models.PositiveIntegerField(_("taux (points de base)"))
    fixed_cents = models.PositiveIntegerField(default=0)
    net_cents = models.BigIntegerField(_("commission HT (centimes)"))
    vat_bps = models.PositiveIntegerField(_("TVA (points de base)"))
    vat_cents = models.BigIntegerField(_("TVA (centimes)"))
    reversed_cents = models.BigIntegerField(_("reprise HT (centimes)"), default=0)
    reversed_vat_cents = models.BigIntegerField(_("TVA reprise (centimes)"), default=0)
    explanation = models.CharField(_("calcul"), max_length=200)
    frozen_at = models.DateTimeField(_("figée le"))

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        constraints = [
            models.CheckConstraint(
                name="commission_reversal_within",
                condition=Q(
                    reversed_cents__gte=0,
                    reversed_cents__lte=models.F("net_cents"),
                    reversed_vat_cents__gte=0,
                    reversed_vat_cents__lte=models.F("vat_cents"),
                ),
            ),
        ]

    def __str__(self):
        return self.told

    @property
    def told(self) -> str:
        """The frozen arithmetic, `explanation`, in the reader's language."""
        return arithmetic(
            bps=self.bps,
            fixed_cents=self.fixed_cents,
            base_cents=self.base_cents,
            quantity=self.line.quantity,
            net_cents=self.net_cents,
            vat_cents=self.vat_cents,
        )

    def share_of(self, gone: int) -> tuple[int, int]:
        """The commission and its VAT on so many of the line's cents, at most all of them."""
        gone = min(gone, self.base_cents)
        return (
            round_half_up(self.net_cents * gone, self.base_cents),
            round_half_up(self.vat_cents * gone, self.base_cents),
        )


class CommissionReversal(models.Model):
    """The part of a line's commission that a refund or a lost dispute gave back, at the frozen
    rate.

    The reversals of a line add up to what its commission says was reversed. `taken_cents` is what
    the buyer's bank took of the line, for a dispute.
    """

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="reversals")
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, related_name="commission_reversals"
    )
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, null=True, related_name="commission_reversals"
    )
    taken_cents = models.BigIntegerField(_("repris par la banque (centimes)"), default=0)
    net_cents = models.BigIntegerField(_("reprise HT (centimes)"))
    vat_cents = models.BigIntegerField(_("TVA reprise (centimes)"))
    reversed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reprise de commission")
        verbose_name_plural = _("reprises de commission")
        constraints = [
            models.UniqueConstraint(fields=["commission", "refund"], name="reversal_once"),
            models.UniqueConstraint(
                fields=["commission", "dispute"], name="reversal_once_a_dispute"
            ),
            models.CheckConstraint(
                name="reversal_has_one_cause",
                condition=Q(refund__isnull=False, dispute__isnull=True)
                | Q(refund__isnull=True, dispute__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.refund_id or self.dispute_id}: {self.net_cents}"
