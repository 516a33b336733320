"""Words and filters in, one page of sheets and their facets out.

A sheet answers when its title, brand, category or characteristics have every word that was asked;
where none does, its description may have the rest as long as they name the thing; and what only
tells of a thing (« rond » of « tapis rond ») answers nothing while some sheets have its noun. Where
some sheets are called by the noun, none answers that only has its colour (a bag of « chocolat »).

At most 2,000 sheets are weighed for an answer ("2 000+"): the cost of a page does not grow with
the catalogue. The order is the same on both databases because the points are given here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from catalog.attributes import filtering
from catalog.attributes.filtering import SELLER
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Product, Term
from catalog.search import (
    assortment,
    by_database,
    candidates,
    compounds,
    kinds,
    nearness,
    nouns,
    offers,
    placed,
    variants,
    words,
)
from catalog.search.asked import Asked, asked
from catalog.search.facets import Facet
from catalog.search.narrowing import Weighed, facets
from catalog.search.offers import Judged, Wish
from catalog.search.placed import Placed
from catalog.search.points import is_named, points
from catalog.search.query import SIZE, Query, unfiltered
from catalog.search.question import Alternatives, token
from catalog.tree import tree
from marketplace.shared.clock import now
from sellers.models import Seller

MOST = 2000
NOTHING = 9_000_000_000_000  # the key of no term
Source = Callable[[Asked], list[tuple]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where the words of a question may stand. `nouns`: one of these must be in a name; `ends`:
    nothing further is looked at where something bears one.
    """

    strong: bool = False
    nouns: Alternatives = ()
    ends: bool = False
    near: bool = False  # what is found so is not the thing itself
    beside: bool = False  # only in aisles where the rest of the question is told too


ANYWHERE = Reach()


@dataclass(slots=True)
class Results:
    """One page of an answer, with the figures and facets of the whole."""

    ids: list[int]
    total: int
    more: bool
    page: int
    pages: int
    facets: list[Facet]
    lowest_cents: int
    highest_cents: int
    in_stock: int
    rated: int
    is_near: bool = False  # nothing is exactly what was typed
    wish: Wish | None = None  # what the offers of these sheets must be, for their cards
    placed_by_hand: int = 0  # of the sheets of this list
    number: int = 0  # of an answer that `catalog.search.answers` keeps


