"""Who makes, or where: a portrait of the person or of the workshop beside a picture."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, rich
from marketing.blocks.block import SHOP, BlockForm, Kind, Said
from marketing.blocks.kinds.own_image import gone
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(
        _("Titre"), most=80, help_text=_("« Camille, céramiste » ou « L'atelier de Vallauris ».")
    )
    picture = fields.own_picture(_("Photo"), least=(640, 400))
    text = fields.rich_text(_("Texte"))
    translated = ("title", "text")
    required = ("title", "text")


def shown(said: Said, scene: Scene) -> dict | None:
    """The words, beside the picture where there is one."""
    typed = said.text("text")
    if not typed.strip():
        return None
    return {
        "title": said.text("title"),
        "html": rich.drawn(typed),
        "picture": scene.own_picture(said.text("picture")),
    }


KIND = Kind(
    key="own_portrait",
    name=_("Portrait ou atelier"),
    use=_("Qui vous êtes, où et comment vous travaillez, à côté d'une photo."),
    icon="user-round",
    form=Form,
    shown=shown,
    checks=gone,
    whose=(SHOP,),
)
