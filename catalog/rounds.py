"""All the sheets of a shop worked out again: at once for a small shop, in slices for a large one.

A shop that is suspended, closed or away sells nothing from that instant, whatever a round has
reached: cards (`ProductQuerySet.shown_on`), pages, basket and checkout ask the shop's own state.
What a round brings up to date are the figures on the sheets by which lists find them.

A slice locks its round and moves the cursor in its own transaction: whoever runs it, it is done
once. A decision taken meanwhile sends the round back to its first sheet.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from catalog import freshness, search
from catalog.events import ShopRoundAsked
from catalog.models import Offer, Term
from catalog.offers import visibility
from catalog.sheets import rating
from marketplace.shared import clock, events
from sellers import standing
from sellers.events import (
    MakerDeclared,
    SellerChanged,
    SellerClosed,
    SellerOpened,
    SellerReinstated,
    SellerReopened,
    SellerSuspended,
    ShopRenamed,
)
from sellers.models import Seller, ShopRound

FEW = 2000  # offers whose cards are worked out in the request
FEW_WORDS = 500  # writing words takes several times as long
SLICE, SLICE_OF_WORDS = 500, 200
SECONDS = 60.0  # far below the time limit of a task


def on_seller_moved(
    event: (
        SellerOpened
        | SellerSuspended
        | SellerReinstated
        | SellerChanged
        | SellerClosed
        | SellerReopened
    ),
) -> None:
    """A seller opened, was suspended or closed, came back, or left for a while."""
    if not _has_more(event.seller_id, FEW):
        visibility.on_seller_moved(event)
        return
    # sold by others too: the lists keep them, at the price of whoever still sells
    shared = _own(event.seller_id).filter(product__offers_count__gt=1)
    visibility.refresh(shared.values_list("product", flat=True)[:FEW])
    begin(event.seller_id)
    standing.changed()


def on_seller_changed(event: SellerChanged | ShopRenamed) -> None:
    """A shop changed its name: its sheets are found under the new one."""
    if not _has_more(event.seller_id, FEW_WORDS):
        search.on_seller_changed(event)
        return
    name = Seller.objects.values_list("name", flat=True).get(pk=event.seller_id)
    outdated = Term.objects.filter(seller=event.seller_id).exclude(label=name)
    if outdated.update(label=name):  # the filters of lists name it at once
        paths = _own(event.seller_id).values_list("product__category_path", flat=True)
        freshness.changed(paths.distinct())
        standing.changed()
        begin(event.seller_id, words=True)


def on_maker_declared(event: MakerDeclared) -> None:
    """A shop said who makes what it sells: what its sheets lack, and their points, are others."""
    begin(event.seller_id, words=True)


def begin(seller_id: int, *, words: bool = False, at: datetime | None = None) -> None:
    """Have all the sheets of a shop worked out again, from the first, in the caller's
    transaction.
    """
    at = at or clock.now()
    total = _own(seller_id).values("product").distinct().count()
    if not total:
        return  # what is listed later is right from the first
    afresh = {"cursor": 0, "progress": 0, "total": total, "asked_at": at}
    if words:
        afresh["words"] = True
    if not _open(seller_id).update(**afresh):
        ShopRound.objects.create(seller_id=seller_id, **afresh)
    asked = ShopRoundAsked(seller_id=seller_id, sheets=total)
    events.publish(asked, about=Seller.objects.get(pk=seller_id), by=None, at=at)


def run(seller_id: int, *, seconds: float = SECONDS) -> bool:
    """Go on with the round of a shop for a while; whether there is more to do."""
    ends = time.monotonic() + seconds
    while go_on(seller_id, at=clock.now()):
        if time.monotonic() > ends:
            return True
    return False


@transaction.atomic(durable=True)
def go_on(seller_id: int, *, at: datetime) -> bool:
    """Deal with the next slice of a shop's sheets; whether there may be more."""
    # locked: a second worker, or a decision that begins again, waits for the end of the slice
    current = _open(seller_id).select_for_update(no_key=True).first()
    if current is None:
        return False
    rest = _own(seller_id).filter(product__gt=current.cursor).order_by("product")
    most = SLICE_OF_WORDS if current.words else SLICE
    keys = list(rest.values_list("product", flat=True).distinct()[:most])
    mine = ShopRound.objects.filter(pk=current.pk, cursor=current.cursor, finished_at=None)
    if not keys:
        mine.update(finished_at=at)
        return False
    if mine.update(cursor=keys[-1], progress=F("progress") + len(keys)):
        visibility.refresh(keys, at=at)
        if current.words:
            search.index(keys)
            rating.keep(keys)
    return True


def follow_holidays(at: datetime) -> None:
    """Hide the offers of sellers who are away, show those of sellers back since a week at most.

    A large shop is gone through once when it leaves and once when it is back.
    """
    for shop in visibility.moving(clock.paris_day(at)):
        if _has_more(shop.pk, FEW):
            _follow(shop.pk, at=at)
        else:
            with transaction.atomic(durable=True):
                visibility.refresh_seller(shop.pk, at=at)


@transaction.atomic(durable=True)
def _follow(seller_id: int, *, at: datetime) -> None:
    # locked: whoever changes the dates comes before or after
    shop = Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    if shop.holiday_from is None or shop.holiday_until is None:
        return
    today = clock.paris_day(at)
    since = shop.holiday_from
    if shop.holiday_until < today:
        since = shop.holiday_until + timedelta(days=1)
    begun = clock.end_of_day(since - timedelta(days=1))
    if not ShopRound.objects.filter(seller=shop, asked_at__gte=begun).exists():
        begin(shop.pk, at=at)


def unfinished(product_ids: Iterable[int]) -> set[int]:
    """Those of these sheets that a round has not reached yet: their figures may be old."""
    waiting = Offer.objects.filter(
        product__in=list(product_ids),
        seller__rounds__finished_at=None,
        product__gt=F("seller__rounds__cursor"),
        seller__rounds__isnull=False,
    )
    return set(waiting.values_list("product", flat=True))


def _own(seller_id: int) -> QuerySet[Offer]:
    return Offer.objects.filter(seller=seller_id)


def _open(seller_id: int) -> QuerySet[ShopRound]:
    return ShopRound.objects.filter(seller=seller_id, finished_at=None)


def _has_more(seller_id: int, most: int) -> bool:
    """Whether a shop offers too much for one request."""
    return _own(seller_id).order_by()[most : most + 1].exists()
