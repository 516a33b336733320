"""A picture of the library with its caption."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import BlockForm, Kind, Said
from marketing.blocks.references import number
from marketing.blocks.scene import Scene, Wants


class Form(BlockForm):
    """What is typed in it."""

    picture = fields.picture()
    caption = fields.text(_("Légende"), most=200)
    size = fields.choice(_("Largeur"), [("", _("Celle du texte")), ("wide", _("Toute la largeur"))])
    translated = ("caption",)
    required = ("picture",)


def wants(said: Said, wants: Wants) -> None:
    """The picture."""
    if pk := number(said.text("picture")):
        wants.pictures.add(pk)


def shown(said: Said, scene: Scene) -> dict | None:
    """The picture, if the library still has it."""
    picture = scene.picture(number(said.text("picture")))
    if picture is None:
        return None
    return {
        "picture": picture,
        "caption": said.text("caption"),
        "is_wide": said.text("size") == "wide",
    }


KIND = Kind(
    key="image",
    name=_("Image légendée"),
    use=_("Une image de la bibliothèque, avec sa légende et son crédit."),
    icon="image",
    form=Form,
    wants=wants,
    shown=shown,
    is_quiet=True,
)
