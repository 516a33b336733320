"""Goods of the shop's own: by a rule that goes on holding, or one by one."""

from django.utils.translation import gettext_lazy as _

from catalog.shop.selecting import SOURCES, Choice
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BLOCKING, SHOP, BlockForm, Kind, Remark, Said
from marketing.blocks.references import numbers
from marketing.blocks.scene import Scene, Wants

MOST = 8


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    source = fields.choice(
        _("Quels produits"),
        [
            *((key, name) for key, (name, _order) in SOURCES.items()),
            ("hand", _("Choisis un à un")),
        ],
    )
    products = fields.own_products(
        _("Produits choisis"),
        most=MOST,
        help_text=_("Un par ligne : le titre exact de la fiche, son adresse ou son code-barres."),
    )
    layout = fields.choice(
        _("Présentation"), [("grid", _("En grille")), ("row", _("En ligne qui défile"))]
    )
    translated = ("title",)


def _choice(said: Said, shop: int) -> Choice:
    source = said.text("source")
    return Choice(source=source if source in SOURCES else "fresh", seller_id=shop)


def wants(said: Said, wants: Wants) -> None:
    """The goods that are named, or those the rule finds; of this shop alone."""
    if not wants.shop:
        return
    if said.text("source") == "hand":
        wants.own_products.update(numbers(said.text("products"), most=MOST))
    else:
        wants.own_choices.append(_choice(said, wants.shop))


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that the shop sells now; nothing where there are none."""
    if scene.own is None:
        return None
    by_hand = said.text("source") == "hand"
    named = numbers(said.text("products")) if by_hand else _choice(said, scene.own.shop)
    cards = scene.own_goods(named, MOST)
    if not cards:
        return None
    return {
        "title": said.text("title"),
        "link": ("", ""),
        "cards": cards,
        "is_row": said.text("layout") == "row",
    }


def checks(said: Said, scene: Scene):
    """Goods that the shop does not sell; a block that would be empty."""
    if scene.own is None:
        return
    if said.text("source") != "hand":
        if not scene.own_goods(_choice(said, scene.own.shop), 1):
            yield Remark(
                ADVICE, str(_("cette règle ne trouve rien en vente : le bloc n'est pas montré."))
            )
        return
    named = numbers(said.text("products"))
    there = {card.pk for card in scene.own_goods(named, MOST)}
    if not named:
        yield Remark(BLOCKING, str(_("choisissez au moins un produit, ou une règle.")))
    for pk in named:
        if pk not in there:
            yield Remark(
                BLOCKING,
                str(_("le produit n° {pk} n'est pas en vente chez vous : retirez-le.")).format(
                    pk=pk
                ),
            )


KIND = Kind(
    key="own_goods",
    name=_("Mes produits"),
    use=_("Quelques-uns de vos produits, par une règle ou un à un."),
    icon="layout-grid",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    whose=(SHOP,),
    looks_like="grid",
)
