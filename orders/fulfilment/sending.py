"""The screen that ships many orders: its rows, what was typed in them, a column of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, invisible
from marketplace.shared.states import Refusal
from orders import carriers, contested
from orders.fulfilment import lists, shipping
from orders.fulfilment.batches import MOST, Row
from orders.models import SellerOrder
from orders.states import SellerOrderState
from sellers.models import Seller
from sellers.shop.grid import CARRIERS

SIGNS = 60  # of a number, spaces and all
COLUMN = 40_000  # signs of a pasted column


class TooManyNumbers(Refusal):
    """More numbers were pasted than there are rows for them."""

    sentence = _(
        "Vous avez collé {numbers} numéros pour {rows} commandes : rien n'est rempli. Cochez les"
        " commandes concernées, ou collez autant de numéros qu'il y a de lignes."
    )


@dataclass(slots=True)
class Line:
    """A part to ship as the screen shows it, with what was typed."""

    part: SellerOrder
    carrier: str
    tracking: str = ""
    is_ticked: bool = False
    error: str = ""
    barred: str = ""  # why nothing may be typed here
    is_late: bool = False

    @property
    def offered(self) -> list[tuple[str, object]]:
        """The carriers that may take it: only who serves the point, where it goes to one."""
        return offered(self.part)

    @property
    def articles(self) -> list:
        """What is still to be sent of it."""
        return [line for line in self.part.lines.all() if line.waiting > 0]

    @property
    def leaves(self) -> bool:
        """Whether this row is sent: it has a number, or was ticked."""
        return not self.barred and (self.is_ticked or bool(self.tracking))

    def row(self) -> Row:
        """As the verb reads it: all that waits."""
        return Row(self.part.number, self.carrier, self.tracking)


def offered(part: SellerOrder) -> list[tuple[str, object]]:
    """The carriers that may take a part."""
    if not part.relay:
        return list(CARRIERS)
    return [pair for pair in CARRIERS if carriers.serves(pair[0], part.shipping_carrier)]


def preset(part: SellerOrder) -> str:
    """The carrier that the buyer chose, or one that may take it."""
    names = [name for name, _label in offered(part)]
    return part.shipping_carrier if part.shipping_carrier in names else next(iter(names), "")


def lines(seller: Seller, typed: QueryDict | None = None) -> tuple[list[Line], int]:
    """The rows of the screen, the most urgent first, and how many more there are."""
    queue = lists.parts(seller, view=SellerOrderState.TO_SHIP.value)
    rows = list(queue[: MOST + 1])
    more = queue.count() - MOST if len(rows) > MOST else 0
    at, ticked = clock.now(), set(typed.getlist("row")) if typed is not None else set()
    drawn = []
    for part in rows[:MOST]:
        line = Line(part, preset(part), barred=_barred(part))
        line.is_late = not line.barred and lists.is_late(part, at)
        if typed is not None:
            line.carrier = typed.get(f"carrier-{part.number}", line.carrier)[:30]
            line.tracking = _number(typed.get(f"tracking-{part.number}", ""))
            line.is_ticked = part.number in ticked and not line.barred
        drawn.append(line)
    return drawn, max(more, 0)


def gone(typed: QueryDict, drawn: Iterable[Line]) -> list[Row]:
    """What was typed for orders that are no more on the screen: cancelled meanwhile, or left."""
    shown = {line.part.number for line in drawn}
    ticked = set(typed.getlist("row"))
    numbers = [name.removeprefix("tracking-") for name in typed if name.startswith("tracking-")]
    missing = (number for number in numbers if number not in shown)
    return [
        Row(number[:40], typed.get(f"carrier-{number}", "")[:30], tracking)
        for number in islice(missing, MOST)
        if (tracking := _number(typed.get(f"tracking-{number}", ""))) or number in ticked
    ]


def fill(drawn: list[Line], column: str) -> int:
    """Write a pasted column of numbers into the ticked rows, or into all; returns how many.

    A line with an order's number before the parcel's goes to that order. Raises TooManyNumbers.
    """
    pasted = [text for text in map(_number, column[:COLUMN].splitlines()) if text]
    named = {line.part.number: line for line in drawn if not line.barred}
    pairs = [_pair(text, named) for text in pasted]
    loose = [number for line, number in pairs if line is None]
    open_ = [line for line in named.values() if line.is_ticked] or list(named.values())
    meant = {id(line) for line, _number in pairs if line is not None}
    open_ = [line for line in open_ if id(line) not in meant]
    if len(loose) > len(open_):
        raise TooManyNumbers(numbers=len(loose), rows=len(open_))
    for line, number in [*pairs, *zip(open_, loose, strict=False)]:
        if line is not None:
            line.tracking, line.is_ticked = number[:SIGNS], True
    return len(pasted)


def _pair(text: str, named: Mapping[str, Line]) -> tuple[Line | None, str]:
    cells = [cell.strip() for cell in re.split(r"[\t;]", text) if cell.strip()]
    if len(cells) > 1 and cells[0].upper() in named:
        return named[cells[0].upper()], cells[-1]
    return None, text


def _number(text: str) -> str:
    """What was typed as a number, without what nobody sees."""
    return invisible.cleaned(text)[:SIGNS].strip()


def _barred(part: SellerOrder) -> str:
    """Why a part stays off the send, told where its fields would be."""
    if part.relay_closed_at is not None:
        return str(shipping.PointClosed())
    if part.is_given_back:  # type: ignore[attr-defined] # annotated by the list
        return str(contested.NotPaid())
    if part.is_contested:  # type: ignore[attr-defined]
        return str(
            _(
                "La banque de l'acheteur conteste ce paiement : expédiez depuis la page de la"
                " commande."
            )
        )
    return ""
