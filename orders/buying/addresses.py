"""The addresses that a signed-in buyer had parcels sent to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.shared.models import Address, User

COLUMNS = ("recipient", "line1", "line2", "postcode", "city", "country", "phone")


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
