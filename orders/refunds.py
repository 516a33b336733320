"""Money back to the buyer: decided with the trade's own act, sent after it, proven, once.

intended → sent → paid; what the provider refuses is tried again by a person. The sums are
guarded three times (line, seller order, payment) by conditional updates, whoever races.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, events
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import GatewayDown, GatewayRefused, RefundView
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders.events import RefundFailed, RefundIntended, RefundPaid
from orders.models import (
    Incident,
    OrderLine,
    Payment,
    Refund,
    RefundLine,
    Return,
    SellerOrder,
)
from orders.states import REFUND, RefundState

PATIENCE = timedelta(minutes=5)


class RefundTooLarge(Refusal):
    """More than what was paid would go back."""

    sentence = _("Ce remboursement dépasse ce qui a été payé.")


class NothingToRefund(Refusal):
    """A refund of nothing."""

    sentence = _("Il n'y a rien à rembourser.")


class RefundUnknown(Refusal):
    """The provider speaks of a refund that nobody asked for, or not yet written here."""

    sentence = _("Aucun remboursement ne correspond.")


def intend(
    seller_order: SellerOrder, *, lines: Mapping[int, int], shipping_cents: int, cause: str, by: User | None,
    now: datetime, origin: Return | None = None, amounts: Mapping[int, int] | None = None,
    borne_by: str = Refund.Bearer.SELLER, incident: Incident | None = None,
) -> Refund:
    """Decide a refund of so many pieces of each line, and of delivery, in the caller's transaction.

    `amounts` are the cents of lines that are not refunded by the piece: a reduction of their price.
    """
    parts = _amounts(seller_order, {pk: count for pk, count in lines.items() if count}, amounts or {})
    goods = sum(cents for _line, _count, cents in parts)
    amount = goods + shipping_cents
    if amount <= 0:
        raise NothingToRefund
    payment = Payment.objects.get(order=seller_order.order_id)
    _reserve(seller_order, payment, parts, amount=amount, shipping_cents=shipping_cents)
    refund = Refund.objects.create(
        payment=payment, seller_order=seller_order, origin=origin, uid=uuid4().hex, cause=cause,
        borne_by=borne_by, incident=incident,
        currency=seller_order.currency, amount_cents=amount, goods_cents=goods,
        shipping_cents=shipping_cents, asked_by=by if getattr(by, "pk", None) else None,
        intended_at=now)
    RefundLine.objects.bulk_create([
        RefundLine(refund=refund, line=line, quantity=count, amount_cents=cents)
        for line, count, cents in parts
    ])
    events.publish(RefundIntended(refund.pk), about=refund, within=seller_order, by=by, at=now)
    return refund


def refundable(seller_order: SellerOrder) -> dict[int, int]:
    """How many pieces of each line have not been refunded yet."""
    done = dict(
        RefundLine.objects.filter(line__seller_order=seller_order)
        .values_list("line").annotate(Sum("quantity")))
    return {line.pk: line.quantity - done.get(line.pk, 0) for line in seller_order.lines.all()}


def worth(seller_order: SellerOrder, *, lines: Mapping[int, int], amounts: Mapping[int, int]) -> int:
    """What such a refund of goods would give back, in cents. Raises RefundTooLarge."""
    return sum(cents for _line, _count, cents in _amounts(seller_order, lines, amounts))


def send(refund_id: int) -> None:
    """Ask the provider to give the money back: after the commit, with the refund's own key."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != RefundState.INTENDED:
        return
    try:
        view = current().refund(
            key=refund.uid, payment_ref=refund.payment.ref or "", reason=refund.cause,
            amount_cents=refund.amount_cents)
    except GatewayRefused as no:
        fail(refund, no.code, now=clock.now())
        return
    _answered(refund, view, now=clock.now())


def sync(ref: str, *, now: datetime | None = None) -> Refund:
    """Ask the provider how a refund stands, and settle ours accordingly."""
    view = current().refund_state(ref)
    refund = Refund.objects.filter(ref=ref).first()
    if refund is None:
        raise RefundUnknown
    _answered(refund, view, now=now or clock.now())
    return refund


