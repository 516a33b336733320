"""Who has a draft open: two people who write one page are told before they begin."""

from __future__ import annotations

from django.core.cache import cache

from marketing.models import Version
from marketplace.shared.models import User

LASTS = 90  # seconds after which somebody who sends nothing is gone


def note(version: Version, person: User) -> str:
    """Say that somebody has a draft open; the name of somebody else who has it too, or nothing."""
    key = f"marketing:editing:{version.pk}"
    known: dict[int, str] = cache.get(key) or {}
    others = {pk: name for pk, name in known.items() if pk != person.pk}
    cache.set(key, {**others, person.pk: str(person)}, LASTS)
    return next(iter(others.values()), "")
