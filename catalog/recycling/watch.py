"""Who sells goods of a recycling scheme without a number that is good, and what rests for it.

Whoever lacks one is told first: with a delay in the rules, its offers rest on the day that the
letter named, never on the day the lack is noticed; without one, they are told and sell on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from catalog.events import OffersFreed, OffersWithheld, RecyclingAsked
from catalog.models import CatalogRules, Offer, RecyclingLack, RecyclingNumber
from catalog.offers import visibility
from catalog.recycling import schemes
from marketplace.shared import clock, events, policy
from sellers.models import Seller
from sellers.states import SellerState

YEAR = 365  # days until a number is confirmed again
SOON = timedelta(days=30)
CHUNK, BATCH = 50, 1000


def go_round(*, after: int, at: datetime) -> int | None:
    """Look at the next shops, one transaction each; the last one, or None at the end."""
    open_shops = Seller.objects.filter(state=SellerState.OPEN, pk__gt=after)
    shops = list(open_shops.order_by("pk")[:CHUNK])
    for shop in shops:
        _look_alone(shop, at=at)
    return shops[-1].pk if shops else None


@transaction.atomic(durable=True)
def _look_alone(shop: Seller, *, at: datetime) -> None:
    look(shop, at=at)


def look(shop: Seller, *, at: datetime) -> None:
    """Note what a seller lacks, within the caller's transaction; hold and free their offers."""
    Seller.objects.select_for_update(no_key=True).get(pk=shop.pk)
    today = clock.paris_day(at)
    lacking = schemes.sold_by(shop).keys() - _good(shop, today)
    grace = policy.rules(CatalogRules).recycling_grace_days
    own = RecyclingLack.objects.filter(seller=shop)
    own.exclude(scheme__in=lacking).delete()
    stored = {row.scheme: row for row in own}
    asked = []
    for scheme in sorted(lacking):
        row = stored.get(scheme) or RecyclingLack(seller=shop, scheme=scheme, since=today)
        due = (row.due or today + timedelta(days=grace)) if grace else None
        if row.pk is None or due != row.due:
            if due and due != row.due:
                asked.append((scheme, due))
            row.due = due
            row.save()
        stored[scheme] = row
    overdue = [key for key in lacking if (due := stored[key].due) and due <= today]
    _hold(shop, sorted(overdue), at=at)
    if asked:
        due = min(day for _scheme, day in asked)
        keys = [scheme for scheme, _day in asked]
        told = RecyclingAsked(seller_id=shop.pk, schemes=keys, due=due.isoformat())
        events.publish(told, about=shop, by=None, at=at)


def _good(shop: Seller, today: date) -> set[str]:
    """The schemes whose number was confirmed within a year."""
    fresh = RecyclingNumber.objects.filter(
        seller=shop, confirmed_on__gt=today - timedelta(days=YEAR)
    )
    return set(fresh.values_list("scheme", flat=True))


def _hold(shop: Seller, overdue: Collection[str], *, at: datetime) -> None:
    """Exactly the offers of these schemes rest; others that did are sold again."""
    resting = schemes.within(overdue, "product__schemes")
    moving = Q(resting, withheld_at=None) | (~resting & Q(withheld_at__isnull=False))
    # locked in the order of keys, as everywhere: two verbs never wait for each other
    own = Offer.objects.select_for_update(no_key=True, of=("self",)).filter(moving, seller=shop)
    offers = list(own.order_by("pk").only("pk", "product", "withheld_at"))
    held = [offer for offer in offers if offer.withheld_at is None]
    freed = [offer for offer in offers if offer.withheld_at is not None]
    _write(held, withheld_at=at)
    _write(freed, withheld_at=None)
    if held:
        told = OffersWithheld(seller_id=shop.pk, schemes=list(overdue), offers=len(held))
        events.publish(told, about=shop, by=None, at=at)
    if freed:
        sold = OffersFreed(seller_id=shop.pk, offers=len(freed))
        events.publish(sold, about=shop, by=None, at=at)
    visibility.refresh([offer.product_id for offer in offers], at=at)


def _write(offers: list[Offer], *, withheld_at: datetime | None) -> None:
    for start in range(0, len(offers), BATCH):
        keys = [offer.pk for offer in offers[start : start + BATCH]]
        Offer.objects.filter(pk__in=keys).update(withheld_at=withheld_at)