def find(query: Query, *, at: datetime, tried: Sequence[Placed] | None = None) -> Results:
    """The sheets on sale that answer a query, a page of them, and what narrows them further.

    `tried`: what would be placed by hand in this list, instead of what is.
    """
    groups, shops = _groups(query)
    axes = _axes(groups)
    wish = offers.wish(query, axes, shops)
    has_offers = offers.counts(wish, query)
    hand = placed.in_force(query, at=at) if tried is None else tried
    rows, reach = _weighed(query, groups, has_offers=has_offers)
    more = len(rows) > MOST
    missed = _missed(query, groups, reach, has_offers=has_offers) if groups else {}
    rows = _with_pinned(rows[:MOST], query, groups, placed.pins(hand), has_offers=has_offers)
    weighed = _parted(rows, missed, query, axes, wish, at=at)
    rows = _arranged(weighed.rows, query, hand)
    pages = max(1, -(-len(rows) // query.size))
    page = min(query.page, pages)
    ids = candidates.public([row[0] for row in rows[(page - 1) * query.size : page * query.size]])
    prices = [row[2] for row in rows]
    return Results(
        ids=ids,
        total=len(rows),
        more=more,
        page=page,
        pages=pages,
        facets=facets(query, groups, weighed, axes=axes, at=at),
        lowest_cents=min(prices, default=0),
        highest_cents=max(prices, default=0),
        in_stock=sum(1 for row in rows if row[3]),
        rated=sum(1 for row in rows if row[4] >= 400),
        is_near=_is_near(
            query, rows, ids, cut=reach.strong and not reach.near, pinned=placed.pins(hand)
        ),
        wish=wish,
        placed_by_hand=_by_hand(rows, query, hand),
    )


def _with_pinned(
    rows: list[tuple],
    query: Query,
    groups: dict,
    pinned: list[int],
    *,
    has_offers: bool,
) -> list[tuple]:
    """With the sheets the house put at fixed places: they answer the filters, not every word."""
    if not pinned or query.sort != "pertinence":
        return rows
    held = {row[0] for row in rows}
    lacking = tuple(pk for pk in pinned if pk not in held)
    if not lacking:
        return rows
    theirs = replace(query, text="", only=lacking)
    return [*_candidates(theirs, groups, ANYWHERE, has_offers=has_offers), *rows]


def _arranged(rows: list[tuple], query: Query, hand: Sequence[Placed]) -> list[tuple]:
    """In the order of the query; by relevance, with what the house places by hand."""
    if query.sort != "pertinence":
        return rows
    if query.assortment and query.assortment.is_by_hand and not query.text:
        place = assortment.places(query.assortment)
        return sorted(rows, key=lambda row: place.get(row[0], MOST))
    return placed.arranged(rows, hand, points)


def _parted(
    rows: list[tuple],
    missed: dict[str, list[tuple]],
    query: Query,
    axes: dict[str, set[int]],
    wish: Wish | None,
    *,
    at: datetime,
) -> Weighed:
    """The sheets of which one offer is all that was chosen; one variant, where no more is asked.

    Those weighed are the first by the figures of the sheets: beyond MOST, one whose chosen variant
    or shop asks more or less than its cheapest offer may stand outside, never in a wrong place.
    """
    if wish is None or not offers.counts(wish, query):
        fit, unfit = variants.parted(rows, axes)
        return Weighed(rows=fit, unfit=unfit, missed=missed, judged=None)
    judged = Judged(rows, missed, wish, query, at=at)
    answering = {row[0] for row in judged.fit}
    unfit = [row for row in rows if row[0] not in answering]
    return Weighed(rows=judged.fit, unfit=unfit, missed=judged.missed, judged=judged)


def _by_hand(rows: list[tuple], query: Query, hand: Sequence[Placed]) -> int:
    """How many sheets of an answer stand where the house put them."""
    sheets = {one.product_id for one in hand} if query.sort == "pertinence" else set()
    return sum(1 for row in rows if row[0] in sheets)


def _is_near(
    query: Query, rows: list[tuple], ids: list[int], *, cut: bool, pinned: list[int]
) -> bool:
    """Whether the words stand in descriptions alone, or only something like them was found."""
    # content with any word, or with a reference, nothing more was asked for
    if not rows or query.any_word or not query.text or any(map(is_named, rows)):
        return False
    if {row[0] for row in rows} <= set(pinned):
        return False  # what the house shows for these words, whatever its own
    return not cut or nearness.is_near(query.text, ids)


def ids(query: Query, *, most: int) -> list[int]:
    """The first sheets that answer a query, without facets.

    Always found by the database, so that it may be asked inside a transaction.
    """
    groups, shops = _groups(query)
    wish = offers.wish(query, _axes(groups), shops)
    has_offers = offers.decides(wish, query)
    rows, _reach = _weighed(query, groups, has_offers=has_offers, source=by_database.rows)
    rows = rows[:MOST]
    if wish is not None and has_offers:
        rows = Judged(rows, {}, wish, query, at=now()).fit
    else:
        rows, _unfit = variants.parted(rows, _axes(groups))
    return [row[0] for row in _arranged(rows, query, ())[:most]]


def _groups(query: Query) -> tuple[dict[str, dict[int, str]], set[int] | None]:
    """The terms the visitor chose, as far as they exist: kind → {id: value}; and the shops that
    are among them, None where none was asked for.
    """
    if not query.chosen and not query.ranges:
        return {}, None
    groups: dict[str, dict[int, str]] = {kind: {} for kind in query.ranges}
    rows = list(Term.objects.filter(_wanted(query)).values_list("pk", "kind", "value", "seller"))
    shops = {seller for *_names, seller in rows if seller}
    selling = _selling(shops) if shops else set()
    for pk, kind, value, seller in rows:
        if seller and seller not in selling:
            groups.setdefault(kind, {})  # others sell the same sheet: it is not this shop's now
        elif kind not in query.ranges:
            groups.setdefault(kind, {})[pk] = value
        elif filtering.is_exact(value) and filtering.lies_within(value, *query.ranges[kind]):
            groups[kind][pk] = value
    for group in groups.values():
        # amounts that no sheet has, a shop that does not sell: nothing answers
        if not group:
            group[NOTHING] = ""
    return groups, selling if SELLER in groups else None


def _wanted(query: Query) -> Q:
    wanted = Q()
    for kind, values in query.chosen.items():
        if kind not in query.ranges:
            wanted |= Q(kind=kind, value__in=values)
    for kind in query.ranges:
        wanted |= Q(kind=kind)
    return wanted


def _selling(shops: set[int]) -> set[int]:
    return set(Seller.objects.selling(now()).filter(pk__in=shops).values_list("pk", flat=True))


def _weighed(
    query: Query, groups: dict, *, has_offers: bool, source: Source = candidates.rows
) -> tuple[list[tuple], Reach]:
    """What is weighed, and how far it was looked for.

    Where a sheet says in its title, brand or characteristics what is asked, those that do so in
    their description alone are left out: a newer one must not push an older exact one out.
    """
    if not query.text:
        return _candidates(query, groups, ANYWHERE, has_offers=has_offers, source=source), ANYWHERE
    for reach in _reaches(query):
        rows = _candidates(query, groups, reach, has_offers=has_offers, source=source)
        if rows and reach.beside:
            rows = _beside(rows, query)
        if rows or reach.ends and _is_named(query, reach, source):
            return rows, reach
    return [], ANYWHERE


def _reaches(query: Query) -> Iterator[Reach]:
    """Where words are looked for, one after the other until a sheet has them."""
    text = query.text
    only_tells = nouns.only_tell(text)
    if only_tells and query.any_word:
        yield Reach(strong=True, beside=True)
        return
    lead, is_another = nouns.lead(text), compounds.names_another(text)
    if lead:
        # of a brush for teeth, what lies among brushes and is called otherwise comes not near
        named = kinds.surely(lead) if is_another and query.any_word else kinds.called(lead)
        yield Reach(strong=True, nouns=named)
        if not is_another:
            yield Reach(nouns=named, ends=True)
    if only_tells:
        if len(words.asked(text)) == 1:
            yield Reach(strong=True, near=True)
    elif nouns.lead_to_goods(text):
        yield from _without(query, lead)
    elif not (is_another and lead and query.any_word):
        yield from _wherever(query, is_another=is_another)


def _without(query: Query, lead: Alternatives) -> Iterator[Reach]:
    """Where nothing is called what is looked for by its very word: what only has the word is no
    such thing, and says that it comes near.
    """
    if len(words.asked(query.text)) == 1:
        yield Reach(strong=True, nouns=kinds.told(lead), near=True)
    elif not query.any_word:
        yield Reach(strong=True)


def _wherever(query: Query, *, is_another: bool) -> Iterator[Reach]:
    """Where no goods lead the question: all words, by and by in descriptions too."""
    text = query.text
    yield Reach(strong=True)
    if len(words.asked(text)) > 1 and not is_another:
        yield Reach(nouns=nouns.any_of(nouns.of(text)[0]), ends=True)
    # what a thing is bound to does not name it, wherever the rest may stand; and what only
    # comes near says so by its name: a tray that « laisse » a trace is no lead for a dog
    if not (query.any_word or nouns.are_goods(text) or compounds.bound(text)):
        yield ANYWHERE


def _beside(rows: list[tuple], query: Query) -> list[tuple]:
    """Those that lie in an aisle where something is told by the rest of the question; all of them
    where nothing is.
    """
    rest = nouns.rest(query.text)
    told = ids(Query(text=rest), most=SIZE) if rest else []
    if not told:
        return rows
    places = tree()
    keys = [row[0] for row in rows]
    lying = dict(Product.objects.filter(pk__in=[*told, *keys]).values_list("pk", "category_id"))

    def aisle(pk: int) -> int | None:
        place = places.get(lying.get(pk))
        return places.trail(place)[0].pk if place else None

    aisles = {aisle(pk) for pk in told}
    return [row for row in rows if aisle(row[0]) in aisles]


def _is_named(query: Query, reach: Reach, source: Source) -> bool:
    """Whether something on sale bears one of these nouns: descriptions are then no answer."""
    question = asked(unfiltered(query), (), has_variants=False, by_offer=False, most=1, strong=True)
    named = replace(question.question, words=(reach.nouns,), codes=())
    return bool(source(replace(question, question=named)))


def _candidates(
    query: Query,
    groups: dict,
    reach: Reach,
    *,
    has_offers: bool,
    but_one: bool = False,
    source: Source = candidates.rows,
) -> list[tuple]:
    question = asked(
        query,
        [tuple(token(pk) for pk in group) for group in groups.values()],
        has_variants=has_offers or bool(_axes(groups)),
        by_offer=bool(_axes(groups)) or SELLER in groups,
        most=MOST + 1,  # one more than is weighed tells that there are more
        but_one=but_one,
        strong=reach.strong,
        nouns=reach.nouns,
    )
    rows = source(question)
    if question.named and not but_one:
        # whoever types a reference wants this sheet, in whatever order the others stand
        if len(rows) > MOST:
            own = source(question.by_code(most=SIZE))
            keys = {row[0] for row in own}
            rows = [*own, *(row for row in rows if row[0] not in keys)]
        rows.sort(key=lambda row: not is_named(row))
    return rows


def _axes(groups: dict) -> dict[str, set[int]]:
    """The chosen terms by which variants differ: one variant must bear one of each kind."""
    known = vocabulary().by_key
    return {
        kind: set(group) for kind, group in groups.items() if kind in known and known[kind].is_axis
    }


def _missed(
    query: Query, groups: dict, reach: Reach, *, has_offers: bool
) -> dict[str, list[tuple]]:
    """The sheets that other values of each group would bring: the other groups still hold."""
    others = _candidates(query, groups, reach, but_one=True, has_offers=has_offers)[:MOST]
    tokens_of = {kind: {token(pk) for pk in group} for kind, group in groups.items()}
    missed: dict[str, list[tuple]] = {kind: [] for kind in groups}
    for row in others:
        held = row[1].split()
        for kind, tokens in tokens_of.items():
            if tokens.isdisjoint(held):
                missed[kind].append(row)
                break
    return missed
