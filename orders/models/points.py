"""How badly the invented points behave."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class PointsRehearsal(models.Model):
    """What goes wrong with the points of the sandbox. One row."""

    is_down = models.BooleanField(_("la liste des points ne répond plus"), default=False)
    closed_codes = models.CharField(
        _("points qui viennent de fermer"),
        max_length=200,
        blank=True,
        help_text=_("Leurs codes, séparés par des espaces."),
    )

    class Meta:
        verbose_name = _("réglages des points d'essai")
        verbose_name_plural = _("réglages des points d'essai")

    def __str__(self):
        return capfirst(str(self._meta.verbose_name))
