"""What the worker does for orders: each task calls one verb."""

from celery import shared_task
from django.db import transaction

from catalog.models import Snapshot
from catalog.snapshots import snapshots
from catalog.states import SnapshotState
from marketplace.shared import clock, lanes, letters, limits, mail, outbox
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact
from orders.buying import cart, emails, holds
from orders.figures import measuring
from orders.following import emails as following_emails
from orders.fulfilment import acceptance, cancellations, late, shipping
from orders.fulfilment import emails as fulfilment_emails
from orders.fulfilment.withdrawn import WITHDRAWAL
from orders.incidents import emails as emails_incidents
from orders.incidents import incidents
from orders.models import (
    Arrangement,
    Dispute,
    Incident,
    IncidentWord,
    Lateness,
    Order,
    OrderLine,
    Refund,
    Return,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.money import disputes, losses, payments, refunds
from orders.money import emails as money_emails
from orders.points import closings
from orders.quality import making
from orders.returns import emails as returns_emails
from orders.returns import receipts, returns, withdrawals
from orders.states import (
    UNSHIPPED,
    DisputeState,
    LatenessState,
    PaymentState,
    RefundState,
    SellerOrderState,
    ShipmentState,
)
from orders.tracking import emails as tracking_emails
from orders.tracking import hearing, rehearsing, silence, telling, watching


@shared_task(name="orders.expire_due", lane=lanes.MONEY)
def expire_due(**_) -> None:
    """Give up the orders that nobody paid in time."""
    payments.expire_due(clock.now())


@shared_task(name="orders.reconcile", lane=lanes.MONEY)
def reconcile(**_) -> None:
    """Ask the provider about the payments and refunds it never told us about."""
    payments.reconcile(clock.now())
    refunds.reconcile(clock.now())
    disputes.reconcile(clock.now())


@shared_task(name="orders.send_refund", lane=lanes.MONEY)
def send_refund(*, refund_id: int, **_) -> None:
    """Have the provider give money back."""
    refunds.send(refund_id)


@shared_task(name="orders.forget_carts", lane=lanes.QUIET)
def forget_carts(**_) -> None:
    """Drop the carts nobody came back to, and what was counted of visitors."""
    cart.forget_old(clock.now())
    holds.forget_old(clock.now())
    limits.forget_old(clock.now())


@shared_task(name="orders.send_confirmed")
def send_confirmed(*, order_id: int, **_) -> None:
    """Write to the buyer that the order is paid."""
    mail.send(emails.order_confirmed(_order(order_id)))


@shared_task(name="orders.send_payment_failed")
def send_payment_failed(*, order_id: int, **_) -> None:
    """Write to the buyer that the bank said no, unless they paid meanwhile or may no more."""
    order = _order(order_id)
    if order.payment.state == PaymentState.FAILED and order.pay_by > clock.now():
        mail.send(emails.payment_failed(order))


@shared_task(name="orders.send_expired")
def send_expired(*, order_id: int, **_) -> None:
    """Write to the buyer that the order was given up, unless a payment came after all."""
    order = _order(order_id)
    if order.payment.state == PaymentState.CANCELLED:
        mail.send(emails.order_expired(order))


def _order(order_id: int) -> Order:
    return Order.objects.select_related("payment", "terms").get(pk=order_id)


# --- After the sale -----------------------------------------------------------------------------


@shared_task(name="orders.expire_acceptance", lane=lanes.MONEY)
def expire_acceptance(**_) -> None:
    """Remind sellers of what soon cancels itself, and cancel what they left without an answer."""
    acceptance.remind_due(clock.now())
    acceptance.expire_due(clock.now())


@shared_task(name="orders.presume_delivery", lane=lanes.MONEY)
def presume_delivery(**_) -> None:
    """Presume delivered what left long ago: for payouts only."""
    shipping.presume_due(clock.now())


@shared_task(name="orders.send_new_order")
def send_new_order(*, seller_order_id: int, **_) -> None:
    """Write to the seller that something was sold."""
    mail.send(fulfilment_emails.seller_new_order(_part(seller_order_id)))


@shared_task(name="orders.send_answer_due")
def send_answer_due(*, seller_order_id: int, **_) -> None:
    """Remind the seller of an order that cancels itself soon, unless it was answered since."""
    part = _part(seller_order_id)
    if part.state == SellerOrderState.TO_ACCEPT:
        mail.send(fulfilment_emails.answer_due(part))


@shared_task(name="orders.look_at_late", lane=lanes.MONEY)
def look_at_late(**_) -> None:
    """Remind sellers of what must leave, have buyers of late orders choose, end what was
    announced.
    """
    late.look_around(clock.now())


@shared_task(name="orders.send_shipping_due")
def send_shipping_due(*, seller_order_id: int, is_last: bool, **_) -> None:
    """Remind the seller of an order that must leave, unless it did."""
    part = _part(seller_order_id)
    if part.state == SellerOrderState.TO_SHIP:
        mail.send(fulfilment_emails.shipping_due(part, is_last=is_last))


@shared_task(name="orders.send_late")
def send_late(*, seller_order_id: int, repeated: bool = False, **_) -> None:
    """Write to both that the promised day has passed, unless it left since."""
    part, row = _late(seller_order_id)
    if row.state == LatenessState.TOLD:
        for letter in fulfilment_emails.late(part, row, again=repeated):
            mail.send(letter)


@shared_task(name="orders.send_parcels_late")
def send_parcels_late(*, seller_order_id: int, **_) -> None:
    """Write to the buyer that what left should be there, unless it is."""
    part, row = _late(seller_order_id)
    if row.state == LatenessState.ON_ITS_WAY:
        mail.send(fulfilment_emails.parcels_late(part, row))


@shared_task(name="orders.send_new_day")
def send_new_day(*, seller_order_id: int, **_) -> None:
    """Write to the buyer by when the seller ships, unless it left since."""
    part, row = _late(seller_order_id)
    if row.is_open and row.proposed:
        mail.send(fulfilment_emails.new_day(part, row))


@shared_task(name="orders.send_late_waited")
def send_late_waited(*, seller_order_id: int, **_) -> None:
    """Write to the seller that the buyer waits, unless it left since."""
    part, row = _late(seller_order_id)
    if row.state == LatenessState.WAITING:
        mail.send(fulfilment_emails.late_waited(part, row))


@shared_task(name="orders.send_cancellation_announced")
def send_cancellation_announced(*, seller_order_id: int, **_) -> None:
    """Write to both when an order that does not leave cancels itself, unless it left since."""
    part, row = _late(seller_order_id)
    if row.state == LatenessState.ANNOUNCED:
        for letter in fulfilment_emails.cancellation_announced(part, row):
            mail.send(letter)


def _late(seller_order_id: int) -> tuple[SellerOrder, Lateness]:
    return _part(seller_order_id), Lateness.objects.get(part=seller_order_id)


@shared_task(name="orders.send_accepted_partly")
def send_accepted_partly(*, seller_order_id: int, refused_count: int, **_) -> None:
    """Write to the buyer which pieces the seller cannot deliver, if any."""
    if refused_count:
        mail.send(fulfilment_emails.accepted_partly(_part(seller_order_id)))


@shared_task(name="orders.send_cancelled")
def send_cancelled(*, seller_order_id: int, **_) -> None:
    """Write to the buyer that a part will not come."""
    mail.send(fulfilment_emails.cancelled(_part(seller_order_id)))


@shared_task(name="orders.send_seller_cancelled")
def send_seller_cancelled(*, seller_order_id: int, in_place: bool = False, **_) -> None:
    """Write to the seller that someone else cancelled."""
    part = _part(seller_order_id)
    if not cancellations.was_called_off_by_seller(part):
        mail.send(fulfilment_emails.seller_cancelled(part, in_place=in_place))


@shared_task(name="orders.send_rest_cancelled")
def send_rest_cancelled(
    *, seller_order_id: int, refund_id: int, in_place: bool, late: bool = False, **_
) -> None:
    """Write to the seller that the operator cancelled what had not left; to both, that it was late
    too long.
    """
    if late:
        refund = Refund.objects.prefetch_related("lines__line").get(pk=refund_id)
        for letter in fulfilment_emails.rest_cancelled_late(_part(seller_order_id), refund):
            mail.send(letter)
    elif in_place:
        refund = Refund.objects.prefetch_related("lines__line").get(pk=refund_id)
        mail.send(fulfilment_emails.seller_rest_cancelled(_part(seller_order_id), refund))


@shared_task(name="orders.send_delivery_stated")
def send_delivery_stated(*, shipment_id: int, how: str, **_) -> None:
    """Write to the seller that the operator saw proof of a delivery, which starts the delays."""
    if how == Shipment.Proof.OPERATOR:
        parcel = Shipment.objects.select_related("seller_order__order", "seller_order__seller").get(
            pk=shipment_id
        )
        mail.send(fulfilment_emails.seller_delivery_stated(parcel))


@shared_task(name="orders.watch_points", lane=lanes.QUIET)
def watch_points(**_) -> None:
    """Ask the carriers whether the points of the parcels that have not left are still open."""
    closings.look_around(clock.now())


@shared_task(name="orders.send_point_closed")
def send_point_closed(*, seller_order_id: int, **_) -> None:
    """Ask the buyer for another point, once for all parcels that were to be collected there."""
    part = _part(seller_order_id)
    if part.relay_closed_at and part.state in UNSHIPPED and not closings.was_told(part):
        mail.send(fulfilment_emails.point_closed(part))


@shared_task(name="orders.send_point_chosen")
def send_point_chosen(*, seller_order_id: int, **_) -> None:
    """Write to the seller that the parcel may leave, and for where."""
    part = _part(seller_order_id)
    if part.relay_closed_at is None and part.state in UNSHIPPED:
        mail.send(fulfilment_emails.point_chosen(part))


@shared_task(name="orders.send_destination_corrected")
def send_destination_corrected(*, order_id: int, **_) -> None:
    """Write to the buyer where the order goes now, and to the sellers who still send some of it."""
    order = _order(order_id)
    told = Fact.objects.filter(name="orders.DestinationCorrected", subject=subject_of(order))
    change = told.count()  # each correction is a letter of its own
    mail.send(fulfilment_emails.destination_corrected(order, change))
    waiting = order.seller_orders.select_related("order", "seller")
    # whoever has not accepted yet has not seen the address
    for part in waiting.filter(state=SellerOrderState.TO_SHIP):
        mail.send(fulfilment_emails.seller_destination_corrected(part, change))


@shared_task(name="orders.send_shipped")
def send_shipped(*, shipment_id: int, **_) -> None:
    """Write to the buyer that a parcel left."""
    parcel = Shipment.objects.select_related("seller_order__order", "seller_order__seller").get(
        pk=shipment_id
    )
    mail.send(fulfilment_emails.shipped(parcel))


@shared_task(name="orders.send_tracking_corrected")
def send_tracking_corrected(*, shipment_id: int, carrier: str, tracking: str, **_) -> None:
    """Write the right number to a buyer who was told the wrong one, while the parcel travels.

    Whoever was told nothing yet reads the right one in the letter that says that it left.
    """
    parcel = Shipment.objects.select_related("seller_order__order", "seller_order__seller").get(
        pk=shipment_id
    )
    is_the_last = (parcel.carrier, parcel.tracking) == (carrier, tracking)
    order = parcel.seller_order.order
    told = letters.left("orders/shipped", order, order.email, since=parcel.shipped_at)
    if is_the_last and told and parcel.state == ShipmentState.SHIPPED:
        mail.send(fulfilment_emails.tracking_corrected(parcel))


@shared_task(name="orders.send_delivered")
def send_delivered(*, seller_order_id: int, **_) -> None:
    """Write to the buyer that everything arrived, and until when they may withdraw."""
    mail.send(fulfilment_emails.delivered(_part(seller_order_id)))


@shared_task(name="orders.send_presumed")
def send_presumed(*, shipment_id: int, **_) -> None:
    """Ask the buyer whether a parcel presumed delivered came, unless they said so meanwhile."""
    parcel = Shipment.objects.select_related("seller_order__order", "seller_order__seller").get(
        pk=shipment_id
    )
    if parcel.state == ShipmentState.SHIPPED:
        mail.send(fulfilment_emails.presumed(parcel))


@shared_task(name="orders.send_return_asked")
def send_return_asked(*, return_id: int, **_) -> None:
    """Write to the seller that a buyer wants to give goods back; agreed on, they know."""
    back = _return(return_id)
    if not returns.was_agreed(back):
        mail.send(returns_emails.seller_return_asked(back))


@shared_task(name="orders.send_return_noted")
def send_return_noted(*, return_id: int, **_) -> None:
    """Write to the buyer that their request is with the seller; a withdrawal has its own letter."""
    back = _return(return_id)
    if back.reason != WITHDRAWAL and not returns.was_agreed(back):
        mail.send(returns_emails.return_noted(back))


@shared_task(name="orders.send_return_answered")
def send_return_answered(*, return_id: int, by_itself: bool = False, **_) -> None:
    """Write the seller's answer to the buyer, or that there was none and it is accepted."""
    mail.send(returns_emails.return_answered(_return(return_id), by_itself=by_itself))


@shared_task(name="orders.accept_returns", lane=lanes.MONEY)
def accept_returns(**_) -> None:
    """Accept the returns that no seller answered in time."""
    returns.accept_due(clock.now())


@shared_task(name="orders.send_return_accepted")
def send_return_accepted(*, return_id: int, by_itself: bool = False, **_) -> None:
    """Write to the seller that a return was accepted, since they did not answer it."""
    if by_itself:
        mail.send(returns_emails.seller_return_accepted(_return(return_id)))


@shared_task(name="orders.send_return_sent")
def send_return_sent(*, return_id: int, corrected: bool = False, **_) -> None:
    """Write to the seller that what comes back is on its way, or under which number it truly is."""
    mail.send(returns_emails.seller_return_sent(_return(return_id), corrected=corrected))


@shared_task(name="orders.send_return_done_in_place")
def send_return_done_in_place(*, return_id: int, in_place: bool = False, **_) -> None:
    """Write to the seller what the operator did of a return in their place."""
    if in_place:
        mail.send(returns_emails.seller_return_in_place(_return(return_id)))


@shared_task(name="orders.send_refused_on_receipt")
def send_refused_on_receipt(*, return_id: int, **_) -> None:
    """Write to the buyer what the seller found, that nothing is refunded, and how to contest."""
    mail.send(returns_emails.found_unsealed(_return(return_id)))


@shared_task(name="orders.send_deducted")
def send_deducted(*, return_id: int, **_) -> None:
    """Write to the buyer what the seller found and kept, if anything was kept."""
    back = _return(return_id)
    if any(line.deducted_cents for line in back.lines.all()):
        mail.send(returns_emails.found_unsealed(back))


@shared_task(name="orders.send_withdrawal_to_read")
def send_withdrawal_to_read(*, declaration_id: int, seller_order_id: int, **_) -> None:
    """Tell the seller that a declaration is being read, unless it came too late for their part."""
    declaration, part = WithdrawalDeclaration.objects.get(pk=declaration_id), _part(seller_order_id)
    if returns.closed_since(part, declaration.declared_at) is None and any(
        withdrawals.withdrawable(part).values()
    ):
        mail.send(returns_emails.seller_withdrawal_to_read(part, declaration))


@shared_task(name="orders.send_withdrawal_read")
def send_withdrawal_read(*, declaration_id: int, seller_order_id: int, **_) -> None:
    """Tell the seller who was asked to wait that a declaration does not hold the order any more."""
    declaration, part = WithdrawalDeclaration.objects.get(pk=declaration_id), _part(seller_order_id)
    if returns.closed_since(part, declaration.declared_at) is None:
        mail.send(returns_emails.seller_withdrawal_read(part, declaration))


@shared_task(name="orders.send_withdrawal_taken")
def send_withdrawal_taken(
    *, seller_order_id: int, refund_id: int | None, return_ids: list[int], **_
) -> None:
    """Write to the buyer what became of a withdrawal; a whole cancellation has its own letter."""
    part = _part(seller_order_id)
    if return_ids or part.state != SellerOrderState.CANCELLED:
        mail.send(returns_emails.withdrawal_taken(part, *_came_to(refund_id, return_ids)))


@shared_task(name="orders.send_seller_withdrawn")
def send_seller_withdrawn(
    *, seller_order_id: int, refund_id: int | None, return_ids: list[int], **_
) -> None:
    """Write to the seller what must not leave any more; a whole cancellation has its own letter."""
    part = _part(seller_order_id)
    if refund_id and part.state != SellerOrderState.CANCELLED:
        mail.send(returns_emails.seller_withdrawn(part, *_came_to(refund_id, return_ids)))


def _came_to(refund_id: int | None, return_ids: list[int]) -> tuple[Refund | None, list[Return]]:
    refunds_ = Refund.objects.prefetch_related("lines__line")
    backs = Return.objects.filter(pk__in=return_ids).prefetch_related("lines__line").order_by("pk")
    return refunds_.filter(pk=refund_id).first(), list(backs)


@shared_task(name="orders.follow_early_withdrawals", lane=lanes.MONEY)
def follow_early_withdrawals(*, order_id: int, **_) -> None:
    """Let withdrawals take effect that were declared before the payment arrived."""
    withdrawals.follow_paid(order_id, at=clock.now())


@shared_task(name="orders.send_refunded")
def send_refunded(*, refund_id: int, **_) -> None:
    """Write to the buyer that money went back."""
    refunds_ = Refund.objects.select_related("payment__order", "seller_order__seller", "origin")
    refund = refunds_.prefetch_related("origin__lines__line").get(pk=refund_id)
    mail.send(money_emails.refunded(refund))


@shared_task(name="orders.send_refund_failed")
def send_refund_failed(*, refund_id: int, **_) -> None:
    """Write to the buyer that a refund failed, once, unless it was tried again meanwhile."""
    refund = Refund.objects.select_related("payment__order").get(pk=refund_id)
    if refund.state == RefundState.FAILED and not refunds.failed_before(refund):
        mail.send(money_emails.refund_failed(refund))


@shared_task(name="orders.send_review_refused")
def send_review_refused(*, review_id: int, purchase: int, reason: str, **_) -> None:
    """Tell the author of a review why it does not appear; `purchase` is the line they bought."""
    line = _bought(purchase)
    if line is not None:
        mail.send(following_emails.review_refused(line, review_id, reason))


@shared_task(name="orders.send_snapshot_shown")
def send_snapshot_shown(*, snapshot_id: int, purchase: int, **_) -> None:
    """Tell a buyer that a photo of theirs is online, at the first one of an article."""
    line, row = _bought(purchase), Snapshot.objects.filter(pk=snapshot_id).first()
    if line is not None and row is not None and snapshots.is_first(row):
        mail.send(following_emails.snapshot_shown(line))


@shared_task(name="orders.send_snapshot_refused")
def send_snapshot_refused(*, snapshot_id: int, purchase: int, reason: str, **_) -> None:
    """Tell the author of a photo why it is not shown."""
    line, row = _bought(purchase), Snapshot.objects.filter(pk=snapshot_id).first()
    if line is not None and row is not None and row.state == SnapshotState.REFUSED:
        mail.send(following_emails.snapshot_refused(line, row, reason))


def _bought(purchase: int) -> OrderLine | None:
    lines = OrderLine.objects.select_related("seller_order__order", "seller_order__seller")
    return lines.filter(pk=purchase).first()


@shared_task(name="orders.send_link")
def send_link(*, order_id: int, **_) -> None:
    """Write the way to an order's page to its own address."""
    mail.send(following_emails.order_access(_order(order_id)))


@shared_task(name="orders.acknowledge_withdrawal")
def acknowledge_withdrawal(*, declaration_id: int, **_) -> None:
    """Acknowledge a withdrawal, once, to the address declared and to no other."""
    declaration = WithdrawalDeclaration.objects.get(pk=declaration_id)
    if withdrawals.may_be_written_to(declaration):
        order = receipts.order_of(declaration)
        mail.send(returns_emails.withdrawal_received(declaration, order))
        withdrawals.acknowledged(declaration, at=clock.now())


@shared_task(name="orders.follow_withdrawal", lane=lanes.MONEY)
def follow_withdrawal(*, declaration_id: int, **_) -> None:
    """Let a withdrawal take effect on its order."""
    withdrawals.follow_up(declaration_id, at=clock.now())


@shared_task(name="orders.expire_incidents", lane=lanes.MONEY)
def expire_incidents(**_) -> None:
    """Hand the complaints that nobody answered in time to the operator."""
    incidents.expire_due(clock.now())


@shared_task(name="orders.send_lost")
def send_lost(*, shipment_id: int, **_) -> None:
    """Write to both sides that a parcel is lost, unless it came meanwhile."""
    parcel = Shipment.objects.select_related("seller_order__order", "seller_order__seller").get(
        pk=shipment_id
    )
    if parcel.state == ShipmentState.LOST:
        for letter in emails_incidents.lost(parcel):
            mail.send(letter)


@shared_task(name="orders.send_incident_opened")
def send_incident_opened(*, incident_id: int, **_) -> None:
    """Write to the seller, to the buyer and to the operator that a complaint is open."""
    incident = _incident(incident_id)
    until = incidents.awaited_until(incident, IncidentWord.Side.SELLER, clock.now())
    for letter in emails_incidents.opened(incident, until=until):
        mail.send(letter)


@shared_task(name="orders.send_incident_said")
def send_incident_said(*, incident_id: int, word_id: int, **_) -> None:
    """Write to the other side what was added."""
    mail.send(emails_incidents.said(_incident(incident_id), word_id))


@shared_task(name="orders.send_incident_asked")
def send_incident_asked(*, incident_id: int, word_id: int, **_) -> None:
    """Send the operator's question, unless it was answered or the complaint closed meanwhile."""
    incident = _incident(incident_id)
    word = incident.words.get(pk=word_id)
    if incidents.still_waits(incident, word):
        mail.send(
            emails_incidents.asked(
                incident, word, until=incidents.awaited_until(incident, word.asks, clock.now())
            )
        )


@shared_task(name="orders.send_incident_unanswered")
def send_incident_unanswered(*, incident_id: int, side: str, **_) -> None:
    """Write to the buyer that the operator goes on without an answer."""
    mail.send(emails_incidents.unanswered(_incident(incident_id), side))


@shared_task(name="orders.send_incident_decided")
def send_incident_decided(*, incident_id: int, **_) -> None:
    """Write the decision and its reasons to both sides."""
    for letter in emails_incidents.decided(_incident(incident_id)):
        mail.send(letter)


@shared_task(name="orders.send_arrangement_proposed")
def send_arrangement_proposed(*, incident_id: int, arrangement_id: int, **_) -> None:
    """Write to the other side what is offered, unless it does not wait any more."""
    row = Arrangement.objects.select_related("word").get(pk=arrangement_id)
    if row.waits:
        mail.send(emails_incidents.arrangement_proposed(_incident(incident_id), row))


@shared_task(name="orders.send_arrangement_refused")
def send_arrangement_refused(*, incident_id: int, arrangement_id: int, is_last: bool, **_) -> None:
    """Write to its author that the other side refused, and to both when the operator decides."""
    row = Arrangement.objects.get(pk=arrangement_id)
    for letter in emails_incidents.arrangement_refused(
        _incident(incident_id), row, is_last=is_last
    ):
        mail.send(letter)


@shared_task(name="orders.send_arrangement_lapsed")
def send_arrangement_lapsed(*, incident_id: int, arrangement_id: int, **_) -> None:
    """Write to both sides that an offer has no effect any more; an end has its own letter."""
    row = Arrangement.objects.get(pk=arrangement_id)
    if row.lapsed_because != Arrangement.Why.CLOSED:
        for letter in emails_incidents.arrangement_lapsed(_incident(incident_id), row):
            mail.send(letter)


@shared_task(name="orders.send_incident_settled")
def send_incident_settled(*, incident_id: int, refund_id: int, **_) -> None:
    """Write to both sides that a complaint closed because all was refunded another way."""
    refund = Refund.objects.select_related("origin").get(pk=refund_id)
    for letter in emails_incidents.settled(_incident(incident_id), refund):
        mail.send(letter)


@shared_task(name="orders.send_incident_contradicted")
def send_incident_contradicted(*, incident_id: int, **_) -> None:
    """Write to the seller and to the operator that a refunded parcel came after all."""
    for letter in emails_incidents.contradicted(_incident(incident_id)):
        mail.send(letter)


@shared_task(name="orders.send_incident_withdrawn")
def send_incident_withdrawn(*, incident_id: int, **_) -> None:
    """Write to both sides that the complaint is over."""
    for letter in emails_incidents.withdrawn(_incident(incident_id)):
        mail.send(letter)


@shared_task(name="orders.send_dispute_opened")
def send_dispute_opened(*, dispute_id: int, **_) -> None:
    """Warn the operator of a chargeback, and each seller who may lose by it."""
    dispute = Dispute.objects.select_related("payment__order").get(pk=dispute_id)
    letter = money_emails.dispute_opened(dispute)
    if letter.to:
        mail.send(letter)
    if dispute.state == DisputeState.OPEN:  # decided meanwhile, its end has its own letter
        for share in losses.shares(dispute):
            if share.cents:
                mail.send(money_emails.seller_dispute_opened(share, dispute))


# --- What is measured -----------------------------------------------------------------------------


@shared_task(name="orders.measure_shops", lane=lanes.QUIET)
def measure_shops(**_) -> None:
    """Measure the last whole week of the shops that lack it, some at a time."""
    if measuring.measure_some(at=clock.now()):
        _go_on(measure_shops)


@shared_task(name="orders.make_quality", lane=lanes.IMPORTS)
def make_quality(*, quality_id: int, **_) -> None:
    """Count a quarter, some shops at a time."""
    if making.go_on(quality_id, at=clock.now()):
        _go_on(make_quality, quality_id=quality_id)


@transaction.atomic(durable=True)
def _go_on(task, **data) -> None:
    outbox.hand_over(task, **data)


def _part(seller_order_id: int) -> SellerOrder:
    return SellerOrder.objects.select_related("order", "seller").get(pk=seller_order_id)


def _incident(incident_id: int) -> Incident:
    complaints = Incident.objects.select_related(
        "seller_order__order", "seller_order__seller", "origin", "shipment"
    )
    return complaints.prefetch_related("lines__line").get(pk=incident_id)


def _return(return_id: int) -> Return:
    backs = Return.objects.select_related("seller_order__order", "seller_order__seller")
    return backs.prefetch_related("lines__line").get(pk=return_id)


# --- Where parcels are --------------------------------------------------------------------------


@shared_task(name="orders.watch_parcels", lane=lanes.QUIET)
def watch_parcels(**_) -> None:
    """Ask the carriers about a slice of the parcels on their way, and note those nobody scans."""
    at = clock.now()
    hearing.follow_all(at)
    watching.look_around(at)
    silence.notice(clock.now())


@shared_task(name="orders.hear_parcel", lane=lanes.QUIET)
def hear_parcel(*, carrier: str, tracking: str, scans: list, **_) -> None:
    """Take in what an aggregator told of a parcel."""
    telling.hear(carrier, tracking, scans, at=clock.now())


rehearse_scan = rehearsing.rehearse_scan  # where the worker looks for it


@shared_task(name="orders.send_at_point")
def send_at_point(*, shipment_id: int, **_) -> None:
    """Write to the buyer where a parcel waits, while it waits."""
    parcel = _parcel(shipment_id)
    if parcel.state == ShipmentState.SHIPPED:
        for letter in tracking_emails.at_point(parcel):
            mail.send(letter)


@shared_task(name="orders.send_sent_back")
def send_sent_back(*, shipment_id: int, **_) -> None:
    """Write to both sides that the carrier sends a parcel back, unless it ended meanwhile."""
    parcel = _parcel(shipment_id)
    if parcel.state == ShipmentState.SHIPPED:
        for letter in tracking_emails.sent_back(parcel):
            mail.send(letter)


def _parcel(pk: int) -> Shipment:
    return Shipment.objects.select_related("seller_order__order", "seller_order__seller").get(pk=pk)
