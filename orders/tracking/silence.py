"""Parcels of which a carrier says nothing for too long: their seller is asked to ask."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from marketplace.shared import clock, events, policy
from marketplace.shared.clock import PARIS
from orders import parts
from orders.events import ParcelFellSilent
from orders.models import Milestone, OrderRules, Shipment
from orders.states import ShipmentState
from orders.tracking import followed

AT_ONCE = 500
# what waits for its buyer, or goes back, is not expected to be scanned
QUIET = (Milestone.Kind.AT_POINT, Milestone.Kind.RETURNED)


def is_long(since: datetime, at: datetime) -> bool:
    """Whether a carrier that said nothing since then is silent, by the rules."""
    rules = policy.rules(OrderRules)
    most = timedelta(hours=rules.silence_hours)
    if rules.silence_counts == "worked":
        return _worked(since, at) >= most
    return at - since >= most


def _worked(since: datetime, at: datetime) -> timedelta:
    """The time between two instants that lies on working days of Paris."""
    total, day = timedelta(0), clock.paris_day(since)
    while day <= clock.paris_day(at):
        if clock.is_open(day):
            begins = datetime.combine(day, time.min, PARIS)
            ends = datetime.combine(day + timedelta(days=1), time.min, PARIS)
            total += max(min(at, ends) - max(since, begins), timedelta(0))
        day += timedelta(days=1)
    return total


def quiet(at: datetime) -> QuerySet[Shipment]:
    """The parcels that may have fallen silent: on their way, followed, not heard of for long."""
    most = timedelta(hours=policy.rules(OrderRules).silence_hours)
    rows = Shipment.objects.annotate(news_at=Coalesce("heard_at", "shipped_at"))
    waits = Milestone.objects.filter(
        shipment=OuterRef("pk"),
        tracking=OuterRef("tracking"),
        kind__in=QUIET,
        happened_at__gte=OuterRef("heard_at"),
    )
    return rows.filter(
        ~Exists(waits),
        state=ShipmentState.SHIPPED,
        silent_since=None,
        carrier__in=followed.told(),
        news_at__lte=at - most,
    ).exclude(tracking="")


def notice(at: datetime) -> int:
    """Note the parcels that fell silent; how many."""
    rows = quiet(at).order_by("news_at", "pk").values_list("pk", "news_at")[:AT_ONCE]
    return sum(_note(pk, news, at=at) for pk, news in rows if is_long(news, at))


@transaction.atomic(durable=True)
def _note(pk: int, news: datetime, *, at: datetime) -> bool:
    """Say once of a silence that it lasts; the next scan ends it."""
    parcel = Shipment.objects.get(pk=pk)
    part = parts.hold(parcel.seller_order_id)
    still = quiet(at).filter(pk=pk, news_at=news)
    if not Shipment.objects.filter(pk__in=still.values("pk")).update(silent_since=news):
        return False
    events.publish(
        ParcelFellSilent(
            shipment_id=parcel.pk,
            seller_order_id=part.pk,
            hours=policy.rules(OrderRules).silence_hours,
        ),
        about=parcel,
        within=part,
        at=at,
    )
    return True
