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
from catalog.search.question import token
from catalog.search.terms import Named
from catalog.search.variants import PLACE
from marketplace.shared import bulk
from marketplace.shared.clock import paris_day

COLUMNS = ("pk", "product", "variant", "seller", "price_cents", "stock")
SELLERS = -3  # of the rows that `find` weighs: how many shops sell it
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
        if len(offers) == 1:  # as for most sheets
            [alone] = offers
            return alone if self.takes(alone.cents, in_stock=alone.stock > 0) else None
        left = [offer for offer in offers if offer.stock]
        if not (left or self.in_stock):
            left = list(offers)
        return next((offer for offer in left if self._reaches(offer.cents)), None)

    def takes(self, cents: int, *, in_stock: bool) -> bool:
        """Whether an offer beside which there is no other answers."""
        return (in_stock or not self.in_stock) and self._reaches(cents)

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
    """What may be bought of these public sheets, the cheapest first."""
    offers = Offer.objects.by_open_shops(paris_day(at)).filter(
        bulk.among("product_id", list(sheets))
    )
    if wish.seller_id is not None:
        offers = offers.filter(seller=wish.seller_id)
    return offers.order_by("price_cents", "pk")


def pieces(terms: str, variants: str | None, offers: Iterable[Offered]) -> list[Piece]:
    """The offers of a sheet with what may be chosen of each."""
    told = dict(_by_variant(variants)) if variants else {}
    whole = NONE if told else frozenset(_ids(terms))
    return [
        ({*(told.get(offer.variant, NONE) if told else whole), -offer.seller}, offer)
        for offer in offers
    ]


def _ids(terms: str) -> Iterable[int]:
    return (int(name[1:]) for name in terms.split())


def _by_variant(variants: str) -> Iterable[tuple[int, set[int]]]:
    for part in variants.split("/"):
        terms, _sign, keys = part.partition(":")
        held = set(map(int, terms.split()))
        yield from ((int(key), held) for key in keys.split())


class Judged:
    """Candidates with their offers. `fit`: those that answer, by the price of their best offer.

    `missed`: the sheets that other values of a group of choices would bring, by that group. Sheets
    of one variant and one seller are told by their own figures: no offer of theirs is read.
    """

    def __init__(
        self, rows: Rows, missed: Mapping[str, Rows], wish: Wish, query: Query, *, at: datetime
    ):
        self.wish = wish
        every = {row[0]: row for row in chain(rows, *missed.values())}
        # whose offer it is, a row does not say
        self._plain = (
            {}
            if SELLER in wish.choices
            else {
                pk: wish.takes(row[2], in_stock=row[3])
                for pk, row in every.items()
                if _is_plain(row)
            }
        )
        self._pieces = _read({pk: every[pk] for pk in every.keys() - self._plain}, wish, at=at)
        self.fit = self._answers(rows)
        if query.sort in BY_PRICE:
            _by_price(self.fit, query)
        own = wish.choices.keys()
        self.missed = {
            kind: others if kind in own else self._answers(others)
            for kind, others in missed.items()
        }
        # by the kind of which another value would bring them, none where nothing lacks
        self._counted = {"": rows, **{kind: missed[kind] for kind in own & missed.keys()}}

    @property
    def is_plain(self) -> bool:
        """Whether every sheet is told by its own figures, and nothing else was chosen."""
        return not self._pieces and len(self._counted) == 1

    def _answers(self, rows: Rows) -> Rows:
        answers = []
        for row in rows:
            is_taken = self._plain.get(row[0])
            if is_taken:
                answers.append(row)
            elif is_taken is None and (best := self.wish.best(self._pieces.get(row[0], ()))):
                answers.append((*row[:2], best.cents, best.stock > 0, *row[4:]))
        return answers

    def reached(self, terms: Collection[Named]) -> Counter[int]:
        """How many sheets each of these terms, which tell offers apart, leaves or would bring."""
        values = {-term.seller if term.seller else term.pk: term for term in terms}
        counts: Counter[int] = Counter()
        for lacking, rows in self._counted.items():
            taken = Counter(" ".join(row[1] for row in rows if self._plain.get(row[0])).split())
            for term in terms:
                if lacking in ("", term.kind):
                    counts[term.pk] += taken[token(term.pk)]
            for row in rows:
                if row[0] in self._pieces:
                    counts.update(self._reached(self._pieces[row[0]], values))
        return counts

    def _reached(self, pieces: Iterable[Piece], values: Mapping[int, Named]) -> Iterable[int]:
        choices = self.wish.choices.items()
        bearing: dict[int, list[Offered]] = {}
        for held, offer in pieces:
            lacks = [kind for kind, wanted in choices if held.isdisjoint(wanted)] if choices else []
            if len(lacks) > 1:
                continue
            for value in held:
                term = values.get(value)
                if term is not None and (not lacks or term.kind == lacks[0]):
                    bearing.setdefault(term.pk, []).append(offer)
        return [pk for pk, offers in bearing.items() if self.wish.first(offers) is not None]


def _is_plain(row: tuple) -> bool:
    return row[SELLERS] == 1 and not row[PLACE]


def _read(rows: Mapping[int, tuple], wish: Wish, *, at: datetime) -> dict[int, list[Piece]]:
    """The offers of these sheets, in one statement where there are any."""
    held: dict[int, list[Offered]] = {}
    for told in offers_of(rows, wish, at=at).values_list(*COLUMNS) if rows else ():
        offer = Offered(*told)
        held.setdefault(offer.product, []).append(offer)
    return {pk: pieces(rows[pk][1], rows[pk][PLACE], offers) for pk, offers in held.items()}


def _by_price(rows: Rows, query: Query) -> None:
    sign = -1 if query.sort == "prix-desc" else 1
    # who bears the very reference that was typed comes first in any order
    rows.sort(key=lambda row: (not is_named(row), sign * row[2], -row[0]))
