"""The kinds of criteria: which figures each looks at, from which threshold on, in which words.

A kind is one entry of KINDS. It answers twice: of one sheet or shop whose figures are at hand
(`test`), and of all sheets at once (`rows`); both must say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Badge
from catalog.offers.visibility import FEW
from marketplace.shared.clock import PARIS
from marketplace.shared.templatetags.ui import figure
from sellers.models import ShopFigures

Said = Mapping[str, int]  # the thresholds in force, by their name
TOP = 50  # places that are kept of a department
LEAST_SOLD = 3  # pieces, below which nothing has a place
STALE = timedelta(days=28)  # figures of a shop that nobody measured again say nothing any more


class Sheet(NamedTuple):
    """What badges look at of a sheet, each written on it by whatever changes it."""

    published_at: datetime | None
    rating_hundredths: int
    rating_count: int
    few_left: int | None
    top_rank: int | None
    top_pieces: int | None
    top_until: date | None


class Shop(NamedTuple):
    """What badges look at of a shop: since when it is open, its figures that are public."""

    opened_at: datetime | None
    measured: ShopFigures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number from which on a criterion holds; `name` stands between braces in its words."""

    name: str
    label: str | Promise
    least: int
    most: int
    usual: int
    unit: str = ""  # "hundredths": written with decimals

    def told(self, value: int) -> str:
        """The number as people read it, in their language."""
        if self.unit != "hundredths":
            return figure(value)
        return number_format(value / 100, 1 if value % 10 == 0 else 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of criterion: of sheets, with `rows`, or of shops, without."""

    key: str
    thresholds: tuple[Threshold, ...]
    test: Callable[[Said, date], Callable[[Any], bool]]
    rows: Callable[[Said, date], Q] | None = None

    @property
    def is_of_shops(self) -> bool:
        """Whether shops bear it, and not sheets."""
        return self.rows is None

    @property
    def names(self) -> set[str]:
        """The figures that its words tell."""
        return {each.name for each in self.thresholds}

    def said(self, kept: Mapping[str, Any]) -> dict[str, int]:
        """The thresholds as they are kept; one that is not said is the usual one."""
        return {each.name: int(kept.get(each.name, each.usual)) for each in self.thresholds}

    def told(self, said: Said) -> dict[str, str]:
        """The thresholds as people read them."""
        return {each.name: each.told(said[each.name]) for each in self.thresholds}


def begins(day: date) -> datetime:
    """The first instant of a day in Paris."""
    return datetime.combine(day, time.min, PARIS)


def _first(said: Said, day: date) -> datetime:
    """What began at this instant or later is new: `jours` days, the first one counted."""
    return begins(day - timedelta(days=said["jours"] - 1))


def _new(said: Said, day: date) -> Callable[[Sheet], bool]:
    first = _first(said, day)
    return lambda sheet: sheet.published_at is not None and sheet.published_at >= first


def _best(said: Said, day: date) -> Callable[[Sheet], bool]:
    rank, pieces = said["rang"], said["pieces"]
    return lambda sheet: (
        sheet.top_until is not None
        and sheet.top_until >= day
        and (sheet.top_rank or TOP) <= rank
        and (sheet.top_pieces or 0) >= pieces
    )


def _rated(said: Said, _day: date) -> Callable[[Sheet], bool]:
    mean, reviews = said["note"], said["avis"]
    return lambda sheet: sheet.rating_hundredths >= mean and sheet.rating_count >= reviews


def _last(said: Said, _day: date) -> Callable[[Sheet], bool]:
    most = said["reste"]
    return lambda sheet: sheet.few_left is not None and 0 < sheet.few_left <= most


def _on_time(said: Said, day: date) -> Callable[[Shop], bool]:
    share, orders = said["part"], said["commandes"]

    def holds(shop: Shop) -> bool:
        row = fresh(shop.measured, day)
        if row is None or row.on_time is None or row.orders < orders:
            return False
        return row.on_time * 100 >= share * row.orders

    return holds


def _answers(said: Said, day: date) -> Callable[[Shop], bool]:
    minutes, orders = said["heures"] * 60, said["commandes"]

    def holds(shop: Shop) -> bool:
        row = fresh(shop.measured, day)
        if row is None or row.accept_minutes is None or row.accepted < orders:
            return False
        # complaints too, once there were enough of them to say anything
        return max(row.accept_minutes, row.answer_minutes or 0) <= minutes

    return holds


def _opened(said: Said, day: date) -> Callable[[Shop], bool]:
    first = _first(said, day)
    return lambda shop: shop.opened_at is not None and shop.opened_at >= first


def fresh(row: ShopFigures | None, day: date) -> ShopFigures | None:
    """The figures of a shop, unless they are too old to say anything of it."""
    return row if row is not None and row.until >= day - STALE else None


def _days(usual: int) -> Threshold:
    return Threshold(name="jours", label=_("Jours au plus"), least=1, most=365, usual=usual)


def _orders() -> Threshold:
    label = _("Commandes mesurées, au moins")
    return Threshold(name="commandes", label=label, least=20, most=10_000, usual=20)


ALL = (
    Kind(
        key=Badge.Kind.NEW,
        thresholds=(_days(30),),
        test=_new,
        rows=lambda said, day: Q(published_at__gte=_first(said, day)),
    ),
    Kind(
        key=Badge.Kind.BEST,
        thresholds=(
            Threshold(name="rang", label=_("Places du rayon, au plus"), least=1, most=TOP, usual=3),
            Threshold(
                name="pieces",
                label=_("Pièces vendues, au moins"),
                least=LEAST_SOLD,
                most=100_000,
                usual=10,
            ),
        ),
        test=_best,
        rows=lambda said, day: Q(
            top_until__gte=day, top_rank__lte=said["rang"], top_pieces__gte=said["pieces"]
        ),
    ),
    Kind(
        key=Badge.Kind.RATED,
        thresholds=(
            Threshold(
                name="note",
                label=_("Note moyenne, au moins (sur 5)"),
                least=300,
                most=500,
                usual=450,
                unit="hundredths",
            ),
            Threshold(
                name="avis", label=_("Avis vérifiés, au moins"), least=2, most=10_000, usual=5
            ),
        ),
        test=_rated,
        rows=lambda said, _day: (
            Q(rating_hundredths__gte=said["note"]) & Q(rating_count__gte=said["avis"])
        ),
    ),
    Kind(
        key=Badge.Kind.LAST,
        thresholds=(
            Threshold(name="reste", label=_("Pièces, au plus"), least=1, most=FEW, usual=3),
        ),
        test=_last,
        rows=lambda said, _day: Q(few_left__gte=1, few_left__lte=said["reste"]),
    ),
    Kind(
        key=Badge.Kind.ON_TIME,
        thresholds=(
            Threshold(
                name="part",
                label=_("Part expédiée à temps, au moins (%)"),
                least=50,
                most=100,
                usual=95,
            ),
            _orders(),
        ),
        test=_on_time,
    ),
    Kind(
        key=Badge.Kind.ANSWERS,
        thresholds=(
            Threshold(
                name="heures", label=_("Réponse, au plus (heures)"), least=1, most=240, usual=24
            ),
            _orders(),
        ),
        test=_answers,
    ),
    Kind(
        key=Badge.Kind.OPENED,
        thresholds=(_days(60),),
        test=_opened,
    ),
)
KINDS: Mapping[str, Kind] = {each.key: each for each in ALL}
