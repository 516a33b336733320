"""Steps in their order, numbered."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, figures
from marketing.blocks.block import HOUSE, SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    translated = ("title",)
    repeated = {
        "items": (
            8,
            {
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
        {"title": row["title"], "text": figures.filled(row["text"])}
        for row in said.items("items", ("title", "text"))
        if row["title"]
    ]
    return {"title": said.text("title"), "items": items} if items else None


KIND = Kind(
    key="steps",
    name=_("Étapes"),
    use=_("Une marche à suivre, numérotée."),
    icon="list-ordered",
    form=Form,
    shown=shown,
    whose=(HOUSE, SHOP),
)
