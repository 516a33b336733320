"""The labels that are shown now. A sheet keeps its own in a column, with the last day of each; what
shops bear and what each label means every process remembers. No job is waited for: past its day a
label is not shown.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.urls import reverse

from catalog.models import Label, LabelClaim, Product
from catalog.states import LabelState
from marketplace.shared import clock, kept
from marketplace.shared.language import Local, local, shipped

KEY = "catalog:labels"
FRESH = 300
EVER = date.max
SIGN = "="  # between a label and its last day, in a sheet's column and in the word index


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A label as pages show it."""

    slug: str
    fr: str
    en: str
    meaning: str
    meaning_en: str
    body: str
    body_en: str
    body_url: str
    law: str
    proof: str
    proof_en: str
    months: int
    mark: str
    is_of_shops: bool
    starts_on: date
    ends_on: date | None
    covers: tuple[str, ...]  # expressions that it proves
    position: int
    place: int  # among all, in their order

    @property
    def label(self) -> str:
        """Its name, in the reader's language."""
        return local(self.fr, self.en).text

    @property
    def told(self) -> Local:
        """What it means, in the reader's language."""
        return local(self.meaning, self.meaning_en)

    @property
    def by(self) -> str:
        """Who delivers it, in the reader's language."""
        return local(self.body, self.body_en).text

    @property
    def asked(self) -> Local:
        """Which proof is asked for, in the reader's language."""
        return local(self.proof, self.proof_en)

    @property
    def ground(self) -> Local:
        """The law it stands on: its name stays French where the house has no other."""
        told = shipped(self.law)
        return Local(told) if told != self.law else local(self.law, "")

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("shop-label", args=[self.slug])

    def stands_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """A label that a shop bears, for itself or for some of its goods: since when, until when."""

    slug: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Labels:
    """Every definition by its slug, and what each shop bears."""

    by_slug: Mapping[str, Known] = field(default_factory=dict)
    by_shop: Mapping[int, tuple[Borne, ...]] = field(default_factory=dict)

    def standing(self, day: date) -> list[Known]:
        """The labels in force on a day, in their order."""
        return [each for each in self.by_slug.values() if each.stands_on(day)]

    def get(self, slug: str, day: date) -> Known | None:
        """A label, if it is in force on a day."""
        known = self.by_slug.get(slug)
        return known if known is not None and known.stands_on(day) else None

    def of_shop(self, seller_id: int | None, day: date) -> list[Known]:
        """What a shop bears for itself on a day."""
        shown = (
            self.get(each.slug, day)
            for each in self.by_shop.get(seller_id or 0, ())
            if each.until >= day
        )
        return self._in_order(known for known in shown if known and known.is_of_shops)

    def of_sheet(self, column: str, day: date) -> list[Known]:
        """What a sheet bears on a day, by its column."""
        if not column:
            return []
        shown = (self.get(slug, day) for slug, until in read(column) if until >= day)
        return self._in_order(filter(None, shown))

    def bearers(self, slug: str, day: date) -> dict[int, Borne]:
        """The shops that bear a label on a day, for themselves or for goods."""
        if self.get(slug, day) is None:
            return {}
        return {
            pk: each
            for pk, borne in self.by_shop.items()
            for each in borne
            if each.slug == slug and each.until >= day
        }

    def proven(self, column: str, seller_id: int | None, day: date) -> set[str]:
        """The expressions that the labels of a sheet and of its shop prove on a day."""
        borne = [*self.of_sheet(column, day), *self.of_shop(seller_id, day)]
        return {line for each in borne for line in each.covers}

    @staticmethod
    def _in_order(shown: Iterable[Known]) -> list[Known]:
        return sorted(shown, key=lambda each: each.place)


def labels() -> Labels:
    """The labels as this process remembers them."""
    return kept.kept(KEY, _read, fresh=FRESH)


def forget() -> None:
    """Have every process read them again, once the transaction is committed."""
    transaction.on_commit(lambda: kept.forget(KEY))


def read(column: str) -> list[tuple[str, date]]:
    """The labels of a sheet with the last day of each."""
    return [split(part) for part in column.split()]


def split(term: str) -> tuple[str, date]:
    """The label and the last day of one entry of a column."""
    slug, _sign, until = term.partition(SIGN)
    return slug, date.fromisoformat(until)


def is_shown(term: str, slugs: Container[str], day: date) -> bool:
    """Whether an entry of a column says on a day that it bears one of these labels."""
    slug, until = split(term)
    return slug in slugs and until >= day


def columns(pks: Iterable[int]) -> dict[int, str]:
    """What the approved claims say that these sheets bear, as their column keeps it."""
    wanted = list(pks)
    claims = LabelClaim.objects.filter(
        state=LabelState.APPROVED, label__about=Label.About.PRODUCT, products__in=wanted
    )
    last: dict[int, dict[str, date]] = {pk: {} for pk in wanted}
    for pk, slug, until in claims.values_list("products", "label__slug", "valid_until"):
        if pk in last:
            last[pk][slug] = max(until, last[pk].get(slug, until))
    return {pk: _column(held) for pk, held in last.items()}


def note(pks: Iterable[int]) -> list[int]:
    """Write what these sheets bear into their column; the sheets that changed."""
    wanted = columns(pks)
    there = dict(Product.objects.filter(pk__in=wanted).values_list("pk", "labels"))
    changed = [pk for pk, column in there.items() if column != wanted[pk]]
    by_column: dict[str, list[int]] = {}
    for pk in changed:
        by_column.setdefault(wanted[pk], []).append(pk)
    for column, sheets in by_column.items():
        Product.objects.filter(pk__in=sheets).update(labels=column)
    return changed


def _column(held: Mapping[str, date]) -> str:
    parts = " ".join(f"{slug}{SIGN}{until.isoformat()}" for slug, until in sorted(held.items()))
    return f" {parts} " if parts else ""


def _read() -> Labels:
    rows = Label.objects.order_by("position", "name", "pk")
    known = {row.slug: _known(row, place) for place, row in enumerate(rows)}
    # what a shop bears twice it bears since the first day, until the last
    borne: dict[int, dict[str, Borne]] = {}
    approved = LabelClaim.objects.filter(state=LabelState.APPROVED).order_by("seller", "pk")
    for seller, slug, since, until in approved.values_list(
        "seller", "label__slug", "approved_at", "valid_until"
    ):
        day = clock.paris_day(since)
        other = borne.setdefault(seller, {}).get(slug)
        borne[seller][slug] = Borne(
            slug=slug,
            since=min(day, other.since) if other else day,
            until=max(until, other.until) if other else until,
        )
    return Labels(known, {pk: tuple(held.values()) for pk, held in borne.items()})


def _known(row: Label, place: int) -> Known:
    return Known(
        slug=row.slug,
        fr=row.name,
        en=row.name_en,
        meaning=row.meaning,
        meaning_en=row.meaning_en,
        body=row.body,
        body_en=row.body_en,
        body_url=row.body_url,
        law=row.law,
        proof=row.proof,
        proof_en=row.proof_en,
        months=row.months,
        mark=row.mark,
        is_of_shops=row.is_of_shops,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        covers=tuple(line.strip() for line in row.covers.splitlines() if line.strip()),
        position=row.position,
        place=place,
    )
