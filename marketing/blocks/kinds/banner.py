"""A band across the page with a sentence and a button."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"), most=120)
    text = fields.words(_("Texte"), most=300)
    action = fields.text(_("Bouton"), most=40)
    link = fields.link(_("Où il mène"))
    tone = fields.choice(_("Fond"), [("", _("Couleur de la marque")), ("soft", _("Teinte claire"))])
    translated = ("title", "text", "action")
    required = ("title",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The sentence and its button."""
    if not said.text("title"):
        return None
    return {
        "title": said.text("title"),
        "text": said.text("text"),
        "button": (said.text("action"), said.link("link")),
        "is_soft": said.text("tone") == "soft",
    }


KIND = Kind(
    key="banner",
    name=_("Bandeau"),
    use=_("Une annonce et un bouton, sur toute la largeur."),
    icon="megaphone",
    form=Form,
    shown=shown,
)
