"""One product in large, with the words of the house beside it."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BLOCKING, BlockForm, Kind, Remark, Said
from marketing.blocks.references import number
from marketing.blocks.scene import Scene, Wants


class Form(BlockForm):
    """What is typed in it."""

    product = fields.products(_("Produit"), most=1)
    over = fields.text(_("Au-dessus du titre"), most=60)
    text = fields.words(_("Pourquoi ce produit"), most=500)
    translated = ("over", "text")
    required = ("product",)


def wants(said: Said, wants: Wants) -> None:
    """The product."""
    if pk := number(said.text("product")):
        wants.products.add(pk)


def shown(said: Said, scene: Scene) -> dict | None:
    """The product, if it is on sale."""
    cards = scene.cards([number(said.text("product")) or 0])
    if not cards:
        return None
    return {"card": cards[0], "over": said.text("over"), "text": said.text("text")}


def checks(said: Said, scene: Scene):
    """A product that is gone or sold out."""
    pk = number(said.text("product"))
    cards = scene.cards([pk or 0])
    if pk and not cards:
        yield Remark(
            BLOCKING,
            str(_("Le produit n° {pk} n'est plus en vente : choisissez-en un autre.")).format(
                pk=pk
            ),
        )
    elif cards and not cards[0].in_stock:
        yield Remark(ADVICE, str(_("« {title} » est épuisé.")).format(title=cards[0].title))


KIND = Kind(
    key="spotlight",
    name=_("Produit à l'honneur"),
    use=_("Un seul produit, en grand, et pourquoi il compte."),
    icon="star",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
