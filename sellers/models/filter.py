"""What a member of a shop's team keeps of a list: a filter under a name of their own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.models.seller import Seller


class SavedFilter(models.Model):
    """A filter of one of the seller's lists, kept by one person under a name."""

    class Listing(models.TextChoices):
        SHEETS = "sheets", _("Fiches produits")
        OFFERS = "offers", _("Prix et stocks")
        ORDERS = "orders", _("Commandes")

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="saved_filters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.CharField(_("liste"), max_length=10, choices=Listing)
    name = models.CharField(_("nom"), max_length=40)
    query = models.CharField(_("filtre"), max_length=600)
    created_at = models.DateTimeField(_("créé le"))

    class Meta:
        verbose_name = _("filtre enregistré")
        verbose_name_plural = _("filtres enregistrés")
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "user", "listing", "name"], name="saved_filter_once"
            )
        ]

    def __str__(self):
        return self.name
