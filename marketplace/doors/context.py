"""What every page needs: the brand and company, the menus, the visitor's cart."""

from __future__ import annotations

from functools import partial

from django.conf import settings

from marketplace.doors import navigation
from marketplace.shared import guests, policy
from marketplace.shared.audience import is_operator
from orders.buying import cookie
from sellers.team import team


def house(request) -> dict:
    """Values for the layouts; on a buyer's page they run no query without need."""
    values = {
        "brand": policy.brand(),
        "entity": policy.entity(),
        "sandbox": settings.GATEWAY == "sandbox",
        "navigation": navigation.Menus(request),
        "cart_count": partial(cookie.count_of, request),
        "is_operator": is_operator(request.user) if _signed_in(request) else False,
        "is_seller": team.is_member(request.user) if _signed_in(request) else False,
    }
    if guests.is_for_all(request):
        values["csrf_token"] = ""
    return values


def _signed_in(request) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated
