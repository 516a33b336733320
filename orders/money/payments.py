"""The buyer's one payment: opened, proven by asking the provider again, settled once.

intended → pending → paid; refused attempts are followed by others until the order is given
up. Whatever the buyer's browser or a webhook says is only a hint: `sync` asks the provider.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.offers import stock
from marketplace.shared import clock, events, facts, language, policy
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import GatewayDown, GatewayRefused, PaymentView
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders.events import (
    OrderExpired,
    OrderPaid,
    OrderRenounced,
    OrderTakenBack,
    PaidTooLate,
    PaymentFailed,
    PaymentMismatched,
    RefundIntended,
    SellerOrderPaid,
)
from orders.models import Order, OrderLine, OrderRules, Payment, Refund, SellerOrder
from orders.parts import ship_by
from orders.states import PAYMENT, SELLER_ORDER, PaymentState, SellerOrderState

UNPAID = (PaymentState.INTENDED, PaymentState.PENDING, PaymentState.FAILED)
REASONS = {
    "card_declined": _("Votre banque a refusé le paiement."),
    "insufficient_funds": _("La provision de la carte est insuffisante."),
    "authentication_failed": _("L'authentification auprès de votre banque n'a pas abouti."),
    "expired_card": _("La carte est expirée."),
    "abandoned": _("Le paiement n'a pas été terminé."),
    "refused": _("Le prestataire de paiement n'a pas pu ouvrir le paiement."),
}
facts.tell_reasons({"unpaid": _("non payée dans le délai")})  # stored so before it was a sentence
PATIENCE = timedelta(minutes=3)  # a webhook mostly comes sooner: only the silent are asked
log = logging.getLogger("halles.payments")


class PaymentUnknown(Refusal):
    """The provider speaks of a payment that no order asked for."""

    sentence = _("Aucune commande ne correspond à ce paiement.")


class OrderGivenUp(Refusal):
    """The order was given up: it can no longer be paid."""

    sentence = _(
        "Cette commande est abandonnée : elle ne peut plus être payée. « Commander à nouveau »"
        " remet ses articles dans votre panier."
    )


def reason_of(failure: str) -> str:
    """Why a payment failed, in plain words."""
    return str(REASONS.get(failure, REASONS["card_declined"])) if failure else ""


def start(payment_id: int) -> Payment:
    """Ask the provider to open the payment; a refused attempt gets a new one.

    Asked again after an answer that never came, the same key opens nothing twice.
    """
    return open_(_get(pk=payment_id))


def open_(payment: Payment) -> Payment:
    """The same, for a payment just read or just written."""
    if payment.state == PaymentState.CANCELLED:
        raise OrderGivenUp
    if payment.state == PaymentState.FAILED:
        _renew(payment)
    if payment.state == PaymentState.PAID or (payment.ref and payment.redirect_url):
        return payment
    try:
        view = current().start_payment(
            key=payment.uid,
            amount_cents=payment.amount_cents,
            currency=payment.currency,
            order_ref=payment.order.number,
            description=policy.brand().name,
            email=payment.order.email,
            return_url=return_url(payment.order),
        )
    except GatewayRefused:
        fail(payment, "refused", at=clock.now())
        raise
    _opened(payment, view)
    return payment


def sync(ref: str, *, at: datetime | None = None) -> Payment:
    """Ask the provider how a payment stands, and settle ours accordingly."""
    view = current().payment(ref)
    payment = _of(view)
    _follow(payment, view, at=at or clock.now())
    return payment


def ask(payment: Payment, *, at: datetime) -> None:
    """The same, for a payment just read."""
    _follow(payment, current().payment(payment.ref or ""), at=at)


def _follow(payment: Payment, view: PaymentView, *, at: datetime) -> None:
    if view.state == "paid":
        confirm(payment, view, at=at)
    # the failure of an earlier attempt says nothing of the one that is open now
    elif view.state in ("failed", "cancelled") and view.ref == payment.ref:
        fail(payment, view.failure or "abandoned", at=at)


def confirm(payment: Payment, view: PaymentView, *, at: datetime) -> None:
    """The money is there: settle the order once, or send back what came too late."""
    for _attempt in range(3):
        try:
            return _confirm(payment, view, at=at)
        except MovedMeanwhile:  # paid or given up at this very moment: look again
            payment.refresh_from_db()
    raise MovedMeanwhile


@transaction.atomic(durable=True)
def _confirm(payment: Payment, view: PaymentView, *, at: datetime) -> None:
    order = payment.order
    if payment.state == PaymentState.PAID and payment.ref == view.ref:
        return
    # another sum, another order, or paid twice under two references: a person must look
    answered = (view.amount_cents, view.currency, view.order_ref)
    if answered != (payment.amount_cents, payment.currency, order.number) or (
        payment.state == PaymentState.PAID
    ):
        _alert(payment, view, at=at)
        return
    too_late = payment.state == PaymentState.CANCELLED
    PAYMENT.move(
        payment, PaymentState.PAID, ref=view.ref, paid_at=at, fee_cents=view.fee_cents, failure=""
    )
    if too_late:
        _send_back(payment, at=at)
    else:
        _settle(payment, at=at)


def _settle(payment: Payment, *, at: datetime) -> None:
    order, rules = payment.order, policy.rules(OrderRules)
    parts = list(order.seller_orders.select_related("seller").order_by("pk"))
    if rules.acceptance == "automatic":
        for part in parts:
            SELLER_ORDER.move(
                part,
                SellerOrderState.TO_SHIP,
                paid_at=at,
                accepted_at=at,
                ship_by=ship_by(part, at=at),
                look_at=at,
            )
    else:
        SELLER_ORDER.move_all(
            parts,
            SellerOrderState.TO_ACCEPT,
            paid_at=at,
            accept_by=at + timedelta(hours=rules.accept_hours),
        )
    for part in parts:
        events.publish(
            SellerOrderPaid(
                seller_order_id=part.pk, seller_id=part.seller_id, total_cents=part.total_cents
            ),
            about=part,
            within=order,
            at=at,
        )
    events.publish(
        OrderPaid(
            order_id=order.pk,
            payment_id=payment.pk,
            amount_cents=payment.amount_cents,
            fee_cents=payment.fee_cents,
        ),
        about=order,
        at=at,
    )


def _send_back(payment: Payment, *, at: datetime) -> None:
    Payment.objects.filter(pk=payment.pk).update(refunded_cents=F("amount_cents"))
    refund = Refund.objects.create(
        payment=payment,
        uid=uuid4().hex,
        cause=Refund.Cause.LATE_PAYMENT,
        currency=payment.currency,
        amount_cents=payment.amount_cents,
        intended_at=at,
    )
    order = payment.order
    events.publish(
        PaidTooLate(
            order_id=order.pk,
            refund_id=refund.pk,
            amount_cents=payment.amount_cents,
            fee_cents=payment.fee_cents,
        ),
        about=order,
        at=at,
    )
    events.publish(RefundIntended(refund_id=refund.pk), about=refund, within=order, at=at)


def _alert(payment: Payment, view: PaymentView, *, at: datetime) -> None:
    """A payment that matches no order: announce it once, and change nothing."""
    log.error("payment %s does not match what %s says", payment.uid, view.ref)
    alerts = events.Fact.objects.filter(
        name="orders.PaymentMismatched", subject=events.subject_of(payment), data__ref=view.ref
    )
    if not alerts.exists():
        events.publish(
            PaymentMismatched(
                payment_id=payment.pk,
                ref=view.ref,
                amount_cents=view.amount_cents,
                currency=view.currency,
                order_ref=view.order_ref,
            ),
            about=payment,
            within=payment.order,
            at=at,
        )


@transaction.atomic(durable=True)
def fail(payment: Payment, failure: str, *, at: datetime) -> None:
    """The bank said no: the buyer may try again until the order is given up."""
    if payment.state not in (PaymentState.INTENDED, PaymentState.PENDING):
        return  # a late failure undoes neither a payment that arrived nor one given up
    try:
        PAYMENT.move(payment, PaymentState.FAILED, failure=failure[:100])
    except MovedMeanwhile:
        return
    events.publish(
        PaymentFailed(order_id=payment.order_id, failure=failure),
        about=payment,
        within=payment.order,
        at=at,
    )


def expire_due(at: datetime) -> int:
    """Give up every order that was not paid in time, after closing its payment at the provider."""
    given_up = 0
    for payment in _late(at)[:500]:  # a bounded batch: the next run takes the rest
        # paid or not, nobody knows: the stock stays kept until the provider answers
        with suppress(GatewayDown):
            given_up += _give_up(payment, expire, at=at)
    return given_up


def give_up_keeping(offer_ids: Iterable[int], *, at: datetime) -> int:
    """The same at once for the orders that keep these offers, because somebody wants them now."""
    keeping = SellerOrder.objects.filter(
        lines__offer__in=list(offer_ids), state=SellerOrderState.AWAITING_PAYMENT
    ).values("order")
    given_up = 0
    with suppress(GatewayDown):  # somebody waits for the page: a silent provider is asked once
        for payment in _late(at).filter(order__in=keeping)[:10]:
            given_up += _give_up(payment, expire, at=at)
    return given_up


def _late(at: datetime) -> QuerySet[Payment]:
    late = Payment.objects.filter(state__in=UNPAID, order__pay_by__lte=at)
    return late.select_related("order").order_by("pk")


def renounce(order: Order, *, by: User | None, at: datetime) -> None:
    """The buyer gives an unpaid order up at once; a payment that arrives first is honoured.

    Raises GatewayDown, with nothing changed, while nobody can say whether it was paid.
    """
    _renounce(order, partial(let_go, by=by), at=at)


def take_back(order: Order, *, by: User | None, at: datetime) -> None:
    """The same from a buyer who orders otherwise: nobody is told that they gave up. Raises
    GatewayDown.
    """
    _renounce(order, partial(reopen, by=by), at=at)


def _renounce(order: Order, give_up: Callable[..., None], *, at: datetime) -> None:
    payment = _get(order=order)
    if payment.state in UNPAID:
        in_time = payment.order.pay_by > at
        _give_up(payment, give_up if in_time else expire, at=at)


def _give_up(payment: Payment, give_up: Callable[..., None], *, at: datetime) -> int:
    """Close a payment at the provider, then its order, unless it was paid: 1 if given up."""
    try:
        view = current().cancel_payment(payment.ref) if payment.ref else None
    except GatewayRefused:
        view = None
    if view is not None and view.state == "paid":
        confirm(payment, view, at=at)
        return 0
    give_up(payment.order, at=at)
    return 1


def reconcile(at: datetime) -> int:
    """Ask the provider about payments still open here: a webhook may never come."""
    silent = Payment.objects.filter(
        state__in=UNPAID,
        ref__isnull=False,
        created_at__lte=at - PATIENCE,
        order__pay_by__gt=at - timedelta(days=1),  # giving up the older asks the provider too
    )
    asked = 0
    for ref in silent.order_by("pk").values_list("ref", flat=True)[:200]:
        try:
            sync(ref, at=at)
        except (GatewayDown, GatewayRefused):
            continue
        asked += 1
    return asked


@transaction.atomic(durable=True)
def expire(order: Order, *, at: datetime) -> None:
    """Give an order up that nobody paid in time, and its stock back."""
    if _abandon(order, _("non payée dans le délai"), at=at):
        events.publish(OrderExpired(order_id=order.pk), about=order, at=at)


@transaction.atomic(durable=True)
def let_go(order: Order, *, by: User | None, at: datetime) -> None:
    """Give an order up that its buyer renounced before paying, and its stock back."""
    if _abandon(order, _("abandonnée par l'acheteur avant de payer"), at=at):
        events.publish(OrderRenounced(order_id=order.pk), about=order, by=by, at=at)


@transaction.atomic(durable=True)
def reopen(order: Order, *, by: User | None, at: datetime) -> None:
    """Give an unpaid order up whose buyer changes it in their cart, and its stock back."""
    if _abandon(order, _("reprise par l'acheteur pour la changer"), at=at):
        events.publish(OrderTakenBack(order_id=order.pk), about=order, by=by, at=at)


def _abandon(order: Order, because: object, *, at: datetime) -> bool:
    """In the caller's transaction: cancel what is unpaid; False when it is paid or given up."""
    payment = _get(order=order)
    if payment.state not in UNPAID:
        return False
    try:  # the payment moves first: whoever pays at this instant wins or loses it as a whole
        PAYMENT.move(payment, PaymentState.CANCELLED)
    except MovedMeanwhile:
        return False
    for part in order.seller_orders.order_by("pk"):
        SELLER_ORDER.move(
            part,
            SellerOrderState.CANCELLED,
            cancelled_at=at,
            cancelled_because=language.kept(because),
        )
    freed: dict[int, int] = {}
    lines = OrderLine.objects.filter(seller_order__order=order)
    for offer_id, quantity in lines.values_list("offer_id", "quantity"):
        freed[offer_id] = freed.get(offer_id, 0) + quantity
    lines.update(cancelled=F("quantity"))
    stock.give_back(freed, reason="freed", ref=order.number, at=at)
    return True


