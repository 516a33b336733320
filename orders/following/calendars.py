"""The days on which an order is promised, as calendars read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.shared import agendas, clock
from marketplace.shared.elision import de
from orders import milestones
from orders.letters import order_link
from orders.models import Milestone, Order, SellerOrder, Shipment
from orders.states import UNSHIPPED, SellerOrderState, ShipmentState

AWAITED = (*UNSHIPPED, SellerOrderState.SHIPPED)


def has_day(part: SellerOrder) -> bool:
    """Whether a delivery is still awaited, on promised days that have not passed.

    What waits at the point, or goes back to its seller, is not delivered any more.
    """
    return (
        part.paid_at is not None
        and part.state in AWAITED
        and part.promised_until >= clock.today()
        and not (part.state == SellerOrderState.SHIPPED and _is_elsewhere(part))
    )


def kept_at_point(part: SellerOrder) -> Milestone | None:
    """Where all that is on its way waits for its buyer, the first to go; None while it travels."""
    now = [milestones.current(milestones.of(row)) for row in _travelling(part)]
    at_point = [step for step in now if step is not None and step.kind == Milestone.Kind.AT_POINT]
    if not now or len(at_point) < len(now):
        return None
    return min(at_point, key=lambda step: step.until or date.max)


def _is_elsewhere(part: SellerOrder) -> bool:
    back = [milestones.is_sent_back(row) for row in _travelling(part)]
    return (bool(back) and all(back)) or kept_at_point(part) is not None


def _travelling(part: SellerOrder) -> list[Shipment]:
    return [row for row in part.shipments.all() if row.state == ShipmentState.SHIPPED]


def file_of(order: Order, parts: Iterable[SellerOrder], *, at: datetime) -> str:
    """What is still awaited of an order, in the reader's language: whole days, one event a seller.

    The same delivery keeps its name, so that taking the file again changes its days.
    """
    host = urlsplit(settings.BASE_URL).hostname or "halles"
    lines: list[str] = []
    for part in parts:
        if has_day(part):
            lines += _event(order, part, host=host, at=at)
    return agendas.file_of("Livraisons", lines)


def _event(order: Order, part: SellerOrder, *, host: str, at: datetime) -> list[str]:
    name = part.seller_snapshot.get("name", "")
    title = _("Livraison {shop}").format(shop=de(name))
    told = "\n".join([_("Commande {number}").format(number=part.number), order_link(order)])
    where = ", ".join(part.relay_lines())
    return [
        "BEGIN:VEVENT",
        f"UID:livraison-{part.pk}@{host}",
        f"DTSTAMP:{agendas.instant(at)}",
        f"DTSTART;VALUE=DATE:{agendas.whole_day(part.promised_from)}",
        # the end of whole days is the day after the last one
        f"DTEND;VALUE=DATE:{agendas.whole_day(part.promised_until + timedelta(days=1))}",
        f"SUMMARY:{agendas.text(title)}",
        f"DESCRIPTION:{agendas.text(told)}",
        *([f"LOCATION:{agendas.text(where)}"] if where else []),
        f"URL:{order_link(order)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
