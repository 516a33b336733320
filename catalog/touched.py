"""What a change of the catalogue's rules would reach now, for whoever is about to make it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Import, Product, RecyclingLack
from catalog.states import ImportState, ProductState
from marketplace.shared.templatetags.ui import figure


def to_come() -> str:
    """The delay was written on every order when it was placed."""
    return _("Ne touche aucune commande déjà passée : vaut pour celles à venir.")


def online() -> str:
    """A tightened rule is asked of every sheet that is online."""
    count = Product.objects.filter(state=ProductState.PUBLISHED).count()
    return ngettext(
        "Fait relire {count} fiche en ligne.", "Fait relire {count} fiches en ligne.", count
    ).format(count=figure(count))


def ended() -> str:
    """Pages whose product left are counted from the day it left."""
    left = Product.objects.filter(published_at__isnull=False, is_sellable=False).count()
    if not left:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} fiche qui ne se vend plus.",
        "Touche {count} fiches qui ne se vendent plus.",
        left,
    ).format(count=figure(left))


def imports() -> str:
    """An applied file is taken back by the delay in force when it is."""
    done = Import.objects.filter(state=ImportState.DONE).count()
    if not done:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} import appliqué : le délai se compte depuis sa fin.",
        "Touche {count} imports appliqués : le délai se compte depuis leur fin.",
        done,
    ).format(count=figure(done))


def sent() -> str:
    """A file already taken is read to its end by the worker that began it."""
    return _("Ne touche aucun fichier déjà lu : vaut pour ceux à venir.")


def recycling() -> str:
    """Each seller who lacks a number is given the whole delay from the night that follows; without
    a delay nobody's offers rest.
    """
    count = RecyclingLack.objects.values("seller").distinct().count()
    said = ngettext(
        "Touche {count} boutique à qui il manque un identifiant de filière.",
        "Touche {count} boutiques à qui il manque un identifiant de filière.",
        count,
    ).format(count=figure(count))
    if not count:
        said = _("Ne touche rien aujourd'hui.")
    naught = _("À 0 jour, aucune offre n'est suspendue.")
    return f"{said} {naught}"


TOUCHED = {
    "withdrawal_days": to_come,
    "image_min_pixels": online,
    "price_outlier_factor": online,
    "ended_page_days": ended,
    "import_undo_hours": imports,
    "import_most_lines": sent,
    "import_most_mb": sent,
    "recycling_grace_days": recycling,
}
