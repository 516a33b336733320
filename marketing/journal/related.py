"""What may be bought of what an article is about: never a hole where something left the shop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from catalog.alerts import absence
from catalog.models import Product
from catalog.shop import near
from catalog.shop import queries as catalogue
from catalog.shop.queries import Card
from catalog.tree import tree
from marketing.models import Tag
from marketing.pages.articles.texts import Named
from sellers.models import Seller

MOST_NAMED = 8
MOST_SHOWN = 24  # by blocks
REPLACED = 3  # sheets of an article for which others are looked for
SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Something an article names that cannot be bought now, and what comes near it.

    `title` is empty when it may not be shown any more.
    """

    title: str
    cards: list[Card]


@dataclass(slots=True, kw_only=True)
class Beside:
    """The products under an article; `gone` are the addresses that lead nowhere any more."""

    named: list[Card] = field(default_factory=list)
    instead: list[Instead] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)


def beside(names: Named, tags: Iterable[Tag], maker: Seller | None, *, at: datetime) -> Beside:
    """What it names; what replaces that; else its maker's, else its themes' shelf.

    What a block shows itself is replaced like the rest, and not shown twice.
    """
    found = _named(names, at=at)
    shown = {*names.shown, *(card.pk for card in found.named)}
    if not found.named and not found.instead:
        found.cards = _of_maker(maker, at=at) or _of_shelves(tags, at=at)
    elif maker is not None:
        found.cards = _of_maker(maker, at=at)
    found.cards = [card for card in found.cards if card.pk not in shown]
    return found


def _named(names: Named, *, at: datetime) -> Beside:
    slugs, pks = names.linked[:MOST_NAMED], names.shown[:MOST_SHOWN]
    if not slugs and not pks:
        return Beside()
    sheets = list(Product.objects.filter(Q(slug__in=slugs) | Q(pk__in=pks)))
    places = {slug: place for place, slug in enumerate(slugs)}
    last = len(places)
    sheets.sort(key=lambda sheet: (places.get(sheet.slug, last), sheet.pk))
    cards = catalogue.cards([sheet.pk for sheet in sheets], at=at)
    in_shop = {card.pk: card for card in cards}
    out = [sheet for sheet in sheets if not getattr(in_shop.get(sheet.pk), "in_stock", False)]
    there = {sheet.slug for sheet in sheets if sheet.pk in in_shop}
    return Beside(
        named=[card for card in cards if card.pk not in pks],
        instead=_replaced(out[:REPLACED], set(in_shop), at=at),
        gone={*slugs} - there,
    )


def _replaced(out: list[Product], named: set[int], *, at: datetime) -> list[Instead]:
    found, seen = [], set(named)
    for sheet in out:
        others = near.related(sheet, tree().get(sheet.category_id), at=at)
        near_it = [card for card in others if card.pk not in named]
        # on a small shelf, better the same again than nothing
        cards = [card for card in near_it if card.pk not in seen][:SHOWN] or near_it[:SHOWN]
        seen.update(card.pk for card in cards)
        if cards:
            found.append(Instead(title=_title(sheet, at=at), cards=cards))
    return found


def _title(sheet: Product, *, at: datetime) -> str:
    """What it was called, unless the public may not read that any more."""
    if sheet.is_sellable:
        return sheet.title
    why = absence.of(sheet, at=at)
    return sheet.title if why is not None and why.kind != absence.HIDDEN else ""


def _of_maker(maker: Seller | None, *, at: datetime) -> list[Card]:
    if maker is None:
        return []
    newest = Product.objects.public().filter(owner=maker).order_by("-published_at", "-pk")
    pks = list(newest.values_list("pk", flat=True)[:SHOWN])
    return catalogue.cards(pks, at=at) if pks else []


def _of_shelves(tags: Iterable[Tag], *, at: datetime) -> list[Card]:
    """The newest in stock of the first theme's category that has any."""
    places = [place for tag in tags if (place := tree().get(tag.category_id))]
    for place in places[:2]:
        on_shelf = Product.objects.public().filter(in_stock=True).under(place)
        pks = list(on_shelf.order_by("-published_at", "-pk").values_list("pk", flat=True)[:SHOWN])
        if pks:
            return catalogue.cards(pks, at=at)
    return []
