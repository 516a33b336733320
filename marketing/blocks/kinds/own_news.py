"""The news of the shop, the newest first; each is written and read apart."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"), help_text=_("Laissez vide pour « Nouvelles de la boutique »."))
    translated = ("title",)


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that hold today; nothing where there are none."""
    news = scene.own_news()
    return {"title": said.text("title"), "items": news} if news else None


KIND = Kind(
    key="own_news",
    name=_("Mes nouvelles"),
    use=_("Vos nouvelles publiées, la plus récente d'abord."),
    icon="megaphone",
    form=Form,
    shown=shown,
    whose=(SHOP,),
)
