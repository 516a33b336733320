"""Products, chosen by a rule that goes on holding or one by one by hand."""

from django.utils.translation import gettext_lazy as _

from catalog.shop import collections
from catalog.shop.selecting import SOURCES, Choice
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BLOCKING, BlockForm, Kind, Remark, Said
from marketing.blocks.references import number, numbers
from marketing.blocks.scene import Scene, Wants


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    link = fields.link(_("Où il mène"))
    source = fields.choice(
        _("Quels produits"),
        [
            *((key, name) for key, (name, _order) in SOURCES.items()),
            ("collection", _("D'une collection")),
            ("hand", _("Choisis un à un")),
        ],
    )
    collection = fields.collection(_("Quelle collection"))
    products = fields.products(_("Produits choisis"))
    category = fields.category(_("Seulement de ce rayon"))
    shop = fields.shops(_("Seulement de cette boutique"), most=1)
    under = fields.number(_("Seulement jusqu'à (euros)"), least=1, most=100_000)
    most = fields.number(_("Combien de produits"), least=1, most=12)
    layout = fields.choice(
        _("Présentation"), [("grid", _("En grille")), ("row", _("En ligne qui défile"))]
    )
    translated = ("title", "link_text")


def choice_of(said: Said) -> Choice:
    """The rule that is typed."""
    source = said.text("source")
    if source == "collection":
        return Choice(collection=fields.slug_of(said.text("collection")) or "-")
    return Choice(
        source=source if source in SOURCES else "fresh",
        category=fields.slug_of(said.text("category")),
        seller_id=number(said.text("shop")),
        under_cents=said.number("under", 0) * 100 or None,
    )


def _by_hand(said: Said) -> bool:
    return said.text("source") == "hand"


def wants(said: Said, wants: Wants) -> None:
    """The products that are named, or those the rule finds."""
    if _by_hand(said):
        wants.products.update(numbers(said.text("products")))
    else:
        wants.choices.append(choice_of(said))


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that are on sale; nothing where there are none."""
    most = min(said.number("most", 8), 12)
    if _by_hand(said):
        cards = scene.cards(numbers(said.text("products")))[:12]
    else:
        cards = scene.chosen(choice_of(said), most)
    if not cards:
        return None
    return {
        "title": said.text("title"),
        "link": (said.text("link_text"), said.link("link")),
        "cards": cards,
        "is_row": said.text("layout") == "row",
    }


def checks(said: Said, scene: Scene):
    """Products that are sold out or gone; a rule that finds hardly anything."""
    if said.text("source") == "collection":
        slug = fields.slug_of(said.text("collection"))
        if collections.shown(slug, at=scene.at) is None:
            sentence = _("La collection « {slug} » n'est pas en ligne à cette date.")
            yield Remark(BLOCKING, str(sentence).format(slug=slug))
            return
    if not _by_hand(said):
        found = len(scene.at_hand(choice_of(said), 4))
        if found < 4:
            yield Remark(
                ADVICE,
                str(_("Cette règle ne trouve que {found} produits en stock.")).format(found=found),
            )
        return
    named = numbers(said.text("products"))
    cards = {card.pk: card for card in scene.cards(named)}
    if not named:
        yield Remark(BLOCKING, str(_("Choisissez au moins un produit, ou une règle.")))
    for pk in named:
        if pk not in cards:
            yield Remark(
                BLOCKING,
                str(_("Le produit n° {pk} n'est plus en vente : retirez-le.")).format(pk=pk),
            )
        elif not cards[pk].in_stock:
            yield Remark(ADVICE, str(_("« {title} » est épuisé.")).format(title=cards[pk].title))


KIND = Kind(
    key="grid",
    name=_("Produits"),
    use=_("Des produits choisis par une règle, ou un à un."),
    icon="layout-grid",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
