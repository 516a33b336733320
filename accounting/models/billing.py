"""Which document bills which booked commission: each one once, month by month."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounting.models.invoice import Invoice
from accounting.models.ledger import Entry
from sellers.models import Seller


class CommissionMonth(models.Model):
    """A seller's commissions of a calendar month (Europe/Paris), invoiced. Written once.

    `net_cents` and `vat_cents` are what its documents bill, credit notes taken off: what the book
    holds for the month. `rounding_cents` is what VAT taken once per document and rate moved on the
    seller's account. `supplement` is 0; what was booked in a closed month afterwards makes 1, 2…
    """

    seller = models.ForeignKey(
        Seller, models.PROTECT, related_name="commission_months", verbose_name=_("vendeur")
    )
    month = models.DateField(_("mois (premier jour)"))
    supplement = models.PositiveSmallIntegerField(_("rang du complément"), default=0)
    net_cents = models.BigIntegerField(_("commissions HT (centimes)"))
    vat_cents = models.BigIntegerField(_("TVA (centimes)"))
    rounding_cents = models.BigIntegerField(_("arrondi de TVA (centimes)"), default=0)
    closed_at = models.DateTimeField(_("facturé le"))

    class Meta:
        verbose_name = pgettext_lazy("un seul", "mois de commissions")
        verbose_name_plural = pgettext_lazy("plusieurs", "mois de commissions")
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "month", "supplement"], name="commission_month_once"
            )
        ]

    def __str__(self):
        return f"{self.seller} {self.month:%m/%Y}"


class BilledCommission(models.Model):
    """An entry of the commissions' journal, and the document that tells it.

    No `invoice`: the month came to nothing, or the entry is the rounding of its VAT. No
    `closed_in`: a payout billed it, before commissions were invoiced by month.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="billed")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="billed")
    closed_in = models.ForeignKey(CommissionMonth, models.PROTECT, null=True, related_name="billed")

    class Meta:
        verbose_name = _("commission facturée")
        verbose_name_plural = _("commissions facturées")

    def __str__(self):
        return f"{self.entry_id}: {self.invoice_id}"
