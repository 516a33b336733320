"""Webhooks: hints, kept once, in any order and number, from no one else."""

import itertools
import json

import pytest
from django.urls import reverse

from marketplace import notices, tasks
from marketplace.shared import clock
from marketplace.shared.gateway import delivery, rehearsal
from marketplace.shared.gateway.protocol import Notice
from marketplace.shared.gateway.signing import sign
from marketplace.shared.models import (
    Fact,
    GatewayNotice,
    SandboxMove,
    SandboxNotice,
    SandboxPayment,
)
from orders.models import Dispute, Payment, Refund
from orders.money import payments, refunds
from orders.states import PaymentState, RefundState
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def body_of(kind="payment.changed", ref="pay_x", uid="evt_1") -> bytes:
    return json.dumps({"id": uid, "type": kind, "data": {"ref": ref}}).encode()


def knock(client, body: bytes, signature: str | None = None, gateway="sandbox"):
    header = sign(body, delivery.secret()) if signature is None else signature
    return client.post(
        reverse("webhook", args=[gateway]),
        body,
        content_type="application/json",
        headers={"Halles-Signature": header},
    )


def opened(order) -> SandboxPayment:
    payment = payments.start(order.payment.pk)
    return SandboxPayment.objects.get(ref=payment.ref)


def test_a_paid_payment_reaches_the_order_by_webhook_alone(
    client, lune, django_capture_on_commit_callbacks
):
    order = cast.placed_order(cast.offer(lune))
    hosted = opened(order)

    with django_capture_on_commit_callbacks(execute=True):
        rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID
    sent = SandboxNotice.objects.get()
    assert (sent.last_answer, sent.delivered_at) == ("200", cast.NOON)
    assert GatewayNotice.objects.get().outcome == "settled"


def test_the_same_notice_twenty_times_is_kept_once(client, lune):
    order = cast.placed_order(cast.offer(lune))
    hosted = opened(order)
    rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
    body = body_of(ref=hosted.ref)

    answers = {knock(client, body).status_code for _ in range(20)}
    for kept in GatewayNotice.objects.all():
        notices.handle(kept.pk, at=cast.NOON)
        notices.handle(kept.pk, at=cast.NOON)

    assert answers == {200}
    assert GatewayNotice.objects.count() == 1
    assert Fact.objects.filter(name="orders.OrderPaid").count() == 1


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=1",
        "v1=aa",
        "t=é,v1=aa",
        "t=1,t=2,v1=aa",
        "t=99999999999999999999,v1=aa",
        sign(body_of(), "someone else's secret"),
        sign(b"another body", "x"),
    ],
    ids=[
        "none",
        "no value",
        "no time",
        "letters",
        "two times",
        "far",
        "another secret",
        "another body",
    ],
)
def test_a_forged_webhook_is_refused(client, signature):
    assert knock(client, body_of(), signature).status_code == 400
    assert not GatewayNotice.objects.exists()


def test_a_webhook_from_long_ago_is_refused(client):
    old = sign(body_of(), delivery.secret(), at=1_700_000_000)

    assert knock(client, body_of(), old).status_code == 400


def test_the_body_of_another_is_refused(client):
    signature = sign(body_of(ref="pay_cheap"), delivery.secret())

    assert knock(client, body_of(ref="pay_dear"), signature).status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"x"', b"{", b'{"id": 1}', b"\xff", b"[" * 5000]
)
def test_an_unreadable_webhook_is_refused(client, body):
    assert knock(client, body).status_code == 400


def test_only_the_gateway_in_use_is_listened_to(client):
    assert knock(client, body_of(), gateway="stripe").status_code == 404
    assert client.get(reverse("webhook", args=["sandbox"])).status_code == 405


def test_a_huge_webhook_is_refused(client):
    assert knock(client, b"x" * 1_000_001, "t=1,v1=x").status_code == 413


