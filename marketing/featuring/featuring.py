"""Shops are put forward and withdrawn: decided for a time, one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.events import ShopFeatured, ShopFeaturingWithdrawn
from marketing.featuring import scoring, showing
from marketing.featuring.proposing import Looked
from marketing.featuring.turns import NotOpen, Span, Turn
from marketing.models import FeaturedShop, MarketingRules
from marketing.states import FEATURED, FeaturedState
from marketplace.shared import events, parties
from marketplace.shared.models import User
from marketplace.shared.rules import ONLY
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import when
from sellers.models import Seller

LONGEST = timedelta(days=92)
FURTHEST = timedelta(days=366)


class WrongSpan(Refusal):
    """The instants make no sense."""

    sentence = _(
        "La fin vient après le début, trois mois plus tard au plus ; le début n'est ni passé ni à"
        " plus d'un an."
    )


class NobodyChosen(Refusal):
    """There is nothing to decide."""

    sentence = _("Aucune boutique n'est choisie.")


class AlreadyOver(Refusal):
    """What is over cannot be withdrawn."""

    sentence = _("Cette mise en avant est terminée depuis le {end}.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shop, and when it is to be put forward."""

    seller_id: int
    starts_at: datetime
    ends_at: datetime


@transaction.atomic(durable=True)
def plan(
    wanted: Sequence[Wanted], *, by: User | None, at: datetime, because: str = ""
) -> list[FeaturedShop]:
    """Decide that these shops are put forward: all of them, or none.

    Raises NobodyChosen, WrongSpan, OwnCase, NotOpen, Away, NothingToSell, AlreadyThen, ShownLately,
    ShownSoon, AllTaken.
    """
    if not wanted:
        raise NobodyChosen
    # two editors decide one after the other: places and turns are counted on what is committed
    list(MarketingRules.objects.select_for_update(no_key=True).filter(pk=ONLY))
    named = {one.seller_id for one in wanted}
    _demand_of_others(named, by)
    looked = Looked(at)
    rows = []
    for one in sorted(wanted, key=lambda each: each.starts_at):
        span = _span(one, at)
        shop = looked.shops.get(one.seller_id)
        if shop is None:
            raise NotOpen(shop=Seller.objects.get(pk=one.seller_id).name)
        looked.book.demand(shop, span)
        told = looked.candidate(shop, span).reasons
        looked.book.add(Turn(shop.pk, span.starts_at, span.ends_at))
        rows.append(
            FeaturedShop(
                seller_id=shop.pk,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                reasons=scoring.kept(told),
                decided_by=by,
                decided_at=at,
            )
        )
    sellers = Seller.objects.in_bulk(named)
    for row in FeaturedShop.objects.bulk_create(rows):
        events.publish(
            ShopFeatured(featured_id=row.pk, seller_id=row.seller_id),
            about=row,
            within=sellers[row.seller_id],
            by=by,
            at=at,
            because=because,
        )
    showing.changed()
    return rows


@transaction.atomic(durable=True)
def withdraw(row: FeaturedShop, *, because: str, by: User | None, at: datetime) -> None:
    """Put a shop forward no longer, or never. Raises OwnCase, AlreadyOver, MovedMeanwhile."""
    tied = row.seller.tie(by) if by else ""
    if tied:
        raise parties.OwnCase(why=tied)
    if row.state == FeaturedState.DECIDED and row.is_over(at):
        raise AlreadyOver(end=when(row.until))
    if row.state != FeaturedState.DECIDED:
        raise MovedMeanwhile
    FEATURED.move(row, FeaturedState.WITHDRAWN, withdrawn_at=at)
    events.publish(
        ShopFeaturingWithdrawn(featured_id=row.pk, seller_id=row.seller_id),
        about=row,
        within=row.seller,
        by=by,
        at=at,
        because=because,
    )
    showing.changed()


def decided(spans: Sequence[Span]) -> list[FeaturedShop]:
    """What stands in these spans already, in the order of time."""
    if not spans:
        return []
    first, last = min(s.starts_at for s in spans), max(s.ends_at for s in spans)
    rows = FeaturedShop.objects.filter(
        state=FeaturedState.DECIDED, starts_at__lt=last, ends_at__gt=first
    )
    return list(rows.select_related("seller", "decided_by").order_by("starts_at", "pk"))


def own_shops(person: User | None) -> set[int]:
    """The shops to which a person belongs: somebody else decides of them."""
    if person is None:
        return set()
    return set(Seller.objects.of(person).values_list("pk", flat=True))


def _demand_of_others(named: set[int], by: User | None) -> None:
    tied = Seller.objects.filter(pk__in=named & own_shops(by)).order_by("pk").first()
    if tied:
        raise parties.OwnCase(why=parties.of_shop(str(tied)))


def _span(one: Wanted, at: datetime) -> Span:
    lasts = one.ends_at - one.starts_at
    if not timedelta(0) < lasts <= LONGEST or not at <= one.starts_at <= at + FURTHEST:
        raise WrongSpan
    return Span(one.starts_at, one.ends_at)
