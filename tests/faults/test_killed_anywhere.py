"""Whatever process dies, and whenever: nothing is lost, nothing is done twice, and all of it ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from accounting import billing, ledger, payouts, rendering
from accounting.models import Account, Commission, Invoice, Payout, PayoutRun
from accounting.states import PayoutState, RunState
from marketplace import verify
from marketplace.shared import clock, events, gateway
from marketplace.shared.models import SandboxAccount, SandboxMove, SandboxPayment
from orders import returns, shipping
from orders.models import Order, Refund
from orders.states import PaymentState, RefundState, ReturnState, SellerOrderState
from tests import cast
from tests.faults.killing import everywhere, restart
from tests.walks.conftest import DETAILS, fill_cart, hidden

NOON, STOCK = cast.NOON, 1000
MONTH_END = NOON.replace(month=12, day=1)
_buyer = count(1)


@pytest.fixture
def shelf(shop, lune, brun):
    return [cast.offer(lune, price_cents=2490, stock=STOCK), cast.offer(brun, price_cents=4500, stock=STOCK)]


def at_the_till(shelf):
    """A guest before the order button: what the browser sends when it is pressed, once or again."""
    visitor = Client()
    fill_cart(visitor, *shelf)
    page = visitor.get(reverse("shop-checkout"))
    email = f"acheteur{next(_buyer)}@example.test"
    return visitor, {**DETAILS, "email": email, "key": hidden(page, "key"), "shown": hidden(page, "shown")}


def buy(person) -> None:
    """Press the button, pay at the provider's page, come back."""
    visitor, fields = person
    answer = visitor.post(reverse("shop-checkout"), fields)
    if "/essai/" in answer.url:
        answer = visitor.post(answer.url, {"card": "4242424242424242"})
    visitor.get(answer.url, follow=True)


def told(letters, address: str) -> int:
    """How many letters an address received."""
    return sum(file.read_text().count(f"\nTo: {address}\n") for file in letters.iterdir())


def check_orders(shelf, letters, emails) -> list[Order]:
    """Every order is paid once or given up; what is on the shelf is what was not sold."""
    orders = list(Order.objects.filter(email__in=emails).select_related("payment"))
    assert len({order.email for order in orders}) == len(orders), "one person, one order"
    charged = list(SandboxPayment.objects.filter(state="paid").values_list("order_ref", flat=True))
    assert sorted(charged) == sorted(o.number for o in orders if o.payment.state == PaymentState.PAID)
    for order in orders:
        states = set(order.seller_orders.values_list("state", flat=True))
        if order.number in charged:
            assert states == {SellerOrderState.TO_ACCEPT}
            assert told(letters, order.email) in (1, 2), "one letter; two when the first one's sender died"
        else:
            assert (order.payment.state, states) == (PaymentState.CANCELLED, {SellerOrderState.CANCELLED})
    for offer in shelf:
        offer.refresh_from_db()
        assert offer.stock == STOCK - len(charged)
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
    return orders


def test_a_checkout_that_dies_is_finished_or_given_up(shelf, letters):
    people = []
    with clock.at(NOON):
        for person, _died in everywhere(lambda: at_the_till(shelf), buy):
            people.append(person[1]["email"])
        restart(now=NOON)
        orders = check_orders(shelf, letters, people)

    assert {order.payment.state for order in orders} == {PaymentState.PAID, PaymentState.CANCELLED}
    assert len(orders) < len(people), "killed early enough, there is no order"


def test_the_buyer_who_tries_again_buys_once(shelf, letters):
    people = []
    with clock.at(NOON):
        for person, _died in everywhere(lambda: at_the_till(shelf), buy):
            buy(person)
            people.append(person[1]["email"])
        restart(now=NOON)
        orders = check_orders(shelf, letters, people)

    assert len(orders) == len(people)
    assert {order.payment.state for order in orders} == {PaymentState.PAID}


def test_a_parcel_leaves_with_one_invoice_and_its_file(shelf, letters, lune):
    def begin():
        return cast.accepted(cast.part_of(cast.paid_order(shelf[0])))

    def ship(part):
        if part.state == SellerOrderState.TO_SHIP:
            shipping.ship(part, by=cast.owner_of(lune), now=NOON, **cast.PARCEL)

    parts = []
    with clock.at(NOON):
        for part, _died in everywhere(begin, ship):
            part.refresh_from_db()
            ship(part)  # the seller presses again what did not answer
            parts.append(part)
        restart(now=NOON)

    for part in parts:
        invoice = part.invoices.get()
        assert invoice.rendered_at is not None
        assert invoice.file.storage.exists(invoice.file.name)
        assert part.shipments.count() == 1
    numbers = sorted(Invoice.objects.values_list("rank", flat=True))
    assert numbers == list(range(1, len(parts) + 1))


