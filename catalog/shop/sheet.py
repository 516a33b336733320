"""A product page put together: the chosen variant, its offers, delivery, what machines read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.attributes import quantities, reading, wording
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Offer, Product
from catalog.shop import queries, told
from sellers.models import Zone
from sellers.shop import shipping
from sellers.shop.shipping import Choice

MOST_A_TIME = 20


@dataclass(slots=True)
class Proposal:
    """An offer with what a buyer compares: delivery, date, how many may be taken."""

    offer: Offer
    choices: list[Choice]

    @property
    def most(self) -> int:
        """How many one may put into the cart at once."""
        return min(self.offer.stock, MOST_A_TIME)

    @property
    def measure_price(self) -> str:
        """What a kilo, a litre or a metre costs, where it is due."""
        variant = self.offer.variant
        return quantities.price(self.offer.price_cents, variant.net_thousandths, variant.net_unit)

    @property
    def is_low(self) -> bool:
        """Whether few are left."""
        return 0 < self.offer.stock <= 3

    @property
    def first(self) -> Choice | None:
        """The cheapest way to be delivered."""
        return self.choices[0] if self.choices else None


@dataclass(slots=True)
class Sheet:
    """All that a product page shows about what may be bought."""

    chosen: Proposal | None
    others: list[Proposal]
    axes: list[dict]
    zones: list[str]
    variant_id: int | None


def put_together(product: Product, *, variant: int, at: datetime) -> Sheet:
    """The page of a product for a variant (0: the one of the best offer)."""
    offers = queries.offers_of(product, at=at)
    by_variant = {
        pk: list(group) for pk, group in groupby(offers, key=lambda offer: offer.variant_id)
    }
    if variant not in by_variant:
        best = next((o for o in offers if o.pk == product.best_offer_id), None)
        variant = best.variant_id if best else next(iter(by_variant), 0)
    offered = sorted(by_variant.get(variant, []), key=lambda o: (o.stock == 0, o.price_cents, o.pk))
    grids = shipping.grids({offer.seller_id for offer in offered})
    proposals = [_proposal(offer, grids.get(offer.seller_id, []), at) for offer in offered]
    zones = {m.zone for m in grids.get(offered[0].seller_id, [])} if offered else set()
    return Sheet(
        chosen=proposals[0] if proposals else None,
        others=proposals[1:],
        axes=_axes(product, by_variant, variant),
        zones=[zone.into for zone in Zone if zone in zones and zone != Zone.METROPOLE],
        variant_id=variant or None,
    )


def structured(
    product: Product, sheet: Sheet, *, url: str, images: list[str], name: str
) -> SafeString:
    """What search engines read (schema.org Product), safe inside a script element."""
    offers = [proposal for proposal in (sheet.chosen, *sheet.others) if proposal]
    data: dict = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "url": url,
        "description": product.description[:500],
        "sku": product.ref,
        "image": images[:6],
        "offers": [
            {
                "@type": "Offer",
                "url": url,
                "priceCurrency": p.offer.currency,
                "price": f"{p.offer.price_cents / 100:.2f}",
                "itemCondition": "https://schema.org/NewCondition",
                "availability": (
                    f"https://schema.org/{'InStock' if p.offer.stock else 'OutOfStock'}"
                ),
                "seller": {"@type": "Organization", "name": p.offer.seller.name},
            }
            for p in offers
        ],
    }
    if not offers:  # an empty list would be a product that never had a price
        del data["offers"]
    if product.brand_id:
        data["brand"] = {"@type": "Brand", "name": product.brand.name}
    if facts := told.facts(product):
        data["additionalProperty"] = [
            {"@type": "PropertyValue", "name": name, "value": value} for name, value in facts
        ]
    if product.rating_count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": f"{product.rating_hundredths / 100:.2f}",
            "reviewCount": product.rating_count,
        }
    return script_safe(data)


def script_safe(data: dict) -> SafeString:
    """JSON that cannot close the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign that could leave the element is escaped


def _proposal(offer: Offer, methods: list, at: datetime) -> Proposal:
    choices = shipping.choices(
        methods,
        seller=offer.seller,
        zone=Zone.METROPOLE,
        goods_cents=offer.price_cents,
        pieces=1,
        at=at,
    )
    return Proposal(offer, choices)


def _axes(product: Product, by_variant: dict[int, list[Offer]], chosen: int) -> list[dict]:
    """For each axis its values as links: to the variant that keeps the other choices."""
    variants = {pk: offers[0].variant for pk, offers in by_variant.items()}
    if len(variants) < 2:
        return []
    names, values = product.axes, {pk: variant.values for pk, variant in variants.items()}
    # values that do not fit the axes cannot be crossed: each variant becomes a choice of its own
    if not names or any(len(held) != len(names) for held in values.values()):
        names, values = [_("Modèle")], {pk: [str(variant)] for pk, variant in variants.items()}
    in_stock = {pk: any(offer.stock for offer in offers) for pk, offers in by_variant.items()}
    return [
        _axis(product, str(name), _choices(i, values, in_stock, chosen))
        for i, name in enumerate(names)
    ]


def _axis(product: Product, name: str, choices: list[dict]) -> dict:
    """An axis as its reader knows it: the attribute's name, its values in words and colours."""
    texts = [str(choice["label"]) for choice in choices]
    attribute = reading.attribute_of(name, texts, product.category_path, vocabulary())
    for choice in choices:
        line = reading.understood(name, str(choice["label"]), attribute)
        choice["label"] = wording.text_of(line)
        values = attribute.values if attribute else {}
        choice["swatch"] = values[line.values[0]].swatch if len(line.values) == 1 else ""
    return {
        "name": attribute.label if attribute else name,
        "value": next((choice["label"] for choice in choices if choice["current"]), ""),
        "choices": choices,
    }


def _choices(
    axis: int, values: dict[int, list], in_stock: dict[int, bool], chosen: int
) -> list[dict]:
    choices = []
    for value in dict.fromkeys(held[axis] for held in values.values()):
        with_it = [pk for pk, held in values.items() if held[axis] == value]
        with_it.sort(key=lambda pk: (-_alike(values[pk], values[chosen]), not in_stock[pk]))
        choices.append(
            {
                "label": value,
                "variant": with_it[0],
                "current": values[chosen][axis] == value,
                "in_stock": in_stock[with_it[0]],
            }
        )
    return choices


def _alike(values: list, others: list) -> int:
    return sum(a == b for a, b in zip(values, others, strict=True))
