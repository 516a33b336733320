"""The receipt of a withdrawal: what the letter bears, and what the visitor keeps in any case.

The acknowledgement leaves at once for the address declared and no other, with the content, date and
hour of the declaration (L221-21). Anybody may declare anything to any address: what was chosen
among the order's lines stands as it is, what was typed in quotes, short and without links, and
nothing of an order that is not theirs. The receipt, which whoever declared sees, prints and
downloads, bears every word as it was typed (ADR 30).
"""

from __future__ import annotations

import re

from orders.models import Order, WithdrawalDeclaration

QUOTED = 1000  # characters of the visitor's own words that a letter repeats
LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]*:/*/|www\.|mailto:)\S*", re.IGNORECASE)
# the name of a site, that a mail reader would turn into a link
DOTTED = re.compile(r"(?<=\w)\.(?=[^\W\d])")


def number_of(declaration: WithdrawalDeclaration) -> str:
    """The number that a receipt bears."""
    return declaration.key[:12].upper()


def quoted(text: str, most: int = QUOTED) -> str:
    """A visitor's words as a letter may repeat them: without links, no longer than that."""
    words = DOTTED.sub(". ", LINK.sub("…", text.strip()))
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def order_of(declaration: WithdrawalDeclaration) -> Order | None:
    """The order that whoever declared has shown to be theirs: by its page, or number and address.

    One that a person attached the declaration to afterwards may belong to somebody else.
    """
    if declaration.from_order_id is not None:
        return declaration.from_order
    number = declaration.order_number.replace(" ", "").upper().partition("-")[0]
    return Order.objects.filter(number=number, email__iexact=declaration.email).first()
