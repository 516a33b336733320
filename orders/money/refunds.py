"""Money back to the buyer: decided in the act that causes it, sent after it, proven, once.

intended → sent → paid; what the provider refuses is tried again by a person. The sums are
guarded three times (line, seller order, payment) by conditional updates, whoever races.

What a buyer's bank takes back by a chargeback is not given a second time: a refund that no longer
fits beside the disputes of its payment waits for the bank's decision, then leaves or is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, events
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import GatewayDown, GatewayRefused, RefundView
from marketplace.shared.models import Fact, User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import money
from orders import authority, contested
from orders.events import (
    RefundDropped,
    RefundFailed,
    RefundHeld,
    RefundIntended,
    RefundPaid,
    RefundRetried,
)
from orders.models import (
    Dispute,
    Incident,
    OrderLine,
    Payment,
    Refund,
    RefundLine,
    Return,
    SellerOrder,
)
from orders.states import REFUND, DisputeState, RefundState

PATIENCE = timedelta(minutes=5)  # the worker that was told to send it comes first
LEAVING = (RefundState.INTENDED, RefundState.SENT, RefundState.PAID, RefundState.FAILED)
TAKEN_BY_BANK = (DisputeState.OPEN, DisputeState.LOST)
DISPUTED = "charge_disputed"  # the provider's word, when it knows of a dispute before we do


class RefundTooLarge(Refusal):
    """More than what was paid would go back."""

    sentence = _("Ce remboursement dépasse ce qui a été payé.")


class NothingToRefund(Refusal):
    """A refund of nothing."""

    sentence = _("Il n'y a rien à rembourser.")


class TakenByBank(Refusal):
    """The buyer's bank gave back more of this payment than would be left for a refund."""

    sentence = _(
        "La banque de l'acheteur lui a déjà rendu ce paiement : il reste {left} à rendre au plus,"
        " le reste serait rendu deux fois."
    )


class StillOwed(Refusal):
    """The bank did not give this money back, or has not decided: the refund is still owed."""

    sentence = _(
        "La banque n'a pas rendu cette somme à l'acheteur, ou n'a pas encore décidé : le"
        " remboursement reste dû."
    )


class RefundUnknown(Refusal):
    """The provider speaks of a refund that nobody asked for, or not yet written here."""

    sentence = _("Aucun remboursement ne correspond.")


def intend(
    seller_order: SellerOrder,
    *,
    lines: Mapping[int, int],
    shipping_cents: int,
    cause: str,
    by: User | None,
    at: datetime,
    origin: Return | None = None,
    less: Mapping[int, int] | None = None,
    amounts: Mapping[int, int] | None = None,
    borne_by: str = Refund.Bearer.SELLER,
    incident: Incident | None = None,
    by_right: bool = False,
) -> Refund:
    """Decide a refund of so many pieces of each line, and of delivery, in the caller's transaction.

    `less` is what the seller keeps of a line, in cents; `amounts` are the cents of lines that are
    not refunded by the piece: a reduction of their price. `by_right`: it is the buyer who cancels
    or withdraws; else the operator's people are asked whether they may: raises NeedsFinance.
    """
    parts = _amounts(
        seller_order,
        {pk: count for pk, count in lines.items() if count},
        amounts or {},
        less=less or {},
    )
    goods = sum(cents for _line, _count, cents in parts)
    amount = goods + shipping_cents
    if amount <= 0:
        raise NothingToRefund
    if not by_right:
        authority.demand(seller_order, amount, by=by)
    # refunds and disputes of one payment wait for each other here: what is left is read once
    payment = Payment.objects.select_for_update(of=("self",)).get(order=seller_order.order_id)
    _reserve(seller_order, payment, parts, amount=amount, shipping_cents=shipping_cents)
    refund = Refund.objects.create(
        payment=payment,
        seller_order=seller_order,
        origin=origin,
        uid=uuid4().hex,
        cause=cause,
        borne_by=borne_by,
        incident=incident,
        currency=seller_order.currency,
        amount_cents=amount,
        goods_cents=goods,
        shipping_cents=shipping_cents,
        asked_by=by if getattr(by, "pk", None) else None,
        intended_at=at,
    )
    RefundLine.objects.bulk_create(
        [
            RefundLine(refund=refund, line=line, quantity=count, amount_cents=cents)
            for line, count, cents in parts
        ]
    )
    events.publish(
        RefundIntended(refund_id=refund.pk), about=refund, within=seller_order, by=by, at=at
    )
    _weigh(refund, at=at)
    seller_order.refresh_from_db(fields=["refunded_cents", "shipping_refunded_cents"])
    return refund


