"""All that will happen in the shop between two instants: pages, articles, dates, posts, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Collection, Placement
from catalog.states import CollectionState
from marketing.models import Article, FeaturedShop, Gathering, Interview, Page, Post, Version
from marketing.planning.seasons import Season
from marketing.states import FeaturedState, GatheringState, InterviewState, PostState, VersionState
from marketplace.shared.folding import fold
from marketplace.shared.language import Foreign

PARIS = ZoneInfo("Europe/Paris")
SHOWN = (VersionState.SCHEDULED, VersionState.LIVE, VersionState.ENDED)
WRITTEN = (VersionState.DRAFT, VersionState.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that begins or ends: when, what it is, and the file it is decided in."""

    at: datetime
    what: str
    title: str
    url: str
    row: Any = None  # what has a state to show beside it
    is_timed: bool = True
    until: datetime | None = None  # when what it tells of is there no more
    said: str = ""  # its title in the reader's language; a season is recognised by the French one

    @property
    def words(self) -> str:
        """What it is called, for whoever reads."""
        return self.said or self.title


def between(start: datetime, end: datetime) -> list[Entry]:
    """What happens from one instant to before another, in the order of time: one statement a kind.

    What is only written and not approved yet is there too, with its state.
    """
    span = Span(start, end)
    every = [entry for tell in KINDS for entry in tell(span)]
    return sorted(every, key=lambda entry: (entry.at, entry.what, entry.title))


def about(season: Season, entries: Iterable[Entry], *, at: datetime) -> list[Entry]:
    """Those that bear the name of a season, from when people begin to look to its end: what is
    there or to come, and nothing that was taken back or is over.
    """
    found = []
    for entry in entries:
        if entry.until is not None and entry.until <= at:
            continue
        day = entry.at.astimezone(PARIS).date()
        title = fold(entry.title)
        if season.prepares <= day <= season.ends and any(word in title for word in season.words):
            found.append(entry)
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to before another."""

    start: datetime
    end: datetime

    def on(self, field: str) -> Q:
        """The condition of what falls into it."""
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})

    def holds(self, at: datetime | None) -> bool:
        """Whether an instant falls into it."""
        return at is not None and self.start <= at < self.end


def _file(row: Model) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def _pages(span: Span) -> Iterator[Entry]:
    rows = Version.objects.filter(state__in=SHOWN + WRITTEN).defer("blocks")
    rows = rows.filter(span.on("starts_at") | span.on("ends_at")).select_related("page")
    for row in rows:
        told: dict[str, Any] = {"title": str(row.page), "url": _file(row), "row": row}
        told["until"] = row.ends_at
        of_article = row.page.kind == Page.Kind.ARTICLE
        if span.holds(row.starts_at):
            begun = _("Article composé en blocs") if of_article else _("Page mise en ligne")
            yield Entry(at=row.starts_at, what=begun, **told)
        if span.holds(row.ends_at):
            over = _("Fin d'une version d'article") if of_article else _("Page retirée")
            yield Entry(at=row.ends_at, what=over, **told)


def _articles(span: Span) -> Iterator[Entry]:
    for row in Article.objects.filter(span.on("published_at")).light():
        yield Entry(
            at=row.published_at,
            what=row.get_kind_display(),
            title=row.title,
            said=row.local_title,
            url=_file(row),
        )


def _gatherings(span: Span) -> Iterator[Entry]:
    rows = Gathering.objects.filter(span.on("starts_at")).exclude(state=GatheringState.CANCELLED)
    for row in rows:
        yield Entry(
            at=row.starts_at,
            what=_("Rendez-vous"),
            title=row.title,
            said=row.local_title,
            url=_file(row),
            row=row,
            until=row.ends_at,
        )


def _posts(span: Span) -> Iterator[Entry]:
    rows = Post.objects.filter(span.on("planned_at")).exclude(state=PostState.WITHDRAWN)
    for row in rows.select_related("channel"):
        yield Entry(
            at=row.planned_at, what=str(row.channel), title=str(row), url=_file(row), row=row
        )


def _collections(span: Span) -> Iterator[Entry]:
    rows = Collection.objects.filter(span.on("starts_at") | span.on("ends_at"))
    for row in rows.exclude(state=CollectionState.CLOSED):
        told: dict[str, Any] = {"title": row.name, "url": _file(row), "row": row}
        told["until"] = row.ends_at
        if span.holds(row.starts_at):
            yield Entry(at=row.starts_at, what=_("Collection ouverte"), said=row.label, **told)
        if span.holds(row.ends_at):
            yield Entry(at=row.ends_at, what=_("Collection fermée"), said=row.label, **told)


def _placements(span: Span) -> Iterator[Entry]:
    rows = Placement.objects.filter(span.on("starts_at") | span.on("ends_at"), lifted_at=None)
    for row in rows.select_related("product"):
        told: dict[str, Any] = {"title": row.product.title, "url": _file(row)}
        told["until"] = row.ends_at
        if span.holds(row.starts_at):
            yield Entry(at=row.starts_at, what=_("Mise en avant"), said=_title(row), **told)
        if span.holds(row.ends_at):
            yield Entry(at=row.ends_at, what=_("Fin de mise en avant"), said=_title(row), **told)


def _title(row: Placement) -> str:
    """The sheet's title, said to be French where an English reader finds no other."""
    told = row.product.heading
    return Foreign(told.text) if told.lang else told.text


def _featured(span: Span) -> Iterator[Entry]:
    rows = FeaturedShop.objects.filter(span.on("starts_at") | span.on("ends_at"))
    for row in rows.filter(state=FeaturedState.DECIDED).select_related("seller"):
        told: dict[str, Any] = {"title": row.seller.name, "url": _file(row)}
        told["until"] = row.ends_at
        if span.holds(row.starts_at):
            yield Entry(at=row.starts_at, what=_("Boutique mise en avant"), **told)
        if span.holds(row.ends_at):
            yield Entry(at=row.ends_at, what=_("Fin de mise en avant d'une boutique"), **told)


def _interviews(span: Span) -> Iterator[Entry]:
    first, last = (at.astimezone(PARIS).date() for at in (span.start, span.end))
    rows = Interview.objects.filter(state=InterviewState.ASKED).select_related("seller")
    for row in rows.filter(deadline__gte=first, deadline__lt=last):
        yield Entry(
            at=datetime.combine(row.deadline, time(12), tzinfo=PARIS),
            what=_("Réponses attendues"),
            title=row.seller.name,
            url=_file(row),
            row=row,
            is_timed=False,
        )


KINDS: tuple[Callable[[Span], Iterable[Entry]], ...] = (
    *(_pages, _articles, _gatherings, _posts),
    *(_collections, _placements, _featured, _interviews),
)
