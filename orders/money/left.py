"""What of a seller's part may still go back to the buyer, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from orders.models import OrderLine, Return, ReturnLine, SellerOrder
from orders.money import refunds
from orders.states import COMING_BACK, ReturnState


@dataclass(frozen=True, kw_only=True)
class Left:
    """A line of the part with what was given back of it, and what may still be."""

    line: OrderLine
    claimed: int
    pieces: int
    cents: int


class ComingBack(Refusal):
    """A return holds these pieces: its receipt refunds them, and nothing else meanwhile."""

    sentence = _(
        "« {title} » revient déjà par le retour {number}, dont la réception le rembourse : il reste"
        " au plus {left} à rendre autrement."
    )


def holds(back: Return, *, missed: bool = False) -> bool:
    """Whether an open return alone refunds its pieces; `missed`: not those that never arrived."""
    return back.state in COMING_BACK and not (missed and back.state == ReturnState.ON_ITS_WAY)


def coming_back(
    part: SellerOrder, *, but: int | None = None, missed: bool = False
) -> dict[int, int]:
    """How many pieces of each line the open returns hold, except one of them."""
    held: dict[int, int] = {}
    rows = ReturnLine.objects.filter(parent__seller_order=part, parent__state__in=COMING_BACK)
    for row in rows.exclude(parent=but).select_related("parent"):
        if holds(row.parent, missed=missed):
            held[row.line_id] = held.get(row.line_id, 0) + row.quantity
    return held


def of_lines(
    part: SellerOrder,
    claimed: Mapping[int, int] | None = None,
    *,
    but: int | None = None,
    missed: bool = False,
) -> list[Left]:
    """Each line of the part: the pieces complained of, and what of it may still go back.

    What an open return holds goes back by its receipt; `but` is the return that is complained of.
    """
    pieces, held = refunds.refundable(part), coming_back(part, but=but, missed=missed)
    rows = []
    for line in part.lines.order_by("pk"):
        back, rest = held.get(line.pk, 0), line.total_cents - line.refunded_cents
        rows.append(
            Left(
                line=line,
                claimed=(claimed or {}).get(line.pk, 0),
                pieces=max(0, pieces[line.pk] - back),
                cents=max(0, rest - line.unit_cents * back),
            )
        )
    return rows


def demand_free(
    part: SellerOrder,
    *,
    lines: Mapping[int, int],
    amounts: Mapping[int, int],
    but: int | None = None,
    missed: bool = False,
) -> None:
    """Refuse to give back beside a return what its receipt will refund. Raises ComingBack."""
    held = coming_back(part, but=but, missed=missed)
    for row in of_lines(part, but=but, missed=missed) if held else ():
        pk = row.line.pk
        if pk in held and (lines.get(pk, 0) > row.pieces or amounts.get(pk, 0) > row.cents):
            back = ReturnLine.objects.filter(
                line=pk, parent__seller_order=part, parent__state__in=COMING_BACK
            ).exclude(parent=but)
            raise ComingBack(
                title=row.line.title,
                number=back.select_related("parent").order_by("-pk")[0].parent.number,
                left=money(row.cents),
            )


def of_shipping(part: SellerOrder) -> int:
    """How much of the delivery may still go back, in cents."""
    return part.shipping_cents - part.shipping_refunded_cents
