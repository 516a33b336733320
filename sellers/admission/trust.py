"""How closely a seller's products are read before the public sees them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.events import ModerationSet
from sellers.models import Seller


class SameLevel(Refusal):
    """The seller is already at this level of moderation."""

    sentence = _("Ce niveau de modération est déjà celui du vendeur.")


@transaction.atomic(durable=True)
def set_level(seller: Seller, *, level: str, because: str, by: User | None, at: datetime) -> None:
    """Have a seller's products read before they are published, or only those the rules stop.

    What is online stays online; the next proposals follow the new level. Raises SameLevel.
    """
    changed = Seller.objects.filter(pk=seller.pk).exclude(moderation=level).update(moderation=level)
    if not changed:
        raise SameLevel
    seller.moderation = level
    events.publish(
        ModerationSet(seller_id=seller.pk, level=level),
        about=seller,
        by=by,
        because=because,
        at=at,
    )
