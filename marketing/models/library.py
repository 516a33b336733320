"""The pictures that pages may show."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketing.states import PictureState
from marketplace.shared import sizes
from marketplace.shared.states import StateField, known


class Picture(models.Model):
    """A picture of the house's library, with what is said of it to whoever cannot see it.

    `cut` says how many bytes each of its sizes weighs; until they are cut the original is shown.
    """

    WIDTHS = (160, 320, 640, 960, 1280)

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
    state = StateField(
        _("tailles"),
        max_length=12,
        choices=PictureState,
        default=PictureState.PREPARING,
        editable=False,
    )
    stem = models.CharField(_("nom des tailles"), max_length=160, blank=True, editable=False)
    cut = models.JSONField(_("poids des tailles"), default=dict, blank=True, editable=False)
    cut_at = models.DateTimeField(_("tailles faites le"), null=True, editable=False)
    added_at = models.DateTimeField(_("ajoutée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            known(PictureState, "picture_state"),
            models.CheckConstraint(
                name="picture_cut",
                condition=~models.Q(state="ready")
                | (~models.Q(stem="") & models.Q(cut_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="picture_waits", condition=models.Q(state="preparing"))
        ]

    def __str__(self):
        return self.alt

    def size_url(self, width: int) -> str:
        """The address of the size that fills so many pixels; empty while there is none."""
        if self.state != PictureState.READY:
            return ""
        every = [int(each) for each in self.cut]
        wide = [each for each in every if each >= width]
        return sizes.url(self.stem, min(wide) if wide else max(every))

    @property
    def served_bytes(self) -> int:
        """What a page that shows it weighs more: its widest size, its original until there is."""
        if self.state != PictureState.READY:
            return self.weight
        return max(self.cut.values())

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