def return_url(order: Order) -> str:
    """Where the provider sends the buyer back, and where they may pay again."""
    return f"{settings.BASE_URL}{reverse('shop-payment', args=[order.number])}?t={order.token}"


def _renew(payment: Payment) -> None:
    """A new attempt under a new key, written before the provider hears of it."""
    attempts = payment.attempts + 1
    # under the old idempotency key the provider would only repeat its refusal
    uid = f"{payment.order.number}-{attempts}"
    with transaction.atomic(durable=True):
        PAYMENT.move(
            payment,
            PaymentState.PENDING,
            uid=uid,
            attempts=attempts,
            ref=None,
            redirect_url="",
            failure="",
        )


@transaction.atomic(durable=True)
def _opened(payment: Payment, view: PaymentView) -> None:
    answer = {"ref": view.ref, "redirect_url": view.redirect_url}
    if payment.state == PaymentState.INTENDED:
        with suppress(MovedMeanwhile):  # a second tab asked with the same key: the same answer
            PAYMENT.move(payment, PaymentState.PENDING, **answer)
            return
    Payment.objects.filter(pk=payment.pk, uid=payment.uid, ref=None).update(**answer)
    payment.refresh_from_db()


def _get(**which) -> Payment:
    return Payment.objects.select_related("order").get(**which)


def _of(view: PaymentView) -> Payment:
    """Our payment for the provider's: by its reference, or by the order it was opened for."""
    payments = Payment.objects.select_related("order")
    payment = (
        payments.filter(ref=view.ref).first()
        or payments.filter(order__number=view.order_ref).first()
    )
    if payment is None:
        raise PaymentUnknown
    return payment
