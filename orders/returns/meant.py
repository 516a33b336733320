"""Which orders a declaration of withdrawal may mean, when its number and address found none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.shared.numbers import ALPHABET
from orders.models import Order, SellerOrder, WithdrawalDeclaration

MOST = 5  # orders proposed for each likeness
LATELY = timedelta(days=400)  # a year and fourteen days, the longest delay to withdraw, and more
LENGTHS = range(7, 10)  # signs of a number of eight with one forgotten, or one too many
SHORTEST = 3  # signs of a word by which a name is recognised


@dataclass(frozen=True)
class Likely:
    """An order that may be meant, and what of the declaration is like it."""

    order: Order
    why: str


def likely(declaration: WithdrawalDeclaration) -> list[Likely]:
    """The paid orders that may be meant, the likeliest first: by number, by mailbox, by name."""
    found: dict[int, Likely] = {}
    for why, alike in _alike(declaration):
        before = _paid().filter(alike, placed_at__lte=declaration.declared_at)
        for order in before.order_by("-placed_at", "-pk")[:MOST]:
            found.setdefault(order.pk, Likely(order, why))
    return [*found.values()]


def _alike(declaration: WithdrawalDeclaration) -> Iterator[tuple[str, Q]]:
    numbers = {each for number in _typed(declaration.order_number) for each in _nearly(number)}
    if numbers:
        yield _("numéro presque identique"), Q(number__in=numbers)
    yield _("même adresse e-mail"), Q(email__iexact=declaration.email)
    words = [word for word in declaration.name.split() if len(word) >= SHORTEST]
    if words:
        named: Any = Q(placed_at__gt=declaration.declared_at - LATELY)
        for word in words:
            named &= Q(recipient__icontains=word)
        yield _("même nom"), named


def _paid() -> QuerySet[Order]:
    sold = SellerOrder.objects.filter(order=OuterRef("pk"), paid_at__isnull=False)
    return Order.objects.filter(Exists(sold))


def _typed(text: str) -> set[str]:
    """What of the words typed may be a number of an order: a word, or some in a row."""
    words = re.findall(r"[A-Z0-9]+", text.upper())
    rows = ("".join(words[a:b]) for a, b in combinations(range(len(words) + 1), 2))
    return {number for number in rows if len(number) in LENGTHS}


def _nearly(number: str) -> set[str]:
    """A number and all that are one slip away: a sign for another, forgotten, doubled or swapped.

    They are looked for by the index of numbers, however many orders there are.
    """
    cuts = [(number[:at], number[at:]) for at in range(len(number) + 1)]
    return {
        number,
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + sign + b[1:] for a, b in cuts if b for sign in ALPHABET),
        *(a + sign + b for a, b in cuts for sign in ALPHABET),
    }
