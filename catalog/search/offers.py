"""One offer must be all that was chosen: this size, at this shop, at this price, and in stock.

Of each sheet that may answer, the offers are looked at, in one statement; the sheet then stands in
the list with the price and the stock of the best offer that answers. Where something is left of
what was chosen, what is sold out of it has no price: nobody can have it for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.db.models import QuerySet

from catalog.attributes.filtering import SELLER
from catalog.models import Offer
from catalog.search.points import is_named
from catalog.search.query import BY_PRICE, Query
from catalog.search.variants import PLACE
from marketplace.shared import bulk

COLUMNS = ("pk", "product", "variant", "seller", "price_cents", "stock")
NONE: frozenset[int] = frozenset()
Rows = list[tuple]


class Offered(NamedTuple):
    """An offer as lists look at it."""

    pk: int
    product: int
    variant: int
    seller: int
    cents: int
    stock: int


# an offer with what may be chosen of it: the terms of its variant, and its seller below zero
Piece = tuple[set[int], Offered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an offer must be. `choices`: of each kind one of these terms, or of these sellers."""

    choices: dict[str, set[int]] = field(default_factory=dict)
    seller_id: int | None = None  # whose shop is looked at
    low_cents: int | None = None
    high_cents: int | None = None
    in_stock: bool = False

    @property
    def axes(self) -> bool:
        """Whether variants are chosen."""
        return bool(self.choices.keys() - {SELLER})

    @property
    def shops(self) -> bool:
        """Whether it matters who sells."""
        return self.seller_id is not None or SELLER in self.choices

    def best(self, pieces: Iterable[Piece]) -> Offered | None:
        """The offer that answers best; the pieces come cheapest first."""
        fitting = [
            offer
            for held, offer in pieces
            if not any(held.isdisjoint(wanted) for wanted in self.choices.values())
        ]
        return self.first(fitting)

    def first(self, offers: Sequence[Offered]) -> Offered | None:
        """The first of these offers that is within reach, sold out only where all are."""
        left = [offer for offer in offers if offer.stock]
        if not (left or self.in_stock):
            left = list(offers)
        return next((offer for offer in left if self._reaches(offer.cents)), None)

    def _reaches(self, cents: int) -> bool:
        return (self.low_cents is None or cents >= self.low_cents) and (
            self.high_cents is None or cents <= self.high_cents
        )


def wish(query: Query, axes: Mapping[str, set[int]], shops: Collection[int] | None) -> Wish | None:
    """What a query asks of an offer; None where it asks only of sheets."""
    choices = dict(axes)
    if shops is not None:
        choices[SELLER] = {-shop for shop in shops}
    if not (choices or query.seller_id or query.asks_price or query.in_stock):
        return None
    return Wish(
        choices=choices,
        seller_id=query.seller_id,
        low_cents=query.low_cents,
        high_cents=query.high_cents,
        in_stock=query.in_stock,
    )


def decides(wish: Wish | None, query: Query) -> bool:
    """Whether the figures of the sheets do not say which of them answer, and in which order.

    They do as long as the cheapest offer in stock answers for all, and variants alone are no more
    than words.
    """
    if wish is None:
        return False
    asked = query.asks_price or query.in_stock or query.sort in BY_PRICE
    return wish.shops or query.low_cents is not None or (bool(wish.choices) and asked)


def counts(wish: Wish | None, query: Query) -> bool:
    """Whether what the filters count beside a list depends on the offers."""
    return decides(wish, query) or query.asks_price or query.in_stock


def offers_of(sheets: Collection[int], wish: Wish, *, at: datetime) -> QuerySet:
    """What may be bought of these sheets, the cheapest first."""
    offers = Offer.objects.sellable(at).filter(bulk.among("product_id", list(sheets)))
    if wish.seller_id is not None:
        offers = offers.filter(seller=wish.seller_id)
    return offers.order_by("price_cents", "pk")


def pieces(terms: str, variants: str | None, offers: Iterable[Offered]) -> list[Piece]:
    """The offers of a sheet with what may be chosen of each."""
    told = dict(_by_variant(variants or ""))
    whole = NONE if told else frozenset(int(name[1:]) for name in terms.split())
    return [
        ({*(told.get(offer.variant, NONE) if told else whole), -offer.seller}, offer)
        for offer in offers
    ]


def _by_variant(variants: str) -> Iterable[tuple[int, set[int]]]:
    for part in variants.split("/"):
        terms, _sign, keys = part.partition(":")
        held = set(map(int, terms.split()))
        yield from ((int(key), held) for key in keys.split())


class Judged:
    """Candidates with their offers. `fit`: those that answer, by the price of their best offer.

    `missed`: the sheets that other values of a group of choices would bring, by that group.
    """

    def __init__(
        self, rows: Rows, missed: Mapping[str, Rows], wish: Wish, query: Query, *, at: datetime
    ):
        self.wish = wish
        every = {row[0]: row for row in chain(rows, *missed.values())}
        held: dict[int, list[Offered]] = {}
        for told in offers_of(every, wish, at=at).values_list(*COLUMNS):
            offer = Offered(*told)
            held.setdefault(offer.product, []).append(offer)
        self._pieces = {
            pk: pieces(every[pk][1], every[pk][PLACE], offers) for pk, offers in held.items()
        }
        self.fit = self._answers(rows)
        if query.sort in BY_PRICE:
            _by_price(self.fit, query)
        own = wish.choices.keys()
        self.missed = {
            kind: others if kind in own else self._answers(others)
            for kind, others in missed.items()
        }
        self._counted = {row[0] for row in chain(rows, *(missed[kind] for kind in own & {*missed}))}

    def _answers(self, rows: Rows) -> Rows:
        answers = []
        for row in rows:
            best = self.wish.best(self._pieces.get(row[0], ()))
            if best is not None:
                answers.append((*row[:2], best.cents, best.stock > 0, *row[4:]))
        return answers

    def reached(self, kinds: Mapping[int, str]) -> Counter[int]:
        """How many sheets each of these values leaves, or would bring if it were chosen too."""
        counts: Counter[int] = Counter()
        for pk in self._counted:
            counts.update(self._reached_by(self._pieces.get(pk, ()), kinds))
        return counts

    def _reached_by(self, pieces: Iterable[Piece], kinds: Mapping[int, str]) -> Iterable[int]:
        wish, bearing = self.wish, {}
        for held, offer in pieces:
            lacks = [kind for kind, wanted in wish.choices.items() if held.isdisjoint(wanted)]
            if len(lacks) > 1:
                continue
            for value in held:
                kind = kinds.get(value)
                if kind is not None and (not lacks or kind == lacks[0]):
                    bearing.setdefault(value, []).append(offer)
        return [value for value, offers in bearing.items() if wish.first(offers) is not None]


def _by_price(rows: Rows, query: Query) -> None:
    sign = -1 if query.sort == "prix-desc" else 1
    # who bears the very reference that was typed comes first in any order
    rows.sort(key=lambda row: (not is_named(row), sign * row[2], -row[0]))
