"""The screen that ships many orders: its rows, what was typed in them, a column of numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
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
ORDER_FIRST = re.compile(r"\s*([0-9A-Za-z]{6,12}-\d{1,3})\s+(\S.*)")  # parted by a space only


class TooManyNumbers(Refusal):
    """More numbers were pasted than there are rows for them."""

    sentence = _(
        "Vous avez collé {numbers} numéros pour {rows} commandes, lignes vides comprises : rien"
        " n'est rempli. Cochez les commandes concernées, ou collez une ligne par commande."
    )


@dataclass(frozen=True)
class Filled:
    """What became of a pasted column: how many rows it filled, and the lines placed nowhere."""

    rows: int
    astray: list[str]


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


def fill(drawn: list[Line], column: str) -> Filled:
    """Write a pasted column of numbers into the ticked rows, or into all.

    An empty line leaves its row as it is. A line with an order's number before the parcel's goes to
    that order alone: where the order is not here, or another line gives it another number, it is
    placed nowhere. Raises TooManyNumbers.
    """
    pasted = invisible.cleaned(column[:COLUMN]).rstrip().splitlines()
    named = {line.part.number: line for line in drawn if not line.barred}
    read = [(text.strip(), *_pair(text, named)) for text in pasted]
    given: dict[str, set[str]] = {}
    for _text, order, number in read:
        if order is not None:
            given.setdefault(order, set()).add(number)
    placed = {
        order: number for order, (number, *others) in given.items() if order in named and not others
    }
    loose = [number for _text, order, number in read if order is None]
    if given:  # orders are named: an empty line only parts the others
        loose = [number for number in loose if number]
    ticked = [line for line in named.values() if line.is_ticked] or list(named.values())
    open_ = [line for line in ticked if line.part.number not in given]
    if len(loose) > len(open_):
        raise TooManyNumbers(numbers=len(loose), rows=len(open_))
    chosen = [(named[order], number) for order, number in placed.items()]
    chosen = [pair for pair in [*chosen, *zip(open_, loose, strict=False)] if pair[1]]
    for line, number in chosen:
        line.tracking, line.is_ticked = number, True
    astray = [text for text, order, _number in read if order is not None and order not in placed]
    return Filled(len(chosen), astray)


def _pair(text: str, named: Collection[str]) -> tuple[str | None, str]:
    """The order that a pasted line names, if it names one, and the number of the parcel."""
    cells = re.split(r"[\t;]", text)
    if len(cells) == 1 and (parted := ORDER_FIRST.match(text)):
        cells = [*parted.groups()]
    order = cells[0].strip().upper()
    if len(cells) > 1 and any(cell.strip() for cell in cells):
        return order, _number(cells[-1])
    return (order, "") if order in named else (None, _number(text))


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
