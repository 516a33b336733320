"""The letters about returns and withdrawals."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.shared.mail import Email
from orders import carriers, moneyback
from orders.fulfilment import withdrawn
from orders.letters import last_reason, to_buyer, to_seller
from orders.models import (
    Order,
    Refund,
    Return,
    SellerOrder,
    WithdrawalDeclaration,
)
from orders.returns import owed, receipts, refund_clock, returns
from orders.states import UNSHIPPED


def seller_return_asked(back: Return) -> Email:
    """A buyer wants to give goods back: the seller must answer."""
    part = back.seller_order
    link = f"{settings.BASE_URL}{reverse('seller-return', args=[back.number])}"
    return to_seller(
        part, "seller_return_asked", key=f"return-asked-{back.number}", back=back, return_url=link
    )


def seller_return_accepted(back: Return) -> Email:
    """A return was accepted by itself: its seller did not answer in time."""
    link = f"{settings.BASE_URL}{reverse('seller-return', args=[back.number])}"
    return to_seller(
        back.seller_order,
        "seller_return_accepted",
        key=f"return-accepted-{back.number}",
        back=back,
        return_url=link,
    )


def seller_return_sent(back: Return, *, corrected: bool = False) -> Email:
    """What comes back is on its way, or its number was `corrected`."""
    link = f"{settings.BASE_URL}{reverse('seller-return', args=[back.number])}"
    return to_seller(
        back.seller_order,
        "seller_return_sent",
        key=f"return-sent-{back.number}-{back.sent_tracking}",
        back=back,
        corrected=corrected,
        carrier=carriers.name_of(back.sent_carrier),
        tracking_url=carriers.page_of(back.sent_carrier, back.sent_tracking),
        due=refund_clock.due_on(back),
        return_url=link,
    )


def seller_return_in_place(back: Return) -> Email:
    """What the operator did of a return in the seller's place, and why."""
    link = f"{settings.BASE_URL}{reverse('seller-return', args=[back.number])}"
    received = back.received_at is not None
    refund = Refund.objects.filter(origin=back).first()
    step = "received" if received else "answered"
    return to_seller(
        back.seller_order,
        "seller_return_in_place",
        key=f"return-{step}-in-place-{back.number}",
        back=back,
        received=received,
        money=moneyback.of([refund] if refund else []),
        because=last_reason("orders.ReturnReceived" if received else "orders.ReturnAnswered", back),
        return_url=link,
    )


def withdrawal_taken(part: SellerOrder, refund: Refund | None, backs: list[Return]) -> Email:
    """What became of a withdrawal: what is refunded at once, what to send back and until when."""
    key = "-".join(str(subject.pk) for subject in [*([refund] if refund else []), *backs])
    return to_buyer(
        part,
        "withdrawal_taken",
        key=f"withdrawal-taken-{part.number}-{key}",
        refund=refund,
        backs=[(back, owed.send_by(back)) for back in backs],
        place=owed.place(part),
        given=moneyback.of([refund] if refund else []),
    )


def seller_withdrawn(part: SellerOrder, refund: Refund | None, backs: list[Return]) -> Email:
    """Some pieces must not leave any more."""
    key = refund.uid if refund else "-".join(back.number for back in backs)
    return to_seller(
        part,
        "seller_withdrawn",
        key=f"seller-withdrawn-{key}",
        refund=refund,
        backs=backs,
        back=moneyback.of([refund] if refund else []),
    )


def seller_withdrawal_to_read(part: SellerOrder, declaration: WithdrawalDeclaration) -> Email:
    """The buyer withdraws in their own words: nothing leaves until these have been read."""
    return to_seller(
        part,
        "seller_withdrawal_to_read",
        key=f"withdrawal-to-read-{declaration.key}-{part.number}",
        row=declaration,
        words=withdrawn.words_on(declaration, part.order),
        waits=part.state in UNSHIPPED,
    )


def seller_withdrawal_read(part: SellerOrder, declaration: WithdrawalDeclaration) -> Email:
    """A declaration has been read, and nothing of this part is taken off."""
    return to_seller(
        part,
        "seller_withdrawal_read",
        key=f"withdrawal-read-{declaration.key}-{part.number}",
        row=declaration,
        waits=part.state in UNSHIPPED,
        because=last_reason("orders.WithdrawalRead", part),
    )


def found_unsealed(back: Return) -> Email:
    """What the seller found on receipt and keeps of the price, and how to contest it."""
    part, order = back.seller_order, back.seller_order.order
    door = reverse("shop-incident-new", args=[order.number, part.pk])
    return to_buyer(
        part,
        "found_unsealed",
        key=f"found-unsealed-{back.number}",
        back=back,
        contest_url=f"{settings.BASE_URL}{door}?retour={back.number}&t={order.token}",
    )


def return_noted(back: Return) -> Email:
    """To whoever sends back what arrived wrong: their request is with the seller, until when."""
    return to_buyer(
        back.seller_order,
        "return_noted",
        key=f"return-noted-{back.number}",
        back=back,
        why=dict(returns.REASONS)[back.reason],
        until=back.answer_by,
    )


def return_answered(back: Return, *, by_itself: bool = False) -> Email:
    """The seller's answer, or that there was none in time; and where to send the goods."""
    return to_buyer(
        back.seller_order,
        "return_answered",
        key=f"return-answered-{back.number}",
        back=back,
        by_itself=by_itself,
        send_by=owed.send_by(back),
        place=owed.place(back.seller_order),
    )


def withdrawal_received(declaration: WithdrawalDeclaration, order: Order | None) -> Email:
    """The acknowledgement of a withdrawal: its words, day and hour, and its receipt (L221-21).

    `order` is the one that whoever declared has shown to be theirs.
    """
    link = f"{settings.BASE_URL}{reverse('shop-withdrawal-done', args=[declaration.key])}"
    return Email(
        to=declaration.email,
        template="orders/withdrawal_received",
        values={
            "row": declaration,
            "order": order,
            "not_granted": bool(order and order.business and not order.business.may_withdraw),
            "number": receipts.quoted(declaration.order_number, 60),
            "receipt": receipts.number_of(declaration),
            "receipt_url": link,
            "name": receipts.quoted(declaration.name, 160),
            "words": receipts.quoted(declaration.goods) if withdrawn.has_words(declaration) else "",
        },
        language=declaration.language,
        key=f"withdrawal-{declaration.key}",
    )
