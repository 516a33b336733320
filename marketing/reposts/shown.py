"""The posts of others that the public may see now, and when that changes by itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from marketing.models import Repost
from marketing.states import RepostState
from marketplace.shared import stamps

KEY = "marketing:reposts"


def changed() -> None:
    """The wall is another one, once the transaction is committed."""
    stamps.end([KEY])


def at_work(*, at: datetime) -> QuerySet[Repost]:
    """What is shown at an instant, to the second, the last shown first."""
    unended = Q(ends_at=None) | Q(ends_at__gt=at)
    return Repost.objects.filter(unended, state=RepostState.SHOWN).order_by("-shown_at", "-pk")


def next_change(*, at: datetime) -> datetime | None:
    """When the next of them ends."""
    ends = at_work(at=at).exclude(ends_at=None).order_by("ends_at")
    return ends.values_list("ends_at", flat=True).first()
