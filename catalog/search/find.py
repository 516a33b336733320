"""Words and filters in, one page of sheets and their facets out.

At most 2,000 sheets are weighed for an answer ("2 000+"): the cost of a page does not grow with
the catalogue. The order is the same on both databases because the points are given here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from catalog.attributes import filtering
from catalog.attributes.filtering import BRAND, SELLER
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.models import Term
from catalog.search import by_database, candidates, nearness, terms, variants
from catalog.search.asked import Asked, asked
from catalog.search.facets import Choice, Facet, Kind, arranged
from catalog.search.points import is_named, points
from catalog.search.query import SIZE, Query
from catalog.search.question import token
from marketplace.shared.clock import now
from sellers.models import Seller

MOST = 2000
NOTHING = 9_000_000_000_000  # the key of no term
Source = Callable[[Asked], list[tuple]]


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
    number: int = 0  # of an answer that `catalog.search.answers` keeps


def find(query: Query, *, at: datetime) -> Results:
    """The sheets on sale that answer a query, a page of them, and what narrows them further."""
    groups = _groups(query)
    rows, cut = _weighed(query, groups)
    more, rows = len(rows) > MOST, rows[:MOST]
    rows, unfit = variants.parted(rows, _axes(groups))
    if query.sort == "pertinence":
        rows.sort(key=points, reverse=True)  # stable: the newest first among equals
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
        facets=_facets(query, groups, rows, unfit, cut=cut, at=at),
        lowest_cents=min(prices, default=0),
        highest_cents=max(prices, default=0),
        in_stock=sum(1 for row in rows if row[3]),
        rated=sum(1 for row in rows if row[4] >= 400),
        is_near=_is_near(query, rows, ids, cut=cut),
    )


def _is_near(query: Query, rows: list[tuple], ids: list[int], *, cut: bool) -> bool:
    """Whether the words stand in descriptions alone, or only something like them was found."""
    # content with any word, or with a reference, nothing more was asked for
    if not rows or query.any_word or not query.text or any(map(is_named, rows)):
        return False
    return not cut or nearness.is_near(query.text, ids)


def ids(query: Query, *, most: int) -> list[int]:
    """The first sheets that answer a query, without facets.

    Always found by the database, so that it may be asked inside a transaction.
    """
    groups = _groups(query)
    rows = _weighed(query, groups, source=by_database.rows)[0][:MOST]
    rows, _unfit = variants.parted(rows, _axes(groups))
    if query.sort == "pertinence":
        rows.sort(key=points, reverse=True)
    return [row[0] for row in rows[:most]]


def _groups(query: Query) -> dict[str, dict[int, str]]:
    """The terms the visitor chose, as far as they exist: kind → {id: value}."""
    if not query.chosen and not query.ranges:
        return {}
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
    return groups


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
    query: Query, groups: dict, *, source: Source = candidates.rows
) -> tuple[list[tuple], bool]:
    """What is weighed, and whether it is the strong hits alone.

    Where a sheet says in its title, brand or characteristics what is asked, those that do so in
    their description alone are left out: a newer one must not push an older exact one out.
    """
    # content with any word, nothing is weak: that word may be all there is
    if query.text and not query.any_word:
        rows = _candidates(query, groups, strong=True, source=source)
        if rows:
            return rows, True
    return _candidates(query, groups, source=source), False


def _candidates(
    query: Query,
    groups: dict,
    *,
    but_one: bool = False,
    strong: bool = False,
    source: Source = candidates.rows,
) -> list[tuple]:
    question = asked(
        query,
        [tuple(token(pk) for pk in group) for group in groups.values()],
        has_variants=bool(_axes(groups)),
        most=MOST + 1,  # one more than is weighed tells that there are more
        but_one=but_one,
        strong=strong,
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


def _facets(
    query: Query,
    groups: dict,
    rows: list[tuple],
    unfit: list[tuple],
    *,
    cut: bool,
    at: datetime,
) -> list[Facet]:
    counts = _counted(row[1] for row in rows)
    missed = _missed(query, groups, cut=cut) if groups else {}
    extra = {kind: _counted(row[1] for row in others) for kind, others in missed.items()}
    # many more than a page shows, and few enough to look up
    shown = {pk for pk, _count in counts.most_common(400)}
    shown |= {pk for pk, _count in _counted(row[1] for row in unfit).most_common(200)}
    for kind, group in groups.items():
        shown |= group.keys() | {pk for pk, _count in extra[kind].most_common(200)}
    chosen = {pk for group in groups.values() for pk in group}
    kinds: dict[str, Kind] = {}
    # in a shop there is one seller
    called = [each for each in terms.named(shown, at=at) if not (query.seller_id and each.seller)]
    if axes := _axes(groups):
        kinds_of = {term.pk: term.kind for term in called}
        counts -= variants.apart(rows, axes, kinds_of)
        counts += variants.near(unfit, axes, kinds_of)
        for kind, others in missed.items():
            extra[kind] -= variants.apart(others, axes, kinds_of)
    known = vocabulary()
    for pk, kind, name, value, label, _seller in called:
        count = counts[pk] + (extra[kind][pk] if kind in extra else 0)
        attribute = known.by_key.get(kind)
        if not (count or pk in chosen) or (attribute is None and kind not in (BRAND, SELLER)):
            continue
        if filtering.is_exact(value):
            continue
        choice = Choice(value=value, label=label, count=count, chosen=pk in chosen)
        if attribute is not None:
            name, choice = attribute.label, _in_words(choice, attribute)
        if kind not in kinds:
            kinds[kind] = _kind(query, kind, name, attribute)
        kinds[kind].choices[token(pk)] = choice
    return arranged(kinds, groups, [row[1] for row in rows])


def _kind(query: Query, kind: str, name: str, attribute: Defined | None) -> Kind:
    """A kind of term before its values; one of amounts is asked for from … to … too."""
    if attribute is None:
        return Kind(name)
    made = Kind(name, attribute.facet or 0)
    if attribute.buckets:
        low, high = query.ranges.get(kind, (None, None))
        made.unit = filtering.unit_of(attribute)
        made.ends = filtering.typed(low, attribute), filtering.typed(high, attribute)
    return made


def _axes(groups: dict) -> dict[str, set[int]]:
    """The chosen terms by which variants differ: one variant must bear one of each kind."""
    known = vocabulary().by_key
    return {
        kind: set(group) for kind, group in groups.items() if kind in known and known[kind].is_axis
    }


def _in_words(choice: Choice, attribute: Defined) -> Choice:
    """A value of an attribute as its reader knows it."""
    value = attribute.values.get(choice.value)
    return replace(
        choice,
        label=filtering.label(attribute, choice.value),
        swatch=value.swatch if value else "",
        rank=filtering.rank(attribute, choice.value),
    )


def _counted(terms: Iterable[str]) -> Counter[int]:
    named = Counter(" ".join(terms).split())
    named.pop(token(0), None)
    return Counter({int(name[1:]): count for name, count in named.items()})


def _missed(query: Query, groups: dict, *, cut: bool) -> dict[str, list[tuple]]:
    """The sheets that other values of each group would bring: the other groups still hold."""
    others = _candidates(query, groups, but_one=True, strong=cut)[:MOST]
    tokens_of = {kind: {token(pk) for pk in group} for kind, group in groups.items()}
    missed: dict[str, list[tuple]] = {kind: [] for kind in groups}
    for row in others:
        held = row[1].split()
        for kind, tokens in tokens_of.items():
            if tokens.isdisjoint(held):
                missed[kind].append(row)
                break
    return missed
