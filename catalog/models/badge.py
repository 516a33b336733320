"""Badges: a name, a public criterion, its thresholds. What bears them is computed, never said."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.language import Local, local

FIGURE = re.compile(r"\{([^{}]*)\}")


class Badge(models.Model):
    """A badge of products or of shops: what it is called, what it asks, whether it is shown.

    `kind` says which facts it looks at (catalog.badges.kinds), `thresholds` from where on. No row
    anywhere says that something bears it: that follows from the figures of sheets and shops.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("Nouveauté")
        BEST = "best", _("Meilleures ventes d'un rayon")
        RATED = "rated", _("Bien noté")
        LAST = "last", _("Dernières pièces")
        ON_TIME = "on_time", _("Boutique ponctuelle")
        ANSWERS = "answers", _("Boutique qui répond vite")
        OPENED = "opened", _("Nouvelle boutique")

    class Mark(models.TextChoices):
        SPARKLES = "sparkles", _("Étincelles")
        SPROUT = "sprout", _("Pousse")
        TROPHY = "trophy", _("Coupe")
        TRENDING_UP = "trending-up", _("Courbe qui monte")
        STAR = "star", _("Étoile")
        HEART = "heart", _("Cœur")
        HOURGLASS = "hourglass", _("Sablier")
        PACKAGE = "package", _("Colis")
        TRUCK = "truck", _("Camion")
        CLOCK = "clock", _("Horloge")
        MESSAGE = "message-circle", _("Bulle")
        STORE = "store", _("Boutique")
        AWARD = "award", _("Ruban")
        BADGE_CHECK = "badge-check", _("Coche")

    kind = models.CharField(_("critère"), max_length=8, choices=Kind)
    slug = models.SlugField(_("adresse"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=24)
    name_en = models.CharField(_("nom (anglais)"), max_length=24)
    criterion = models.CharField(_("critère public"), max_length=240)
    criterion_en = models.CharField(_("critère public (anglais)"), max_length=240)
    mark = models.CharField(_("dessin"), max_length=20, choices=Mark)
    thresholds = models.JSONField(_("seuils"), default=dict)
    is_on = models.BooleanField(_("montré"), default=False)
    position = models.PositiveSmallIntegerField(_("ordre"), default=100)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("modifié le"))

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.named.text

    @property
    def named(self) -> Local:
        """Its name, in the reader's language."""
        return local(self.name, self.name_en)


def figures_in(text: str) -> set[str]:
    """The figures that a criterion names between braces."""
    return set(FIGURE.findall(text))


def check_figures(text: str, asked: set[str]) -> None:
    """Refuse a criterion that does not tell each of its thresholds, or names an unknown one."""
    there = figures_in(text)
    unknown, missing = sorted(there - asked), sorted(asked - there)
    if (
        unknown
        or text.count("{") != text.count("}")
        or text.count("{") != len(FIGURE.findall(text))
    ):
        shown = f"{{{unknown[0][:30]}}}" if unknown else "{ }"
        raise ValidationError(
            _("« %(figure)s » n'est pas un chiffre de ce critère. Ceux qu'il connaît : %(known)s."),
            params={"figure": shown, "known": ", ".join(f"{{{name}}}" for name in sorted(asked))},
            code="unknown",
        )
    if missing:
        raise ValidationError(
            _("Écrivez aussi %(figure)s : les visiteurs lisent le seuil en vigueur."),
            params={"figure": ", ".join(f"{{{name}}}" for name in missing)},
            code="missing",
        )
