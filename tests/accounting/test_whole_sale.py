"""The story of money with the real verbs: two sellers, a refusal, a return, a dispute, two runs.

At the end the book says what the provider says, to the cent, and nothing is wrong anywhere.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounting.book import ledger
from accounting.models import Account, Commission, Invoice
from accounting.payouts import payable, payouts
from accounting.states import PayoutState, RunState
from marketplace.flows import FLOWS
from marketplace.proof import verify
from marketplace.shared import clock, events, gateway
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxAccount, SandboxPayment
from orders.fulfilment import cancellations
from orders.money import disputes
from orders.returns import returns
from tests import cast
from tests.cast import NOON

DAY = timedelta(days=1)


@pytest.fixture
def live(db, _flows):
    """The marketplace with every listener, as in production."""
    events.connect(FLOWS)


@pytest.fixture
def accounts(lune, brun):
    """Both sellers are known to the provider."""
    for seller in (lune, brun):
        SandboxAccount.objects.create(
            ref=seller.account_ref,
            key=seller.account_ref,
            email=seller.email,
            legal_name=seller.legal_name,
            state="verified",
            created_at=NOON,
        )


def pay_out(at):
    """A run, approved, and what the worker does with it."""
    run = payouts.prepare(at, by=None, at=at)
    payouts.approve(run, by=None, at=at)
    with clock.at(at):
        for payout in run.payouts.all():
            payouts.send(payout.pk, at=at)
    run.refresh_from_db()
    return run


def agree():
    """Ours and theirs."""
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
    assert list(verify.violations()) == []


def test_money_goes_round(live, accounts, lune, brun):
    bowl, jug = cast.offer(lune, price_cents=4900), cast.offer(lune, price_cents=1250, stock=9)
    jam = cast.offer(brun, price_cents=650, stock=30, vat_class="food")
    order = cast.paid_order((bowl, 2), (jug, 3), (jam, 4))
    agree()

    part = cast.part_of(order, lune)
    refused = {part.lines.get(offer=jug).pk: 1}
    part = cast.accepted(part, refused=refused)
    for refund in part.refunds.all():
        cast.sent(refund)
    part = cast.delivered(part, at=NOON + DAY)
    other = cast.delivered(cast.part_of(order, brun), at=NOON + 2 * DAY)
    invoice = part.invoices.get()
    assert invoice.gross_cents == part.total_cents - part.refunded_cents
    assert not Invoice.objects.filter(kind="sale_credit").exists()
    agree()

    pieces = {part.lines.get(offer=bowl).pk: 1}
    back = returns.ask(part, pieces=pieces, reason="withdrawal", by=None, at=NOON + 3 * DAY)
    assert "Retour" in str(payable.shares(lune, NOON + 30 * DAY)[0].reason)
    returns.accept(back, by=None, at=NOON + 4 * DAY)
    refund = cast.sent(returns.receive(back, by=None, at=NOON + 5 * DAY))
    assert refund.credit_note.gross_cents == 4900
    agree()

    commission = sum(
        row.net_cents + row.vat_cents for row in Commission.objects.filter(seller=brun)
    )
    run = pay_out(NOON + 20 * DAY)
    assert (run.state, run.payouts.count()) == (RunState.DONE, 2)
    assert ledger.owed(lune) == ledger.owed(brun) == 0
    assert all(p.state == PayoutState.PAID for p in run.payouts.all())
    agree()

    contested = rehearsal.open_dispute(
        SandboxPayment.objects.get(ref=order.payment.ref), at=NOON + 21 * DAY
    )
    disputes.sync(contested.ref, at=NOON + 21 * DAY)
    agree()
    rehearsal.close_dispute(contested, won=False, at=NOON + 25 * DAY)
    disputes.sync(contested.ref, at=NOON + 25 * DAY)
    assert ledger.owed(brun) == -(other.total_cents - commission), (
        "what the bank took, less the commission on it"
    )
    agree()

    called_off = cast.part_of(cast.paid_order(bowl, at=NOON + 26 * DAY))
    cancellations.cancel(called_off, because="rupture", by=None, at=NOON + 26 * DAY)
    for refund in called_off.refunds.all():
        cast.sent(refund)
    dear = cast.offer(lune, price_cents=90000)
    cast.delivered(cast.part_of(cast.paid_order(dear, at=NOON + 26 * DAY)), at=NOON + 27 * DAY)
    agree()
    run = pay_out(NOON + 45 * DAY)
    assert [row["name"] for row in run.left_out] == ["Maison Brun"]
    assert [(p.state, p.failure) for p in run.payouts.all()] == [("paid", "")]
    agree()
