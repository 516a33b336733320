"""Whatever process dies, and whenever: nothing is lost, nothing is done twice, and all of it
ends.
"""

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

from accounting.billing import billing
from accounting.book import ledger
from accounting.documents import rendering
from accounting.models import Account, Commission, Invoice, Line, Payout, PayoutRun
from accounting.payouts import payouts
from accounting.states import PayoutState, RunState
from marketplace.proof import verify
from marketplace.shared import clock, gateway, outbox
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxAccount, SandboxMove, SandboxPayment
from orders.fulfilment import shipping, withdrawn
from orders.incidents import incidents
from orders.models import Incident, Order, Refund
from orders.money import disputes
from orders.returns import returns, withdrawals
from orders.states import IncidentState, PaymentState, RefundState, ReturnState, SellerOrderState
from tests import cast
from tests.faults.killing import everywhere, restart
from tests.walks.conftest import DETAILS, fill_cart, hidden

NOON, STOCK = cast.NOON, 1000
PLENTY = 150  # pieces of one order: more than there are instants to die at
MONTH_END = NOON.replace(month=12, day=1)
_buyer = count(1)


@pytest.fixture
def shelf(shop, lune, brun):
    return [
        cast.offer(lune, price_cents=2490, stock=STOCK),
        cast.offer(brun, price_cents=4500, stock=STOCK),
    ]


def at_the_till(shelf):
    """A guest before the order button: what the browser sends when it is pressed, once or again."""
    number = next(_buyer)
    # each from a place of their own: one place may only leave so many orders unpaid
    visitor = Client(REMOTE_ADDR=f"2001:db8:{number:x}::1")
    fill_cart(visitor, *shelf)
    page = visitor.get(reverse("shop-checkout"))
    email = f"acheteur{number}@example.test"
    return visitor, {
        **DETAILS,
        "email": email,
        "key": hidden(page, "key"),
        "shown": hidden(page, "shown"),
    }


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
    assert sorted(charged) == sorted(
        o.number for o in orders if o.payment.state == PaymentState.PAID
    )
    for order in orders:
        states = set(order.seller_orders.values_list("state", flat=True))
        if order.number in charged:
            assert states == {SellerOrderState.TO_ACCEPT}
            assert told(letters, order.email) in (
                1,
                2,
            ), "one letter; two when the first one's sender died"
        else:
            assert (order.payment.state, states) == (
                PaymentState.CANCELLED,
                {SellerOrderState.CANCELLED},
            )
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
        restart(at=NOON)
        orders = check_orders(shelf, letters, people)

    assert {order.payment.state for order in orders} == {PaymentState.PAID, PaymentState.CANCELLED}
    assert len(orders) < len(people), "killed early enough, there is no order"


def test_the_buyer_who_tries_again_buys_once(shelf, letters):
    people = []
    with clock.at(NOON):
        for person, _died in everywhere(lambda: at_the_till(shelf), buy):
            buy(person)
            people.append(person[1]["email"])
        restart(at=NOON)
        orders = check_orders(shelf, letters, people)

    assert len(orders) == len(people)
    assert {order.payment.state for order in orders} == {PaymentState.PAID}


def test_a_parcel_leaves_with_one_invoice_and_its_file(shelf, letters, lune):
    def begin():
        return cast.accepted(cast.part_of(cast.paid_order(shelf[0])))

    def ship(part):
        if part.state == SellerOrderState.TO_SHIP:
            shipping.ship(part, by=cast.owner_of(lune), at=NOON, **cast.PARCEL)

    parts = []
    with clock.at(NOON):
        for part, _died in everywhere(begin, ship):
            part.refresh_from_db()
            ship(part)  # the seller presses again what did not answer
            parts.append(part)
        restart(at=NOON)

    for part in parts:
        invoice = part.invoices.get()
        assert invoice.rendered_at is not None
        assert invoice.file.storage.exists(invoice.file.name)
        assert part.shipments.count() == 1
    numbers = sorted(Invoice.objects.values_list("rank", flat=True))
    assert numbers == list(range(1, len(parts) + 1))


def test_a_return_gives_the_money_back_once(shelf, letters, lune):
    cast.rules(unpaid_pieces_most=2 * PLENTY)
    seller = cast.owner_of(lune)
    with clock.at(NOON):
        part = cast.sold((shelf[0], PLENTY))
    line = part.lines.get()

    def begin():
        return returns.ask(part, pieces={line.pk: 1}, reason="withdrawal", by=None, at=NOON)

    def settle(back):
        if back.state == ReturnState.ASKED:
            returns.accept(back, by=seller, at=NOON)
        if back.state == ReturnState.ACCEPTED:
            returns.receive(back, restock=[line.pk], by=seller, at=NOON)

    backs = []
    with clock.at(NOON):
        for back, _died in everywhere(begin, settle):
            back.refresh_from_db()
            settle(back)  # the seller presses again what did not answer
            backs.append(back)
        restart(at=NOON)

    for back in backs:
        back.refresh_from_db()
        refund = Refund.objects.get(origin=back)
        assert (back.state, refund.state) == (ReturnState.REFUNDED, RefundState.PAID)
        assert SandboxMove.objects.filter(key=refund.uid).count() == 1
        assert Invoice.objects.get(refund=refund).rendered_at is not None
    assert SandboxMove.objects.filter(kind=SandboxMove.Kind.REFUND).count() == len(backs)
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
    shelf[0].refresh_from_db()
    assert shelf[0].stock == STOCK - PLENTY + len(backs)


