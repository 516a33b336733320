"""How each event of the trade is booked: one small recipe an event.

Every recipe hears a fact and reads its rows; amounts come from what was frozen, never from
today's prices or rates.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from accounting.book import ledger, sources
from accounting.book.ledger import COMMISSIONS, OTHER, PROVIDER, Booking, credit, debit
from accounting.events import PayoutPaid
from accounting.models import Account, Commission, CommissionReversal, Payout
from marketplace.shared.events import together
from orders.events import (
    DisputeClosed,
    DisputeOpened,
    OrderPaid,
    PaidTooLate,
    RefundPaid,
    SellerOrderPaid,
)
from orders.models import Dispute, Payment, Refund, RefundLine, SellerOrder
from orders.money import losses
from orders.states import RefundState


def sale(event: SellerOrderPaid) -> None:
    """Hears SellerOrderPaid: the buyer's money is the seller's, less the frozen commission."""
    part = SellerOrder.objects.get(pk=event.seller_order_id)
    net, tax = _frozen(part)
    ledger.post(
        Booking(
            source=f"sale:{part.pk}",
            journal=PROVIDER,
            label=f"Vente {part.number}",
            at=part.paid_at,
            sides=(
                debit(Account.PSP, part.total_cents, part),
                credit(Account.SELLERS, part.total_cents, part),
            ),
        ),
        Booking(
            source=f"commission:{part.pk}",
            journal=COMMISSIONS,
            label=f"Commission {part.number}",
            at=part.paid_at,
            sides=(
                debit(Account.SELLERS, net + tax, part),
                credit(Account.COMMISSION, net, part),
                credit(Account.VAT, tax, part),
            ),
        ),
    )


def payment_fee(event: OrderPaid) -> None:
    """Hears OrderPaid: the fee that the provider took from the payment."""
    payment = Payment.objects.select_related("order").get(pk=event.payment_id)
    ledger.post(_payment_fee(payment, event.fee_cents, at=payment.paid_at))


def late_payment(event: PaidTooLate) -> None:
    """Hears PaidTooLate: money came for an order given up; it is owed back to the buyer."""
    refund = Refund.objects.select_related("payment__order").get(pk=event.refund_id)
    payment = refund.payment
    number, at = payment.order.number, payment.paid_at or refund.intended_at
    ledger.post(
        Booking(
            source=f"late:{payment.pk}",
            journal=PROVIDER,
            label=f"Paiement tardif {number}",
            at=at,
            sides=(
                debit(Account.PSP, event.amount_cents),
                credit(Account.BUYERS, event.amount_cents),
            ),
        ),
        _payment_fee(payment, event.fee_cents, at=at),
    )


def refund(event: RefundPaid) -> None:
    """Hears RefundPaid: the seller gives the money back, and gets the commission back with it.

    Borne by the operator it is the operator's expense: the seller's account and commission stand.
    """
    refund = Refund.objects.select_related("seller_order", "payment__order").get(pk=event.refund_id)
    part = refund.seller_order
    if part is None:
        ledger.post(_paid_back(refund, Account.BUYERS, refund.payment.order.number))
        return
    if refund.borne_by == Refund.Bearer.OPERATOR:
        ledger.post(_paid_back(refund, Account.GOODWILL, f"offert {part.number}"))
        return
    net, tax = _reverse(refund)
    ledger.post(
        _paid_back(refund, Account.SELLERS, part.number),
        Booking(
            source=f"reversal:{refund.pk}",
            journal=COMMISSIONS,
            label=f"Reprise de commission {part.number}",
            at=refund.paid_at,
            sides=(
                debit(Account.COMMISSION, net, part),
                debit(Account.VAT, tax, part),
                credit(Account.SELLERS, net + tax, part),
            ),
        ),
    )


def dispute_opened(event: DisputeOpened) -> None:
    """Hears DisputeOpened: the bank took the money back, and the provider its fee."""
    dispute = Dispute.objects.select_related("payment__order").get(pk=event.dispute_id)
    number = dispute.payment.order.number
    ledger.post(
        Booking(
            source=f"dispute:{dispute.pk}",
            journal=PROVIDER,
            label=f"Contestation {number}",
            at=dispute.opened_at,
            sides=(
                debit(Account.DISPUTES, dispute.amount_cents),
                credit(Account.PSP, dispute.amount_cents),
            ),
        ),
        Booking(
            source=f"disputefee:{dispute.pk}",
            journal=PROVIDER,
            label=f"Frais de contestation {number}",
            at=dispute.opened_at,
            sides=(
                debit(Account.PSP_FEES, dispute.fee_cents),
                credit(Account.PSP, dispute.fee_cents),
            ),
        ),
    )


def dispute_closed(event: DisputeClosed) -> None:
    """Hears DisputeClosed: won, the money comes back; lost, the sellers bear it by their parts.

    The operator gives its commission back on what the bank took of each, and bears the bank's fee.
    """
    dispute = Dispute.objects.select_related("payment__order").get(pk=event.dispute_id)
    number, source = dispute.payment.order.number, f"disputeend:{dispute.pk}"
    if event.won:
        ledger.post(
            Booking(
                source=source,
                journal=PROVIDER,
                label=f"Contestation gagnée {number}",
                at=dispute.closed_at,
                sides=(
                    debit(Account.PSP, dispute.amount_cents),
                    credit(Account.DISPUTES, dispute.amount_cents),
                ),
            )
        )
        return
    shares = losses.shares(dispute)
    back = _reverse_taken(dispute, shares)
    ledger.post(
        Booking(
            source=source,
            journal=OTHER,
            label=f"Contestation perdue {number}",
            at=dispute.closed_at,
            sides=(
                *_borne(dispute, shares),
                credit(Account.DISPUTES, dispute.amount_cents),
            ),
        ),
        *(
            Booking(
                source=f"{sources.TAKEN}{dispute.pk}-{part.pk}",
                journal=COMMISSIONS,
                label=f"Reprise de commission, contestation {part.number}",
                at=dispute.closed_at,
                sides=(
                    debit(Account.COMMISSION, net, part),
                    debit(Account.VAT, tax, part),
                    credit(Account.SELLERS, net + tax, part),
                ),
            )
            for part, net, tax in back
        ),
    )


@together
def payout(events: list[PayoutPaid]) -> None:
    """Hears PayoutPaid: what was held for each seller has left."""
    paid = Payout.objects.filter(pk__in=[event.payout_id for event in events])
    ledger.post(
        *(
            Booking(
                source=f"payout:{payout.pk}",
                journal=PROVIDER,
                label=f"Versement {payout.number}",
                at=payout.paid_at,
                sides=(
                    debit(Account.SELLERS, payout.amount_cents, seller_id=payout.seller_id),
                    credit(Account.PSP, payout.amount_cents, seller_id=payout.seller_id),
                ),
            )
            for payout in paid.order_by("pk")
        )
    )


def _payment_fee(payment: Payment, cents: int, *, at: datetime) -> Booking:
    """What the provider took from a payment, whether or not the order still stood."""
    return Booking(
        source=f"fee:{payment.pk}",
        journal=PROVIDER,
        label=f"Frais de paiement {payment.order.number}",
        at=at,
        sides=(debit(Account.PSP_FEES, cents), credit(Account.PSP, cents)),
    )


def _paid_back(refund: Refund, account: str, what: str) -> Booking:
    """The money of a refund leaves the provider, at the charge of an account."""
    return Booking(
        source=f"refund:{refund.pk}",
        journal=PROVIDER,
        label=f"Remboursement {what}",
        at=refund.paid_at,
        sides=(
            debit(account, refund.amount_cents, refund.seller_order),
            credit(Account.PSP, refund.amount_cents, refund.seller_order),
        ),
    )


def _frozen(part: SellerOrder) -> tuple[int, int]:
    sums = Commission.objects.filter(line__seller_order=part).aggregate(
        net=Sum("net_cents", default=0), tax=Sum("vat_cents", default=0)
    )
    return sums["net"], sums["tax"]


def _reverse(refund: Refund) -> tuple[int, int]:
    """Give back the commission of the refunded lines, so that a whole refund ends at the original.

    The commissions are locked before what was refunded is read: two refunds of one line that
    arrive together are counted one after the other.
    """
    commissions = list(
        Commission.objects.select_for_update(of=("self",))
        .filter(line__refund_lines__refund=refund)
        .order_by("pk")
    )
    done = CommissionReversal.objects.filter(refund=refund)
    # Heard twice: answer what was given back the first time, so that the booking is the same.
    if done.exists():
        sums = done.aggregate(net=Sum("net_cents"), tax=Sum("vat_cents"))
        return sums["net"], sums["tax"]
    gone = _given_back(commissions)
    steps = [
        _step(commission, gone[commission.pk], refund=refund, reversed_at=refund.paid_at)
        for commission in commissions
    ]
    return _keep(commissions, [step for step in steps if step.net_cents or step.vat_cents])


def _reverse_taken(
    dispute: Dispute, shares: list[losses.Share]
) -> list[tuple[SellerOrder, int, int]]:
    """Give back the commission of what the bank took of each line: of each part, net and VAT."""
    taken = {pk: cents for share in shares for pk, cents in share.lines.items() if cents}
    commissions = list(
        Commission.objects.select_for_update(of=("self",))
        .filter(line__in=taken)
        .select_related("line")
        .order_by("pk")
    )
    gone = _given_back(commissions)
    given_back = []
    for share in shares:
        of_part = [
            commission
            for commission in commissions
            if commission.line.seller_order_id == share.part.pk
        ]
        net, tax = _keep(
            of_part,
            [
                _step(
                    commission,
                    gone[commission.pk] + taken[commission.line_id],
                    dispute=dispute,
                    taken_cents=taken[commission.line_id],
                    reversed_at=dispute.closed_at,
                )
                for commission in of_part
            ],
        )
        given_back.append((share.part, net, tax))
    return given_back


def _given_back(commissions: list[Commission]) -> dict[int, int]:
    """What the seller no longer has of each line: refunded at their charge, or taken by a bank."""
    refunded = dict(
        RefundLine.objects.filter(
            line_id__in=[c.line_id for c in commissions],
            refund__state=RefundState.PAID,
            refund__borne_by=Refund.Bearer.SELLER,
        )
        .values_list("line_id")
        .annotate(Sum("amount_cents"))
        .order_by()
    )
    taken = dict(
        CommissionReversal.objects.filter(commission__in=commissions)
        .values_list("commission_id")
        .annotate(Sum("taken_cents"))
        .order_by()
    )
    return {c.pk: refunded.get(c.line_id, 0) + taken.get(c.pk, 0) for c in commissions}


def _keep(commissions: list[Commission], steps: list[CommissionReversal]) -> tuple[int, int]:
    Commission.objects.bulk_update(commissions, ["reversed_cents", "reversed_vat_cents"])
    CommissionReversal.objects.bulk_create(steps)
    return sum(s.net_cents for s in steps), sum(s.vat_cents for s in steps)


def _step(commission: Commission, gone: int, **because) -> CommissionReversal:
    # From all that is gone, less what was reversed before: roundings never add up past the whole.
    net, tax = commission.share_of(gone)
    net -= commission.reversed_cents
    tax -= commission.reversed_vat_cents
    commission.reversed_cents += net
    commission.reversed_vat_cents += tax
    return CommissionReversal(commission=commission, net_cents=net, vat_cents=tax, **because)


def _borne(dispute: Dispute, shares: list[losses.Share]) -> list[ledger.Side]:
    """Who bears a lost dispute: each seller up to what their part holds, then the operator.

    What the operator had granted at its own charge is booked part by part, as a loss: no refund of
    ours left for it, the bank made it.
    """
    sides = [debit(Account.SELLERS, share.cents, share.part) for share in shares]
    sides += [debit(Account.BAD_DEBT, share.offered_cents, share.part) for share in shares]
    rest = dispute.amount_cents - sum(share.cents + share.offered_cents for share in shares)
    # What was owed to the buyer for a late payment is settled: their bank has paid it back.
    owed = min(rest, _owed_to_buyer(dispute.payment))
    return [*sides, debit(Account.BUYERS, owed), debit(Account.BAD_DEBT, rest - owed)]


def _owed_to_buyer(payment: Payment) -> int:
    """What came too late and was owed back, until the bank returned it itself."""
    given_up = payment.refunds.filter(seller_order=None, state=RefundState.DROPPED)
    return given_up.aggregate(cents=Sum("amount_cents", default=0))["cents"]