def room(payment: Payment) -> int:
    """How many cents may still go back: neither refunded nor taken by the buyer's bank."""
    leaving = payment.refunds.filter(state__in=LEAVING).aggregate(
        cents=Sum("amount_cents", default=0)
    )
    taken = payment.disputes.filter(state__in=TAKEN_BY_BANK).aggregate(
        cents=Sum("amount_cents", default=0)
    )
    return payment.amount_cents - leaving["cents"] - taken["cents"]


def demand_room(seller_order: SellerOrder, cents: int) -> None:
    """Refuse to promise what a lost dispute gave back; an open one is waited for.

    Raises TakenByBank.
    """
    payment = Payment.objects.select_for_update(of=("self",)).get(order=seller_order.order_id)
    left = room(payment)
    if left < cents and payment.disputes.exists() and not _is_disputed(payment):
        raise TakenByBank(left=money(max(left, 0)))


def hold_disputed(payment: Payment, *, at: datetime) -> None:
    """Let refunds wait that no longer fit beside a new dispute, the latest first.

    In the caller's transaction.
    """
    for refund in payment.refunds.filter(state=RefundState.INTENDED).order_by("-pk"):
        _weigh(refund, at=at)


def release_disputed(payment: Payment, *, at: datetime) -> None:
    """After the bank decided: what fits leaves, what it gave back is dropped.

    In the caller's transaction.
    """
    # read anew: whoever brought the payment may have read them before
    given = Refund.objects.filter(payment=payment.pk)
    known = Dispute.objects.filter(payment=payment.pk)
    for refund, fate in fates(payment, given=given, disputes=known):
        if fate == RefundState.INTENDED:
            _again(refund, by=None, at=at)
        elif fate == RefundState.DROPPED:
            _drop(
                refund,
                because=_("La banque de l'acheteur a déjà rendu cette somme."),
                by=None,
                at=at,
            )


def fates(
    payment: Payment,
    *,
    given: Iterable[Refund],
    disputes: Iterable[Dispute],
    once_decided: Dispute | None = None,
) -> list[tuple[Refund, RefundState]]:
    """What becomes of each refund that waits: it leaves (INTENDED), is DROPPED or goes on WAITING.

    `given` are the refunds of the payment, `disputes` its own, as they stand; `once_decided` is one
    of them that still stands open, told as if it were lost.
    """
    known, refunds_ = list(disputes), sorted(given, key=lambda refund: refund.pk)
    is_open = any(row.state == DisputeState.OPEN for row in known if row != once_decided)
    left = payment.amount_cents
    left -= sum(row.amount_cents for row in known if row.state in TAKEN_BY_BANK)
    left -= sum(refund.amount_cents for refund in refunds_ if refund.state in LEAVING)
    told = []
    # oldest first: where there is not room for all, what was decided first is paid first
    for refund in refunds_:
        if refund.state != RefundState.WAITING:
            continue
        fate = RefundState.WAITING
        if left >= refund.amount_cents:
            fate = RefundState.INTENDED
            left -= refund.amount_cents
        elif left <= 0 and not is_open:
            fate = RefundState.DROPPED
        told.append((refund, fate))
    return told


def refundable(seller_order: SellerOrder) -> dict[int, int]:
    """How many pieces of each line have not been refunded yet."""
    done = dict(
        RefundLine.objects.filter(line__seller_order=seller_order)
        .exclude(refund__state=RefundState.DROPPED)
        .values_list("line")
        .annotate(Sum("quantity"))
    )
    return {line.pk: line.quantity - done.get(line.pk, 0) for line in seller_order.lines.all()}


def worth(
    seller_order: SellerOrder, *, lines: Mapping[int, int], amounts: Mapping[int, int]
) -> int:
    """What such a refund of goods would give back, in cents. Raises RefundTooLarge."""
    return sum(cents for _line, _count, cents in _amounts(seller_order, lines, amounts))


def send(refund_id: int) -> None:
    """Ask the provider to give the money back: after the commit, with the refund's own key."""
    refund = _to_send(refund_id, at=clock.now())
    if refund is None:
        return
    try:  # outside any transaction: no lock is held while the provider takes its time
        view = current().refund(
            key=refund.uid,
            payment_ref=refund.payment.ref or "",
            reason=refund.cause,
            amount_cents=refund.amount_cents,
        )
    except GatewayRefused as refusal:
        if refusal.code == DISPUTED:
            hold(refund, at=clock.now())
        else:
            fail(refund, refusal.code, at=clock.now())
        return
    _answered(refund, view, at=clock.now())


def sync(ref: str, *, at: datetime | None = None) -> Refund:
    """Ask the provider how a refund stands, and settle ours accordingly."""
    view = current().refund_state(ref)
    refund = Refund.objects.filter(ref=ref).first()
    if refund is None:
        raise RefundUnknown
    _answered(refund, view, at=at or clock.now())
    return refund


