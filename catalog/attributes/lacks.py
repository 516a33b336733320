"""What online sheets do not tell although their category requires it, or soon will; and what drafts
must tell before they are proposed.

A new requirement hides nothing: who sells is told what to add and until when, and is asked for it
at the next proposal. A sheet that is not online comes there with all that is required on that day
(`catalog/moderation`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from catalog.attributes import doubts, reading
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Vocabulary, phrase, vocabulary
from catalog.models import Attribute, AttributeLack, Category, Product, Submission
from catalog.states import ProductState, SubmissionState
from marketplace.shared.bulk import among, row
from sellers.models import Seller

Due = dict[int, date | None]  # by attribute
READ = 2000  # the most sheets that are read to foresee what a new requirement finds


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An attribute that some sheets of a seller lack, and when it is required."""

    label: str
    due: date | None
    sheets: int


def of(
    lines: Iterable[Said],
    path: str,
    known: Vocabulary,
    *,
    inherited: Container[str] = frozenset(),
) -> Due:
    """What a sheet lacks in its category whose lines that tell something are these;
    `inherited`: the keys of what its shop tells for it."""
    asked = known.asked(path)
    if not asked:
        return {}
    told = {line.attribute.key for line in lines if line.attribute}
    return {
        known.by_key[key].pk: day
        for key, day in asked.items()
        if key not in told and key not in inherited
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """How many online sheets would lack an attribute if it were required, among those read."""

    sheets: int
    read: int
    is_whole: bool


def foreseen(attribute: Attribute, category: Category | None) -> Foreseen:
    """What requiring an attribute in a category, or everywhere, would find lacking: the newest
    sheets are read as they are now. Where a nearer place decides, nothing is asked.
    """
    here = category.path if category else ""
    sheets = Product.objects.under(category) if category else Product.objects.all()
    rows = sheets.online().order_by("-pk")
    read = list(rows.values_list("category_path", "attributes", "axes")[: READ + 1])
    known = vocabulary()
    names = (attribute.label, attribute.label_en, attribute.key, *attribute.names.splitlines())
    headings = {phrase(name) for name in names if name}
    nearer = [path for path, keys in known.levels.items() if attribute.key in keys]
    nearer = [path for path in nearer if len(path) > len(here) and path.startswith(here)]
    lacking = 0
    for path, lines, axes in read[:READ]:
        if not path.startswith(tuple(nearer)):
            said = [line for line in reading.read(lines, path, known) if not doubts.is_void(line)]
            told = {line.attribute.key for line in said if line.attribute}
            named = {phrase(name) for name in (*(line.name for line in said), *map(str, axes))}
            lacking += attribute.key not in told and not headings & named
    return Foreseen(sheets=lacking, read=min(len(read), READ), is_whole=len(read) <= READ)


def note(lacking: Mapping[int, Due]) -> None:
    """Write what these sheets lack, by sheet; what is told now is struck off."""
    stored = {
        (product, attribute): (pk, due)
        for pk, product, attribute, due in AttributeLack.objects.filter(
            among("product_id", list(lacking))
        ).values_list("pk", "product", "attribute", "due")
    }
    wanted = {
        (product, attribute): day
        for product, due in lacking.items()
        for attribute, day in due.items()
    }
    gone = [pk for key, (pk, due) in stored.items() if wanted.get(key, pk) != due]
    if gone:
        AttributeLack.objects.filter(pk__in=gone).delete()
    fresh = [
        row(AttributeLack, product_id=product, attribute_id=attribute, due=day)
        for (product, attribute), day in wanted.items()
        if (product, attribute) not in stored or stored[product, attribute][1] != day
    ]
    AttributeLack.objects.bulk_create(fresh, ignore_conflicts=True)


def answered(product_ids: Iterable[int]) -> None:
    """Proposals for these sheets wait for the operator: what they tell is asked for no more."""
    lacking = list(AttributeLack.objects.filter(among("product_id", list(product_ids))))
    if not lacking:
        return
    waiting = Submission.objects.filter(
        product__in={lack.product_id for lack in lacking}, state=SubmissionState.QUEUED
    )
    proposals = {each.product_id: each for each in waiting.order_by("pk")}
    places = {each.content.get("category_id") for each in proposals.values()} - {None}
    paths = dict(Category.objects.filter(pk__in=places).values_list("pk", "path"))
    known = vocabulary()
    told = {pk: _told(each.content, paths, known) for pk, each in proposals.items()}
    changed = []
    for lack in lacking:
        is_told = lack.attribute_id in told.get(lack.product_id, ())
        by = proposals[lack.product_id].pk if is_told else None
        if lack.told_in_id != by:
            lack.told_in_id = by
            changed.append(lack)
    AttributeLack.objects.bulk_update(changed, ["told_in"])


def _told(content: Mapping, paths: Mapping[int, str], known: Vocabulary) -> set[int]:
    """The attributes that a proposal tells, in its lines or by what tells its variants apart."""
    path = paths.get(content.get("category_id") or 0, "")
    lines = reading.read(content.get("attributes") or {}, path, known)
    keys = doubts.told_by_choice(doubts.chosen(content), path, known)
    keys |= {line.attribute.key for line in lines if line.attribute and not doubts.is_void(line)}
    return {known.by_key[key].pk for key in keys}


def asked() -> QuerySet:
    """What is lacking, but for what a proposal that waits tells."""
    waits = Q(told_in__state=SubmissionState.QUEUED)
    return AttributeLack.objects.filter(Q(told_in=None) | ~waits)


def online() -> QuerySet:
    """What is lacking on sheets that are published."""
    return asked().filter(product__state=ProductState.PUBLISHED)


def of_seller(shop: Seller) -> list[Missing]:
    """What this seller's online sheets lack: the nearest day first, then what most of them lack."""
    known = {attribute.pk: attribute for attribute in vocabulary().by_key.values()}
    own = online().filter(product__in=Product.objects.of(shop)).order_by()
    counts = own.values_list("attribute", "due").annotate(count=Count("pk"))
    missing = [
        Missing(label=known[attribute].label, due=due, sheets=count)
        for attribute, due, count in counts
        if attribute in known
    ]
    return sorted(missing, key=lambda each: (each.due or date.min, -each.sheets, each.label))
