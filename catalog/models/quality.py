"""How much each thing counts for the quality of a sheet, where the operator says it otherwise."""

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category


class QualityScale(models.Model):
    """The points of a category and all beneath it; without category, of the whole shop.

    Of several, the nearest place decides. Where none says anything, the house's own points hold
    (catalog.sheets.scales).
    """

    category = models.OneToOneField(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("catégorie"),
        help_text=_("Avec tout ce qu'elle contient. Vide : toute la boutique."),
    )
    points = models.JSONField(_("points"), default=dict)  # by what counts; 100 in all
    changed_at = models.DateTimeField(_("modifié le"), auto_now=True)

    class Meta:
        verbose_name = _("barème de qualité")
        verbose_name_plural = _("barèmes de qualité")
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(category=None),
                name="quality_scale_everywhere_once",
            )
        ]

    def __str__(self):
        return str(self.category or _now("Toute la boutique"))
