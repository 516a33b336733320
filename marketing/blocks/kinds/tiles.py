"""Categories as pictures to walk into."""

from django.utils.translation import gettext_lazy as _

from catalog.shop import queries
from catalog.tree import tree
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import lines
from marketing.blocks.scene import Scene

MOST = 10


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    categories = fields.words(
        _("Rayons"),
        most=2000,
        help_text=_("Une adresse par ligne, comme « /c/mode/ ». Laissez vide pour les premiers."),
    )
    translated = ("title",)


def _asked(said: Said) -> list[str]:
    return [fields.slug_of(line) for line in lines(said.text("categories"))][:MOST]


def shown(said: Said, _scene: Scene) -> dict | None:
    """The categories that are open, each with its picture or a product's."""
    places, asked = tree(), _asked(said)
    chosen = [places.by_slug[slug] for slug in asked if slug in places.by_slug]
    covers = queries.covers_by_root()
    tiles = [
        (place, place.image or covers.get(place.path[:4], ""))
        for place in (chosen if asked else places.roots[:MOST])
    ]
    return {"title": said.text("title"), "tiles": tiles} if tiles else None


def checks(said: Said, _scene: Scene):
    """Categories that are closed or were renamed."""
    for slug in _asked(said):
        if slug not in tree().by_slug:
            yield Remark(
                ADVICE,
                str(_("Aucun rayon ouvert n'a l'adresse « {typed} ».")).format(typed=slug),
            )


KIND = Kind(
    key="tiles",
    name=_("Rayons"),
    use=_("Des rayons en images."),
    icon="shapes",
    form=Form,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
