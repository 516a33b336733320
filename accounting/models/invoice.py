"""Invoices and credit notes: numbered and frozen when issued; the file follows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared import chain
from marketplace.shared.files import private_storage
from orders.models import Refund, SellerOrder
from sellers.models import Seller


class Invoice(models.Model):
    """A document as it was issued, sealed in its series. Only its file columns are filled later,
    once.

    `issuer`, `customer`: frozen parties. `lines`: [{"title", "quantity", "net_cents",
    "gross_cents", "vat_bps"}], unit prices follow from them. `rates`: rows of vat.by_rate.
    `mentions`: the legal sentences.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("Facture de vente")
        SALE_CREDIT = "sale_credit", _("Avoir")
        COMMISSION = "commission", _("Facture de commission")
        COMMISSION_CREDIT = "commission_credit", _("Avoir de commission")

    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    series = models.CharField(_("série"), max_length=60)
    rank = models.PositiveBigIntegerField(_("rang dans la série"))
    number = models.CharField(_("numéro"), max_length=35, unique=True)
    seller = models.ForeignKey(
        Seller, models.PROTECT, related_name="invoices", verbose_name=_("vendeur")
    )
    seller_order = models.ForeignKey(
        SellerOrder,
        models.PROTECT,
        null=True,
        related_name="invoices",
        verbose_name=_("commande vendeur"),
    )
    refund = models.OneToOneField(
        Refund,
        models.PROTECT,
        null=True,
        related_name="credit_note",
        verbose_name=_("remboursement"),
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="credit_notes", verbose_name=_("corrige")
    )
    issued_on = models.DateField(_("date"))
    issued_at = models.DateTimeField()
    period_from = models.DateField(_("période du"), null=True)
    period_until = models.DateField(_("au"), null=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    issuer = models.JSONField(_("émetteur"))
    customer = models.JSONField(_("client"))
    lines = models.JSONField(_("lignes"))
    rates = models.JSONField(_("TVA par taux"))
    mentions = models.JSONField(_("mentions"), default=list)
    net_cents = models.BigIntegerField(_("total HT (centimes)"))
    vat_cents = models.BigIntegerField(_("TVA (centimes)"))
    gross_cents = models.BigIntegerField(_("total TTC (centimes)"))
    file = models.FileField(
        _("PDF"), upload_to="invoices/%Y/%m/", storage=private_storage, blank=True
    )
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True)
    rendered_at = models.DateTimeField(_("document produit le"), null=True)
    previous = models.CharField(_("empreinte précédente"), max_length=64, default="", blank=True)
    hash = models.CharField(_("empreinte"), max_length=64, default="", blank=True)

    FILE = ("file", "sha256", "rendered_at")
    any_kind = _("document")  # what it is called where it was not read

    class Meta:
        verbose_name = _("facture")
        verbose_name_plural = _("factures et avoirs")
        constraints = [
            models.UniqueConstraint(fields=["series", "rank"], name="invoice_rank_once"),
            models.UniqueConstraint(
                fields=["seller_order"], condition=Q(kind="sale"), name="one_sale_invoice"
            ),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=Q(gross_cents=models.F("net_cents") + models.F("vat_cents")),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def kind_in_words(self) -> str:
        """An invoice or a credit note: never one for the other."""
        return self.get_kind_display()

    def save(self, *args, **kwargs):
        """Seal what is issued, with the document or not at all."""
        if self._state.adding:
            chain.seal([self])
        super().save(*args, **kwargs)

    def chain_name(self) -> str:
        """Each series has a chain of seals of its own, as its numbers follow without a gap."""
        return f"invoice:{self.series}"

    def content(self) -> dict:
        """What the seal is about: all but the file, which has its own fingerprint."""
        return {**chain.content(self, without=self.FILE), "rank": self.rank}
