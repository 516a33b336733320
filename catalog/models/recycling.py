"""A producer's number in each recycling scheme, and what lacks one (C. env. L541-10-13)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.models import Seller


class RecyclingNumber(models.Model):
    """The unique identifier of a seller in one scheme, as they last confirmed it.

    `scheme` is the key of a value of the attribute that names schemes.
    """

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="recycling_numbers")
    scheme = models.SlugField(_("filière"), max_length=60)
    number = models.CharField(_("identifiant unique"), max_length=15)
    confirmed_on = models.DateField(_("confirmé le"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("identifiant de filière")
        verbose_name_plural = _("identifiants de filière")
        ordering = ["scheme"]
        constraints = [
            models.UniqueConstraint(fields=["seller", "scheme"], name="recycling_number_once")
        ]

    def __str__(self):
        return self.number


class RecyclingLack(models.Model):
    """A scheme of what a seller sells, without a number that is still good.

    `due` is the day from which such offers rest; empty while the house only warns. Once told it
    stays, whatever becomes of the rule's delay.
    """

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="recycling_lacks")
    scheme = models.SlugField(_("filière"), max_length=60)
    since = models.DateField(_("depuis le"))
    due = models.DateField(_("offres suspendues à partir du"), null=True)

    class Meta:
        verbose_name = _("identifiant de filière manquant")
        verbose_name_plural = _("identifiants de filière manquants")
        ordering = ["scheme"]
        constraints = [
            models.UniqueConstraint(fields=["seller", "scheme"], name="recycling_lack_once")
        ]

    def __str__(self):
        return f"{self.seller_id} · {self.scheme}"
