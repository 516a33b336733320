"""The letters of what follows a sale: to the buyer, to the seller, to the operator."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from catalog.withdrawal import is_excepted
from marketplace.shared import policy
from marketplace.shared.mail import Email
from orders import carriers, contested, moneyback, receipts, returns
from orders.models import (
    Dispute,
    Order,
    OrderLine,
    Refund,
    Return,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.states import SellerOrderState
from orders.withdrawn import has_words

UNSHIPPED = (SellerOrderState.TO_ACCEPT, SellerOrderState.TO_SHIP)


def seller_new_order(part: SellerOrder) -> Email:
    """Something was sold: what, and until when to answer."""
    return _to_seller(
        part, "seller_new_order", key=f"new-order-{part.number}", lines=part.lines.all()
    )


def seller_cancelled(part: SellerOrder) -> Email:
    """A part was cancelled by someone else: nothing must be sent."""
    return _to_seller(
        part,
        "seller_cancelled",
        key=f"seller-cancelled-{part.number}",
        back=moneyback.of(part.refunds.all()),
    )


def seller_return_asked(back: Return) -> Email:
    """A buyer wants to give goods back: the seller must answer."""
    part = back.seller_order
    link = f"{settings.BASE_URL}{reverse('seller-return', args=[back.number])}"
    return _to_seller(
        part, "seller_return_asked", key=f"return-asked-{back.number}", back=back, return_url=link
    )


def cancelled(part: SellerOrder) -> Email:
    """A seller's part will not come; its money goes back."""
    return _to_buyer(
        part, "cancelled", key=f"cancelled-{part.number}", back=moneyback.of(part.refunds.all())
    )


def accepted_partly(part: SellerOrder) -> Email:
    """Some pieces are missing; the others come."""
    gone = [line for line in part.lines.all() if line.cancelled]
    return _to_buyer(
        part,
        "accepted_partly",
        key=f"partly-{part.number}",
        gone=gone,
        back=moneyback.of(part.refunds.filter(cause=Refund.Cause.REFUSED)),
    )


def shipped(parcel: Shipment) -> Email:
    """A parcel left: what is in it, and where it is."""
    part = parcel.seller_order
    return _to_buyer(
        part,
        "shipped",
        key=f"shipped-{part.number}-{parcel.number}",
        parcel=parcel,
        carrier=carriers.name_of(parcel.carrier),
        tracking_url=carriers.page_of(parcel.carrier, parcel.tracking),
        inside=parcel.lines.select_related("line").order_by("line_id"),
    )


def delivered(part: SellerOrder) -> Email:
    """Everything arrived: until when the buyer may withdraw, and how."""
    excepted = [is_excepted(line.withdrawal_exception) for line in part.lines.all()]
    return _to_buyer(
        part,
        "delivered",
        key=f"delivered-{part.number}",
        last_day=returns.last_day(part),
        may_withdraw=not all(excepted),
        excepted=any(excepted),
        withdrawal_url=withdrawal_link(part.order),
    )


def presumed(parcel: Shipment) -> Email:
    """A parcel should have arrived: did it? Nothing runs against the buyer until they say so."""
    part = parcel.seller_order
    return _to_buyer(
        part,
        "presumed",
        key=f"presumed-{part.number}-{parcel.number}",
        parcel=parcel,
        carrier=carriers.name_of(parcel.carrier),
        tracking_url=carriers.page_of(parcel.carrier, parcel.tracking),
        inside=parcel.lines.select_related("line").order_by("line_id"),
    )


def withdrawal_taken(part: SellerOrder, refund: Refund | None, backs: list[Return]) -> Email:
    """What became of a withdrawal: what is refunded at once, what the buyer sends back, until
    when.
    """
    key = "-".join(str(row.pk) for row in [*([refund] if refund else []), *backs])
    return _to_buyer(
        part,
        "withdrawal_taken",
        key=f"withdrawal-taken-{part.number}-{key}",
        refund=refund,
        backs=backs,
        given=moneyback.of([refund] if refund else []),
    )


def seller_withdrawn(part: SellerOrder, refund: Refund | None, backs: list[Return]) -> Email:
    """Some pieces must not leave any more."""
    key = refund.uid if refund else "-".join(back.number for back in backs)
    return _to_seller(
        part,
        "seller_withdrawn",
        key=f"seller-withdrawn-{key}",
        refund=refund,
        backs=backs,
        back=moneyback.of([refund] if refund else []),
    )


def seller_withdrawal_to_read(part: SellerOrder, row: WithdrawalDeclaration) -> Email:
    """The buyer withdraws in words of their own: what has not left stays here until they have been
    read.
    """
    return _to_seller(
        part,
        "seller_withdrawal_to_read",
        key=f"withdrawal-to-read-{row.key}-{part.number}",
        row=row,
        waits=part.state in UNSHIPPED,
    )


def found_unsealed(back: Return) -> Email:
    """What the seller found on receipt, what is kept of the price, and that the buyer may
    contest.
    """
    part, order = back.seller_order, back.seller_order.order
    door = reverse("shop-incident-new", args=[order.number, part.pk])
    return _to_buyer(
        part,
        "found_unsealed",
        key=f"found-unsealed-{back.number}",
        back=back,
        contest_url=f"{settings.BASE_URL}{door}?retour={back.number}&t={order.token}",
    )


