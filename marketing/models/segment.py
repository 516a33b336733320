"""Groups of people by what they did, and what each bought of whom: as few columns as that asks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from marketing.models.contact import Contact
from sellers.models import Seller


class Segment(models.Model):
    """People with an account whom conditions describe, whoever they are when it is asked.

    `conditions` is a list of `{"kind", …}`, as its kind reads it. Nobody is listed: who belongs is
    counted from facts each time. One that is taken away stays to be read by the versions of pages
    that were for it.
    """

    class Match(models.TextChoices):
        ALL = "all", _("toutes les conditions")
        ANY = "any", _("au moins une condition")

    name = models.CharField(_("nom"), max_length=80)
    match = models.CharField(_("il faut remplir"), max_length=3, choices=Match, default=Match.ALL)
    conditions = models.JSONField(_("conditions"), default=list)
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("écrit par"),
    )
    written_at = models.DateTimeField(_("écrit le"))
    retired_at = models.DateTimeField(_("supprimé le"), null=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = (
            models.UniqueConstraint(
                fields=["name"], name="segment_named_once", condition=models.Q(retired_at=None)
            ),
        )

    def __str__(self):
        return self.name


class Bought(models.Model):
    """That somebody keeps something of a sheet that a shop sold them, and since when at the latest.

    Counted anew from their orders by what facts tell: what was cancelled or sent back is not there.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="bought", db_index=False)
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    cents = models.BigIntegerField(_("payé (centimes)"))
    last_at = models.DateTimeField(_("dernière fois"))

    class Meta:
        verbose_name = _("achat")
        verbose_name_plural = _("achats")
        constraints = (
            models.UniqueConstraint(
                fields=["contact", "seller", "product"], name="bought_once_a_sheet"
            ),
        )
        indexes = (
            models.Index(fields=["seller", "contact"], name="bought_from"),
            models.Index(fields=["product", "contact"], name="bought_of"),
        )

    def __str__(self):
        return str(self.product_id)
