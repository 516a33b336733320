"""Steps in their order, numbered; each with a drawing where one is chosen."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import HOUSE, SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene

DRAWINGS = {"letter": _("Une lettre"), "stall": _("Un étal"), "parcel": _("Un colis")}


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    translated = ("title",)
    repeated = {
        "items": (
            8,
            {
                "drawing": fields.choice(_("Dessin"), [("", "—"), *DRAWINGS.items()]),
                "title": fields.text(_("Étape"), most=80),
                "title_en": fields.text(_("Étape (anglais)"), most=80),
                "text": fields.words(_("Explication"), rows=2, most=400),
                "text_en": fields.words(_("Explication (anglais)"), rows=2, most=400),
            },
        )
    }
    required = ("items",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The steps that have a name."""
    items = [
        {
            "title": row["title"],
            "text": row["text"],
            "drawing": row["drawing"] if row["drawing"] in DRAWINGS else "",
        }
        for row in said.items("items", ("drawing", "title", "text"))
        if row["title"]
    ]
    if not items:
        return None
    is_drawn = any(item["drawing"] for item in items)
    return {"title": said.text("title"), "items": items, "is_drawn": is_drawn}


KIND = Kind(
    key="steps",
    name=_("Étapes"),
    use=_("Une marche à suivre, numérotée."),
    icon="list-ordered",
    form=Form,
    shown=shown,
    whose=(HOUSE, SHOP),
)
