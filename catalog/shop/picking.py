"""Which variant a buyer wants: nothing is chosen for them while several are for sale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.attributes import reading, wording
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.models import Attribute, Offer, Product
from catalog.shop import origin, queries
from catalog.shop.answering import SHOP
from marketplace.shared.language import written

AXIS, QUANTITY, MISSING = "axe", "quantite", "manque"
MOST_AXES, LONGEST = 6, 160
# Names whose French gender is known are asked for with their article.
FEMININE = frozenset(
    {
        "taille",
        "couleur",
        "pointure",
        "longueur",
        "largeur",
        "hauteur",
        "contenance",
        "quantité nette",
        "capacité",
        "matière",
        "finition",
        "forme",
        "version",
        "senteur",
        "essence",
        "épaisseur",
    }
)
MASCULINE = frozenset(
    {
        "modèle",
        "format",
        "parfum",
        "coloris",
        "motif",
        "décor",
        "bois",
        "poids",
        "diamètre",
        "volume",
        "volume net",
        "poids net",
        "lot",
    }
)


@dataclass(slots=True)
class Axis:
    """One thing to choose: its name, how it is asked for, its values, and what is chosen."""

    rank: int
    name: str
    ask: str
    choices: list[dict]

    @property
    def value(self) -> str:
        """What is chosen, in the reader's words; nothing while nothing is."""
        return next((choice["label"] for choice in self.choices if choice["current"]), "")

    @property
    def field(self) -> str:
        """The name of its control."""
        return f"{AXIS}{self.rank}"


@dataclass(slots=True)
class Picked:
    """What is known of the wish: the variant once it is settled, else one to show meanwhile."""

    variant: int
    settled: bool
    axes: list[Axis] = field(default_factory=list)
    impossible: bool = False  # each axis is chosen, and nothing for sale is so

    @property
    def missing(self) -> list[Axis]:
        """The axes that wait for a choice."""
        return [axis for axis in self.axes if not axis.value]

    @property
    def ask(self) -> str:
        """What the button says while something is to be chosen."""
        if self.impossible:
            return _("Ce choix n'existe pas : changez-en un")
        return self.missing[0].ask if self.missing else ""


@dataclass(slots=True)
class Spoken:
    """The values of an axis, understood; those that mean the same are one choice, led by the
    first.
    """

    attribute: Defined | None
    lines: dict[str, Said] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)

    def lead(self, text: str) -> str:
        """The text that stands for all of its meaning."""
        return self.leads.get(text, text)

    def ordered(self, choices: list[dict]) -> list[dict]:
        """Sizes, amounts and answers in their own order; anything else as its seller has it."""
        attribute = self.attribute
        lines = [self.lines[choice["text"]] for choice in choices]
        if attribute is None or attribute.kind == Attribute.Kind.CHOICES:
            return choices
        if not all(map(reading.meaning, lines)):
            return choices
        places = [_place(line, attribute) for line in lines]
        ranks = sorted(range(len(choices)), key=lambda number: (places[number], number))
        return [choices[number] for number in ranks]


def _place(line: Said, attribute: Defined) -> Decimal:
    """Where a value stands among those of its attribute."""
    if line.flag is not None:
        return Decimal(not line.flag)  # yes first
    if line.amount is not None:
        return line.amount
    return Decimal(attribute.values[line.values[0]].rank if line.values else 0)


def typed(data: QueryDict | Mapping[str, str]) -> dict[int, str]:
    """The values that were chosen, by the rank of their axis."""
    picks = {}
    for rank in range(MOST_AXES):
        value = data.get(f"{AXIS}{rank}", "")[:LONGEST]
        if value:
            picks[rank] = value
    return picks


def address(
    slug: str,
    picks: Mapping[int, str],
    *,
    shop: str = "",
    quantity: str = "",
    found: str = "",
    missing: bool,
) -> str:
    """The product's page with what was chosen so far, and whether something is missing."""
    query = {f"{AXIS}{rank}": value for rank, value in picks.items()}
    if shop:
        query[SHOP] = shop
    if quantity.isascii() and quantity.isdigit() and len(quantity) <= 3:
        query[QUANTITY] = quantity
    if found:
        query[origin.PARAMETER] = found
    if missing:
        query[MISSING] = "1"
    return f"{reverse('shop-product', args=[slug])}?{urlencode(query)}#choix"


