"""What the worker does for accounting: each task calls one verb."""

from celery import shared_task
from django.db import transaction

from accounting.billing import billing
from accounting.billing import emails as billing_emails
from accounting.book import months
from accounting.documents import contests, rendering
from accounting.documents import emails as documents_emails
from accounting.models import CommissionMonth, Invoice, Payout
from accounting.payouts import emails as payouts_emails
from accounting.payouts import payouts, statements
from accounting.payouts import queries as payouts_queries
from marketplace.shared import clock, lanes, mail, outbox
from orders.models import Dispute
from orders.money import losses
from orders.money.emails import seller_dispute_lost, seller_dispute_won

FEW = 6  # documents made in one go: a second or two


@shared_task(name="accounting.render_invoice", lane=lanes.FILES)
def render_invoice(*, invoice_id: int, **_) -> None:
    """Make the file of a document; the sweep tries again where it cannot be made yet."""
    rendering.render(invoice_id, at=clock.now())


@shared_task(name="accounting.render_waiting", lane=lanes.FILES)
def render_waiting(*, more: bool = False, **_) -> None:
    """Make the documents and statements whose PDF is still missing, a few at a time."""
    made = rendering.render_waiting(at=clock.now(), at_most=FEW)
    made += statements.render_waiting(at_most=FEW)
    if made >= FEW and (more or not outbox.waits(render_waiting, more=True)):
        with transaction.atomic(durable=True):
            outbox.hand_over(render_waiting, more=True)


@shared_task(name="accounting.bill_commissions", lane=lanes.MONEY)
def bill_commissions(**_) -> None:
    """Invoice the commissions of every month that is over."""
    billing.bill_due(clock.now())


@shared_task(name="accounting.add_up_months", lane=lanes.QUIET)
def add_up_months(**_) -> None:
    """Add what was booked in the last hour to the balances of its months, a slice at a time."""
    if months.add_up():
        with transaction.atomic(durable=True):
            outbox.hand_over(add_up_months)


@shared_task(name="accounting.tell_billed")
def tell_billed(*, commission_month_id: int, **_) -> None:
    """Write to the seller that a month's commissions are invoiced."""
    closed = CommissionMonth.objects.select_related("seller").get(pk=commission_month_id)
    mail.send(billing_emails.commissions_billed(closed, billing.documents_of(closed)))


@shared_task(name="accounting.tell_contest_answered")
def tell_contest_answered(*, invoice_id: int, **_) -> None:
    """Write to the seller what is answered to their contest of a document."""
    invoice = Invoice.objects.select_related("seller").get(pk=invoice_id)
    answer = contests.told([invoice])[invoice.pk].because
    mail.send(documents_emails.contest_answered(invoice, answer))


@shared_task(name="accounting.send_run", lane=lanes.MONEY)
def send_run(*, run_id: int, **_) -> None:
    """Have the provider transfer the payouts of a run, a few at a time."""
    if payouts.send_some(run_id, at=clock.now()):
        with transaction.atomic(durable=True):
            outbox.hand_over(send_run, run_id=run_id)


@shared_task(name="accounting.send_payout", lane=lanes.MONEY)
def send_payout(*, payout_id: int, **_) -> None:
    """Have the provider transfer a payout."""
    payouts.send(payout_id, at=clock.now())


@shared_task(name="accounting.settle_payouts", lane=lanes.MONEY)
def settle_payouts(**_) -> None:
    """Ask again about transfers whose outcome is unknown."""
    payouts.settle(clock.now())


@shared_task(name="accounting.prepare_payouts", lane=lanes.MONEY)
def prepare_payouts(**_) -> None:
    """Prepare the weekly run, for a person to approve."""
    payouts.prepare_weekly(clock.now())


@shared_task(name="accounting.make_statement", lane=lanes.FILES)
def make_statement(*, payout_id: int, **_) -> None:
    """Make the PDF of a payout's statement."""
    statements.render(payout_id)


@shared_task(name="accounting.tell_paid")
def tell_paid(*, payout_id: int, **_) -> None:
    """Write to the seller that a payout left."""
    mail.send(payouts_emails.payout_paid(_payout(payout_id)))


@shared_task(name="accounting.tell_failed")
def tell_failed(*, payout_id: int, **_) -> None:
    """Write to the seller that a payout did not arrive."""
    mail.send(payouts_emails.payout_failed(_payout(payout_id)))


@shared_task(name="accounting.tell_dispute_closed")
def tell_dispute_closed(*, dispute_id: int, won: bool, **_) -> None:
    """Write to each seller of a contested order what the bank decided, and what was booked."""
    dispute = Dispute.objects.get(pk=dispute_id)
    if won:
        letters = [
            seller_dispute_won(share, dispute) for share in losses.shares(dispute) if share.cents
        ]
    else:
        letters = [
            seller_dispute_lost(
                lost.part, dispute, cents=lost.cents, commission_cents=lost.commission_cents
            )
            for lost in payouts_queries.lost_by(dispute)
        ]
    for letter in letters:
        mail.send(letter)


def _payout(payout_id: int) -> Payout:
    return Payout.objects.select_related("seller", "run").get(pk=payout_id)
