"""The pictures that pages may show."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture of the house's library, with what is said of it to whoever cannot see it."""

    file = models.ImageField(_("fichier"), upload_to="library/")
    width = models.PositiveIntegerField(_("largeur"), editable=False)
    height = models.PositiveIntegerField(_("hauteur"), editable=False)
    alt = models.CharField(
        _("texte de remplacement"),
        max_length=160,
        help_text=_("Ce que l'image montre, pour qui ne la voit pas : « Deux mains au tour »."),
    )
    alt_en = models.CharField(_("texte de remplacement (anglais)"), max_length=160)
    credit = models.CharField(_("crédit"), max_length=80, blank=True)
    folder = models.CharField(
        _("dossier"), max_length=40, blank=True, help_text=_("Pour retrouver l'image : Noël 2026.")
    )
    focal_x = models.PositiveSmallIntegerField(
        _("point d'intérêt, depuis la gauche (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("point d'intérêt, depuis le haut (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    weight = models.PositiveIntegerField(_("poids (octets)"), default=0, editable=False)
    added_at = models.DateTimeField(_("ajoutée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self):
        return self.alt

    @property
    def local_alt(self) -> str:
        """What it shows, in the reader's language."""
        return (self.alt_en if get_language() == "en" else "") or self.alt

    @property
    def crop(self) -> str:
        """Which corner of nine must stay in sight when it is cut: a class of the stylesheet."""
        across = ("left", "middle", "right")[min(self.focal_x // 34, 2)]
        down = ("top", "center", "bottom")[min(self.focal_y // 34, 2)]
        return f"{down}-{across}"
