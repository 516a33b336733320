"""What a quarter's report counts. Each function gives figures; together they are the report.

Counts are counts; a share or a median needs `least` cases, else it has no value. A figure with a
detail is part of the one without: `SPLIT` names those whose details make up the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from catalog.models import Submission
from marketplace.shared.clock import PARIS
from marketplace.shared.models import Appeal, Fact
from orders.figures import counting, measuring
from orders.figures.counting import Fate, within
from orders.models import Dispute, Incident, QualityFigure, Refund, SellerOrder
from orders.states import DisputeState, RefundState
from sellers.models import Seller

# whose details add up to the figure without detail
SPLIT = (
    "due",
    "complaints",
    "ended",
    "refunds",
    "judged",
    "sent_back",
    "reviews",
    "appeals",
    "disputes",
)
STEP = 10  # minutes: how finely delays of a whole market are counted


def stepped(minutes: int) -> int:
    """A delay as a report tells it: begun steps count, and nothing takes no time at all."""
    return max(-(-minutes // STEP) * STEP, STEP)


@dataclass(slots=True)
class Tally:
    """What was seen of the shops so far: orders by month and fate, delays by their length."""

    fates: Counter = field(default_factory=Counter)
    sending: Counter = field(default_factory=Counter)
    accepting: Counter = field(default_factory=Counter)
    answering: Counter = field(default_factory=Counter)

    @classmethod
    def read(cls, kept: dict[str, dict[str, int]]) -> Tally:
        """As it was kept with the report."""
        return cls(**{name: Counter(kept.get(name, {})) for name in cls.__slots__})

    def kept(self) -> dict[str, dict[str, int]]:
        """As it is kept with the report."""
        return {name: dict(getattr(self, name)) for name in self.__slots__}

    def add(self, seen: Iterable[measuring.Seen]) -> None:
        """Add what was seen of some shops."""
        for shop in seen:
            for (month, fate), count in shop.months.items():
                self.fates[f"{month} {fate}"] += count
            for name in ("sending", "accepting", "answering"):
                lengths = (str(stepped(each)) for each in getattr(shop, name))
                getattr(self, name).update(lengths)

    def fate(self, fate: str, month: str = "") -> int:
        """How many orders ended so, in a month or in all of them."""
        asked = ((key.split(" "), count) for key, count in self.fates.items())
        return sum(n for (when, what), n in asked if what == fate and month in ("", when))


def of_tally(tally: Tally, months: list[str], *, least: int) -> Iterator[QualityFigure]:
    """What left in time, how long it took, how soon shops answer."""
    yield from _split("due", {fate.value: tally.fate(fate) for fate in Fate})
    counted = sum(tally.fate(fate) for fate in counting.COUNTED)
    yield _share("on_time", tally.fate(Fate.ON_TIME), counted, least)
    for month in months:
        cases = sum(tally.fate(fate, month) for fate in counting.COUNTED)
        yield _share("on_time_month", tally.fate(Fate.ON_TIME, month), cases, least, key=month)
    for code in ("sending", "accepting", "answering"):
        lengths: Counter = getattr(tally, code)
        yield _middle(code, {int(key): count for key, count in lengths.items()}, least)


def of_market(since: date, until: date) -> Iterator[QualityFigure]:
    """How many orders, of how many shops."""
    paid = _paid(since, until)
    counts = paid.aggregate(
        shops=Count("seller", distinct=True),
        orders=Count("order", distinct=True),
        parts=Count("pk"),
    )
    opened = Seller.objects.filter(within("opened_at", since, until)).count()
    for code, count in {**counts, "shops_opened": opened}.items():
        yield _count(code, count)
    monthly = paid.annotate(month=TruncMonth("paid_at", tzinfo=PARIS)).order_by()
    rows = monthly.values_list("month").annotate(Count("order", distinct=True))
    by_month = {f"{month:%Y-%m}": count for month, count in rows}
    for month in months_of(since):
        yield _count("orders_month", by_month.get(month, 0), month)


def months_of(since: date) -> list[str]:
    """The three months that begin with a day, as figures name them: 2026-07."""
    return [f"{since.year}-{month:02}" for month in range(since.month, since.month + 3)]


def of_refunds(since: date, until: date, *, least: int) -> Iterator[QualityFigure]:
    """How many orders were refunded, why, and how soon the money left."""
    gave = Refund.objects.filter(seller_order=OuterRef("pk")).exclude(state=RefundState.DROPPED)
    paid = _paid(since, until)
    yield _share("refunded", paid.filter(Exists(gave)).count(), paid.count(), least)
    rows = _refunds(since, until)
    yield from _split("refunds", _by(rows, "cause"))
    lengths: Counter = Counter()
    for intended, done in rows.values_list("intended_at", "paid_at").iterator():
        lengths[stepped(measuring.minutes(intended, done))] += 1
    yield _middle("refunding", lengths, least)


def of_complaints(since: date, until: date) -> Iterator[QualityFigure]:
    """What buyers complained of, how complaints ended, what banks took back."""
    yield from _split("complaints", _by(_complaints(since, until), "kind"))
    ended = Incident.objects.filter(within("closed_at", since, until)).exclude(outcome="")
    yield from _split("ended", _by(ended, "outcome"))
    states = dict.fromkeys(DisputeState.values, 0)
    yield from _split("disputes", {**states, **_by(_disputes(since, until), "state")})


def of_moderation(since: date, until: date, *, least: int) -> Iterator[QualityFigure]:
    """Sheets that people judged, how long that took, why some were sent back; reviews."""
    rows = Submission.objects.filter(within("decided_at", since, until), decided_by__isnull=False)
    reasons: Counter = Counter()
    lengths: Counter = Counter()
    columns = ("reason__code", "submitted_at", "decided_at")
    for reason, sent, decided in rows.values_list(*columns).iterator():
        reasons[reason or ""] += 1
        lengths[stepped(measuring.minutes(sent, decided))] += 1
    approved = reasons.pop("", 0)
    yield from _split("judged", {"approved": approved, "sent_back": sum(reasons.values())})
    yield from _split("sent_back", reasons)
    yield _middle("judging", lengths, least)
    names = {"catalog.ReviewPublished": "published", "catalog.ReviewRefused": "refused"}
    facts = Fact.objects.filter(within("happened_at", since, until), name__in=names)
    told = _by(facts, "name")
    yield from _split("reviews", {key: told.get(name, 0) for name, key in names.items()})


def of_appeals(since: date, until: date) -> Iterator[QualityFigure]:
    """Decisions of the house that somebody contested, and how that ended so far."""
    yield from _split("appeals", _by(_appeals(since, until), "state"))


def again(since: date, until: date) -> dict[tuple[str, str], int]:
    """What no later act changes, counted anew: a report must say the same for ever."""
    market = {(figure.code, figure.key): figure.value for figure in of_market(since, until)}
    del market["shops_opened", ""]
    for code, rows, column in (
        ("refunds", _refunds(since, until), "cause"),
        ("complaints", _complaints(since, until), "kind"),
    ):
        for figure in _split(code, _by(rows, column)):
            market[code, figure.key] = figure.value
    market["disputes", ""] = _disputes(since, until).count()
    market["appeals", ""] = _appeals(since, until).count()
    return market


def _paid(since: date, until: date) -> QuerySet[SellerOrder]:
    return SellerOrder.objects.filter(within("paid_at", since, until))


def _refunds(since: date, until: date) -> QuerySet[Refund]:
    return Refund.objects.filter(within("paid_at", since, until), state=RefundState.PAID)


def _complaints(since: date, until: date) -> QuerySet[Incident]:
    # one that is taken up after an appeal is the same complaint
    return Incident.objects.filter(within("opened_at", since, until), resumes=None)


def _disputes(since: date, until: date) -> QuerySet[Dispute]:
    return Dispute.objects.filter(within("opened_at", since, until))


def _appeals(since: date, until: date) -> QuerySet[Appeal]:
    return Appeal.objects.filter(within("asked_at", since, until))


def _by(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(Count("pk")))


def _count(code: str, count: int, key: str = "") -> QualityFigure:
    return QualityFigure(code=code, key=key, value=count, cases=count)


def _split(code: str, parts: dict[str, int]) -> Iterator[QualityFigure]:
    yield _count(code, sum(parts.values()))
    for key, count in sorted(parts.items()):
        yield _count(code, count, key)


def _share(code: str, good: int, cases: int, least: int, *, key: str = "") -> QualityFigure:
    """A share in basis points, rounded down: whoever shows fewer digits rounds it once."""
    value = good * 10_000 // cases if cases >= max(least, 1) else None
    return QualityFigure(code=code, key=key, value=value, cases=cases)


def _middle(code: str, lengths: dict[int, int], least: int) -> QualityFigure:
    """The median of lengths of which each is there so many times."""
    cases = sum(lengths.values())
    value = None
    if cases >= max(least, 1):
        left = -(-cases // 2)
        for length in sorted(lengths):
            left -= lengths[length]
            if left <= 0:
                value = length
                break
    return QualityFigure(code=code, value=value, cases=cases)


def of_quarter(since: date, until: date, tally: Tally, *, least: int) -> list[QualityFigure]:
    """All the figures of a report."""
    return [
        *of_market(since, until),
        *of_tally(tally, months_of(since), least=least),
        *of_complaints(since, until),
        *of_refunds(since, until, least=least),
        *of_moderation(since, until, least=least),
        *of_appeals(since, until),
    ]


def wrong(figures: dict[tuple[str, str], tuple[int | None, int]]) -> Iterator[str]:
    """What in a report does not add up, whatever the books say."""
    for code in SPLIT:
        whole = figures.get((code, ""), (None, 0))[0]
        parts = sum(value or 0 for (of, key), (value, _c) in figures.items() if of == code and key)
        if whole != parts:
            yield f"{code}: {whole}, its details make {parts}"
    counted = sum((figures.get(("due", fate.value), (0, 0))[0] or 0) for fate in counting.COUNTED)
    good = figures.get(("due", Fate.ON_TIME.value), (0, 0))[0] or 0
    share, cases = figures.get(("on_time", ""), (None, 0))
    if cases != counted or (share is not None and share != good * 10_000 // max(counted, 1)):
        yield f"on_time: {share} of {cases}, the orders say {good} of {counted}"