def shop_of(data: QueryDict | Mapping[str, str]) -> str:
    """The shop from which one came, by its slug: its offers come first."""
    return data.get(SHOP, "")[:LONGEST]


def offer_for(
    slug: str, picks: Mapping[int, str], *, shop: str = "", at: datetime
) -> tuple[bool, Offer | None]:
    """Whether there is such a product, and the best offer of the variant that was chosen."""
    product = queries.product_page(slug[:LONGEST])
    if product is None:
        return False, None
    by_variant = grouped(queries.offers_of(product, at=at))
    picked = pick(product, by_variant, variant=0, picks=picks, shop=shop)
    if not (picked.settled and by_variant):
        return True, None
    return True, best(by_variant[picked.variant], shop=shop)


def grouped(offers: list[Offer]) -> dict[int, list[Offer]]:
    """Offers by their variant, in the order they came."""
    by_variant: dict[int, list[Offer]] = {}
    for offer in offers:
        by_variant.setdefault(offer.variant_id, []).append(offer)
    return by_variant


def ordered(offers: list[Offer], *, shop: str = "") -> list[Offer]:
    """The offers of one variant as they are proposed: those of the shop one came from, what is left
    first, then the cheapest.
    """
    return sorted(
        offers,
        key=lambda offer: (
            bool(shop) and offer.seller.slug != shop,
            offer.stock == 0,
            offer.price_cents,
            offer.pk,
        ),
    )


def best(offers: list[Offer], *, shop: str = "") -> Offer:
    """The offer that is proposed first."""
    return ordered(offers, shop=shop)[0]


def of_shop(by_variant: Mapping[int, list[Offer]], shop: str) -> dict[int, list[Offer]]:
    """What the shop one came from offers, by variant; what everybody does where it sells none."""
    own = {
        variant: [offer for offer in offers if offer.seller.slug == shop]
        for variant, offers in by_variant.items()
    }
    return {variant: offers for variant, offers in own.items() if offers} or dict(by_variant)


def pick(
    product: Product,
    by_variant: Mapping[int, list[Offer]],
    *,
    variant: int,
    picks: Mapping[int, str],
    shop: str = "",
) -> Picked:
    """The wish as far as it was said, by a link to a variant or by values of the axes."""
    if len(by_variant) < 2:
        return Picked(variant=next(iter(by_variant), 0), settled=True)
    names, values = _crossed(product, by_variant)
    spoken = [_spoken(product, rank, name, values) for rank, name in enumerate(names)]
    values = {pk: _led(held, spoken) for pk, held in values.items()}
    picks = {
        rank: spoken[rank].lead(text) if rank < len(names) else text for rank, text in picks.items()
    }
    stocked = {pk for pk, offers in by_variant.items() if any(offer.stock for offer in offers)}
    if variant in by_variant:
        chosen: list[str | None] = list(values[variant])
    else:
        pool = [values[pk] for pk in (stocked or by_variant)]
        chosen = [_chosen(rank, picks, values, pool) for rank in range(len(names))]
        variant = 0
    fitting = [pk for pk, held in values.items() if _fits(held, chosen)]
    whole = None not in chosen
    axes = [
        _axis(rank, name, each, _choices(rank, values, stocked, chosen))
        for rank, (name, each) in enumerate(zip(names, spoken, strict=True))
    ]
    fit = {pk: by_variant[pk] for pk in fitting or by_variant}
    shown = variant or _shown(product, of_shop(fit, shop), picks)
    return Picked(
        variant=shown,
        settled=whole and bool(fitting),
        axes=axes,
        impossible=whole and not fitting,
    )


