"""The addresses that a signed-in buyer had parcels sent to."""

from __future__ import annotations

import re
from datetime import datetime

from babel import Locale
from django.db import transaction
from django.utils.translation import get_language

from marketplace.shared.models import Address, User
from sellers.shop.shipping import EUROPE

OTHER_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,9}")  # outside France and Monaco
COLUMNS = ("recipient", "line1", "line2", "postcode", "city", "country", "phone")


def countries() -> list[tuple[str, str]]:
    """Where we deliver: France first, then its neighbours by name."""
    names = Locale.parse(get_language() or "fr").territories
    others = sorted(((code, names[code]) for code in EUROPE), key=lambda pair: pair[1])
    return [("FR", names["FR"]), ("MC", names["MC"]), *others]


@transaction.atomic(durable=True)
def keep(user: User, address: dict, *, at: datetime) -> None:
    """Remember where an order went: it is proposed first next time."""
    if not Address.objects.filter(user=user, **address).update(used_at=at):
        Address.objects.create(user=user, used_at=at, **address)


def first_proposed(user: User) -> dict[str, str]:
    """Where the last order went; before the first order, what the account says of the person."""
    last = Address.objects.filter(user=user).order_by("-used_at", "-pk").first()
    if last is None:
        return {"recipient": user.get_full_name(), "phone": user.phone}
    return {name: getattr(last, name) for name in COLUMNS}
