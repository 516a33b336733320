"""A text with headings, lists, quotations and links."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, rich
from marketing.blocks.block import HOUSE, SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    text = fields.rich_text(_("Texte"))
    translated = ("text",)
    required = ("text",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The text, drawn."""
    typed = said.text("text")
    return {"html": rich.drawn(typed)} if typed.strip() else None


KIND = Kind(
    key="text",
    name=_("Texte"),
    use=_("Des paragraphes, des titres, des listes et des liens."),
    icon="text-align-start",
    form=Form,
    shown=shown,
    whose=(HOUSE, SHOP),
)
