"""Pieces that shops keep for a date: out of the stock until then, and given back after it.

What is kept for a date online comes back when it begins: it is for sale to whoever is there. What
is taken to a market comes back after it, less what the shop says it sold on the spot; a shop that
says nothing has it back a day later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer, StockMove
from catalog.offers import stock
from catalog.states import ProductState
from marketing.events import PiecesReturned, PiecesSetAside
from marketing.gatherings import shown
from marketing.models import Gathering, SetAside
from marketing.states import GatheringState
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import figure
from sellers.models import Seller

TO_COUNT = timedelta(days=1)  # after a market, to say what was sold there
AT_ONCE = 50
REASON = StockMove.Reason.ASIDE


class NotInvited(Refusal):
    """Only shops that a date names keep pieces for it."""

    sentence = _("Votre boutique n'est pas parmi celles de ce rendez-vous.")


class TooLate(Refusal):
    """Pieces are kept before they are needed."""

    sentence = _(
        "Ce rendez-vous a commencé, est terminé ou annulé : on ne garde plus de pièces pour lui."
    )


class NotYours(Refusal):
    """A shop keeps pieces of what it sells itself."""

    sentence = _("L'une de ces pièces n'est pas en vente dans votre boutique : rouvrez la page.")


class NotEnough(Refusal):
    """More was asked than there is."""

    sentence = _(
        "« {title} » : stock restant, {left}. Gardez-en moins, ou corrigez d'abord le stock."
    )


class SoldTooMany(Refusal):
    """No more is sold on the spot than was taken there."""

    sentence = _("« {title} » : vous en aviez gardé {most}, vous n'avez pas pu en vendre {sold}.")


class AlreadyReturned(Refusal):
    """The pieces are on the shelf again."""

    sentence = _(
        "Ces pièces sont déjà revenues dans votre stock : corrigez-le dans « Prix et stocks »."
    )


class NotBegun(Refusal):
    """Nothing is sold on the spot before it begins."""

    sentence = _("Ce rendez-vous n'a pas commencé : comptez ce qui s'est vendu une fois sur place.")


def may_keep(gathering: Gathering, at: datetime) -> bool:
    """Whether pieces may still be kept: until a date online begins, or a market ends."""
    until = gathering.starts_at if gathering.is_online else gathering.ends_at
    return gathering.state == GatheringState.PUBLISHED and at < until


def comes_back(gathering: Gathering) -> datetime:
    """When what is kept comes back by itself."""
    return gathering.starts_at if gathering.is_online else gathering.ends_at + TO_COUNT


def of_shop(gathering: Gathering, seller: Seller) -> QuerySet[SetAside]:
    """What a shop keeps or kept for a date, by title."""
    rows = SetAside.objects.filter(gathering=gathering, offer__seller=seller)
    return rows.select_related("offer__variant__product").order_by("offer__product__title", "pk")


def of_all(gathering: Gathering) -> QuerySet[SetAside]:
    """What every shop keeps or kept for a date, by shop and title."""
    rows = SetAside.objects.filter(gathering=gathering)
    rows = rows.select_related("offer__variant", "offer__product", "offer__seller")
    return rows.order_by("offer__seller__name", "offer__product__title", "pk")


def shown_of(gathering: Gathering, at: datetime) -> list[SetAside]:
    """What the page of a date tells of its shop, as long as it has not ended."""
    if gathering.state != GatheringState.PUBLISHED or gathering.is_over(at):
        return []
    rows = SetAside.objects.filter(
        gathering=gathering,
        offer__is_active=True,
        offer__product__state=ProductState.PUBLISHED,
        offer__seller__in=Seller.objects.selling(at).filter(gatherings=gathering),
    )
    if not gathering.is_online:
        rows = rows.filter(returned_at=None)
    rows = rows.select_related("offer__product", "offer__variant", "offer__seller")
    return list(rows.order_by("offer__product__title", "pk")[:60])


@transaction.atomic(durable=True)
def keep(
    gathering: Gathering,
    seller: Seller,
    wanted: Mapping[int, int],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Keep these quantities, in all, of these offers; what was kept and is not named stays so.

    Raises TooLate, NotInvited, NotYours, NotEnough.
    """
    row = _locked(gathering)
    if not may_keep(row, at):
        raise TooLate
    if not row.sellers.filter(pk=seller.pk).exists():
        raise NotInvited
    held = {one.offer_id: one for one in row.aside.filter(offer__in=list(wanted))}
    if any(one.sold for one in held.values()):
        raise AlreadyReturned
    own = Offer.objects.filter(
        pk__in=list(wanted),
        seller=seller,
        is_active=True,
        product__state=ProductState.PUBLISHED,
    )
    titles = dict(own.values_list("pk", "product__title"))
    if set(wanted) - set(titles) - set(held):
        raise NotYours
    kept = {pk: one.quantity for pk, one in held.items() if one.returned_at is None}
    change = {pk: pieces - kept.get(pk, 0) for pk, pieces in wanted.items()}
    more = {pk: pieces for pk, pieces in change.items() if pieces > 0}
    fewer = {pk: -pieces for pk, pieces in change.items() if pieces < 0}
    ref = SetAside.ref_of(row.pk)
    try:
        stock.take(more, ref=ref, at=at, reason=REASON)
    except stock.OutOfStock as refusal:
        lacking = Offer.objects.filter(pk__in=refusal.offer_ids).select_related("product").first()
        title = lacking.product.title if lacking else ""
        raise NotEnough(title=title, left=figure(lacking.stock if lacking else 0)) from refusal
    stock.give_back(fewer, reason=REASON, ref=ref, at=at)
    for pk in (*more, *fewer):
        _write(row, held.get(pk), pk, wanted[pk], at)
    if more or fewer:
        pieces = _pieces(row, seller)
        told = PiecesSetAside(gathering_id=row.pk, seller_id=seller.pk, pieces=pieces)
        events.publish(told, about=row, by=by, at=at)
        shown.changed()


