"""What somebody said, and who."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import HOUSE, SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    text = fields.words(_("Citation"), most=500)
    who = fields.text(_("Qui le dit"), most=80)
    translated = ("text", "who")
    required = ("text",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The words and their author."""
    text = said.text("text")
    return {"text": text, "who": said.text("who")} if text.strip() else None


KIND = Kind(
    key="quote",
    name=_("Citation"),
    use=_("Une phrase forte et la personne qui la dit."),
    icon="quote",
    form=Form,
    shown=shown,
    whose=(HOUSE, SHOP),
)
