"""What a cart costs: the one computation that cart, checkout and placement share.

Order of operations: unit prices × quantities, then each seller's delivery, then the VAT that
these amounts hold (per seller and rate), then totals. Everything is pure and frozen: the
caller brings rows already read, and the instant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.attributes import age, quantities, wording
from catalog.states import ProductState
from marketplace.shared import clock, vat
from marketplace.shared.language import Local
from marketplace.shared.money import Money
from orders import carriers
from orders.models import CartLine
from sellers.models import Seller, ShippingMethod, Zone
from sellers.shop.shipping import Choice, choices

GONE, CLOSED, OUT, SHORT, OWN = "gone", "closed", "out_of_stock", "short", "own"
DEARER, CHEAPER = "dearer", "cheaper"
RELAY = ShippingMethod.Kind.RELAY
UNSELLABLE = frozenset({GONE, CLOSED, OUT, OWN})


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedLine:
    """One offer in the cart, as it stands at the instant of the quote."""

    line_id: int
    offer_id: int
    product_id: int
    category_id: int | None
    slug: str
    title: str
    variant: str
    sku: str
    image: str
    category_path: str
    withdrawal_exception: str
    asked: int
    quantity: int
    stock: int
    seen_cents: int
    unit_cents: int
    measure_price: str  # what a kilo, a litre or a metre costs, where it is due
    vat_class: str
    vat_bps: int
    problem: str = ""
    found: str = ""
    is_for_adults: bool = False
    # the title and the variant in the reader's words; the order keeps the house's
    title_told: Local = Local("")
    variant_told: str = ""
    # the same in English, whoever reads: the order keeps both
    title_en: str = ""
    variant_en: str = ""

    @property
    def total_cents(self) -> int:
        """What the line adds to the total: nothing when it cannot be sold."""
        return 0 if self.problem in UNSELLABLE else self.unit_cents * self.quantity

    @property
    def sells(self) -> bool:
        """Whether the line can be ordered, once its change is agreed to."""
        return self.problem not in UNSELLABLE

    @property
    def change(self) -> str:
        """What the buyer must know before ordering, as a sentence."""
        return {
            GONE: _("Cet article n'est plus en vente."),
            CLOSED: _("Cette boutique ne vend plus pour le moment."),
            OUT: _("Cet article vient d'être épuisé."),
            OWN: _("Cet article vient de votre propre boutique : vous ne pouvez pas l'acheter."),
            SHORT: _("Il n'en reste que {n} : la quantité a été ajustée.").format(n=self.stock),
            DEARER: _("Le prix a augmenté depuis votre dernière visite."),
            CHEAPER: _("Le prix a baissé depuis votre dernière visite."),
        }.get(self.problem, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedGroup:
    """What one seller sells and delivers."""

    seller: Seller
    lines: tuple[QuotedLine, ...]
    choices: tuple[Choice, ...]
    choice: Choice | None
    exempt: bool = False
    point_lost: bool = False  # whether the point that was wished elsewhere does not exist here

    @property
    def sold(self) -> tuple[QuotedLine, ...]:
        """The lines that can be ordered."""
        return tuple(line for line in self.lines if line.sells)

    @property
    def goods_cents(self) -> int:
        """The articles, VAT included."""
        return sum(line.total_cents for line in self.lines)

    @property
    def shipping_cents(self) -> int:
        """The delivery, VAT included."""
        return self.choice.cents if self.choice else 0

    @property
    def total_cents(self) -> int:
        """What this seller is owed."""
        return self.goods_cents + self.shipping_cents

    @property
    def vat_cents(self) -> int:
        """The VAT held in the total, extracted once per rate: delivery follows the goods."""
        goods = [(line.total_cents, line.vat_bps) for line in self.sold]
        rates = vat.by_rate([*goods, *vat.shipping_by_rate(self.shipping_cents, goods)])
        return sum(rate["vat_cents"] for rate in rates)

    @property
    def missing_for_free_cents(self) -> int:
        """How much more makes the delivery free; nothing when it is, or never is."""
        free_from = self.choice.free_from_cents if self.choice and self.choice.cents else None
        return max(free_from - self.goods_cents, 0) if free_from else 0

    @property
    def by_relay(self) -> tuple[Choice, ...]:
        """The cheapest way to a point of each carrier that has one here."""
        ways: dict[str, Choice] = {}
        for way in self.choices:
            if way.kind == RELAY:
                ways.setdefault(way.carrier, way)
        return tuple(ways.values())

    def gathered(self, carrier: str) -> QuotedGroup:
        """The same parcel, sent to a point of this carrier where the seller has it."""
        if self.choice and (self.choice.kind, self.choice.carrier) == (RELAY, carrier):
            return self
        way = next((way for way in self.by_relay if way.carrier == carrier), self.choice)
        return replace(self, choice=way)

    @property
    def undelivered(self) -> bool:
        """Whether the seller does not deliver to the place."""
        return bool(self.sold) and self.choice is None


@dataclass(frozen=True, slots=True)
class Quote:
    """A whole cart, priced at an instant for a place."""

    groups: tuple[QuotedGroup, ...]
    currency: str = "EUR"

    @property
    def lines(self) -> tuple[QuotedLine, ...]:
        """Every line, seller by seller."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def sold(self) -> tuple[QuotedGroup, ...]:
        """The sellers from whom something is really ordered."""
        return tuple(group for group in self.groups if group.sold)

    @property
    def goods_cents(self) -> int:
        """The articles, VAT included."""
        return sum(group.goods_cents for group in self.groups)

    @property
    def shipping_cents(self) -> int:
        """The deliveries, VAT included."""
        return sum(group.shipping_cents for group in self.groups)

    @property
    def total_cents(self) -> int:
        """What the buyer pays."""
        return self.goods_cents + self.shipping_cents

    @property
    def total(self) -> Money:
        """What the buyer pays, as an amount."""
        return Money(self.total_cents, self.currency)

    @property
    def vat_cents(self) -> int:
        """The VAT held in the total."""
        return sum(group.vat_cents for group in self.groups)

    @property
    def pieces(self) -> int:
        """How many pieces are ordered."""
        return sum(line.quantity for line in self.lines if line.sells)

    @property
    def for_adults(self) -> tuple[QuotedLine, ...]:
        """The lines ordered that minors may not be sold."""
        return tuple(line for line in self.lines if line.sells and line.is_for_adults)

    @property
    def exceptions(self) -> bool:
        """Whether the right to change one's mind does not hold, or not fully, for something of
        it.
        """
        return any(line.sells and line.withdrawal_exception for line in self.lines)

    @property
    def changed(self) -> bool:
        """Whether something must be agreed to before ordering."""
        return any(line.problem for line in self.lines)

    @property
    def undelivered(self) -> tuple[QuotedGroup, ...]:
        """The sellers who do not deliver to the place."""
        return tuple(group for group in self.groups if group.undelivered)

    @property
    def to_relay(self) -> tuple[Choice, ...]:
        """The chosen deliveries that go to a point where the buyer collects them."""
        return tuple(
            group.choice for group in self.sold if group.choice and group.choice.kind == RELAY
        )

    @property
    def collected(self) -> dict[str, list[QuotedGroup]]:
        """The parcels that wait at a point, by the carrier who brings them: one point a carrier."""
        parcels: dict[str, list[QuotedGroup]] = {}
        for group in self.sold:
            if group.choice and group.choice.kind == RELAY:
                parcels.setdefault(group.choice.carrier, []).append(group)
        return parcels

    @property
    def gatherings(self) -> list[Gathering]:
        """What sends several parcels to a point of one carrier at once, where not all go there."""
        offered: dict[str, list[QuotedGroup]] = {}
        for group in self.sold:
            for way in group.by_relay:
                offered.setdefault(way.carrier, []).append(group)
        return [
            Gathering(carrier=carrier, parcels=tuple(parcels), quote=self.gathered(carrier))
            for carrier, parcels in offered.items()
            if len(parcels) > 1 and len(parcels) > len(self.collected.get(carrier, ()))
        ]

    @property
    def ways(self) -> dict[int, int]:
        """The delivery of each seller."""
        return {group.seller.pk: group.choice.method_id for group in self.groups if group.choice}

    def gathered(self, carrier: str) -> Quote:
        """The same cart, with every parcel that may go to a point of this carrier going there."""
        return Quote(tuple(group.gathered(carrier) for group in self.groups), self.currency)

    @property
    def all_collected(self) -> bool:
        """Whether every parcel waits for the buyer at a point: nothing comes to their address."""
        return bool(self.sold) and len(self.to_relay) == len(self.sold)

    @property
    def ready(self) -> bool:
        """Whether this can be ordered as it stands."""
        return bool(self.sold) and not self.changed and not self.undelivered

    @property
    def print(self) -> str:
        """A short print of what the buyer sees: another print means something changed."""
        seen = [
            (line.offer_id, line.quantity, line.unit_cents, line.problem) for line in self.lines
        ] + [
            (group.seller.pk, group.choice and group.choice.method_id, group.shipping_cents)
            for group in self.groups
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathering:
    """Several parcels that one press sends to one point: whose they are, what they cost then."""

    carrier: str
    parcels: tuple[QuotedGroup, ...]
    quote: Quote

    @property
    def carrier_name(self) -> str:
        """The carrier as people know it."""
        return carriers.name_of(self.carrier)

    @property
    def shops(self) -> list[str]:
        """Who sends these parcels."""
        return [parcel.seller.name for parcel in self.parcels]

    @property
    def cents(self) -> int:
        """What the delivery of these parcels costs then, VAT included."""
        return sum(group.shipping_cents for group in self.quote.collected[self.carrier])


def quote(
    lines: Iterable[CartLine],
    grids: Mapping[int, list[ShippingMethod]],
    *,
    at: datetime,
    zone: str | None = Zone.METROPOLE,
    chosen: Mapping[int, int] | None = None,
    own: frozenset[int] = frozenset(),
    before: Mapping[int, Sequence[int]] | None = None,
) -> Quote:
    """Price cart lines for a zone; `chosen` names a method per seller, else what was wished
    `before`, the latest last, else `_proposed` does.
    """
    by_seller: dict[int, list[CartLine]] = {}
    for line in lines:
        by_seller.setdefault(line.offer.seller_id, []).append(line)
    groups = []
    for seller_id, seller_lines in by_seller.items():
        seller = seller_lines[0].offer.seller
        priced = tuple(_line(line, seller, at=at, own=seller_id in own) for line in seller_lines)
        sold = [line for line in priced if line.sells]
        ways = (
            tuple(
                choices(
                    grids.get(seller_id, ()),
                    seller=seller,
                    zone=zone,
                    at=at,
                    goods_cents=sum(line.total_cents for line in sold),
                    pieces=sum(line.quantity for line in sold),
                )
            )
            if sold
            else ()
        )
        wanted = (chosen or {}).get(seller_id)
        wishes = [*(before or {}).get(seller_id, ()), *([wanted] if wanted else ())]
        grid = {method.pk: method for method in grids.get(seller_id, ())}
        wished = [grid[pk] for pk in reversed(wishes) if pk in grid]
        choice = _wished(ways, wished) or _proposed(ways)
        groups.append(
            QuotedGroup(
                seller=seller,
                lines=priced,
                choices=ways,
                choice=choice,
                exempt=is_exempt(seller, at=at),
                point_lost=_loses_point(ways, wished, zone),
            )
        )
    return Quote(tuple(groups))


def rate_of(seller: Seller, vat_class: str, *, at: datetime) -> int:
    """The VAT rate a seller charges on a class of goods; none under the franchise (CGI 293 B)."""
    if is_exempt(seller, at=at) or vat_class == vat.EXEMPT:
        return 0
    return vat.rate_on(clock.paris_day(at), vat_class)


def is_exempt(seller: Seller, *, at: datetime) -> bool:
    """Whether a seller charges no VAT at an instant: the franchise, until the day it ends (CGI 293
    B).
    """
    regime, _number = seller.vat_on(clock.paris_day(at))
    return regime == Seller.Vat.FRANCHISE


def _wished(ways: Sequence[Choice], wished: Sequence[ShippingMethod]) -> Choice | None:
    """The way that was wished last among those that lead there, or its like in this zone: an
    address corrected twice brings the first wish back.
    """
    there = {way.method_id: way for way in ways}
    exact = (there[method.pk] for method in wished if method.pk in there)
    like = (
        way
        for method in wished
        for way in ways
        if (way.kind, way.carrier) == (method.kind, method.carrier)
    )
    return next(exact, None) or next(like, None)


def _loses_point(
    ways: Sequence[Choice], wished: Sequence[ShippingMethod], zone: str | None
) -> bool:
    """Whether a point was wished for another zone, and nobody delivers to one here."""
    elsewhere = next((method for method in wished if method.zone != zone), None)
    to_point = elsewhere is not None and elsewhere.kind == RELAY
    return to_point and bool(ways) and all(way.kind != RELAY for way in ways)


def _proposed(ways: Sequence[Choice]) -> Choice | None:
    """The way nobody chose: the cheapest that asks nothing more, a point only where all do."""
    to_the_door = (way for way in ways if way.kind != RELAY)
    return next(to_the_door, ways[0] if ways else None)


def _line(line: CartLine, seller: Seller, *, at: datetime, own: bool) -> QuotedLine:
    offer, product = line.offer, line.offer.product
    problem = _problem(line, seller, at=at, own=own)
    named = (product.axes, offer.variant.values, product.category_path, offer.variant.label)
    return QuotedLine(
        line_id=line.pk,
        found=line.found,
        offer_id=offer.pk,
        product_id=product.pk,
        category_id=product.category_id,
        slug=product.slug,
        title=product.title,
        variant=wording.in_house(*named),
        sku=offer.sku,
        image=product.cover.url_at(320) if product.cover else "",
        category_path=product.category_path,
        withdrawal_exception=product.withdrawal_exception,
        asked=line.quantity,
        quantity=min(line.quantity, offer.stock) or line.quantity,
        stock=offer.stock,
        seen_cents=line.seen_cents,
        unit_cents=offer.price_cents,
        measure_price=quantities.price(
            offer.price_cents, offer.variant.net_thousandths, offer.variant.net_unit
        ),
        vat_class=product.vat_class,
        vat_bps=rate_of(seller, product.vat_class, at=at),
        problem=problem,
        title_told=product.heading,
        variant_told=wording.of_variant(*named),
        title_en=product.title_en,
        variant_en=wording.in_english(*named),
        is_for_adults=age.of_sheet(
            product.attributes,
            product.category_path,
            # a sheet that was changed since may have fewer axes than its variant has values
            dict(zip(product.axes, offer.variant.values, strict=False)),
        ),
    )


def _problem(line: CartLine, seller: Seller, *, at: datetime, own: bool) -> str:
    """Why the line is not what the buyer last saw: the same sentence as `Offer.sellable`."""
    offer, product = line.offer, line.offer.product
    forbidden = product.category is not None and product.category.policy == "forbidden"
    rests = not offer.is_active or offer.withheld_at is not None
    if rests or product.state != ProductState.PUBLISHED or forbidden:
        return GONE
    if not seller.is_selling(at):
        return CLOSED
    if own:
        return OWN
    if offer.stock <= 0:
        return OUT
    if offer.stock < line.quantity:
        return SHORT
    if offer.price_cents == line.seen_cents:
        return ""
    return DEARER if offer.price_cents > line.seen_cents else CHEAPER
