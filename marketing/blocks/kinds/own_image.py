"""A picture of the shop's own with its caption."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import BLOCKING, SHOP, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    picture = fields.own_picture(_("Photo"), least=(800, 400))
    caption = fields.text(_("Légende"), most=200)
    size = fields.choice(_("Largeur"), [("", _("Celle du texte")), ("wide", _("Toute la largeur"))])
    translated = ("caption",)
    required = ("picture",)


def shown(said: Said, scene: Scene) -> dict | None:
    """The picture, if it is one of this shop's."""
    picture = scene.own_picture(said.text("picture"))
    if picture is None:
        return None
    return {
        "picture": picture,
        "caption": said.text("caption"),
        "is_wide": said.text("size") == "wide",
    }


def gone(said: Said, scene: Scene):
    """A picture that the shop has taken away, or never had."""
    if said.text("picture") and scene.own_picture(said.text("picture")) is None:
        yield Remark(
            BLOCKING, str(_("cette photo n'est plus parmi les vôtres : choisissez-en une."))
        )


KIND = Kind(
    key="own_image",
    name=_("Photo légendée"),
    use=_("Une de vos photos, avec sa légende."),
    icon="image",
    form=Form,
    shown=shown,
    checks=gone,
    whose=(SHOP,),
    looks_like="image",
)
