"""What a sheet's page shows beside it: others like it, that may be bought now."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from django.utils.translation import get_language

from catalog import freshness
from catalog.models import Product
from catalog.shop.queries import STOREFRONT, Card, cards
from catalog.tree import Place, Tree, tree
from marketplace.shared import stamps
from marketplace.shared.clock import paris_day
from marketplace.shared.replicas import mark, reading
from sellers import standing

MOST = 6
Rows = list[tuple[int, int]]  # sheets with their categories


def related(product: Product, place: Place | None, *, at: datetime) -> list[Card]:
    """Other sheets in stock near this one: its category first, then the branch around it."""
    if place is None:
        same = Product.objects.public().filter(in_stock=True).exclude(pk=product.pk)
        near = same.filter(owner=product.owner_id).order_by("-published_at", "-pk")
        return cards(near.values_list("pk", flat=True)[:MOST], at=at, delivery=False)
    near_by = (card for card in _shown_near(place, at=at) if card.in_stock)
    return [card for card in near_by if card.pk != product.pk][:MOST]


def _shown_near(place: Place, *, at: datetime) -> list[Card]:
    """The cards of the newest sheets near a category, one more than a page shows.

    Each process keeps them under the stamps of all they say: the sheets' own, those of the branch
    and of the shops.
    """
    shelf = tree().kept_with(_cards_by_category)
    key = place.pk, get_language(), paris_day(at)
    newest = _newest_near(place, MOST + 1)
    found = stamps.read(_rests_on(newest))
    known = shelf.get(key)
    if known is not None and known[0] == (newest, found):
        return known[1]
    shown = cards([pk for pk, _category in newest], at=at, delivery=False)
    if mark.is_reached():
        shelf[key] = (newest, found), shown
    return shown


def _rests_on(newest: Rows) -> list[str]:
    places = filter(None, map(tree().get, {category for _pk, category in newest}))
    branches = sorted(freshness.key(place.path) for place in places)
    return [standing.SHOPS, *branches, *(freshness.key_of_sheet(pk) for pk, _category in newest)]


def _newest_near(place: Place, most: int) -> Rows:
    """The newest sheets in stock of a category, then of the branch around it."""
    branch = tree().get(place.above[-1]) if place.above else place
    newest = _newest_of(branch or place)
    return sorted(newest, key=lambda row: row[1] != place.pk)[:most]


def _newest_of(branch: Place) -> Rows:
    """The newest sheets in stock of a branch with their categories; remembered a minute.

    Whether they may be seen, and at what price, is not.
    """
    remembered = tree().kept_with(_newest_by_branch)
    until, newest = remembered.get(branch.pk, (0.0, []))
    if until < monotonic():
        around = Product.objects.public().filter(in_stock=True).under(branch)
        with reading.from_primary():
            newest = [*around.order_by("-published_at", "-pk").values_list("pk", "category")[:60]]
        remembered[branch.pk] = (monotonic() + STOREFRONT // 2, newest)
    return newest


def _newest_by_branch(_places: Tree) -> dict[int, tuple[float, Rows]]:
    """What this process remembers of each branch, and until when."""
    return {}


def _cards_by_category(_places: Tree) -> dict[tuple, tuple[object, list[Card]]]:
    """The cards this process keeps for each category, with what they rest on."""
    return {}
