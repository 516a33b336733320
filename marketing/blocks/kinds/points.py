"""What the house promises, each with a drawing."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import BlockForm, Kind, Said
from marketing.blocks.scene import Scene

DRAWINGS = {
    "badge-check": _("Coche"),
    "lock": _("Cadenas"),
    "undo-2": _("Retour"),
    "message-circle": _("Bulle"),
    "truck": _("Camion"),
    "leaf": _("Feuille"),
    "heart": _("Cœur"),
    "map-pin": _("Lieu"),
    "hand-coins": _("Pièces"),
    "gift": _("Cadeau"),
}


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    translated = ("title",)
    repeated = {
        "items": (
            6,
            {
                "icon": fields.choice(_("Dessin"), [("", "—"), *DRAWINGS.items()]),
                "title": fields.text(_("En deux mots"), most=80),
                "title_en": fields.text(_("En deux mots (anglais)"), most=80),
                "text": fields.text(_("En une phrase"), most=200),
                "text_en": fields.text(_("En une phrase (anglais)"), most=200),
            },
        )
    }
    required = ("items",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The promises whose words hold today."""
    items = []
    for row in said.items("items", ("icon", "title", "text")):
        title = row["title"]
        if title:
            icon = row["icon"] if row["icon"] in DRAWINGS else "badge-check"
            items.append({"icon": icon, "title": title, "text": row["text"]})
    return {"title": said.text("title"), "items": items} if items else None


KIND = Kind(
    key="points",
    name=_("Engagements"),
    use=_("Ce que la maison promet, en quelques mots et un dessin."),
    icon="badge-check",
    form=Form,
    shown=shown,
)
