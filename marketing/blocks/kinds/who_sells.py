"""Who sells here: how many shops, in how many aisles and regions, and some with their goods."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.directory import shops as directory
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.figures import LEAST
from marketing.blocks.scene import Scene, Wants

USUAL = 4  # shops


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    text = fields.words(_("Texte"), most=400)
    most = fields.number(
        _("Boutiques montrées"), least=0, most=12, help_text=_("Laissez vide pour quatre.")
    )
    link_text = fields.text(
        _("Lien à côté du titre"), most=60, help_text=_("Il mène à toutes les boutiques.")
    )
    translated = ("title", "text", "link_text")


def wants(said: Said, wants: Wants) -> None:
    """Shops that sell now, with their goods."""
    wants.sellers += said.number("most", USUAL)
    wants.map = True  # where they are: the page rests on it


def shown(said: Said, scene: Scene) -> dict | None:
    """The figures that say something, and shops that the page does not show already."""
    every = directory.selling(at=scene.at)
    counted = (
        ("shops", len(every)),
        ("aisles", len(directory.in_aisles(every))),
        ("regions", len(directory.in_every_region(at=scene.at))),
    )
    told = [(number, _words(name, number)) for name, number in counted if number >= LEAST]
    scene.tell(*told)
    shops = scene.sellers(said.number("most", USUAL))
    if not told and not shops:
        return None
    return {
        "title": said.text("title"),
        "text": said.text("text"),
        "link_text": said.text("link_text"),
        "figures": told,
        "shops": shops,
    }


def _words(name: str, number: int) -> str:
    return {
        "shops": ngettext("boutique vend ici", "boutiques vendent ici", number),
        "aisles": ngettext("rayon ouvert", "rayons ouverts", number),
        "regions": ngettext("région", "régions", number),
    }[name]


def checks(said: Said, scene: Scene):
    """A house where nobody sells yet."""
    if not directory.selling(at=scene.at):
        yield Remark(ADVICE, str(_("Aucune boutique ne vend en ce moment : rien n'est montré.")))


KIND = Kind(
    key="who_sells",
    name=_("Qui vend ici"),
    use=_("Combien de boutiques, de rayons, de régions, comptés le jour même, et quelques-unes."),
    icon="store",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
)