def reconcile(at: datetime) -> int:
    """Send what was decided and never sent, ask about what was sent and never confirmed."""
    before = at - PATIENCE
    for pk in _ids(Refund.objects.filter(state=RefundState.INTENDED, intended_at__lte=before)):
        with suppress(GatewayDown):
            send(pk)
    sent = Refund.objects.filter(state=RefundState.SENT, intended_at__lte=before)
    for ref in sent.order_by("pk").values_list("ref", flat=True)[:200]:
        with suppress(GatewayDown, GatewayRefused):
            sync(ref, at=at)
    return sent.count()


@transaction.atomic(durable=True)
def confirm(refund: Refund, view: RefundView, *, at: datetime) -> None:
    """The money is on its way to the buyer's card: tell whoever waits for it, once."""
    if refund.state == RefundState.PAID:
        return
    try:
        REFUND.move(refund, RefundState.PAID, ref=view.ref, paid_at=at, failure="")
    except MovedMeanwhile:
        return
    part = refund.seller_order
    events.publish(
        RefundPaid(refund_id=refund.pk, seller_order_id=refund.seller_order_id),
        about=refund,
        within=part if part is not None else refund.payment.order,
        at=at,
    )


@transaction.atomic(durable=True)
def fail(refund: Refund, failure: str, *, at: datetime) -> None:
    """The provider could not pay: someone must look, the sums stay reserved."""
    if refund.state not in (RefundState.INTENDED, RefundState.SENT):
        return
    try:
        REFUND.move(refund, RefundState.FAILED, failure=failure[:100])
    except MovedMeanwhile:
        return
    events.publish(
        RefundFailed(refund_id=refund.pk), about=refund, within=refund.seller_order, at=at
    )


@transaction.atomic(durable=True)
def retry(refund: Refund, *, by: User | None, at: datetime) -> None:
    """Try a refund again that the provider refused or a dispute held, under a new key."""
    _lock(refund.payment)
    _again(refund, by=by, at=at)
    _weigh(refund, at=at)


@transaction.atomic(durable=True)
def hold(refund: Refund, *, at: datetime) -> None:
    """The provider says that the bank holds this money: the refund waits, its sums reserved."""
    with suppress(MovedMeanwhile):
        _hold(refund, at=at)


@transaction.atomic(durable=True)
def drop(refund: Refund, *, because: str, by: User | None, at: datetime) -> None:
    """Give up a refund whose money the bank gave back already. Raises StillOwed."""
    _lock(refund.payment)
    if _is_disputed(refund.payment) or room(refund.payment) >= refund.amount_cents:
        raise StillOwed
    _drop(refund, because=because, by=by, at=at)