def test_a_withdrawal_of_what_waits_and_what_travels_takes_effect_once(shelf, letters, lune):
    cast.rules(unpaid_pieces_most=2 * PLENTY)
    seller = cast.owner_of(lune)
    with clock.at(NOON):
        other = cast.offer(lune, price_cents=1500, stock=STOCK)
        part = cast.accepted(cast.part_of(cast.paid_order((shelf[0], PLENTY), (other, PLENTY))))
        waits, travels = part.lines.get(offer=shelf[0]), part.lines.get(offer=other)
        shipping.ship(part, pieces={travels.pk: PLENTY}, by=seller, at=NOON, **cast.PARCEL)

    def withdraw(key):
        row = withdrawals.declare(
            key=key,
            name="Alice Martin",
            order_number=part.order.number,
            email=part.order.email,
            at=NOON,
            goods="Un de chaque",
            from_order=part.order,
            pieces={waits.pk: 1, travels.pk: 1},
        )
        row.refresh_from_db()
        if row.handled_at is None:  # what was declared stops the parcel until it is followed up
            with pytest.raises(withdrawn.WithdrawalPending):
                shipping.ship(part, by=seller, at=NOON, **cast.PARCEL)
        withdrawals.follow_up(row.pk, at=NOON)

    keys = []
    with clock.at(NOON):
        for key, _died in everywhere(lambda: f"{next(_buyer):032x}", withdraw):
            withdraw(key)  # the buyer confirms again what did not answer
            keys.append(key)
        restart(at=NOON)

    waits.refresh_from_db()
    assert (
        waits.withdrawn
        == Refund.objects.filter(seller_order=part, state=RefundState.PAID).count()
        == len(keys)
    )
    assert [
        back.lines.get().quantity for back in part.returns.filter(state=ReturnState.ON_ITS_WAY)
    ] == [1] * len(keys)
    assert SandboxMove.objects.filter(kind=SandboxMove.Kind.REFUND).count() == len(keys)
    assert part.shipments.count() == 1
    assert part.order.withdrawals.filter(handled_at=NOON).count() == len(keys)
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


def test_a_complaint_decided_by_two_gives_the_money_back_once(shelf, letters, lune):
    """The seller answers, support proposes more than it gives alone, finance approves: killed at
    each of it.
    """
    cast.rules(incident_alone_cents=1, unpaid_pieces_most=PLENTY)
    seller, support, finance = (
        cast.owner_of(lune),
        cast.operator("support"),
        cast.operator("finance"),
    )
    with clock.at(NOON):
        part = cast.sold((shelf[0], PLENTY))
    line = part.lines.get()

    def begin():
        return incidents.open_(
            part, kind="damaged", text="Fêlé.", pieces={line.pk: 1}, by=None, at=NOON
        )

    def decide(row):
        if row.state == IncidentState.WAITING_SELLER:
            incidents.answer(row, side="seller", text="Bien emballé.", by=seller, at=NOON)
        if row.state == IncidentState.TO_DECIDE:
            award = incidents.Award(lines={line.pk: 1})
            assert (
                incidents.refund(
                    row, award, borne_by="seller", because="Fêlé.", by=support, at=NOON
                )
                is None
            )
        if row.state == IncidentState.TO_APPROVE:
            incidents.approve(row, by=finance, at=NOON)

    rows, deaths = [], 0
    with clock.at(NOON):
        for row, died in everywhere(begin, decide):
            deaths += died
            row = Incident.objects.select_related("seller_order").get(pk=row.pk)
            decide(row)  # whoever had pressed the button presses again what did not answer
            rows.append(row)
        restart(at=NOON)

    assert deaths > 6
    for row in rows:
        row.refresh_from_db()
        refund = row.refunds.get()
        assert (row.state, row.outcome, row.awarded_cents) == (
            IncidentState.DECIDED,
            "refunded",
            2490,
        )
        assert (refund.state, refund.amount_cents) == (RefundState.PAID, 2490)
        assert SandboxMove.objects.filter(key=refund.uid).count() == 1
        assert row.words.filter(side="seller").count() == 1
    assert (
        SandboxMove.objects.filter(kind=SandboxMove.Kind.REFUND).count()
        == len(rows)
        == Refund.objects.count()
    )
    line.refresh_from_db()
    assert line.refunded_cents == 2490 * len(rows)
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