def reconcile(now: datetime) -> int:
    """Send what was decided and never sent, ask about what was sent and never told."""
    before = now - PATIENCE
    for pk in _ids(Refund.objects.filter(state=RefundState.INTENDED, intended_at__lte=before)):
        with suppress(GatewayDown):
            send(pk)
    sent = Refund.objects.filter(state=RefundState.SENT, intended_at__lte=before)
    for ref in sent.order_by("pk").values_list("ref", flat=True)[:200]:
        with suppress(GatewayDown, GatewayRefused):
            sync(ref, now=now)
    return sent.count()


@transaction.atomic(durable=True)
def confirm(refund: Refund, view: RefundView, *, now: datetime) -> None:
    """The money is on its way to the buyer's card: tell whoever waits for it, once."""
    if refund.state == RefundState.PAID:
        return
    try:
        REFUND.move(refund, RefundState.PAID, ref=view.ref, paid_at=now, failure="")
    except MovedMeanwhile:
        return
    part = refund.seller_order
    events.publish(
        RefundPaid(refund.pk, refund.seller_order_id), about=refund,
        within=part if part is not None else refund.payment.order, at=now)


@transaction.atomic(durable=True)
def fail(refund: Refund, failure: str, *, now: datetime) -> None:
    """The provider could not: someone must look, the sums stay reserved."""
    if refund.state not in (RefundState.INTENDED, RefundState.SENT):
        return
    try:
        REFUND.move(refund, RefundState.FAILED, failure=failure[:100])
    except MovedMeanwhile:
        return
    events.publish(RefundFailed(refund.pk), about=refund, within=refund.seller_order, at=now)


@transaction.atomic(durable=True)
def retry(refund: Refund, *, by: User | None, now: datetime) -> None:
    """Try a refund again that the provider refused, under a new key."""
    REFUND.move(refund, RefundState.INTENDED, uid=uuid4().hex, failure="", ref="")
    events.publish(
        RefundIntended(refund.pk), about=refund, within=refund.seller_order, by=by, at=now)


def _ids(rows) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:200])


def _answered(refund: Refund, view: RefundView, *, now: datetime) -> None:
    if view.amount_cents != refund.amount_cents:
        fail(refund, "amount_mismatch", now=now)
    elif view.state == "paid":
        confirm(refund, view, now=now)
    elif view.state == "failed":
        fail(refund, view.failure or "refused", now=now)
    elif refund.state == RefundState.INTENDED:
        with transaction.atomic(durable=True):
            REFUND.move(refund, RefundState.SENT, ref=view.ref)


def _amounts(seller_order: SellerOrder, wanted: Mapping[int, int], named: Mapping[int, int]):
    """Each line with its pieces and cents: as named, else by unit, and the last pieces take what is left."""
    left = refundable(seller_order)
    rows = {line.pk: line for line in OrderLine.objects.filter(seller_order=seller_order)}
    parts = []
    for pk in sorted({*wanted, *named}):
        line, count = rows.get(pk), wanted.get(pk, 0)
        if line is None or not 0 <= count <= left[pk]:
            raise RefundTooLarge
        rest = line.total_cents - line.refunded_cents
        cents = named.get(pk, rest if count == left[pk] else min(line.unit_cents * count, rest))
        if not 0 <= cents <= rest:
            raise RefundTooLarge
        parts.append((line, count, cents))
    return parts


def _reserve(seller_order, payment, parts, *, amount: int, shipping_cents: int) -> None:
    """Take the sums off what may still go back, on all three levels; the loser of a race stops."""
    for line, _count, cents in parts:
        same = OrderLine.objects.filter(pk=line.pk, refunded_cents=line.refunded_cents)
        if not same.update(refunded_cents=F("refunded_cents") + cents):
            raise MovedMeanwhile
    part = SellerOrder.objects.filter(
        pk=seller_order.pk, refunded_cents__lte=F("total_cents") - amount,
        shipping_refunded_cents__lte=F("shipping_cents") - shipping_cents)
    whole = Payment.objects.filter(pk=payment.pk, refunded_cents__lte=F("amount_cents") - amount)
    if not part.update(
        refunded_cents=F("refunded_cents") + amount,
        shipping_refunded_cents=F("shipping_refunded_cents") + shipping_cents,
    ) or not whole.update(refunded_cents=F("refunded_cents") + amount):
        raise RefundTooLarge
    seller_order.refresh_from_db(fields=["refunded_cents", "shipping_refunded_cents"])
