"""What the operator says in its own words: versions of the texts and menus that have a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Saying(models.Model):
    """A version of a named text or of a menu; the last one is said. None is ever rewritten.

    `columns` is what a menu holds: `[{"title", "title_en", "links": [{"label", "label_en",
    "to"}]}]`. Of a version that brings the house's own words back, nothing else is filled in.
    """

    name = models.CharField(_("texte"), max_length=80)
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("français"), blank=True)
    text_en = models.TextField(_("anglais"), blank=True)
    columns = models.JSONField(_("liens"), default=list, blank=True)
    is_default = models.BooleanField(_("d'origine"), default=False)
    because = models.CharField(_("motif"), max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("écrit par"),
    )
    written_at = models.DateTimeField(_("écrit le"))

    class Meta:
        verbose_name = _("texte de la maison")
        verbose_name_plural = _("textes de la maison")
        constraints = [models.UniqueConstraint(fields=["name", "number"], name="saying_once")]

    def __str__(self):
        return f"{self.name} v{self.number}"