def test_a_return_gives_the_money_back_once(shelf, letters, lune):
    seller = cast.owner_of(lune)
    with clock.at(NOON):
        part = cast.sold((shelf[0], 60))
    line = part.lines.get()

    def begin():
        return returns.ask(part, pieces={line.pk: 1}, reason="withdrawal", by=None, now=NOON)

    def settle(back):
        if back.state == ReturnState.ASKED:
            returns.accept(back, by=seller, now=NOON)
        if back.state == ReturnState.ACCEPTED:
            returns.receive(back, restock=[line.pk], by=seller, now=NOON)

    backs = []
    with clock.at(NOON):
        for back, _died in everywhere(begin, settle):
            back.refresh_from_db()
            settle(back)  # the seller presses again what did not answer
            backs.append(back)
        restart(now=NOON)

    for back in backs:
        back.refresh_from_db()
        refund = Refund.objects.get(origin=back)
        assert (back.state, refund.state) == (ReturnState.REFUNDED, RefundState.PAID)
        assert SandboxMove.objects.filter(key=refund.uid).count() == 1
        assert Invoice.objects.get(refund=refund).rendered_at is not None
    assert SandboxMove.objects.filter(kind=SandboxMove.Kind.REFUND).count() == len(backs)
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
    shelf[0].refresh_from_db()
    assert shelf[0].stock == STOCK - 60 + len(backs)


def test_a_payout_run_pays_each_seller_once(shelf, letters, lune, odile):
    due = NOON + timedelta(days=30)
    SandboxAccount.objects.create(
        ref=lune.account_ref, key=lune.account_ref, email=lune.email,
        legal_name=lune.legal_name, state="verified", created_at=NOON)

    def begin():
        with clock.at(NOON), events.holding(["accounting.render_invoice"]):
            part = cast.sold(shelf[0])
        file_away(part.invoices.get())

    def pay_out(_nothing=None):
        for waiting in PayoutRun.objects.filter(state=RunState.PREPARED):
            payouts.approve(waiting, by=odile, now=due)
        with suppress(payouts.NothingDue):
            payouts.approve(payouts.prepare(due, by=None, now=due), by=odile, now=due)

    with clock.at(due):
        for _nothing, _died in everywhere(begin, pay_out):
            pay_out()
        restart(now=due)

    paid = Payout.objects.all()
    assert {payout.state for payout in paid} == {PayoutState.PAID}
    assert set(PayoutRun.objects.values_list("state", flat=True)) == {RunState.DONE}
    assert all(payout.statement for payout in paid)
    sent = SandboxMove.objects.filter(kind=SandboxMove.Kind.TRANSFER)
    assert sorted(sent.values_list("key", "amount_cents")) == sorted(paid.values_list("uid", "amount_cents"))
    assert ledger.owed(lune) == 0
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


def test_a_month_is_billed_once_whoever_dies(shelf, letters, lune, brun):
    def begin():
        with clock.at(NOON):
            cast.paid_order(*shelf)

    def bill(_nothing=None):
        with events.holding(["accounting.render_invoice", "accounting.tell_billed"]):
            current_app.tasks["accounting.bill_commissions"].apply(throw=True)

    with clock.at(MONTH_END):
        for _nothing, _died in everywhere(begin, bill):
            assert list(verify.violations()) == []
        bill()

    assert billing.unbilled() == []
    assert list(verify.violations()) == []
    for seller in (lune, brun):
        earned = Commission.objects.filter(seller=seller).aggregate(net=Sum("net_cents"))["net"]
        assert Invoice.objects.filter(seller=seller, kind="commission").aggregate(net=Sum("net_cents"))["net"] == earned


def file_away(invoice: Invoice) -> None:
    """Give an invoice a file without drawing it: it was made long before the payout."""
    invoice.file.save(f"{invoice.number}.pdf", ContentFile(b"%PDF"), save=False)
    Invoice.objects.filter(pk=invoice.pk).update(
        file=invoice.file.name, sha256=rendering.fingerprint(b"%PDF"), rendered_at=NOON)