def test_a_payout_run_pays_each_seller_once(shelf, letters, lune, odile):
    due = NOON + timedelta(days=30)
    SandboxAccount.objects.create(
        ref=lune.account_ref,
        key=lune.account_ref,
        email=lune.email,
        legal_name=lune.legal_name,
        state="verified",
        created_at=NOON,
    )

    def begin():
        with clock.at(NOON), outbox.holding(["accounting.render_invoice"]):
            part = cast.sold(shelf[0])
        file_away(part.invoices.get())

    def pay_out(_nothing=None):
        for waiting in PayoutRun.objects.filter(state=RunState.PREPARED):
            payouts.approve(waiting, by=odile, at=due)
        with suppress(payouts.NothingDue):
            payouts.approve(payouts.prepare(due, by=None, at=due), by=odile, at=due)

    with clock.at(due):
        for _nothing, _died in everywhere(begin, pay_out):
            pay_out()
        restart(at=due)

    paid = Payout.objects.all()
    assert {payout.state for payout in paid} == {PayoutState.PAID}
    assert set(PayoutRun.objects.values_list("state", flat=True)) == {RunState.DONE}
    assert all(payout.statement for payout in paid)
    sent = SandboxMove.objects.filter(kind=SandboxMove.Kind.TRANSFER)
    assert sorted(sent.values_list("key", "amount_cents")) == sorted(
        paid.values_list("uid", "amount_cents")
    )
    assert ledger.owed(lune) == 0
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


LATER = [
    "accounting.send_run",
    "accounting.make_statement",
    "accounting.render_invoice",
    "accounting.tell_paid",
]


def test_a_dispute_between_preparing_and_sending_holds_its_order(shelf, letters, lune, odile):
    due = NOON + timedelta(days=30)
    SandboxAccount.objects.create(
        ref=lune.account_ref,
        key=lune.account_ref,
        email=lune.email,
        legal_name=lune.legal_name,
        state="verified",
        created_at=NOON,
    )

    def begin():
        with clock.at(NOON), outbox.holding(["accounting.render_invoice"]):
            parts = [cast.sold(shelf[0]), cast.sold(shelf[0])]
        for part in parts:
            file_away(part.invoices.get())
        with outbox.holding(LATER):
            run = payouts.prepare(due, by=None, at=due)
            payouts.approve(run, by=odile, at=due)
        held = rehearsal.open_dispute(
            SandboxPayment.objects.get(ref=parts[1].order.payment.ref), at=due
        )
        disputes.sync(held.ref, at=due)
        return parts

    def pay_out(_parts):
        with outbox.holding(LATER[1:]):
            payouts.send(Payout.objects.latest("pk").pk, at=due)

    begun = []
    with clock.at(NOON):
        # on its way: what the provider holds, less the banks' fees
        cast.shipped(cast.part_of(cast.paid_order((shelf[1], 100))))
    with clock.at(due):
        for parts, _died in everywhere(begin, pay_out):
            begun.append(parts)
        restart(at=due)

    free = sum(payable_cents(kept) for kept, _held in begun)
    sent = SandboxMove.objects.filter(kind=SandboxMove.Kind.TRANSFER, state="paid")
    assert sum(sent.values_list("amount_cents", flat=True)) == free
    assert ledger.owed(lune) == sum(payable_cents(held) for _kept, held in begun)
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


def payable_cents(part) -> int:
    """What the sale of a part left its seller."""
    lines = Line.objects.filter(account=Account.SELLERS, seller_order=part)
    return sum(line.credit_cents - line.debit_cents for line in lines)


def test_a_month_is_billed_once_whoever_dies(shelf, letters, lune, brun):
    def begin():
        with clock.at(NOON):
            cast.paid_order(*shelf)

    def bill(_nothing=None):
        with outbox.holding(["accounting.render_invoice", "accounting.tell_billed"]):
            current_app.tasks["accounting.bill_commissions"].apply(throw=True)

    with clock.at(MONTH_END):
        for _nothing, _died in everywhere(begin, bill):
            assert list(verify.violations()) == []
        bill()

    assert billing.unbilled() == []
    assert list(verify.violations()) == []
    for seller in (lune, brun):
        earned = Commission.objects.filter(seller=seller).aggregate(net=Sum("net_cents"))["net"]
        assert (
            Invoice.objects.filter(seller=seller, kind="commission").aggregate(
                net=Sum("net_cents")
            )["net"]
            == earned
        )


def file_away(invoice: Invoice) -> None:
    """Give an invoice a file without drawing it: it was made long before the payout."""
    invoice.file.save(f"{invoice.number}.pdf", ContentFile(b"%PDF"), save=False)
    Invoice.objects.filter(pk=invoice.pk).update(
        file=invoice.file.name, sha256=rendering.fingerprint(b"%PDF"), rendered_at=NOON
    )
