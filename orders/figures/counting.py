"""Which orders count in what is measured, and how each ended.

An order belongs to the day on which it had to leave. What the seller could not help does not count:
its buyer or the house cancelled it before, the bank took the payment back, its point closed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from marketplace.shared.clock import PARIS
from marketplace.shared.models import Fact
from orders import contested
from orders.models import Lateness, Refund, SellerOrder
from orders.states import UNSHIPPED, SellerOrderState

LONGEST = timedelta(days=180)  # between the payment of an order and the day it had to leave


class Fate(models.TextChoices):
    """How an order that had to leave ended, as it is counted."""

    ON_TIME = "on_time", _("Expédiée à temps")
    LATE = "late", _("En retard")
    UNSENT = "unsent", _("Refusée, laissée sans réponse ou jamais expédiée")
    CALLED_OFF = "called_off", _("Non comptée : annulée par l'acheteur ou par nous")
    POINT = "point", _("Non comptée : point relais fermé")
    BANK = "bank", _("Non comptée : paiement repris par la banque")


COUNTED = (Fate.ON_TIME, Fate.LATE, Fate.UNSENT)


def began(day: date) -> datetime:
    """The first instant of a day in Paris."""
    return datetime.combine(day, time(), PARIS)


def within(column: str, since: date, until: date) -> Q:
    """That an instant lies in these days of Paris, both included."""
    after = began(until + timedelta(days=1))
    return Q(**{f"{column}__gte": began(since), f"{column}__lt": after})


def due(since: date, until: date) -> QuerySet[SellerOrder]:
    """The paid orders that had to leave in these days, each with its `fate` and its `due_at`.

    The window must be over. What was never accepted had to be answered by its `accept_by`.
    """
    paid = Q(paid_at__gte=began(since) - LONGEST, paid_at__lt=began(until + timedelta(days=1)))
    return (
        SellerOrder.objects.filter(paid)
        .annotate(due_at=Coalesce("ship_by", "accept_by"))
        .filter(within("due_at", since, until))
        .annotate(fate=_fate())
    )


def _fate() -> Case:
    cancelled = Q(state=SellerOrderState.CANCELLED)
    return Case(
        When(shipped_at__lte=F("due_at"), then=Value(Fate.ON_TIME)),
        When(shipped_at__isnull=False, then=Value(Fate.LATE)),
        When(contested.given_back(), then=Value(Fate.BANK)),
        When(
            cancelled & (_refused() | _unanswered() | _by_team() | _too_late()),
            then=Value(Fate.UNSENT),
        ),
        When(cancelled, then=Value(Fate.CALLED_OFF)),
        When(state__in=UNSHIPPED, relay_closed_at__isnull=False, then=Value(Fate.POINT)),
        default=Value(Fate.LATE),
        output_field=models.CharField(max_length=10),
    )


def _refused() -> Q:
    """The seller refused all of it; who refuses a part has accepted the rest."""
    refused = Refund.objects.filter(seller_order=OuterRef("pk"), cause=Refund.Cause.REFUSED)
    return Q(Exists(refused), accepted_at=None)


def _unanswered() -> Q:
    """Nobody accepted it, and its term ended it."""
    return Q(accepted_at=None, cancelled_at__gte=F("accept_by"))


def _too_late() -> Exists:
    """It had not left on the promised day: its buyer gave it up, or its announced term ended it."""
    ended = (Lateness.Outcome.GIVEN_UP, Lateness.Outcome.NEVER_LEFT)
    return Exists(Lateness.objects.filter(part=OuterRef("pk"), outcome__in=ended))


def _by_team() -> Exists:
    """Somebody of the shop's own team called it off."""
    told = Concat(Value("orders.sellerorder:"), Cast(OuterRef("pk"), models.CharField()))
    return Exists(
        Fact.objects.filter(
            subject=told,
            name="orders.SellerOrderCancelled",
            actor__memberships__seller=OuterRef("seller"),
        )
    )
