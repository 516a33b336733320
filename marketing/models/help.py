"""What readers say of the pages of help."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketing.models.page import Page


class HelpOpinion(models.Model):
    """How many readers of a day found a page of help useful, and how many did not."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="opinions")
    day = models.DateField(_("jour"))
    useful = models.PositiveIntegerField(_("utile"), default=0)
    useless = models.PositiveIntegerField(_("pas utile"), default=0)

    class Meta:
        verbose_name = _("avis sur l'aide")
        verbose_name_plural = _("avis sur l'aide")
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="help_opinion_once")]

    def __str__(self):
        return f"{self.page} {self.day}"
