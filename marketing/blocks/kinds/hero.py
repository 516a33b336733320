"""The opening of a page: a large sentence, a few words, two buttons, and a picture beside them."""

from django.utils.translation import gettext_lazy as _

from catalog.shop.selecting import Choice
from marketing.blocks import fields
from marketing.blocks.block import BlockForm, Kind, Said
from marketing.blocks.references import number
from marketing.blocks.scene import Scene, Wants

FRESH = Choice(source="fresh")
SHOPS = 3


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"), most=120)
    text = fields.words(_("Texte"), most=400)
    action = fields.text(_("Premier bouton"), most=40)
    action_link = fields.link(_("Où il mène"))
    second = fields.text(_("Second bouton"), most=40)
    second_link = fields.link(_("Où il mène"))
    beside = fields.choice(
        _("À côté du texte"),
        [
            ("story", _("L'article le plus récent du journal")),
            ("picture", _("Une image de la bibliothèque")),
            ("products", _("Quatre nouveautés")),
            ("shops", _("Trois boutiques qui vendent ici")),
            ("", _("Rien")),
        ],
    )
    picture = fields.picture(least=(1280, 800))
    translated = ("title", "text", "action", "second")
    required = ("title",)


def wants(said: Said, wants: Wants) -> None:
    """The newest stories, a picture, a few new products or a few shops."""
    beside = said.text("beside")
    if beside == "story":
        wants.latest = max(wants.latest, 4)
    if beside in ("story", "products"):
        wants.choices.append(FRESH)
    if beside == "shops":
        wants.sellers += SHOPS
    if beside == "picture" and (pk := number(said.text("picture"))):
        wants.pictures.add(pk)


def shown(said: Said, scene: Scene) -> dict:
    """The sentence, the buttons and what stands beside; new products where there is no story."""
    beside = said.text("beside")
    story = next((one for one in scene.latest(4) if one.image), None) if beside == "story" else None
    is_mosaic = beside == "products" or (beside == "story" and story is None)
    return {
        "title": said.text("title"),
        "text": said.text("text"),
        "buttons": [
            (said.text(name), said.link(f"{name}_link"))
            for name in ("action", "second")
            if said.text(name) and said.link(f"{name}_link")
        ],
        "story": story,
        "picture": (scene.picture(number(said.text("picture"))) if beside == "picture" else None),
        "shops": scene.sellers(SHOPS) if beside == "shops" else [],
        "mosaic": scene.at_hand(FRESH, 4) if is_mosaic else [],
    }


KIND = Kind(
    key="hero",
    name=_("Ouverture"),
    use=_("Une grande phrase, deux boutons et une image : le haut d'une page."),
    icon="panel-top",
    form=Form,
    wants=wants,
    shown=shown,
    bears_title=True,
)
