"""The quality of sheets in points, kept beside them so that lists sort and filter by it.

It is written with every sheet that is saved, and counted anew at night: photos, prices, the
vocabulary and the operator's points move without their sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Avg, Count, Q, QuerySet

from catalog.attributes import doubts, lacks, makers
from catalog.attributes.vocabulary import Vocabulary, vocabulary
from catalog.models import Category, Offer, Product
from catalog.offers import rows
from catalog.sheets import quality, scales, shelf, traits
from catalog.sheets.traits import Level
from catalog.states import UNSEEN, ProductState, SubmissionState

CHUNK = 500  # sheets read and counted together


def paths_of(category_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Where categories lie in the tree, in one statement."""
    pks = {pk for pk in category_ids if pk}
    if not pks:
        return {}
    return dict(Category.objects.filter(pk__in=pks).values_list("pk", "path"))


@dataclass(frozen=True, slots=True)
class Ground:
    """What sheets are counted by, read once for many of them."""

    words: Vocabulary
    scales: scales.Said
    # what lacks where these attributes are told, by category: most sheets of one tell the same
    lacking: dict[tuple[str, frozenset[str]], Mapping[str, Sequence]] = field(default_factory=dict)

    def untold(
        self, content: Mapping, path: str, inherited: makers.Inherited
    ) -> Mapping[str, Sequence]:
        """The attributes that a content misses, by level."""
        lines = makers.completed(content["attributes"], inherited, path, self.words)
        told = traits.told(lines, doubts.chosen(content), path, self.words)
        if (path, told) not in self.lacking:
            self.lacking[path, told] = traits.lacking(told, path, self.words)
        return self.lacking[path, told]

    def due(self, content: Mapping, path: str, inherited: makers.Inherited) -> lacks.Due:
        """What a draft must tell before it is proposed, as `lacks.note` keeps it."""
        days = self.words.asked(path)
        missing = self.untold(content, path, inherited)[Level.REQUIRED]
        return {attribute.pk: days.get(attribute.key) for attribute in missing}


def ground() -> Ground:
    """The vocabulary and the points as they are now."""
    return Ground(vocabulary(), scales.said())


def points(
    content: Mapping,
    path: str,
    on: Ground,
    *,
    prices: Sequence[int | None],
    sizes: Mapping[int, tuple[int, int]],
    unfinished: int = 0,
    inherited: makers.Inherited | None = None,
    untold: Mapping[str, Sequence] | None = None,
) -> int:
    """The points of a content, out of 100. `path` is its category's; `sizes` of photos by key;
    `untold` is what it misses, when its lines have been read already.
    """
    if untold is None:
        untold = on.untold(content, path, inherited or {})
    shown = [sizes[pk] for pk in content["photo_ids"] if pk in sizes]
    done = quality.there(content, untold=untold, prices=prices, sizes=shown, unfinished=unfinished)
    weights = scales.of(path, on.scales)
    return sum(weights[name] for name, is_done in done.items() if is_done)


def keep(product_ids: Iterable[int]) -> int:
    """Count sheets anew, in the caller's transaction; how many have other points now.

    A fixed number of statements, however many sheets.
    """
    sheets = list(
        Product.objects.filter(pk__in=list(product_ids))
        .select_related("brand", "owner")
        .order_by("pk")
    )
    newest = shelf.of_products(sheets)
    contents = {sheet.pk: newest.content(sheet) for sheet in sheets}
    paths = paths_of(content["category_id"] for content in contents.values())
    prices: dict[int, list[int]] = {}
    owned = Offer.objects.filter(product__in=contents).order_by("pk")
    for pk, cents in owned.values_list("product", "price_cents"):
        prices.setdefault(pk, []).append(cents)
    sizes = {
        photo.pk: (photo.width, photo.height)
        for of_sheet in newest.photos.values()
        for photo in of_sheet
    }
    waiting = {pk for pk, open_ in newest.open.items() if open_.state == SubmissionState.QUEUED}
    moved, on = [], ground()
    lacking: dict[int, lacks.Due] = {}
    for sheet in sheets:
        content = contents[sheet.pk]
        path, inherited = paths.get(content["category_id"], ""), makers.of(sheet.owner)
        if sheet.state in UNSEEN:
            lacking[sheet.pk] = {} if sheet.pk in waiting else on.due(content, path, inherited)
        now = points(
            content,
            path,
            on,
            prices=prices.get(sheet.pk, ()),
            sizes=sizes,
            unfinished=len(sheet.unfinished),
            inherited=inherited,
        )
        if sheet.quality != now:
            sheet.quality = now
            moved.append(sheet)
    rows.write(moved, ["quality"])
    if lacking:
        lacks.note(lacking)
    return len(moved)


def again(*, after: int, most: int = CHUNK) -> int | None:
    """Count sheets anew in the order of their keys; the last one, None at the end."""
    live = Product.objects.exclude(state__in=(ProductState.MERGED, ProductState.RETIRED))
    keys = list(live.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])
    keep(keys)
    return keys[-1] if keys else None


def summary(sheets: QuerySet[Product]) -> dict[str, int]:
    """How good these sheets are together: how many, their average, and how many are low."""
    rated = sheets.filter(quality__isnull=False)
    found = rated.aggregate(
        sheets=Count("pk"),
        average=Avg("quality"),
        low=Count("pk", filter=Q(quality__lt=quality.BAR)),
    )
    return {**found, "average": round(found["average"] or 0)}
