"""A product page put together: the chosen variant, its offers, delivery, what machines read."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from catalog.attributes import quantities
from catalog.labels.labels import Known
from catalog.models import Offer, Product
from catalog.shop import picking, queries, told
from catalog.shop.picking import Axis, Picked
from marketplace.shared import clock
from sellers.models import Seller, ShippingMethod, Zone
from sellers.shop import shipping
from sellers.shop.shipping import Choice

MOST_A_TIME = 20


@dataclass(slots=True)
class Proposal:
    """An offer with what a buyer compares: delivery, date, how many may be taken."""

    offer: Offer
    choices: list[Choice]
    until: datetime | None = None  # when its announced reduction ends by itself

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

    @property
    def is_first_to_point(self) -> bool:
        """Whether the cheapest way leads to a point, and the cart begins with a dearer one."""
        door = [way for way in self.choices if way.kind != ShippingMethod.Kind.RELAY]
        return bool(door) and door[0].cents > self.choices[0].cents


@dataclass(slots=True)
class Sheet:
    """All that a product page shows about what may be bought.

    While nothing is settled, `chosen` is an offer to show meanwhile, and no variant is anybody's.
    """

    chosen: Proposal | None
    others: list[Proposal]
    picked: Picked
    shop_first: str  # the slug of the shop one came from
    zones: list[str]
    day: date
    from_cents: int = 0  # the lowest price of what fits, where prices differ
    measures_vary: bool = False  # whether variants hold different quantities
    from_measure: str = ""  # the lowest price of a kilo or a litre, while nothing is settled
    measure_prices_vary: bool = False  # whether another variant asks for more by measure

    @property
    def next_end(self) -> datetime | None:
        """When the first of the reductions that it tells ends."""
        told = [each.until for each in (self.chosen, *self.others) if each and each.until]
        return min(told, default=None)

    @property
    def promised(self) -> Hashable:
        """All that the promise depends on, with the day: of another year, days are told in full."""
        if self.chosen is None:
            return None
        seller = self.chosen.offer.seller
        return (seller.name, *self.chosen.choices, *map(str, self.zones), self.day)

    @property
    def seller(self) -> Seller | None:
        """Who sells what is shown."""
        return self.chosen.offer.seller if self.chosen else None

    @property
    def shop(self) -> Hashable:
        """All that the seller's identity and terms are told from."""
        seller = self.seller
        if seller is None:
            return None
        columns = [value for name, value in vars(seller).items() if name != "_state"]
        return (repr(columns), str(seller.competent_mediator))

    @property
    def axes(self) -> list[Axis]:
        """What is to be chosen."""
        return self.picked.axes

    @property
    def variant_id(self) -> int | None:
        """The variant once it is chosen."""
        return (self.picked.variant or None) if self.picked.settled else None


def put_together(
    product: Product,
    *,
    variant: int,
    at: datetime,
    picks: Mapping[int, str] | None = None,
    shop: str = "",
) -> Sheet:
    """The page of a product for a variant, or for what was chosen of its axes so far; the offers of
    the `shop` one came from stand first.
    """
    by_variant = picking.grouped(queries.offers_of(product, at=at))
    picked = picking.pick(product, by_variant, variant=variant, picks=picks or {}, shop=shop)
    offered = picking.ordered(by_variant.get(picked.variant, []), shop=shop)
    own = picking.of_shop(by_variant, shop)
    grids = shipping.known_grids({offer.seller_id for offer in offered})
    proposals = [_proposal(offer, grids.get(offer.seller_id, []), at) for offer in offered]
    by_measure = [] if picked.settled else _by_measure(own)
    zones = {m.zone for m in grids.get(offered[0].seller_id, [])} if offered else set()
    return Sheet(
        chosen=proposals[0] if proposals else None,
        others=proposals[1:],
        picked=picked,
        shop_first=shop,
        day=clock.paris_day(at),
        zones=[zone.into for zone in Zone if zone in zones and zone != Zone.METROPOLE],
        from_cents=0 if picked.settled else _from(own),
        measures_vary=len(_measures(by_variant)) > 1,
        from_measure=by_measure[0] if by_measure else "",
        measure_prices_vary=len(by_measure) > 1,
    )


def _measures(by_variant: Mapping[int, list[Offer]]) -> set[tuple[int | None, str]]:
    """The quantities that the variants hold."""
    variants = (offers[0].variant for offers in by_variant.values())
    return {(variant.net_thousandths, variant.net_unit) for variant in variants}


def _from(by_variant: Mapping[int, list[Offer]]) -> int:
    """The lowest price of what is left, where the variants do not all cost the same."""
    prices = {picking.best(offers).price_cents for offers in by_variant.values()}
    left = [offer.price_cents for offers in by_variant.values() for offer in offers if offer.stock]
    return min(left or prices) if len(prices) > 1 else 0


def _by_measure(by_variant: Mapping[int, list[Offer]]) -> list[str]:
    """What a kilo, a litre or a metre costs among what is left: each price once, lowest first."""
    offers = [offer for held in by_variant.values() for offer in held]
    left = [offer for offer in offers if offer.stock] or offers
    told = {}
    for offer in left:
        held = offer.variant.net_thousandths
        price = quantities.price(offer.price_cents, held, offer.variant.net_unit)
        if held and price:
            told[price] = offer.price_cents / held
    return sorted(told, key=lambda price: told[price])


def _written(moment: datetime) -> str:
    """An instant as machines read it, by the clock of Paris."""
    return moment.astimezone(clock.PARIS).isoformat(timespec="seconds")


def structured(
    product: Product,
    sheet: Sheet,
    *,
    url: str,
    images: list[str],
    facts: list[told.Line],
    labels: Sequence[Known] = (),
) -> SafeString:
    """What search engines read (schema.org Product), safe inside a script element."""
    offers = [proposal for proposal in (sheet.chosen, *sheet.others) if proposal]
    data: dict = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.heading.text,
        "url": url,
        "description": product.text.text[:500],
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
                **({"priceValidUntil": _written(p.until)} if p.until else {}),
            }
            for p in offers
        ],
    }
    if not offers:  # an empty list would be a product that never had a price
        del data["offers"]
    if product.brand_id:
        data["brand"] = {"@type": "Brand", "name": product.brand.name}
    if facts:
        data["additionalProperty"] = [
            {"@type": "PropertyValue", "name": name, "value": value} for name, value in facts
        ]
    if labels:
        data["hasCertification"] = [
            {
                "@type": "Certification",
                "name": each.label,
                "url": f"{settings.BASE_URL}{each.url}",
                "issuedBy": {"@type": "Organization", "name": each.by},
            }
            for each in labels
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
    until = getattr(offer, "reduced_until", None)
    # past, it is not told: the former price comes back within the minute
    return Proposal(offer, choices, until if until and until > at else None)
