"""The addresses that a signed-in buyer had parcels sent to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.shared.models import Address


@transaction.atomic(durable=True)
def keep(user, address: dict, *, now: datetime) -> None:
    """Remember where an order went: it is proposed first next time."""
    if not Address.objects.filter(user=user, **address).update(used_at=now):
        Address.objects.create(user=user, used_at=now, **address)
