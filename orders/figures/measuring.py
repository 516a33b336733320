"""The weekly measure of shops: what left in time, how long it took, how soon they answer.

A window ends on a Sunday. Each slice looks at some shops, in two statements, and passes what it
found down to them (`sellers/shop/figures.py: keep`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Min, Q

from marketplace.shared import policy
from marketplace.shared.clock import paris_day
from orders.figures import counting
from orders.figures.counting import Fate
from orders.models import Incident, IncidentWord, OrderRules
from sellers.models import ShopFigures
from sellers.shop import figures

SLICE = 200  # shops
KEPT = timedelta(days=400)


@dataclass(slots=True)
class Seen:
    """What was seen of a shop in a window; times in minutes."""

    fates: Counter = field(default_factory=Counter)
    months: Counter = field(default_factory=Counter)  # (month, fate): 2026-07
    sending: list[int] = field(default_factory=list)
    accepting: list[int] = field(default_factory=list)
    answering: list[int] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """How many orders count."""
        return sum(self.fates[fate] for fate in counting.COUNTED)


def last_sunday(at: datetime) -> date:
    """The last day of the last whole week."""
    today = paris_day(at)
    return today - timedelta(days=today.isoweekday())


def window(until: date) -> date:
    """The first day of the window that ends on a day."""
    return until - timedelta(days=policy.rules(OrderRules).measured_days - 1)


def measure_some(*, at: datetime) -> bool:
    """Measure the last week of some shops that it lacks; whether more of them may wait."""
    until = last_sunday(at)
    sellers = figures.unmeasured(until, most=SLICE)
    if sellers:
        figures.keep(_rows(sellers, until, at=at))
    if len(sellers) == SLICE:
        return True
    if sellers:
        figures.publish()
        figures.forget(before=until - KEPT)
    return False


def _rows(sellers: list[int], until: date, *, at: datetime) -> list[ShopFigures]:
    rules = policy.rules(OrderRules)
    since, least = window(until), rules.measured_least
    shown_from = until + timedelta(days=1 + rules.measured_notice_days)
    seen = look(sellers, since, until, at=at)
    return [
        ShopFigures(
            seller_id=seller,
            since=since,
            until=until,
            shown_from=max(shown_from, paris_day(at) + timedelta(days=rules.measured_notice_days)),
            least=least,
            orders=seen[seller].counted,
            on_time=seen[seller].fates[Fate.ON_TIME] if seen[seller].counted >= least else None,
            sent=len(seen[seller].sending),
            send_minutes=middle(seen[seller].sending, least),
            accepted=len(seen[seller].accepting),
            accept_minutes=middle(seen[seller].accepting, least),
            complaints=len(seen[seller].answering),
            answer_minutes=middle(seen[seller].answering, least),
            measured_at=at,
        )
        for seller in sellers
    ]


def middle(minutes: Collection[int], least: int) -> int | None:
    """The median, rounded up: never better than it was; none of fewer than `least`."""
    return -int(-median(minutes) // 1) if len(minutes) >= max(least, 1) else None


def look(sellers: Collection[int], since: date, until: date, *, at: datetime) -> dict[int, Seen]:
    """What these shops did with the orders that had to leave, and the complaints that came, in
    these days: two statements.
    """
    seen: dict[int, Seen] = defaultdict(Seen)
    columns = ("seller_id", "fate", "due_at", "paid_at", "accept_by", "accepted_at", "shipped_at")
    parts = counting.due(since, until).filter(seller__in=sellers).values_list(*columns)
    for seller, fate, due, paid, asked, accepted, shipped in parts.iterator():
        shop = seen[seller]
        shop.fates[fate] += 1
        shop.months[f"{paris_day(due):%Y-%m}", fate] += 1
        if fate in counting.COUNTED and shipped:
            shop.sending.append(minutes(paid, shipped))
        if fate in counting.COUNTED and asked and accepted:
            shop.accepting.append(minutes(paid, accepted))
    for seller, opened, answered, ended in _complaints(sellers, since, until, at=at).iterator():
        seen[seller].answering.append(minutes(opened, answered or ended or at))
    return seen


def _complaints(sellers, since: date, until: date, *, at: datetime):
    """Complaints with the seller's first word. One without a word counts once its term is over: it
    is told as long as it stayed without answer.
    """
    term = at - timedelta(hours=policy.rules(OrderRules).incident_answer_hours)
    rows = Incident.objects.filter(
        counting.within("opened_at", since, until),
        seller_order__seller__in=sellers,
        resumes=None,  # the same complaint, taken up after an appeal
    ).annotate(answered=Min("words__said_at", filter=Q(words__side=IncidentWord.Side.SELLER)))
    waited = Q(answered__isnull=False) | Q(opened_at__lt=term)
    return rows.filter(waited).values_list(
        "seller_order__seller", "opened_at", "answered", "closed_at"
    )


def minutes(since: datetime, until: datetime) -> int:
    """Whole minutes between two instants, begun ones too."""
    return -int(-(until - since).total_seconds() // 60)
