"""How much money an act of the operator's or a seller's would give back, read before it is done.

What is read here names the button and warns whoever may not do it alone; the act itself counts
again, under its locks.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from orders import contested
from orders.models import OrderLine, SellerOrder
from orders.money import refunds


def of_cancelling(part: SellerOrder) -> int:
    """What cancelling all that waits of a part gives back, in cents."""
    lines = list(part.lines.all())
    goods = sum(worth(line, line.waiting) for line in lines)
    kept = any(
        line.quantity > line.cancelled + line.waiting + line.returned + line.came_back
        for line in lines
    )
    return goods + (0 if kept else part.shipping_cents - part.shipping_refunded_cents)


def of_refusing(part: SellerOrder, pieces: Mapping[int, int]) -> int:
    """What refusing so many pieces of each line gives back, in cents: all of them, delivery too."""
    lines = list(part.lines.all())
    if refuses_all(part, pieces):
        return of_cancelling(part)
    return sum(worth(line, pieces.get(line.pk, 0)) for line in lines)


def refuses_all(part: SellerOrder, pieces: Mapping[int, int]) -> bool:
    """Whether nothing would be left to ship."""
    return sum(pieces.values()) == sum(line.waiting for line in part.lines.all())


def of_giving(part: SellerOrder) -> int:
    """The most that may still go back of a part, in cents: neither refunded nor lost to a bank."""
    payment = part.order.payment
    free = payment.amount_cents - payment.refunded_cents
    lost = contested.lost_cents(payment.disputes.all())
    return max(0, min(part.total_cents - part.refunded_cents, free - lost))


def worth(line: OrderLine, pieces: int) -> int:
    """What so many pieces of a line would give back, in cents."""
    return min(line.unit_cents * pieces, line.total_cents - line.refunded_cents)


def cancelling_waits(part: SellerOrder) -> str:
    """That what cancelling gives back would wait for the bank; empty where it would not."""
    return waits_in_words(part, of_cancelling(part))


def giving_waits(part: SellerOrder) -> str:
    """That what may be given back would wait for the bank; empty where it would not."""
    return waits_in_words(part, of_giving(part))


def waits_in_words(seller_order: SellerOrder, cents: int) -> str:
    """That a refund of so much would wait for the buyer's bank, or is done by it; empty where it
    leaves at once.
    """
    payment = seller_order.order.payment
    disputes = payment.disputes.all()
    if contested.is_given_back(disputes):
        return gettext(
            "La banque de l'acheteur lui a déjà rendu ce paiement : rien n'est rendu une seconde"
            " fois."
        )
    if not contested.is_open(disputes) or refunds.room(payment) >= cents:
        return ""
    return gettext(
        "La banque de l'acheteur conteste ce paiement : rien ne part tant qu'elle n'a pas décidé."
        " Le remboursement attend, puis part si elle ne rend pas cette somme, ou devient sans objet"
        " si elle l'a rendue."
    )
