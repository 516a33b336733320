"""Number series without gaps."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sequence(models.Model):
    """The last number given in a series, and the day it was given."""

    series = models.CharField(_("série"), max_length=60, unique=True)
    last = models.PositiveBigIntegerField(_("dernier numéro"), default=0)
    last_on = models.DateField(_("dernière date"), null=True)

    class Meta:
        verbose_name = _("série de numéros")
        verbose_name_plural = _("séries de numéros")

    def __str__(self):
        return self.series
