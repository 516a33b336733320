"""The shipping grid of a seller."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.models.seller import Seller


class Zone(models.TextChoices):
    """Where a method delivers."""

    METROPOLE = "metropole", _("France métropolitaine")
    CORSE = "corse", _("Corse")
    EUROPE = "europe", _("Union européenne")

    @property
    def into(self):
        """The zone as the end of a sentence: we deliver in Corsica."""
        return {
            Zone.METROPOLE: _("en France métropolitaine"),
            Zone.CORSE: _("en Corse"),
            Zone.EUROPE: _("dans l'Union européenne"),
        }[self]


class ShippingMethod(models.Model):
    """One way a seller ships to one zone, and what the buyer pays for it."""

    class Kind(models.TextChoices):
        HOME = "home", _("À domicile")
        RELAY = "relay", _("En point relais")
        LETTER = "letter", _("Lettre suivie")
        PICKUP = "pickup", _("Retrait chez le vendeur")

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="shipping_methods", verbose_name=_("vendeur")
    )
    name = models.CharField(_("nom"), max_length=60)
    carrier = models.CharField(_("transporteur"), max_length=30)
    kind = models.CharField(_("type"), max_length=10, choices=Kind, default=Kind.HOME)
    zone = models.CharField(_("zone"), max_length=12, choices=Zone, default=Zone.METROPOLE)
    first_cents = models.PositiveIntegerField(_("premier article (centimes)"))
    next_cents = models.PositiveIntegerField(_("article suivant (centimes)"), default=0)
    free_from_cents = models.PositiveIntegerField(
        _("offert à partir de (centimes)"), null=True, blank=True
    )
    days_min = models.PositiveSmallIntegerField(_("délai minimal (jours ouvrés)"), default=2)
    days_max = models.PositiveSmallIntegerField(_("délai maximal (jours ouvrés)"), default=3)
    is_active = models.BooleanField(_("proposé"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("mode de livraison")
        verbose_name_plural = _("grille de livraison")
        constraints = [
            models.UniqueConstraint(fields=["seller", "name", "zone"], name="shipping_method_once"),
            models.CheckConstraint(
                name="shipping_days_in_order",
                condition=models.Q(days_min__lte=models.F("days_max")),
            ),
        ]

    def __str__(self):
        return self.name
