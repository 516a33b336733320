"""Orders made row by row, with the facts that their lives publish, for the book and its
documents.
"""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounting.commissions import commissions
from accounting.models import CommissionRule
from marketplace.shared import events
from marketplace.shared.clock import PARIS
from orders import events as facts
from orders.models import Dispute, Order, OrderLine, Payment, Refund, RefundLine, SellerOrder
from orders.states import PaymentState, RefundState, SellerOrderState
from tests import cast

NOON = cast.NOON
DAY = timedelta(days=1)
# the first minutes of the months after NOON's, when the timetable invoices the one that ended
DECEMBER = datetime(2026, 12, 1, 0, 5, tzinfo=PARIS)
JANUARY = datetime(2027, 1, 1, 0, 5, tzinfo=PARIS)
_count = itertools.count(1)


def rule(bps: int = 1200, **extra) -> CommissionRule:
    """A line of the grid, for everyone unless said."""
    values = {
        "name": "Général",
        "bps": bps,
        "valid_from": NOON.date().replace(year=2020),
        "position": 100,
    }
    row = CommissionRule.objects.create(**{**values, **extra})
    commissions.forget()
    return row


def snapshot(seller) -> dict:
    """The legal identity of a seller as an order keeps it."""
    names = (
        "name",
        "legal_name",
        "legal_form",
        "capital",
        "siret",
        "rcs",
        "vat_regime",
        "vat_number",
        "representative",
        "email",
        "phone",
        "line1",
        "line2",
        "postcode",
        "city",
        "country",
    )
    return {name: getattr(seller, name) for name in names}


@transaction.atomic
def placed(*parts, at: datetime = NOON, **extra) -> Order:
    """An order: each part is (seller, [(price cents, quantity, VAT bps)], shipping cents)."""
    number = next(_count)
    goods = sum(price * quantity for _s, lines, _c in parts for price, quantity, _v in lines)
    shipping = sum(cents for _s, _l, cents in parts)
    values = {
        "number": f"H{number:06d}",
        "key": f"key-{number}",
        "token": f"token-{number}",
        "email": "alice@example.test",
        "recipient": "Alice Martin",
        "line1": "8 rue des Lilas",
        "postcode": "75011",
        "city": "Paris",
        "country": "FR",
        "goods_cents": goods,
        "shipping_cents": shipping,
        "total_cents": goods + shipping,
        "placed_at": at,
        "pay_by": at + timedelta(minutes=30),
    }
    order = Order.objects.create(**{**values, **extra})
    for rank, (seller, lines, cents) in enumerate(parts, start=1):
        _part(order, rank, seller, lines, cents, at)
    Payment.objects.create(
        order=order,
        uid=f"pay-{number}",
        gateway="sandbox",
        ref=f"ref-{number}",
        amount_cents=order.total_cents,
        created_at=at,
    )
    events.publish(facts.OrderPlaced(order_id=order.pk), about=order, at=at)
    return order


def _part(order, rank, seller, lines, shipping, at) -> SellerOrder:
    goods = sum(price * quantity for price, quantity, _v in lines)
    part = SellerOrder.objects.create(
        order=order,
        seller=seller,
        number=f"{order.number}-{rank}",
        goods_cents=goods,
        shipping_cents=shipping,
        total_cents=goods + shipping,
        shipping_name="Colissimo",
        shipping_carrier="colissimo",
        shipping_kind="home",
        promised_from=at.date(),
        promised_until=at.date() + 5 * DAY,
        seller_snapshot=snapshot(seller),
    )
    for price, quantity, vat_bps in lines:
        offer = cast.offer(seller, price_cents=price)
        OrderLine.objects.create(
            seller_order=part,
            offer=offer,
            title=offer.product.title,
            sku=offer.sku,
            category_path=offer.product.category_path,
            quantity=quantity,
            unit_cents=price,
            total_cents=price * quantity,
            vat_class="standard",
            vat_bps=vat_bps,
        )
    return part


@transaction.atomic
def pay(order: Order, *, at: datetime = NOON, fee_cents: int = 25) -> Order:
    """The whole payment of an order arrives."""
    Payment.objects.filter(order=order).update(
        state=PaymentState.PAID, paid_at=at, fee_cents=fee_cents
    )
    for part in order.seller_orders.order_by("pk"):
        SellerOrder.objects.filter(pk=part.pk).update(state=SellerOrderState.TO_ACCEPT, paid_at=at)
        events.publish(
            facts.SellerOrderPaid(
                seller_order_id=part.pk, seller_id=part.seller_id, total_cents=part.total_cents
            ),
            about=part,
            at=at,
        )
    events.publish(
        facts.OrderPaid(
            order_id=order.pk,
            payment_id=order.payment.pk,
            amount_cents=order.total_cents,
            fee_cents=fee_cents,
        ),
        about=order,
        at=at,
    )
    return order


