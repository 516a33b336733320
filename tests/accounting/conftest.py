"""Accounting hears the facts of orders; other apps keep quiet here."""

from __future__ import annotations

import pytest

from accounting.book import postings
from accounting.commissions import commissions
from accounting.documents import invoices
from accounting.events import BillingAsked, PayoutApproved, PayoutPaid, PayoutRetried
from accounting.payouts import payouts, statements
from accounting.tasks import bill_commissions
from marketplace.shared import events
from marketplace.shared.models import SandboxAccount, SandboxPayment
from orders import events as facts
from tests.accounting import builders

sent: list[int] = []  # what the worker would be asked to send
FLOWS = {
    facts.OrderPlaced: [commissions.freeze],
    facts.SellerOrderPaid: [postings.sale],
    facts.OrderPaid: [postings.payment_fee],
    facts.PaidTooLate: [postings.late_payment],
    facts.RefundPaid: [invoices.credit_refund, postings.refund],
    facts.SellerOrderShipped: [invoices.issue_sales],
    PayoutApproved: [lambda event: sent.append(event.payout_id)],
    PayoutRetried: [lambda event: sent.append(event.payout_id)],
    BillingAsked: [events.later(bill_commissions)],
    PayoutPaid: [postings.payout, statements.close],
    facts.DisputeOpened: [postings.dispute_opened],
    facts.DisputeClosed: [postings.dispute_closed],
}


@pytest.fixture(autouse=True)
def _flows():
    """Connect accounting alone, then put back what was connected."""
    before = dict(events._flows)
    sent.clear()
    events.connect(FLOWS)
    yield
    events.connect(before)


@pytest.fixture
def grid(db):
    """Twelve percent for all."""
    return builders.rule()


@pytest.fixture
def bank(db):
    """The sandbox holds plenty, and knows the sellers' accounts."""
    SandboxPayment.objects.create(
        ref="pay_bank",
        key="bank",
        order_ref="bank",
        amount_cents=100_000_000,
        return_url="/",
        state="paid",
        created_at=builders.NOON,
        paid_at=builders.NOON,
    )

    def open_for(*sellers):
        for seller in sellers:
            SandboxAccount.objects.create(
                ref=seller.account_ref,
                key=f"key-{seller.account_ref}",
                email=seller.email,
                legal_name=seller.legal_name,
                state="verified",
                created_at=builders.NOON,
            )

    return open_for


@pytest.fixture
def deliver_sent():
    """Do what the worker does with approved payouts."""

    def run(at=builders.NOON):
        while sent:
            payouts.send(sent.pop(0), at=at)

    return run