def return_answered(back: Return) -> Email:
    """The seller's answer, and where to send the goods."""
    return _to_buyer(
        back.seller_order, "return_answered", key=f"return-answered-{back.number}", back=back
    )


def refunded(refund: Refund) -> Email:
    """Money went back: how much, why, and when it shows."""
    order = refund.payment.order
    return Email(
        order.email,
        "orders/refunded",
        {
            "order": order,
            "part": refund.seller_order,
            "refund": refund,
            "order_url": order_link(order),
        },
        order.language,
        key=f"refunded-{refund.uid}",
    )


def review_refused(line: OrderLine, review_id: int, reason: str) -> Email:
    """A review does not appear, or no longer: why, and how to contest (L111-7-2)."""
    part = line.seller_order
    return _to_buyer(
        part, "review_refused", key=f"review-refused-{review_id}", line=line, reason=reason
    )


def order_access(order: Order) -> Email:
    """The way to an order's page, for whoever reads its mailbox."""
    return Email(
        order.email,
        "orders/access",
        {"order": order, "order_url": order_link(order)},
        order.language,
    )


def withdrawal_received(row: WithdrawalDeclaration, order: Order) -> Email:
    """The acknowledgement of a withdrawal: its content, its date, its hour, and where every word
    stands (L221-21).
    """
    link = f"{settings.BASE_URL}{reverse('shop-withdrawal-done', args=[row.key])}"
    return Email(
        order.email,
        "orders/withdrawal_received",
        {
            "row": row,
            "order": order,
            "receipt": receipts.number_of(row),
            "receipt_url": link,
            "name": receipts.quoted(row.name, 160),
            "words": receipts.quoted(row.goods) if has_words(row) else "",
        },
        row.language,
        key=f"withdrawal-{row.key}",
    )


def dispute_opened(dispute: Dispute) -> Email:
    """A chargeback, for the operator: answer before the bank's deadline."""
    page = f"{settings.BASE_URL}{reverse('admin:orders_dispute_change', args=[dispute.pk])}"
    return Email(
        policy.entity().email,
        "orders/dispute_opened",
        {
            "dispute": dispute,
            "order": dispute.payment.order,
            "page_url": page,
            "reason": contested.reason_of(dispute),
        },
        key=f"dispute-{dispute.ref}",
    )


def seller_dispute_opened(share: contested.Share, dispute: Dispute) -> Email:
    """The buyer's bank contests a seller's sale: what, why, what waits, what they may lose, not to
    ship.
    """
    return _of_dispute(share.part, dispute, "seller_dispute_opened", cents=share.cents)


def seller_dispute_won(share: contested.Share, dispute: Dispute) -> Email:
    """The bank leaves the money to the seller: payouts go on, and what waited may leave."""
    return _of_dispute(share.part, dispute, "seller_dispute_won", cents=share.cents)


def seller_dispute_lost(
    part: SellerOrder, dispute: Dispute, *, cents: int, commission_cents: int
) -> Email:
    """The bank gave the money back: what the seller bears, and the commission that comes back to
    them.
    """
    lines = part.lines.all()
    return _of_dispute(
        part,
        dispute,
        "seller_dispute_lost",
        cents=cents,
        commission_cents=commission_cents,
        never_left=not any(line.shipped for line in lines),
        is_out=any(line.shipped > line.came_back + line.returned for line in lines),
    )


def _of_dispute(part: SellerOrder, dispute: Dispute, what: str, **values) -> Email:
    return _to_seller(
        part,
        what,
        key=f"{what}-{dispute.ref}-{part.number}",
        dispute=dispute,
        reason=contested.reason_of(dispute),
        lines=part.lines.all(),
        waits=part.state in UNSHIPPED,
        **values,
    )


def order_link(order: Order) -> str:
    """The address of an order's page, that opens for a guest too."""
    return f"{settings.BASE_URL}{reverse('shop-order', args=[order.number])}?t={order.token}"


def withdrawal_link(order: Order) -> str:
    """The public page of withdrawal, filled in for this order."""
    return (
        f"{settings.BASE_URL}{reverse('shop-withdrawal')}?commande={order.number}&t={order.token}"
    )


def _to_buyer(part: SellerOrder, what: str, *, key: str, **values) -> Email:
    order = part.order
    about = {
        "order": order,
        "part": part,
        "seller": part.seller_snapshot,
        "order_url": order_link(order),
        "contested": contested.warning(part) is not None,
    }
    return Email(order.email, f"orders/{what}", {**about, **values}, order.language, key=key)


def _to_seller(part: SellerOrder, what: str, *, key: str, **values) -> Email:
    owner = part.seller.members.filter(role="owner").select_related("user").order_by("pk").first()
    link = f"{settings.BASE_URL}{reverse('seller-order', args=[part.number])}"
    about = {"part": part, "order": part.order, "seller": part.seller, "order_url": link}
    return Email(
        part.seller.email,
        f"orders/{what}",
        {**about, **values},
        owner.user.language if owner else "fr",
        key=key,
    )
