"""W3: a payment webhook becomes entries of the book, however often and in whatever order it
comes.
"""

from __future__ import annotations

import itertools
import json

import pytest
from django.test import Client
from django.urls import reverse

from accounting.book import ledger
from accounting.models import Account, Entry, Line
from marketplace.shared import gateway
from marketplace.shared.gateway import delivery, rehearsal
from marketplace.shared.gateway.signing import sign
from marketplace.shared.models import Fact, GatewayNotice, SandboxPayment, SandboxSettings
from orders.money import disputes, payments
from orders.states import PaymentState
from tests import cast


def told(uid: str, kind: str, ref: str, *, secret: str | None = None):
    """A signed notice at the webhook door, as the provider posts it."""
    body = json.dumps({"id": uid, "type": kind, "data": {"ref": ref}}).encode()
    return Client().post(
        reverse("webhook", args=["sandbox"]),
        body,
        content_type="application/json",
        headers={"Halles-Signature": sign(body, secret or delivery.secret())},
    )


def book() -> list[tuple]:
    """Every line of the book, without what depends on the order of writing."""
    rows = Line.objects.order_by("entry__source", "account", "debit_cents", "credit_cents")
    return list(rows.values_list("entry__journal", "account", "debit_cents", "credit_cents"))


def paid_silently(*offers):
    """A placed order whose bank accepted, although nobody told us yet."""
    SandboxSettings.objects.update_or_create(pk=1, defaults={"drop_percent": 100})
    order = cast.placed_order(*offers)
    payment = payments.start(order.payment.pk)
    hosted = SandboxPayment.objects.get(ref=payment.ref)
    rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
    assert not GatewayNotice.objects.exists()
    return order, hosted


def test_a_notice_books_the_sale_to_the_cent(lune, brun, worker):
    order, hosted = paid_silently(
        (cast.offer(lune, price_cents=5000), 1), cast.offer(brun, price_cents=1000)
    )
    first, second = order.seller_orders.get(seller=lune), order.seller_orders.get(seller=brun)

    with worker():
        assert told("evt_1", "payment.changed", hosted.ref).status_code == 200

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID
    fee = order.payment.fee_cents
    # 12 % of the goods, before tax, and 20 % of VAT on that
    commission = {first.pk: (600, 120), second.pk: (120, 24)}
    expected = [("ST", Account.PSP_FEES, fee, 0), ("ST", Account.PSP, 0, fee)]
    for part in (first, second):
        net, tax = commission[part.pk]
        expected += [
            ("ST", Account.PSP, part.total_cents, 0),
            ("ST", Account.SELLERS, 0, part.total_cents),
            ("VC", Account.SELLERS, net + tax, 0),
            ("VC", Account.COMMISSION, 0, net),
            ("VC", Account.VAT, 0, tax),
        ]
    assert sorted(book()) == sorted(expected)
    assert (
        ledger.balance(Account.PSP) == gateway.current().balance_cents() == order.total_cents - fee
    )
    assert ledger.owed(lune) == first.total_cents - 720


@pytest.mark.parametrize(
    "sequence", sorted(set(itertools.permutations(("paid", "paid", "contested", "tomorrow"))))
)
def test_any_order_and_number_of_notices_writes_the_same_book(lune, worker, sequence):
    order, hosted = paid_silently((cast.offer(lune, price_cents=3000), 2))
    dispute = rehearsal.open_dispute(hosted, at=cast.NOON)
    notices = {
        "paid": ("payment.changed", hosted.ref),
        "contested": ("dispute.changed", dispute.ref),
        "tomorrow": ("kind.of.tomorrow", "x"),
    }
    for name in sequence:
        with worker():
            assert told(f"evt_{name}", *notices[name]).status_code == 200

    with worker():  # the sweep asks again about what came before its time
        payments.sync(hosted.ref, at=cast.NOON)
        disputes.sync(dispute.ref, at=cast.NOON)

    sources = [
        source.split(":")[0]
        for source in Entry.objects.order_by("source").values_list("source", flat=True)
    ]
    assert sources == ["commission", "dispute", "disputefee", "fee", "sale"]
    assert GatewayNotice.objects.count() == 3, "the same notice twice is kept once"
    assert Fact.objects.filter(name="orders.OrderPaid").count() == 1
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


def test_a_forged_notice_books_nothing(lune, worker):
    _order, hosted = paid_silently(cast.offer(lune))

    with worker():
        assert told("evt_1", "payment.changed", hosted.ref, secret="guessed").status_code == 400

    assert book() == []
    assert not GatewayNotice.objects.exists()
    payments.sync(hosted.ref, at=cast.NOON)
