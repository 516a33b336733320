"""What the wiring adds to the seller's desk: its first page, and what concerns two apps."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace import franchise
from marketplace.shared.desks import Desk, MenuEntry, Todo
from sellers.models import Seller

MENU = (
    MenuEntry(group="", page="seller-home", name=_("Aujourd'hui"), icon="layout-dashboard", rank=0),
)


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """How near the shop's sales are to a limit of the franchise."""
    gauge = franchise.gauge(shop, at=at)
    if gauge is None or not gauge.is_warning:
        return []
    text = _now(
        "Vos ventes approchent d'un seuil de la franchise de TVA ou le dépassent : voyez ce qui"
        " change"
    )
    is_crossed = gauge.vat_from is not None
    return [Todo(text=text, href=reverse("seller-company"), urgent=is_crossed, rank=400)]


DESK = Desk(todos=todos, menu=MENU)
