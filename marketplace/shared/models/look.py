"""How the house looks: versions, each complete and kept; the one in force is copied to the row of
the brand.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.shared.palette import choices
from marketplace.shared.palette.choices import Traits
from marketplace.shared.states import Flow, StateField, States, known

SIZE = re.compile(r"logo-(\d+)x(\d+)-")


def _between(least: int, most: int) -> list:
    return [MinValueValidator(least), MaxValueValidator(most)]


class Appearance(models.Model):
    """What a look is made of. Colours and words are chosen, pictures are re-encoded by us."""

    logo = models.ImageField(_("logo de jour"), upload_to="brand/", blank=True)
    logo_night = models.ImageField(_("logo de nuit"), upload_to="brand/", blank=True)
    icon = models.ImageField(_("icône carrée"), upload_to="brand/", blank=True)
    mark = models.CharField(
        _("signe sans logo"), max_length=20, choices=choices.MARK_WORDS, default="arche"
    )
    hue = models.PositiveSmallIntegerField(
        _("teinte (0-360)"), default=158, validators=_between(0, 360)
    )
    chroma = models.PositiveSmallIntegerField(
        _("intensité (0-100)"), default=40, validators=_between(0, 100)
    )
    light = models.PositiveSmallIntegerField(
        _("clarté le jour (15-70)"), default=40, validators=_between(15, 70)
    )
    dark = models.PositiveSmallIntegerField(
        _("clarté la nuit (60-96)"), default=74, validators=_between(60, 96)
    )
    neutrals = models.CharField(
        _("papiers et encres"), max_length=20, choices=choices.NEUTRAL_WORDS, default="chaud"
    )
    fonts = models.CharField(
        _("polices de caractères"), max_length=20, choices=choices.PAIR_WORDS, default="garde"
    )
    radius = models.PositiveSmallIntegerField(
        _("arrondi (px)"), default=3, validators=_between(0, 24)
    )
    pattern = models.CharField(
        pgettext_lazy("dessin", "motif"),
        max_length=20,
        choices=choices.PATTERN_WORDS,
        default="arcades",
    )
    pictures = models.CharField(
        _("photos"), max_length=20, choices=choices.TREATMENT_WORDS, default="nette"
    )

    class Meta:
        abstract = True

    @property
    def traits(self) -> Traits:
        """Its values, as everything that draws takes them."""
        return Traits(**{name: getattr(self, name) for name in choices.NAMES})

    @property
    def worn(self) -> dict:
        """All of it, pictures by the names of their files: what a version keeps."""
        pictures = {name: getattr(self, name).name or "" for name in choices.PICTURES}
        return {name: getattr(self, name) for name in choices.NAMES} | pictures

    @property
    def logo_size(self) -> dict[str, int]:
        """The width and height in the logo's file name, so that no page opens the file."""
        match = SIZE.search(self.logo.name or "")
        return (
            {"width": int(match[1]), "height": int(match[2])}
            if match
            else {"width": 160, "height": 40}
        )


class LookState(States):
    """Where a version stands. Whatever was in force once may be again, as it was."""

    DRAFT = "draft", "neutral", _("Brouillon")
    IN_FORCE = "in_force", "good", _("En vigueur")
    PAST = "past", "neutral", _("Passée")
    DISCARDED = "discarded", "neutral", _("Abandonnée")


L = LookState
LOOK = Flow(
    L,
    {
        L.DRAFT: (L.IN_FORCE, L.DISCARDED),
        L.IN_FORCE: (L.PAST,),
        L.PAST: (L.IN_FORCE,),
    },
)


class Look(Appearance):
    """A version of how the house looks. A draft is written; what was in force never changes."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    name = models.CharField(_("nom"), max_length=60)
    shipped = models.CharField(_("livrée avec le code"), max_length=20, blank=True)
    state = StateField(_("état"), max_length=10, choices=LookState, default=LookState.DRAFT)
    revision = models.PositiveIntegerField(_("révision"), default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("écrite par"),
    )
    written_at = models.DateTimeField(_("écrite le"))
    put_at = models.DateTimeField(_("mise en vigueur le"), null=True)

    class Meta:
        verbose_name = _("identité visuelle")
        verbose_name_plural = _("identités visuelles")
        constraints = [
            known(LookState, "look_state_known"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_force"), name="look_one_in_force"
            ),
        ]

    def __str__(self):
        return f"{self.name} (v{self.number})"
