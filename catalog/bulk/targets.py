"""Which rows a change is about: those that were ticked, or all that a filter finds."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from catalog.models import BulkChange, Offer, Product
from catalog.sheets.filters import LISTINGS, Filter

SLICE = 250  # rows of a list written in one transaction: a quarter of a second on SQLite
OF_SHEETS = ("category", "withdraw", "restore")  # all else is about offers


def is_of_sheets(change: BulkChange) -> bool:
    """Whether a change writes sheets; else it writes offers."""
    return change.act in OF_SHEETS


def rows(change: BulkChange) -> QuerySet:
    """The rows of the list that a change is about; of one that takes back, the lines to undo."""
    if change.undoes is not None:
        return change.undoes.lines.filter(why="")
    listing = LISTINGS[change.listing]
    if "ids" in change.scope:
        return listing.all_of(change.seller).filter(pk__in=change.scope["ids"])
    return listing.found(change.seller, Filter(**change.scope["filter"]))


def keys(change: BulkChange, after: int) -> list[int]:
    """The next rows of a change, by key."""
    waiting = rows(change).filter(pk__gt=after).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:SLICE])


def slices(change: BulkChange) -> Iterator[list[int]]:
    """All rows of a change, by key, a slice at a time."""
    found = keys(change, 0)
    while found:
        yield found
        found = keys(change, found[-1]) if len(found) == SLICE else []


def offers(change: BulkChange, found: list[int], *, lock: bool) -> list[Offer]:
    """The shop's offers behind these rows, in the order of keys; locked when they will change."""
    own = Offer.objects.filter(seller=change.seller_id)
    if change.undoes_id:
        own = own.filter(pk__in=change.undoes.lines.filter(pk__in=found).values("offer"))
    elif change.listing == "offers":
        own = own.filter(pk__in=found)
    else:
        own = own.filter(product__in=found)
    if lock:
        own = own.select_for_update(no_key=True, of=("self",))
    return list(own.select_related("product", "variant").order_by("pk"))


def foreign(change: BulkChange, found: list[int]) -> list[Product]:
    """The sheets of other owners behind these rows, on which the shop only sells."""
    if change.undoes_id:
        return []
    return list(Product.objects.filter(pk__in=found).exclude(owner=change.seller).order_by("pk"))


def sheets(change: BulkChange, found: list[int], *, lock: bool) -> list[Product]:
    """The shop's sheets behind these rows, in the order of keys; locked when they will change."""
    own = Product.objects.of(change.seller)
    if change.undoes_id:
        own = own.filter(pk__in=change.undoes.lines.filter(pk__in=found).values("product"))
    else:
        own = own.filter(pk__in=found)
    if lock:
        own = own.select_for_update(no_key=True, of=("self",))
    return list(own.order_by("pk"))
