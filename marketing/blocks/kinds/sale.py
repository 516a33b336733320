"""Goods whose price is lowered until an instant, chosen by a rule or one by one.

What ended or sold out leaves the box by itself, and the box with the last of them. By rule it shows
nothing that a box above it shows. It tells until when and how many there are, never more than is
true.
"""

from django.utils.translation import gettext_lazy as _

from catalog.shop.reductions import Reductions
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BLOCKING, BlockForm, Kind, Remark, Said
from marketing.blocks.references import number, numbers
from marketing.blocks.scene import Scene, Wants

MOST = 12
RULE, HAND = "rule", "hand"


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    link = fields.link(_("Où il mène"))
    source = fields.choice(
        _("Quelles réductions"),
        [(RULE, _("Toutes celles qui ont une fin")), (HAND, _("De produits choisis un à un"))],
    )
    products = fields.products(_("Produits choisis"), most=MOST)
    category = fields.category(_("Seulement de ce rayon"))
    shop = fields.shops(_("Seulement de cette boutique"), most=1)
    days = fields.number(_("Seulement si elles finissent d'ici (jours)"), least=1, most=366)
    most = fields.number(_("Combien de produits"), least=1, most=MOST)
    translated = ("title", "link_text")
    required = ("title",)


def by_rule(said: Said) -> Reductions:
    """Those of a category, of a shop, that end soon."""
    return Reductions(
        category=fields.slug_of(said.text("category")),
        seller_id=number(said.text("shop")),
        days=said.number("days", 0) or None,
    )


def by_hand(said: Said) -> Reductions:
    """Those of the products that are named."""
    return Reductions(products=tuple(numbers(said.text("products"), most=MOST)))


# what may be shown in it, by where it comes from
SOURCES = {RULE: by_rule, HAND: by_hand}


def asked(said: Said) -> Reductions:
    """What its source names."""
    return SOURCES.get(said.text("source"), by_rule)(said)


def wants(said: Said, wants: Wants) -> None:
    """The reductions that run."""
    wants.reductions.append(asked(said))


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that run and are in stock; nothing where there are none."""
    found = scene.reduced(asked(said), min(said.number("most", 8), MOST))
    if not found:
        return None
    ends = {one.until for _card, one in found}
    return {
        "title": said.text("title"),
        "link": (said.text("link_text"), said.link("link")),
        "goods": found,
        # one clock for the box only where it is true of all that it shows
        "until": ends.pop() if len(ends) == 1 else None,
    }


def checks(said: Said, scene: Scene):
    """Nothing that runs on the day; products without a reduction."""
    named = numbers(said.text("products"), most=MOST)
    is_by_hand = said.text("source") == HAND
    if is_by_hand and not named:
        yield Remark(BLOCKING, str(_("Choisissez au moins un produit, ou une règle.")))
        return
    there = {one.pk for _card, one in scene.all_reduced(asked(said))}
    if not there:
        yield Remark(
            ADVICE,
            str(_("aucune réduction ne court à cette date : le bloc ne montrera rien.")),
        )
    elif is_by_hand:
        lacking = _("Aucune réduction du produit n° {pk} ne court à cette date.")
        for pk in named:
            if pk not in there:
                yield Remark(ADVICE, str(lacking).format(pk=pk))


KIND = Kind(
    key="sale",
    name=_("Ventes flash"),
    use=_("Des produits dont le prix est réduit jusqu'à un jour et une heure."),
    icon="badge-percent",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
)
