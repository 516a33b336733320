"""A box to ask for the letter of the house."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"), most=120)
    text = fields.words(_("Texte"), most=300)
    translated = ("title", "text")
    required = ("title",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The words above the box."""
    if not said.text("title"):
        return None
    return {"title": said.text("title"), "text": said.text("text")}


KIND = Kind(
    key="newsletter",
    name=_("Inscription à la lettre"),
    use=_("Une adresse e-mail à laisser ; l'inscription se confirme par un message."),
    icon="mail",
    form=Form,
    shown=shown,
    is_quiet=True,
)