@transaction.atomic(durable=True)
def count(
    gathering: Gathering,
    seller: Seller,
    sold: Mapping[int, int],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """After a market: say what was sold there; the rest is for sale again at once.

    `sold` counts pieces by kept row. Raises NotBegun, AlreadyReturned, SoldTooMany.
    """
    row = _locked(gathering)
    if row.is_online or row.starts_at > at:
        raise NotBegun
    held = list(of_shop(row, seller).filter(returned_at=None))
    if not held:
        raise AlreadyReturned
    for one in held:
        one.sold = sold.get(one.pk, 0)
        if one.sold > one.quantity:
            raise SoldTooMany(title=one.called, most=figure(one.quantity), sold=figure(one.sold))
    _return(row, held, by=by, at=at)


def give_back(gathering: Gathering, *, at: datetime, sellers: Iterable[int] | None = None) -> None:
    """Put what is kept for a date back on the shelf, inside the caller's transaction."""
    held = gathering.aside.filter(returned_at=None).select_related("offer").order_by("pk")
    if sellers is not None:
        held = held.filter(offer__seller__in=list(sellers))
    _return(gathering, list(held), by=None, at=at)


def give_back_due(*, at: datetime) -> int:
    """Put back what is kept for dates that have begun online, or ended a day ago; how many."""
    kept = Gathering.objects.filter(aside__returned_at=None, aside__isnull=False)
    online = Q(kind__in=Gathering.ONLINE, starts_at__lte=at)
    over = ~Q(kind__in=Gathering.ONLINE) & Q(ends_at__lte=at - TO_COUNT)
    off = Q(state=GatheringState.CANCELLED)
    due = list(kept.filter(online | over | off).distinct().order_by("pk")[:AT_ONCE])
    for gathering in due:
        _give_back_due(gathering, at)
    return len(due)


@transaction.atomic(durable=True)
def _give_back_due(gathering: Gathering, at: datetime) -> None:
    row = _locked(gathering)
    # its hours may have been changed meanwhile
    if row.is_cancelled or comes_back(row) <= at:
        give_back(row, at=at)


def _return(
    gathering: Gathering, held: Sequence[SetAside], *, by: User | None, at: datetime
) -> None:
    if not held:
        return
    left = {one.offer_id: one.quantity - one.sold for one in held}
    stock.give_back(left, reason=REASON, ref=SetAside.ref_of(gathering.pk), at=at)
    for one in held:
        one.returned_at = at
    SetAside.objects.bulk_update(held, ["sold", "returned_at"], batch_size=500)
    for seller in sorted({one.offer.seller_id for one in held}):
        own = [one for one in held if one.offer.seller_id == seller]
        told = PiecesReturned(
            gathering_id=gathering.pk,
            seller_id=seller,
            pieces=sum(one.quantity - one.sold for one in own),
            sold=sum(one.sold for one in own),
        )
        events.publish(told, about=gathering, by=by, at=at)
    shown.changed()


def _locked(gathering: Gathering) -> Gathering:
    # a cancellation, another hour and the sweep take the same lock: none of them misses a piece
    return Gathering.objects.select_for_update().get(pk=gathering.pk)


def _write(
    gathering: Gathering, held: SetAside | None, offer_id: int, pieces: int, at: datetime
) -> None:
    if held is None:
        SetAside.objects.create(gathering=gathering, offer_id=offer_id, quantity=pieces, set_at=at)
    elif pieces:
        rows = SetAside.objects.filter(pk=held.pk)
        rows.update(quantity=pieces, set_at=at, returned_at=None)
    else:
        held.delete()


def _pieces(gathering: Gathering, seller: Seller) -> int:
    kept = gathering.aside.filter(offer__seller=seller, returned_at=None)
    return kept.aggregate(pieces=Sum("quantity"))["pieces"] or 0


def pieces_kept(gathering: Gathering) -> int:
    """How many pieces all shops keep for a date now."""
    kept = gathering.aside.filter(returned_at=None)
    return kept.aggregate(pieces=Sum("quantity"))["pieces"] or 0


def pieces_by_date(seller: Seller) -> dict[int, int]:
    """How many pieces a shop keeps now, by date."""
    kept = SetAside.objects.filter(offer__seller=seller, returned_at=None).order_by()
    sums = kept.values("gathering").annotate(pieces=Sum("quantity"))
    return dict(sums.values_list("gathering", "pieces"))


def to_count(seller: Seller, *, at: datetime) -> list[Gathering]:
    """The markets that are over and of which a shop has not said what it sold."""
    kept = SetAside.objects.filter(offer__seller=seller, returned_at=None).values("gathering")
    over = Gathering.objects.filter(pk__in=kept, ends_at__lte=at)
    return list(over.exclude(kind__in=Gathering.ONLINE).order_by("ends_at", "pk"))
