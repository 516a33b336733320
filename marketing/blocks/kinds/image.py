"""A picture of the library with its caption."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, fitting
from marketing.blocks.block import BLOCKING, BlockForm, Kind, Remark, Said
from marketing.blocks.references import number
from marketing.blocks.scene import Scene, Wants

LEAST, WIDE = (800, 400), (1280, 400)


class Form(BlockForm):
    """What is typed in it."""

    picture = fields.picture(least=LEAST)
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


def checks(said: Said, scene: Scene) -> Iterator[Remark]:
    """Across the whole page, a picture of the width of the text would be blurred."""
    picture = scene.picture(number(said.text("picture")))
    is_wide = said.text("size") == "wide"
    if picture and is_wide and fitting.fits(picture, LEAST) and not fitting.fits(picture, WIDE):
        yield Remark(BLOCKING, fitting.too_small(picture, WIDE))


KIND = Kind(
    key="image",
    name=_("Image légendée"),
    use=_("Une image de la bibliothèque, avec sa légende et son crédit."),
    icon="image",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
