"""Shops that may not sell: suspended or closed by the operator, or away by their own wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, events
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import dated
from sellers.application import mandates, onboarding
from sellers.events import (
    SellerChanged,
    SellerClosed,
    SellerReinstated,
    SellerReopened,
    SellerSuspended,
)
from sellers.models import Seller
from sellers.states import SELLER, SellerState


class DatesReversed(Refusal):
    """A holiday ends before it begins."""

    sentence = _("La date de retour doit suivre la date de départ.")


class DaysGone(Refusal):
    """A holiday that is over before it is said."""

    sentence = _("Le {day} est passé : indiquez des jours à venir.")


@dataclass(frozen=True, slots=True)
class Pause:
    """Why an open shop does not sell, or soon will not: suspended, mandate, away or leaving."""

    kind: str
    since: date | datetime
    until: date | None = None
    because: str = ""


def pauses(seller: Seller, *, at: datetime) -> list[Pause]:
    """What keeps an open shop from selling, each with its beginning: each has its own way back."""
    if seller.state != SellerState.OPEN:
        return []
    reasons = []
    if seller.suspended_at and not seller.is_only_paused:
        reasons.append(Pause("suspended", seller.suspended_at, because=seller.suspended_because))
    if seller.mandate_revoked_at:
        reasons.append(Pause("mandate", seller.mandate_revoked_at))
    today, start, end = clock.paris_day(at), seller.holiday_from, seller.holiday_until
    if start and end and end >= today:
        reasons.append(Pause("leaving" if start > today else "away", start, until=end))
    return reasons


@transaction.atomic(durable=True)
def suspend(seller: Seller, *, because: str, by: User | None, at: datetime) -> None:
    """Take everything of this seller off sale at once; paid orders must still be shipped."""
    # Compare and set: of two operators at once, the second is told that it was done.
    if not Seller.objects.filter(pk=seller.pk, suspended_at=None).update(
        suspended_at=at, suspended_because=because
    ):
        raise MovedMeanwhile
    events.publish(
        SellerSuspended(seller_id=seller.pk, reason=because),
        about=seller,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def reinstate(seller: Seller, *, by: User | None, at: datetime) -> None:
    """End a suspension. Raises NoMandate when nothing could be invoiced."""
    mandates.demand(seller)
    if (
        not Seller.objects.filter(pk=seller.pk)
        .exclude(suspended_at=None)
        .update(suspended_at=None, suspended_because="")
    ):
        raise MovedMeanwhile
    events.publish(SellerReinstated(seller_id=seller.pk), about=seller, by=by, at=at)


@transaction.atomic(durable=True)
def close(seller: Seller, *, because: str, by: User | None, at: datetime) -> None:
    """Close a shop: nothing is on sale; paid orders are still shipped, and paid out."""
    SELLER.move(seller, SellerState.CLOSED)
    events.publish(
        SellerClosed(seller_id=seller.pk, reason=because),
        about=seller,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def reopen(seller: Seller, *, because: str, by: User | None, at: datetime) -> None:
    """Open a closed shop again.

    Raises NoMandate, AlreadyApplied when the company has another shop since.
    """
    mandates.demand(seller)
    onboarding.take_siret(seller, SellerState.OPEN, at=at)
    events.publish(
        SellerReopened(seller_id=seller.pk, note=because),
        about=seller,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def go_away(
    seller: Seller, *, start: date | None, end: date | None, by: User | None, at: datetime
) -> None:
    """Set or clear the days on which the shop sells nothing. Raises DatesReversed, DaysGone."""
    if start and end and end < start:
        raise DatesReversed
    if start and end and end < clock.paris_day(at):
        raise DaysGone(day=dated(end))
    both = (start, end) if start and end else (None, None)
    Seller.objects.filter(pk=seller.pk).update(holiday_from=both[0], holiday_until=both[1])
    events.publish(SellerChanged(seller_id=seller.pk), about=seller, by=by, at=at)
