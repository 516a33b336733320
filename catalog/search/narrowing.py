"""What an answer may be narrowed by: the values its sheets bear, and how many each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from catalog.attributes import filtering
from catalog.attributes.filtering import BRAND, LABEL, SELLER
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.labels import labels
from catalog.search import terms, variants
from catalog.search.facets import Choice, Facet, Kind, arranged
from catalog.search.offers import Judged
from catalog.search.query import Query
from catalog.search.question import token
from catalog.search.terms import Named
from catalog.search.variants import Axes
from marketplace.shared.clock import paris_day

LABELS_PLACE = 65  # among the filters, as the operator orders them


@dataclass(slots=True, kw_only=True)
class Weighed:
    """What was weighed: the sheets that answer, and those that another choice would bring."""

    rows: list[tuple]
    unfit: list[tuple]  # no variant of theirs is all that was chosen
    missed: dict[str, list[tuple]]  # they lack one group of choices: by that group
    judged: Judged | None  # where their offers were looked at


def facets(
    query: Query, groups: Mapping[str, dict], weighed: Weighed, *, axes: Axes, at: datetime
) -> list[Facet]:
    """The filters beside a list, each value with how many sheets it would leave."""
    rows, missed = weighed.rows, weighed.missed
    counts = _counted(row[1] for row in rows)
    extra = {kind: _counted(row[1] for row in others) for kind, others in missed.items()}
    # many more than a page shows, and few enough to look up
    shown = {pk for pk, _count in counts.most_common(400)}
    shown |= {pk for pk, _count in _counted(row[1] for row in weighed.unfit).most_common(200)}
    for kind, group in groups.items():
        shown |= group.keys() | {pk for pk, _count in extra[kind].most_common(200)}
    chosen = {pk for group in groups.values() for pk in group}
    kinds: dict[str, Kind] = {}
    # in a shop there is one seller
    called = [each for each in terms.named(shown, at=at) if not (query.seller_id and each.seller)]
    if weighed.judged is not None:
        _count_offers(counts, extra, called, weighed.judged)
    elif axes:
        kinds_of = {term.pk: term.kind for term in called}
        counts -= variants.apart(rows, axes, kinds_of)
        counts += variants.near(weighed.unfit, axes, kinds_of)
        for kind, others in missed.items():
            extra[kind] -= variants.apart(others, axes, kinds_of)
    known = vocabulary()
    _add_labels(kinds, called, counts, extra.get(LABEL), chosen, day=paris_day(at))
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


def _add_labels(
    kinds: dict[str, Kind],
    called: Sequence[Named],
    counts: Counter[int],
    extra: Counter[int] | None,
    chosen: set[int],
    *,
    day: date,
) -> None:
    """The labels that these sheets bear today. A sheet bears each once, until some day; the terms
    of all these days are one choice.
    """
    known, told = labels.labels(), Counter[str]()
    ticked = set()
    for term in called:
        if term.kind != LABEL:
            continue
        slug, until = labels.split(term.value)
        if until < day or known.get(slug, day) is None:
            continue
        told[slug] += counts[term.pk] + (extra[term.pk] if extra else 0)
        if term.pk in chosen:
            ticked.add(slug)
    if told:
        kinds[LABEL] = Kind(_("Label"), LABELS_PLACE)
    for slug, count in told.items():
        label = known.by_slug[slug].label
        choice = Choice(value=slug, label=label, count=count, chosen=slug in ticked)
        kinds[LABEL].choices[slug] = choice


def _count_offers(
    counts: Counter[int], extra: dict[str, Counter[int]], called: Sequence[Named], judged: Judged
) -> None:
    """What tells offers apart, variants and shops, is counted by the offers that have it."""
    if judged.is_plain and not extra:
        return  # the words of the sheets that answer say it
    known = vocabulary().by_key
    told_apart = [
        term for term in called if term.seller or (term.kind in known and known[term.kind].is_axis)
    ]
    reached = judged.reached(told_apart)
    for term in told_apart:
        counts[term.pk] = reached[term.pk]
        extra.pop(term.kind, None)


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
