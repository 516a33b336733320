"""What somebody who sells on another's sheet finds wrong in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.states import CorrectionState
from marketplace.shared.states import StateField, known
from sellers.models import Seller


class Correction(models.Model):
    """A correction of a shared sheet, proposed by a shop that sells on it; the sheet stays as it
    is until its author changes it.
    """

    class About(models.TextChoices):
        TITLE = "title", _("Le titre")
        DESCRIPTION = "description", _("La description")
        TRAITS = "traits", _("Les caractéristiques")
        PHOTOS = "photos", _("Les photos")
        CODE = "code", _("Le code-barres ou une déclinaison")
        CATEGORY = "category", _("La catégorie")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="corrections", verbose_name=_("fiche produit")
    )
    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="corrections", verbose_name=_("proposée par")
    )
    about = models.CharField(_("porte sur"), max_length=12, choices=About)
    text = models.TextField(_("correction"), max_length=1000)
    state = StateField(
        _("état"), max_length=12, choices=CorrectionState, default=CorrectionState.WAITING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposée le"))
    answer = models.TextField(_("réponse"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidée par"),
    )
    decided_at = models.DateTimeField(_("décidée le"), null=True)

    class Meta:
        verbose_name = _("correction proposée")
        verbose_name_plural = _("corrections proposées")
        constraints = [
            known(CorrectionState, "correction_state_known"),
            # one at a time: the next one is written when the first is answered
            models.UniqueConstraint(
                fields=["product", "seller", "about"],
                condition=models.Q(state="waiting"),
                name="correction_once_while_waiting",
            ),
        ]

    def __str__(self):
        return f"{self.product} · {self.get_about_display()}"
