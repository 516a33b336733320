"""Words and filters in, one page of sheets and their facets out.

At most 2,000 sheets are weighed for an answer ("2 000+"): the cost of a page does not grow with
the catalogue. The order is the same on both databases because the points are given here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL, Value
from django.utils.translation import gettext_lazy as _

from catalog.attributes import filtering
from catalog.attributes.filtering import BRAND, SELLER
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.models import Offer, Product, Term
from catalog.search import codes, lookup, nearness, terms, variants, words  # noqa: F401 (lookup registers `found` and `among`)
from catalog.search.facets import Choice, Facet, Kind, arranged
from catalog.search.question import Question, token
from catalog.tree import tree

MOST = 2000
NOTHING = 9_000_000_000_000  # the key of no term
SIZE = 24

# What the order "pertinence" is made of; the page « Comment nous classons » is generated from it.
RANKING = {
    "code": (900, _("la référence ou le code-barres cherché est exactement le sien")),
    "title": (100, _("le mot cherché est dans le titre")),
    "brand": (60, _("il est dans le nom de la marque ou du vendeur")),
    "about": (40, _("il est dans la catégorie ou les caractéristiques")),
    "body": (10, _("il est dans la description")),
    "exact": (5, _("le mot est écrit exactement comme vous l'avez cherché")),
    "opening": (15, _("le titre commence par le premier mot cherché")),
    "in_stock": (30, _("le produit est en stock")),
    "rating": (20, _("la note moyenne, à partir de trois avis vérifiés")),
    "sales": (20, _("le nombre de ventes, plafonné")),
}
SORTS = {
    "pertinence": (_("Pertinence"), ("-pk",)),
    "nouveautes": (_("Nouveautés"), ("-published_at", "-pk")),
    "prix": (_("Prix croissant"), ("from_cents", "-pk")),
    "prix-desc": (_("Prix décroissant"), ("-from_cents", "-pk")),
    "notes": (_("Mieux notés"), ("-rating_hundredths", "-rating_count", "-pk")),
}
# taken off for each word that stands in the description alone: more than all points together
WEAK = 10_000
POINTS = {name: points for name, (points, _why) in RANKING.items()}
SEEN = (
    "pk",
    "entry__terms",
    "from_cents",
    "in_stock",
    "rating_hundredths",
    "rating_count",
    "sales_count",
)


Range = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Query:
    """What a visitor asks for. `chosen`: the values of each kind of term, any of which will do."""

    text: str = ""
    path: str = ""
    seller_id: int | None = None
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # from and to, in the unit of each attribute; stands in the place of its ticked ranges
    ranges: dict[str, Range] = field(default_factory=dict)
    low_cents: int | None = None
    high_cents: int | None = None
    in_stock: bool = False
    rating: int = 0
    sort: str = "pertinence"
    page: int = 1
    size: int = SIZE
    any_word: bool = False


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
        rows.sort(key=_points, reverse=True)  # stable: the newest first among equals
    pages = max(1, -(-len(rows) // query.size))
    page = min(query.page, pages)
    ids = [row[0] for row in rows[(page - 1) * query.size : page * query.size]]
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
    if not rows or query.any_word or not query.text or any(map(_is_named, rows)):
        return False
    return not cut or nearness.is_near(query.text, ids)


def relaxed(query: Query) -> Query:
    """The same query, content with one of its words and free of filters."""
    return replace(unfiltered(query), any_word=True)


def unfiltered(query: Query) -> Query:
    """The same words, free of filters."""
    return replace(
        query,
        chosen={},
        ranges={},
        low_cents=None,
        high_cents=None,
        in_stock=False,
        rating=0,
        page=1,
    )


def ids(query: Query, *, most: int) -> list[int]:
    """The first sheets that answer a query, without facets."""
    groups = _groups(query)
    rows = _weighed(query, groups)[0][:MOST]
    rows, _unfit = variants.parted(rows, _axes(groups))
    if query.sort == "pertinence":
        rows.sort(key=_points, reverse=True)
    return [row[0] for row in rows[:most]]


def _groups(query: Query) -> dict[str, dict[int, str]]:
    """The terms the visitor chose, as far as they exist: kind → {id: value}."""
    if not query.chosen and not query.ranges:
        return {}
    wanted = Q()
    for kind, values in query.chosen.items():
        if kind not in query.ranges:
            wanted |= Q(kind=kind, value__in=values)
    for kind in query.ranges:
        wanted |= Q(kind=kind)
    groups: dict[str, dict[int, str]] = {kind: {} for kind in query.ranges}
    for pk, kind, value in Term.objects.filter(wanted).values_list("pk", "kind", "value"):
        if kind not in query.ranges:
            groups.setdefault(kind, {})[pk] = value
        elif filtering.is_exact(value) and filtering.lies_within(value, *query.ranges[kind]):
            groups[kind][pk] = value
    for group in groups.values():
        # amounts between bounds that no sheet has: nothing answers
        if not group:
            group[NOTHING] = ""
    return groups


def _weighed(query: Query, groups: dict) -> tuple[list[tuple], bool]:
    """What is weighed, and whether it is the strong hits alone.

    Where a sheet says in its title, brand or characteristics what is asked, those that do so in
    their description alone are left out: a newer one must not push an older exact one out.
    """
    # content with any word, nothing is weak: that word may be all there is
    if query.text and not query.any_word:
        rows = _candidates(query, groups, strong=True)
        if rows:
            return rows, True
    return _candidates(query, groups), False


def _candidates(
    query: Query, groups: dict, *, but_one: bool = False, strong: bool = False
) -> list[tuple]:
    asked, named = words.asked(query.text), codes.asked(query.text)
    question = Question(
        codes=named,
        words=tuple(asked),
        groups=tuple(tuple(token(pk) for pk in group) for group in groups.values()),
        but_one=but_one,
        any_word=query.any_word,
        strong=strong,
    )
    products = _within(query).filter(entry__isnull=False)
    if question:
        products = products.filter(entry__title__found=question)
    # one more than is weighed, which tells that there are more
    if query.sort == "pertinence":
        points = _text_points(asked, words.typed(query.text), named)
    else:  # nothing is weighed: all that is asked is who bears the reference itself
        points = _text_points([], [], named)
    seen = (*SEEN, "entry__variants" if _axes(groups) else "pk")
    ordered = products.order_by(*SORTS[query.sort][1]).annotate(text_points=points)
    rows = list(ordered.values_list(*seen, "text_points")[: MOST + 1])
    if named and not but_one:
        # whoever types a reference wants this sheet, in whatever order the others stand
        if len(rows) > MOST:
            exact = products.filter(entry__title__found=Question(codes=named))
            own = list(exact.annotate(text_points=points).values_list(*seen, "text_points")[:SIZE])
            keys = {row[0] for row in own}
            rows = [*own, *(row for row in rows if row[0] not in keys)]
        rows.sort(key=lambda row: not _is_named(row))
    return rows


def _within(query: Query) -> QuerySet:
    products = Product.objects.public()
    if query.path:
        place = tree().by_path.get(query.path)
        # a leaf is asked for itself: its index is then in the order of the list
        is_leaf = place is not None and not place.below
        products = products.filter(category_path=query.path) if is_leaf else products.under(query)
    if query.seller_id:
        offers = Offer.objects.filter(seller=query.seller_id, is_active=True)
        products = products.filter(pk__in=offers.values("product"))
    if query.low_cents is not None:
        products = products.filter(from_cents__gte=query.low_cents)
    if query.high_cents is not None:
        products = products.filter(from_cents__lte=query.high_cents)
    if query.in_stock:
        products = products.filter(in_stock=True)
    if query.rating:
        products = products.filter(rating_hundredths__gte=query.rating * 100)
    return products


def _text_points(asked: list[tuple[str, ...]], typed: list[str], named: tuple[str, ...]):
    """The points of the words by where they stand, as SQL both databases read alike."""
    sums, values = [], []
    for forms in asked:
        cases = []
        for place in ("title", "brand", "about"):
            cases.append(f"WHEN {_has(place, forms)} THEN {POINTS[place]}")
            values += [f"% {form} %" for form in forms]
        sums.append(f"CASE {' '.join(cases)} ELSE {POINTS['body'] - WEAK} END")
    for word in typed:
        sums.append(f"CASE WHEN {_has('starts', [word])} THEN {POINTS['exact']} ELSE 0 END")
        values.append(f"% {word} %")
    if asked:
        sums.append(f"CASE WHEN {_has('title', asked[0])} THEN {POINTS['opening']} ELSE 0 END")
        values += [f" {form} %" for form in asked[0]]
    if named:
        sums.append(f"CASE WHEN {_has('about', named)} THEN {POINTS['code']} ELSE 0 END")
        values += [f"% {code} %" for code in named]
    if not sums:
        return Value(0)
    return RawSQL(" + ".join(sums), values, output_field=BigIntegerField())  # noqa: S611 - no outside text


def _has(place: str, forms: Iterable[str]) -> str:
    return "(" + " OR ".join(f'"catalog_searchentry"."{place}" LIKE %s' for _form in forms) + ")"


def _is_named(row: tuple) -> bool:
    return row[-1] % WEAK >= POINTS["code"]


def _points(row: tuple) -> int:
    _pk, _terms, _cents, in_stock, rating, reviews, sales, _variants, text = row
    points = text % WEAK + min(sales or 0, POINTS["sales"])
    if in_stock:
        points += POINTS["in_stock"]
    if reviews >= 3:
        points += POINTS["rating"] * rating // 500
    return points


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
