"""Reductions that end at the instant which buyers were told: the former price comes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from catalog.models import Offer, Price
from catalog.offers import prices, visibility

SOME = 200


def ended_by(asked: Iterable[tuple[Offer, int]], *, at: datetime) -> int:
    """How many reductions that run end because a higher price is asked (offer, cents)."""
    raised = [offer.pk for offer, cents in asked if cents > offer.price_cents]
    return len(prices.running(raised, at=at))


def told_ended(count: int) -> str:
    """What a seller reads of reductions that a higher price ended."""
    return ngettext(
        "La baisse annoncée de {count} offre a pris fin, son prix ayant monté.",
        "La baisse annoncée de {count} offres a pris fin, leur prix ayant monté.",
        count,
    ).format(count=count)


@transaction.atomic(durable=True)
def end(*, at: datetime) -> int:
    """Ask again what was asked before each reduction whose announced end has come, some at a time.

    Until this ran, buyers pay the lower price that they read. Returns how many ended.
    """
    due = Price.objects.filter(ends_at=None, until__lte=at).order_by("until", "pk")
    asked = sorted(due.values_list("offer", flat=True)[:SOME])
    offers = list(Offer.objects.select_for_update(no_key=True).filter(pk__in=asked).order_by("pk"))
    # read again under the lock: a seller may have changed the price meanwhile
    still = set(due.filter(offer__in=asked).values_list("offer", flat=True))
    before = _before_reductions(still)
    ended = [offer for offer in offers if offer.pk in before]
    changed = prices.set_prices(ended, before, at=at)
    visibility.refresh({offer.product_id for offer in changed}, at=at)
    return len(changed)


def _before_reductions(offer_ids: Iterable[int]) -> dict[int, int]:
    """What each offer asked last without a reduction; the price that it strikes where none is."""
    rows = Price.objects.filter(offer__in=list(offer_ids)).order_by("starts_at", "pk")
    asked: dict[int, int] = {}
    for row in rows:
        if row.reason != prices.REDUCTION or row.offer_id not in asked:
            is_first = row.reason == prices.REDUCTION and row.prior_cents
            asked[row.offer_id] = row.prior_cents if is_first else row.amount_cents
    return asked
