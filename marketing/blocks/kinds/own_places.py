"""Where and when a shop can be met: its workshop, its markets, its opening hours."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    translated = ("title",)
    repeated = {
        "items": (
            6,
            {
                "name": fields.text(_("Lieu"), most=80),
                "name_en": fields.text(_("Lieu (anglais)"), most=80),
                "address": fields.text(_("Adresse"), most=160),
                "hours": fields.words(_("Jours et heures"), rows=2, most=300),
                "hours_en": fields.words(_("Jours et heures (anglais)"), rows=2, most=300),
            },
        )
    }
    required = ("items",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The places that have a name."""
    rows = said.items("items", ("name", "address", "hours"))
    items = [row for row in rows if row["name"]]
    return {"title": said.text("title"), "items": items} if items else None


KIND = Kind(
    key="own_places",
    name=_("Lieux et dates"),
    use=_("Où vous rencontrer : atelier, marchés, jours d'ouverture."),
    icon="map-pin",
    form=Form,
    shown=shown,
    whose=(SHOP,),
)
