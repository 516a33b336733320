"""The receipt of a withdrawal: who may be written to, and what the visitor keeps in any case.

Anybody may declare anything to any address. A letter therefore leaves only to the address of the order that
the declaration names, and bears none of the visitor's own words; the words stand on the receipt, which
whoever declared sees, prints and downloads (L221-21: a durable medium, with content, date and hour).
"""

from __future__ import annotations

from orders.models import Order, WithdrawalDeclaration


def number_of(row: WithdrawalDeclaration) -> str:
    """The number that a receipt bears."""
    return row.key[:12].upper()


def order_of(row: WithdrawalDeclaration) -> Order | None:
    """The order that a declaration names by its number and its own address."""
    if row.order_id is not None:
        return row.order
    if row.from_order_id is not None:
        return row.from_order
    number = row.order_number.replace(" ", "").upper().partition("-")[0]
    return Order.objects.filter(number=number, email__iexact=row.email).first()