@transaction.atomic
def ship(part: SellerOrder, *, at: datetime = NOON) -> SellerOrder:
    """Everything of a part leaves."""
    part.lines.update(shipped=F("quantity") - F("cancelled"))
    SellerOrder.objects.filter(pk=part.pk).update(state=SellerOrderState.SHIPPED, shipped_at=at)
    events.publish(
        facts.SellerOrderShipped(seller_order_id=part.pk, seller_id=part.seller_id),
        about=part,
        at=at,
    )
    part.refresh_from_db()
    return part


@transaction.atomic
def deliver(part: SellerOrder, *, at: datetime = NOON) -> SellerOrder:
    """Everything of a part arrives."""
    part.lines.update(delivered=F("shipped"))
    SellerOrder.objects.filter(pk=part.pk).update(state=SellerOrderState.DELIVERED, delivered_at=at)
    part.refresh_from_db()
    return part


@transaction.atomic
def intend(
    part: SellerOrder,
    pieces: dict[int, int],
    *,
    shipping_cents: int = 0,
    cause: str = "returned",
    at: datetime = NOON,
) -> Refund:
    """A refund is decided: so many of each line."""
    lines = {line.pk: line for line in part.lines.all()}
    goods = sum(lines[pk].unit_cents * quantity for pk, quantity in pieces.items())
    number = next(_count)
    refund = Refund.objects.create(
        payment=part.order.payment,
        seller_order=part,
        uid=f"refund-{number}",
        cause=cause,
        amount_cents=goods + shipping_cents,
        goods_cents=goods,
        shipping_cents=shipping_cents,
        intended_at=at,
    )
    for pk, quantity in pieces.items():
        cents = lines[pk].unit_cents * quantity
        RefundLine.objects.create(refund=refund, line_id=pk, quantity=quantity, amount_cents=cents)
        also = {"cancelled": F("cancelled") + quantity} if cause in ("refused", "cancelled") else {}
        OrderLine.objects.filter(pk=pk).update(refunded_cents=F("refunded_cents") + cents, **also)
    SellerOrder.objects.filter(pk=part.pk).update(
        refunded_cents=F("refunded_cents") + refund.amount_cents,
        shipping_refunded_cents=F("shipping_refunded_cents") + shipping_cents,
    )
    Payment.objects.filter(pk=refund.payment_id).update(
        refunded_cents=F("refunded_cents") + refund.amount_cents
    )
    return refund


@transaction.atomic
def confirm(refund: Refund, *, at: datetime = NOON) -> Refund:
    """The provider sent the money back."""
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.PAID, paid_at=at)
    events.publish(
        facts.RefundPaid(refund_id=refund.pk, seller_order_id=refund.seller_order_id),
        about=refund,
        at=at,
    )
    refund.refresh_from_db()
    return refund


def give_back(part: SellerOrder, pieces: dict[int, int], **extra) -> Refund:
    """A refund decided and sent."""
    return confirm(intend(part, pieces, **extra), at=extra.get("at", NOON))


@transaction.atomic
def dispute(
    order: Order, *, amount_cents: int, fee_cents: int = 1500, at: datetime = NOON
) -> Dispute:
    """The buyer's bank takes money back."""
    row = Dispute.objects.create(
        payment=order.payment,
        ref=f"dp-{next(_count)}",
        amount_cents=amount_cents,
        fee_cents=fee_cents,
        opened_at=at,
    )
    events.publish(facts.DisputeOpened(dispute_id=row.pk), about=row, at=at)
    return row


@transaction.atomic
def close(row: Dispute, *, won: bool, at: datetime = NOON) -> Dispute:
    """The bank decides."""
    Dispute.objects.filter(pk=row.pk).update(state="won" if won else "lost", closed_at=at)
    events.publish(facts.DisputeClosed(dispute_id=row.pk, won=won), about=row, at=at)
    row.refresh_from_db()
    return row


def delivered(seller, lines, shipping=0, *, days_ago: int = 20, fee_cents: int = 25) -> SellerOrder:
    """An order of one seller, paid, shipped and delivered so many days before NOON."""
    at = NOON - days_ago * DAY
    order = pay(
        placed((seller, lines, shipping), at=at - 2 * DAY), at=at - 2 * DAY, fee_cents=fee_cents
    )
    part = order.seller_orders.get()
    return deliver(ship(part, at=at - DAY), at=at)