@transaction.atomic(durable=True)
def _to_send(refund_id: int, *, at: datetime) -> Refund | None:
    """The refund to ask the provider for; None when it left, or when the bank took the money."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    _lock(refund.payment)
    refund.refresh_from_db(fields=["state"])
    if refund.state == RefundState.INTENDED:
        _weigh(refund, at=at)
    return refund if refund.state == RefundState.INTENDED else None


def failed_before(refund: Refund) -> bool:
    """Whether the provider refused it more than once: the buyer was told the first time."""
    refusals = Fact.objects.filter(subject=events.subject_of(refund), name="orders.RefundFailed")
    return refusals.count() > 1


def _lock(payment: Payment) -> None:
    """Lock a payment, so that its disputes and refunds are counted one after the other."""
    Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)


def awaits_bank(refund: Refund) -> bool:
    """Whether a refund waits for a bank that still decides: nobody can do anything about it."""
    return refund.state == RefundState.WAITING and contested.is_open(refund.payment.disputes.all())


def to_settle() -> QuerySet[Refund]:
    """The refunds that still wait though no bank decides any more: a person settles them."""
    undecided = Dispute.objects.filter(state=DisputeState.OPEN)
    waiting = Refund.objects.filter(state=RefundState.WAITING)
    return waiting.exclude(payment__in=undecided.values("payment"))


def may_be_retried(refund: Refund) -> bool:
    """Whether asking the provider again may bring something."""
    if refund.state == RefundState.WAITING:
        return not awaits_bank(refund)
    return refund.state == RefundState.FAILED


def may_be_dropped(refund: Refund) -> bool:
    """Whether the bank decided, and gave back so much that the refund does not fit any more."""
    return (
        refund.state == RefundState.WAITING
        and not awaits_bank(refund)
        and room(refund.payment) < refund.amount_cents
    )


def _is_disputed(payment: Payment) -> bool:
    return Dispute.objects.filter(payment=payment, state=DisputeState.OPEN).exists()


def _weigh(refund: Refund, *, at: datetime) -> None:
    """Decide whether a refund leaves, waits for the bank, or is dropped, given its disputes."""
    left = room(refund.payment)  # its own amount is counted already
    if left >= 0:
        return  # it fits beside the disputes: it may leave
    if left + refund.amount_cents <= 0 and not _is_disputed(refund.payment):
        _drop(
            refund, because=_("La banque de l'acheteur a déjà rendu cette somme."), by=None, at=at
        )
    else:
        _hold(refund, at=at)


def _again(refund: Refund, *, by: User | None, at: datetime) -> None:
    # a new key: under the old one the provider would only repeat its refusal
    REFUND.move(refund, RefundState.INTENDED, uid=uuid4().hex, failure="", ref="")
    events.publish(
        RefundRetried(refund_id=refund.pk), about=refund, within=refund.seller_order, by=by, at=at
    )


def _hold(refund: Refund, *, at: datetime) -> None:
    REFUND.move(refund, RefundState.WAITING)
    events.publish(RefundHeld(refund_id=refund.pk), about=refund, within=refund.seller_order, at=at)


def _drop(refund: Refund, *, because, by: User | None, at: datetime) -> None:
    """Free the sums reserved on line, part and payment: no money leaves."""
    REFUND.move(refund, RefundState.DROPPED)
    for line in refund.lines.all():
        OrderLine.objects.filter(pk=line.line_id).update(
            refunded_cents=F("refunded_cents") - line.amount_cents
        )
    SellerOrder.objects.filter(pk=refund.seller_order_id).update(
        refunded_cents=F("refunded_cents") - refund.amount_cents,
        shipping_refunded_cents=F("shipping_refunded_cents") - refund.shipping_cents,
    )
    Payment.objects.filter(pk=refund.payment_id).update(
        refunded_cents=F("refunded_cents") - refund.amount_cents
    )
    events.publish(
        RefundDropped(refund_id=refund.pk),
        about=refund,
        within=refund.seller_order,
        by=by,
        because=because,
        at=at,
    )


def _ids(refunds) -> list[int]:
    return list(refunds.order_by("pk").values_list("pk", flat=True)[:200])


def _answered(refund: Refund, view: RefundView, *, at: datetime) -> None:
    if view.amount_cents != refund.amount_cents:  # a person looks before it is called paid
        fail(refund, "amount_mismatch", at=at)
    elif view.state == "paid":
        confirm(refund, view, at=at)
    elif view.state == "failed":
        fail(refund, view.failure or "refused", at=at)
    elif refund.state == RefundState.INTENDED:
        with transaction.atomic(durable=True):
            REFUND.move(refund, RefundState.SENT, ref=view.ref)


def _amounts(
    seller_order: SellerOrder,
    wanted: Mapping[int, int],
    named: Mapping[int, int],
    *,
    less: Mapping[int, int] | None = None,
):
    """Each line with its pieces and cents: the cents named for it, else so many units.

    `less` is what the seller keeps of a line. Raises RefundTooLarge beyond what is left of it.
    """
    left = refundable(seller_order)
    lines = {line.pk: line for line in OrderLine.objects.filter(seller_order=seller_order)}
    parts = []
    for pk in sorted({*wanted, *named}):
        line, count = lines.get(pk), wanted.get(pk, 0)
        if line is None or not 0 <= count <= left[pk]:
            raise RefundTooLarge
        rest = line.total_cents - line.refunded_cents
        cents = named.get(pk, min(line.unit_cents * count, rest) - (less or {}).get(pk, 0))
        if not 0 <= cents <= rest:
            raise RefundTooLarge
        parts.append((line, count, cents))
    return parts


def _reserve(seller_order, payment, parts, *, amount: int, shipping_cents: int) -> None:
    """Reserve the sums on line, part and payment; of two who race for them, the second stops."""
    for line, _count, cents in parts:
        same = OrderLine.objects.filter(pk=line.pk, refunded_cents=line.refunded_cents)
        if not same.update(refunded_cents=F("refunded_cents") + cents):
            raise MovedMeanwhile
    part = SellerOrder.objects.filter(
        pk=seller_order.pk,
        refunded_cents__lte=F("total_cents") - amount,
        shipping_refunded_cents__lte=F("shipping_cents") - shipping_cents,
    )
    whole = Payment.objects.filter(pk=payment.pk, refunded_cents__lte=F("amount_cents") - amount)
    if not part.update(
        refunded_cents=F("refunded_cents") + amount,
        shipping_refunded_cents=F("shipping_refunded_cents") + shipping_cents,
    ) or not whole.update(refunded_cents=F("refunded_cents") + amount):
        raise RefundTooLarge
    seller_order.refresh_from_db(fields=["refunded_cents", "shipping_refunded_cents"])