def _crossed(
    product: Product, by_variant: Mapping[int, list[Offer]]
) -> tuple[list[str], dict[int, list[str]]]:
    """The axes and what each variant is on them, as texts."""
    variants = {pk: offers[0].variant for pk, offers in by_variant.items()}
    names = [str(name) for name in product.axes]
    values = {pk: [str(value) for value in row.values] for pk, row in variants.items()}
    # values that do not fit the axes cannot be crossed: each variant becomes a choice of its own
    if not names or any(len(held) != len(names) for held in values.values()):
        return ["Modèle"], {pk: [row.label or product.title] for pk, row in variants.items()}
    return names, values


def _chosen(
    rank: int, picks: Mapping[int, str], values: Mapping[int, list[str]], pool: list[list[str]]
) -> str | None:
    """The value of an axis that was chosen, or the only one that can be bought."""
    wanted = picks.get(rank)
    if any(held[rank] == wanted for held in values.values()):
        return wanted
    left = {held[rank] for held in pool}
    return left.pop() if len(left) == 1 else None


def _fits(held: list[str], chosen: list[str | None]) -> bool:
    return all(wish is None or wish == own for own, wish in zip(held, chosen, strict=True))


def _shown(product: Product, fitting: Mapping[int, list[Offer]], picks: Mapping[int, str]) -> int:
    """The variant whose offer stands on the page meanwhile: the best one of what fits."""
    offers = [best(held) for held in fitting.values()]
    if not picks:
        own = next((offer for offer in offers if offer.pk == product.best_offer_id), None)
        if own is not None:
            return own.variant_id
    return best(offers).variant_id


def _spoken(product: Product, rank: int, name: str, values: Mapping[int, list[str]]) -> Spoken:
    """The values of an axis, read together with the attribute that its name means here."""
    texts = list(dict.fromkeys(held[rank] for held in values.values()))
    # the house's own word for variants that cannot be crossed is no attribute
    is_own = rank < len(product.axes) and name == str(product.axes[rank])
    known = vocabulary()
    attribute = reading.attribute_of(name, texts, product.category_path, known) if is_own else None
    spoken, first = Spoken(attribute), {}
    for text in texts:
        line = spoken.lines[text] = reading.understood(name, text, attribute)
        spoken.leads[text] = first.setdefault(reading.meaning(line) or text, text)
    return spoken


def _led(held: list[str], spoken: list[Spoken]) -> list[str]:
    return [each.lead(text) for each, text in zip(spoken, held, strict=True)]


def _axis(rank: int, name: str, spoken: Spoken, choices: list[dict]) -> Axis:
    """An axis as its reader knows it: the attribute's name, its values in words and colours."""
    attribute = spoken.attribute
    for choice in choices:
        line = spoken.lines[choice["text"]]
        choice["label"] = wording.value_of(line)
        known = attribute.values if attribute else {}
        choice["swatch"] = known[line.values[0]].swatch if len(line.values) == 1 else ""
    own = _("Modèle") if name == "Modèle" else written(name)
    shown = attribute.label if attribute else own
    return Axis(rank, shown, _asked(name, shown), spoken.ordered(choices))


def _asked(name: str, shown: str) -> str:
    """How a value of an axis is asked for, with its article where that is known."""
    lower = shown[:1].lower() + shown[1:]
    # the seller's word may have another gender than ours: contenance, volume net
    word = lower if get_language() == "fr" else name.strip().lower()
    if word in FEMININE:
        return _("Choisissez une {axis}").format(axis=lower)
    if word in MASCULINE:
        return _("Choisissez un {axis}").format(axis=lower)
    return _("Choisissez : {axis}").format(axis=shown)


def _choices(
    rank: int, values: Mapping[int, list[str]], stocked: set[int], chosen: list[str | None]
) -> list[dict]:
    """The values of an axis; gone are those that the other choices leave nothing of."""
    others = [None if i == rank else wish for i, wish in enumerate(chosen)]
    rows = []
    for value in dict.fromkeys(held[rank] for held in values.values()):
        with_it = [pk for pk, held in values.items() if held[rank] == value]
        rows.append(
            {
                "text": value,
                "label": value,
                "current": chosen[rank] == value,
                "in_stock": any(pk in stocked and _fits(values[pk], others) for pk in with_it),
            }
        )
    return rows
