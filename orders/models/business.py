"""The company that an order is bought for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.user import country_line
from orders.models.order import Order


class KeptCompany(models.Model):
    """The company that a buyer's account proposes at the next order; without a name, none.

    An order that was bought for a company later than `kept_at` tells it better. Without an address
    its invoices go where the parcels go.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_company"
    )
    name = models.CharField(_("entreprise"), max_length=120, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    vat_number = models.CharField(_("numéro de TVA"), max_length=16, blank=True)
    line1 = models.CharField(_("adresse de facturation"), max_length=120, blank=True)
    line2 = models.CharField(_("complément"), max_length=120, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    kept_at = models.DateTimeField(_("gardée le"))

    class Meta:
        verbose_name = _("entreprise d'un compte")
        verbose_name_plural = _("entreprises des comptes")

    def __str__(self):
        return self.name


class Business(models.Model):
    """What a company that buys said of itself: the last row of an order counts.

    Correcting it until the order is paid writes another row; one without a name says that the
    order is a person's after all. The address is where the invoice goes. `may_withdraw`: the
    house granted companies the withdrawal of consumers when this was written.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="businesses", verbose_name=_("commande")
    )
    name = models.CharField(_("entreprise"), max_length=120, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    vat_number = models.CharField(_("numéro de TVA"), max_length=16, blank=True)
    reference = models.CharField(_("référence de commande"), max_length=50, blank=True)
    line1 = models.CharField(_("adresse de facturation"), max_length=120, blank=True)
    line2 = models.CharField(_("complément"), max_length=120, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    may_withdraw = models.BooleanField(_("rétractation accordée"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("écrit par"),
    )
    written_at = models.DateTimeField(_("écrit le"))

    TOLD = (
        "name",
        "siren",
        "siret",
        "vat_number",
        "reference",
        "line1",
        "line2",
        "postcode",
        "city",
        "country",
    )

    class Meta:
        verbose_name = _("entreprise acheteuse")
        verbose_name_plural = _("entreprises acheteuses")

    def __str__(self):
        return self.name

    @property
    def is_abroad(self) -> bool:
        """Whether the company is established elsewhere than in France or Monaco."""
        return self.country not in ("FR", "MC")

    def billing_lines(self) -> list[str]:
        """The company and its address, as an envelope bears them."""
        town = f"{self.postcode} {self.city}".strip()
        lines = (self.name, self.line1, self.line2, town, country_line(self.country))
        return [line for line in lines if line]
