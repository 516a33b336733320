"""Whose turn it is: a shop comes back once it has rested, or once every other had its turn."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from marketing.events import ShopFeaturingWithdrawn
from marketing.featuring.evidence import Shop
from marketing.models import FeaturedShop, MarketingRules
from marketplace.shared import policy
from marketplace.shared.clock import paris_day
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day, figure, when

WITHDRAWAL = name_of(ShopFeaturingWithdrawn)
NEAR = timedelta(days=28)  # what was taken back so near in time is told, and not proposed


class NotOpen(Refusal):
    """Nobody can buy there."""

    sentence = _("« {shop} » ne peut pas être mise en avant : sa boutique n'est pas ouverte.")


class Away(Refusal):
    """Nobody can buy there on some of the days."""

    sentence = _("« {shop} » est en congé du {first} au {last}.")


class NothingToSell(Refusal):
    """There would be nothing to buy."""

    sentence = _("« {shop} » n'a aucun article en vente et en stock.")


class AlreadyThen(Refusal):
    """It would be there twice."""

    sentence = _("« {shop} » est déjà mise en avant du {start} au {end}.")


class ShownLately(Refusal):
    """Others come first."""

    sentence = _(
        "« {shop} » : mise en avant jusqu'au {end}, elle peut revenir le {back}, ou quand toutes"
        " les autres auront eu leur tour. Il en reste {left}."
    )


class ShownSoon(Refusal):
    """It is to come already."""

    sentence = _(
        "« {shop} » est déjà prévue à partir du {start} : entre deux fois, il lui faut {days} jours"
        " de repos."
    )


class AllTaken(Refusal):
    """So many shops at once, and no more."""

    sentence = _(
        "Les {most} places sont prises entre le {start} et le {end}. Choisissez d'autres dates, ou"
        " retirez une boutique prévue."
    )


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to before another."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: Span | Turn) -> bool:
        """Whether both have an instant in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Turn:
    """When a shop was, is or will be put forward; what was withdrawn counts as far as it was."""

    seller_id: int
    starts_at: datetime
    ends_at: datetime


class Book:
    """All that is decided, and what the rules say of one more.

    `shops` are those that sell now: whoever is not among them holds up nobody's turn.
    """

    def __init__(self, turns: Iterable[Turn], shops: Collection[Shop]):
        self.turns = sorted(turns, key=lambda turn: turn.starts_at)
        self.shops = shops
        rules = policy.rules(MarketingRules)
        self.most = rules.featured_at_once
        self.rest = rules.featured_rest_days

    def add(self, turn: Turn) -> None:
        """One more is decided, or tried."""
        self.turns = sorted([*self.turns, turn], key=lambda each: each.starts_at)

    def free(self, span: Span) -> int:
        """How many places are free during the whole of a span."""
        beside = [turn for turn in self.turns if span.meets(turn)]
        moments = [span.starts_at, *(max(turn.starts_at, span.starts_at) for turn in beside)]
        fullest = max(
            sum(1 for turn in beside if turn.starts_at <= moment < turn.ends_at)
            for moment in moments
        )
        return max(self.most - fullest, 0)

    def refusal(self, shop: Shop, span: Span) -> Refusal | None:
        """Why a shop may not have a span, places apart; None where it may."""
        first = paris_day(span.starts_at)
        last = paris_day(span.ends_at - timedelta(microseconds=1))
        if shop.away and shop.is_away(first, last):
            start, end = shop.away
            return Away(shop=shop.name, first=day(start), last=day(end))
        if not shop.goods:
            return NothingToSell(shop=shop.name)
        return self._too_often(shop, span)

    def demand(self, shop: Shop, span: Span) -> None:
        """Refuse a shop that may not have a span, or a span without a free place."""
        refusal = self.refusal(shop, span)
        if refusal:
            raise refusal
        if not self.free(span):
            raise AllTaken(
                most=figure(self.most), start=when(span.starts_at), end=when(span.ends_at)
            )

    def _too_often(self, shop: Shop, span: Span) -> Refusal | None:
        own = [turn for turn in self.turns if turn.seller_id == shop.pk]
        for turn in own:
            if span.meets(turn):
                return AlreadyThen(
                    shop=shop.name, start=when(turn.starts_at), end=when(turn.ends_at)
                )
        coming = next((turn for turn in own if turn.starts_at >= span.ends_at), None)
        if coming and not self._has_rested(span.ends_at, coming.starts_at):
            return ShownSoon(shop=shop.name, start=when(coming.starts_at), days=figure(self.rest))
        last = next((turn for turn in reversed(own) if turn.ends_at <= span.starts_at), None)
        if last is None or self._has_rested(last.ends_at, span.starts_at):
            return None
        left = self._left(shop, last, span)
        if not left:
            return None
        return ShownLately(
            shop=shop.name,
            end=when(last.ends_at),
            back=day(paris_day(last.ends_at) + timedelta(days=self.rest)),
            left=figure(left),
        )

    def _has_rested(self, end: datetime, start: datetime) -> bool:
        # by days of Paris: a summer that ends in between takes no hour away
        return (paris_day(start) - paris_day(end)).days >= self.rest

    def _left(self, shop: Shop, last: Turn, span: Span) -> int:
        """How many other shops, able to come, had no turn since this one's last."""
        had = {
            turn.seller_id
            for turn in self.turns
            if last.starts_at <= turn.starts_at <= span.starts_at
        }
        first, end = paris_day(span.starts_at), paris_day(span.ends_at - timedelta(microseconds=1))
        able = (one for one in self.shops if one.goods and not one.is_away(first, end))
        return sum(1 for one in able if one.pk != shop.pk and one.pk not in had)


@dataclass(frozen=True, slots=True)
class Withdrawn(Turn):
    """A turn that somebody took back: its rest is free, and the shop had it already."""

    pk: int
    withdrawn_at: datetime

    def weighs_on(self, span: Span) -> bool:
        """Whether somebody who decides of a span should know of it: it is the same time or near."""
        return span.meets(self) or (
            self.starts_at - NEAR < span.ends_at and span.starts_at < self.ends_at + NEAR
        )


def decided() -> tuple[list[Turn], list[Withdrawn]]:
    """What was, is and will be; what was withdrawn before it began never was, and is told apart."""
    rows = list(FeaturedShop.objects.only("seller", "starts_at", "ends_at", "withdrawn_at"))
    return [
        Turn(row.seller_id, row.starts_at, row.until) for row in rows if row.until > row.starts_at
    ], [
        Withdrawn(row.seller_id, row.starts_at, row.ends_at, row.pk, row.withdrawn_at)
        for row in rows
        if row.withdrawn_at
    ]


def motives(taken_back: Iterable[Withdrawn]) -> dict[int, str]:
    """Why turns were taken back, by their rows, as whoever did it wrote."""
    rows = {subject_of(FeaturedShop(pk=turn.pk)): turn.pk for turn in taken_back}
    if not rows:
        return {}
    facts = Fact.objects.filter(subject__in=rows, name=WITHDRAWAL)
    return {rows[subject]: why for subject, why in facts.values_list("subject", "because")}
