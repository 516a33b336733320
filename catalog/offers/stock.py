"""The stock of offers: taken by orders, given back, counted by sellers.

Every change is a conditional UPDATE and a StockMove: the stock is the sum of its moves. Offers are
always locked before products, both in the order of their keys: two verbs never block each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from catalog import freshness
from catalog.models import Offer, StockMove
from catalog.offers import visibility
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import figure

Reason = StockMove.Reason
MOST = 999_999
COUNTED = 20  # below it a page says how many are left, or how many may be taken at once


class OutOfStock(Refusal):
    """Some of what was wanted is not there any more."""

    sentence = _("Le stock ne suffit plus pour une partie de votre panier.")

    def __init__(self, offer_ids: Iterable[int]):
        super().__init__()
        self.offer_ids = sorted(offer_ids)


class QuantityRefused(Refusal):
    """A stock is a whole number of pieces, neither negative nor absurd."""

    sentence = _("Le stock est un nombre entier entre 0 et {most}.")


def take(
    wanted: Mapping[int, int], *, ref: str, at: datetime, reason: str = Reason.SOLD
) -> dict[int, int]:
    """Take these quantities of these offers, all or nothing, inside the caller's transaction;
    returns what is left of each.

    Raises OutOfStock, naming the offers that lack, and the caller's transaction must not go on.
    """
    wanted = {pk: quantity for pk, quantity in wanted.items() if quantity > 0}
    if not wanted:
        return {}
    # several are locked first, to name those that lack; for one, the UPDATE below says enough
    locked = _lock(wanted) if len(wanted) > 1 else []
    if len(wanted) > 1:
        stocks = {offer.pk: offer.stock for offer in locked}
        lacking = [pk for pk, quantity in wanted.items() if stocks.get(pk, 0) < quantity]
        if lacking:
            raise OutOfStock(lacking)
    if _subtract(wanted) != len(wanted):
        raise OutOfStock(wanted)
    _remember({pk: -quantity for pk, quantity in wanted.items()}, reason, ref, at)
    left = [(offer.pk, offer.product_id, offer.stock - wanted[offer.pk]) for offer in locked]
    if not left:
        left = list(Offer.objects.filter(pk__in=wanted).values_list("pk", "product_id", "stock"))
    freshness.sheets_changed(product for _pk, product, stock in left if stock < COUNTED)
    visibility.refresh({product for _pk, product, stock in left if not stock}, at=at)
    return {pk: stock for pk, _product, stock in left}


def give_back(items: Mapping[int, int], *, reason: str, ref: str, at: datetime) -> None:
    """Put pieces back on the shelf, inside the caller's transaction."""
    items = {pk: quantity for pk, quantity in items.items() if quantity > 0}
    if not items:
        return
    locked = _lock(items)
    # only the card of a sheet that was sold out, or said that few are left, changes
    few = {offer.product_id for offer in locked if offer.stock <= visibility.FEW}
    Offer.objects.filter(pk__in=items).update(stock=F("stock") + _amounts(items))
    _remember(items, reason, ref, at)
    freshness.sheets_changed(offer.product_id for offer in locked if offer.stock < COUNTED)
    visibility.refresh(few, at=at)


def count_back(items: Mapping[int, int], *, reason: str, ref: str, at: datetime) -> None:
    """Pieces of an order that is not kept and that go on no shelf, inside the caller's transaction:
    refused for want of them, or returned and not to be sold again. They came back and are gone, so
    that the stock stays as it is and nobody counts them as sold.
    """
    items = {pk: quantity for pk, quantity in items.items() if quantity > 0}
    _remember(items, reason, ref, at)
    _remember({pk: -quantity for pk, quantity in items.items()}, Reason.GONE, ref, at)


@transaction.atomic(durable=True)
def set_level(offer: Offer, quantity: int, *, by: User | None, at: datetime) -> None:
    """Set the stock a seller counted; the difference is stored as a move."""
    check(quantity)
    offer = _lock([offer.pk])[0]
    visibility.refresh(set_levels([offer], {offer.pk: quantity}, at=at), at=at)


def set_levels(offers: Iterable[Offer], levels: Mapping[int, int], *, at: datetime) -> set[int]:
    """Write new counts of offers already locked; the products whose card changes: whether there
    are any, or more than it says that few are left.
    """
    changed = {
        offer.pk: offer for offer in offers if levels.get(offer.pk, offer.stock) != offer.stock
    }
    if not changed:
        return set()
    deltas = {pk: levels[pk] - offer.stock for pk, offer in changed.items()}
    crossed = {o.product_id for pk, o in changed.items() if _shows(o.stock, levels[pk])}
    Offer.objects.filter(pk__in=changed).update(
        stock=_amounts({pk: levels[pk] for pk in changed}), changed_at=at
    )
    _remember(deltas, Reason.SET, "", at)
    freshness.sheets_changed(
        offer.product_id for pk, offer in changed.items() if min(offer.stock, levels[pk]) < COUNTED
    )
    return crossed


def check(quantity: int) -> None:
    """Refuse what cannot be a stock."""
    if not 0 <= quantity <= MOST:
        raise QuantityRefused(most=figure(MOST))


def _shows(before: int, after: int) -> bool:
    """Whether a card may change with a count: in stock or not, few or no longer few. That few are
    left now, it says later (catalog.badges): too late is no lie.
    """
    return after == 0 or before == 0 or (before < after and before <= visibility.FEW)


def _lock(pks: Iterable[int]) -> list[Offer]:
    offers = Offer.objects.select_for_update(no_key=True).filter(pk__in=list(pks)).order_by("pk")
    return list(offers)


def _subtract(wanted: Mapping[int, int]) -> int:
    enough = Q(*(_enough(pk, quantity) for pk, quantity in wanted.items()), _connector=Q.OR)
    return Offer.objects.filter(enough).update(stock=F("stock") - _amounts(wanted))


def _enough(pk: int, quantity: int) -> Q:
    return Q(pk=pk, stock__gte=quantity)


def _amounts(by_pk: Mapping[int, int]):
    if len(by_pk) == 1:
        return Value(next(iter(by_pk.values())))
    cases = [When(pk=pk, then=Value(amount)) for pk, amount in by_pk.items()]
    return Case(*cases, output_field=IntegerField())


def _remember(deltas: Mapping[int, int], reason: str, ref: str, at: datetime) -> None:
    StockMove.objects.bulk_create(
        [
            StockMove(offer_id=pk, delta=delta, reason=reason, ref=ref, moved_at=at)
            for pk, delta in sorted(deltas.items())
        ],
        batch_size=2000,
    )