@pytest.mark.parametrize(
    "kind", ["payment.changed", "refund.changed", "dispute.changed", "new.kind"]
)
def test_what_nobody_asked_for_is_parked(client, kind):
    assert knock(client, body_of(kind, "pay_unknown")).status_code == 200
    kept = GatewayNotice.objects.get()

    notices.handle(kept.pk, at=cast.NOON)

    kept.refresh_from_db()
    assert kept.outcome.startswith(("parked", "ignored"))


def test_every_order_and_number_of_notices_ends_in_the_same_state(lune):
    """W1: payment, refund and dispute notices, permuted and doubled."""
    seen = set()
    for rank, order_of_notices in enumerate(itertools.permutations(("paid", "refund", "dispute"))):
        order = cast.placed_order((cast.offer(lune, price_cents=3000), 2))
        hosted = opened(order)
        rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
        dispute = rehearsal.open_dispute(hosted, at=cast.NOON)
        told = {
            "paid": ("payment.changed", hosted.ref),
            "dispute": ("dispute.changed", dispute.ref),
            "refund": ("refund.changed", "re_unknown"),
        }
        again = order_of_notices[rank % 3 :] + order_of_notices[: rank % 2]
        sequence = [*order_of_notices, *again]
        for count, name in enumerate(sequence):
            kind, ref = told[name]
            kept = notices.keep(
                "sandbox",
                Notice(uid=f"{order.number}{count}", kind=kind, subject_ref=ref),
                then=tasks.handle_notice,
                at=cast.NOON,
            )
            notices.handle(kept.pk, at=cast.NOON)
        payment = Payment.objects.get(order=order)
        facts = Fact.objects.filter(subject=f"orders.order:{order.pk}").values_list(
            "name", flat=True
        )
        seen.add(
            (
                payment.state,
                payment.fee_cents,
                Dispute.objects.filter(payment=payment).count(),
                tuple(sorted(facts)),
            )
        )
    assert len(seen) == 1
    assert next(iter(seen))[0] == PaymentState.PAID


def test_refund_notices_in_any_order_pay_once(lune):
    order = cast.paid_order((cast.offer(lune, price_cents=3000), 2))
    part = order.seller_orders.get()
    line = part.lines.get()
    refund = refunds.intend(
        part, lines={line.pk: 1}, shipping_cents=0, cause="returned", by=None, at=cast.NOON
    )
    refunds.send(refund.pk)
    ref = SandboxMove.objects.get(kind="refund").ref

    for count in range(3):
        kept = notices.keep(
            "sandbox",
            Notice(uid=f"r{count}", kind="refund.changed", subject_ref=ref),
            then=tasks.handle_notice,
            at=cast.NOON,
        )
        notices.handle(kept.pk, at=cast.NOON)

    assert Refund.objects.get().state == RefundState.PAID
    assert Fact.objects.filter(name="orders.RefundPaid").count() == 1


@pytest.mark.parametrize("lie", [{"amount_cents": 1}, {"currency": "USD"}, {"order_ref": "OTHER"}])
def test_a_payment_that_does_not_match_is_not_ours(lune, lie):
    """F9, B113: a valid signature on the wrong amount, currency or order changes nothing."""
    order = cast.placed_order(cast.offer(lune))
    hosted = opened(order)
    rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
    SandboxPayment.objects.filter(pk=hosted.pk).update(**lie)

    payments.sync(hosted.ref, at=cast.NOON)
    payments.sync(hosted.ref, at=cast.NOON)

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PENDING
    assert Fact.objects.filter(name="orders.PaymentMismatched").count() == 1


def test_a_second_payment_of_a_paid_order_is_told_and_kept_apart(lune):
    order = cast.paid_order(cast.offer(lune))
    twin = SandboxPayment.objects.get()
    twin.pk, twin.ref, twin.key = None, "pay_twin", "twin"
    twin.save()

    payments.sync("pay_twin", at=cast.NOON)

    assert Fact.objects.filter(name="orders.PaymentMismatched").count() == 1
    assert Fact.objects.filter(name="orders.OrderPaid").count() == 1
    order.payment.refresh_from_db()
    assert order.payment.ref != "pay_twin"
