"""A shop's identity: in force, waiting and past versions; and its franchise gauge."""

from __future__ import annotations

from django.shortcuts import render

from marketplace import franchise
from marketplace.shared import clock
from sellers.access import seller
from sellers.identity import identity
from sellers.models import Identity, Role, Seller
from sellers.models.identity import label, shown

T = Identity.Topic
HISTORY = 50
MAY_SEE_MONEY = (Role.OWNER, Role.FINANCE, Role.READER)


@seller()
def show(request):
    """What everybody reads about this shop, since when, and what is on its way."""
    shop, now = request.seller, clock.now()
    versions = list(
        shop.identities.select_related("seller", "asked_by").order_by("-asked_at", "-pk")[:HISTORY]
    )
    current = next((version for version in versions if version.state == "in_force"), None)
    sees_money = request.member.role in MAY_SEE_MONEY
    return render(
        request,
        "seller/sellers/identity.html",
        {
            "since": current.in_force_at if current else shop.opened_at,
            "groups": [_group(shop, topic) for topic in identity.COLUMNS],
            "waiting": [version for version in versions if version.waits],
            "history": [version for version in versions if not version.waits],
            "gauge": franchise.gauge(shop, at=now) if sees_money else None,
            "is_owner": request.member.role == Role.OWNER,
            "is_exempt": shop.vat_regime == Seller.Vat.FRANCHISE,
        },
    )


def _group(shop: Seller, topic: str) -> dict:
    lines = [
        (label(column), shown(column, getattr(shop, column))) for column in identity.COLUMNS[topic]
    ]
    return {
        "topic": topic,
        "title": T(topic).label,
        "rows": lines,
        "is_checked": topic in identity.CHECKED,
    }
