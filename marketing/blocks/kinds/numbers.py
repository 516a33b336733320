"""Figures of the house as its own rows count them; nobody types one."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.shop import queries
from marketing.blocks import fields
from marketing.blocks.block import BlockForm, Kind, Said
from marketing.blocks.figures import LEAST
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    products = fields.yes(_("Produits en vente"))
    sellers = fields.yes(_("Boutiques qui vendent"))
    reviews = fields.yes(_("Avis d'acheteurs"))
    translated = ("title",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The chosen figures that are worth telling."""
    counted = {**queries.figures(), "reviews": queries.reviews_told()}
    told = [
        (counted[name], _words(name, counted[name]))
        for name in ("products", "sellers", "reviews")
        if said.data.get(name) and counted[name] >= LEAST
    ]
    return {"title": said.text("title"), "figures": told} if told else None


def _words(name: str, number: int) -> str:
    return {
        "products": ngettext("produit en vente", "produits en vente", number),
        "sellers": ngettext("boutique", "boutiques", number),
        "reviews": ngettext("avis d'acheteur", "avis d'acheteurs", number),
    }[name]


KIND = Kind(
    key="numbers",
    name=_("Chiffres clés"),
    use=_("Des chiffres comptés le jour même : produits, boutiques, avis."),
    icon="chart-column",
    form=Form,
    shown=shown,
)
