"""The map of the shops, or of those of a region, and the way to all of them."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene, Wants
from sellers.regions import REGIONS

CHOICES = [("", _("Toute la France")), *((code, name) for code, (name, _begin) in REGIONS.items())]


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    text = fields.words(_("Texte"), most=400)
    link_text = fields.text(
        _("Texte du bouton"), most=60, help_text=_("Laissez vide pour « Toutes les boutiques ».")
    )
    region = fields.choice(_("Région"), CHOICES)
    translated = ("title", "text", "link_text")


def wants(_said: Said, wants: Wants) -> None:
    """Where the shops are."""
    wants.map = True


def shown(said: Said, scene: Scene) -> dict | None:
    """The map; none where no shop is."""
    region = said.text("region")
    plan = scene.map_of(region if region in REGIONS else "")
    if not (plan.dots or plan.overseas):
        return None
    return {
        "title": said.text("title"),
        "text": said.text("text"),
        "link_text": said.text("link_text"),
        "plan": plan,
        "region": region,
    }


def checks(said: Said, scene: Scene):
    """A region without a shop."""
    if shown(said, scene) is None:
        yield Remark(ADVICE, str(_("Aucune boutique n'y vend en ce moment : rien n'est montré.")))


KIND = Kind(
    key="shops_map",
    name=_("Carte des boutiques"),
    use=_("Où sont les boutiques, sur une carte dessinée par la maison."),
    icon="map-pin",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
