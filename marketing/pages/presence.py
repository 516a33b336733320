"""Who has a draft open, tab by tab: two people who write one page are told before they begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import get_random_string

from marketing.models import ShopVersion, Version
from marketplace.shared.models import User

LASTS = 90  # seconds after which a tab that sends nothing is closed
LONGEST = 12  # characters of a tab's name


@dataclass(frozen=True, slots=True)
class Others:
    """Who else has the draft open: somebody else by name, or oneself in another tab."""

    name: str = ""
    is_own_tab: bool = False


def tab(sent: str) -> str:
    """The name of a tab: the one it sends, or a new one."""
    return sent if is_tab(sent) else get_random_string(8)


def is_tab(sent: str) -> bool:
    """Whether a text may be the name of a tab."""
    return sent.isascii() and sent.isalnum() and len(sent) <= LONGEST


def note(version: Version | ShopVersion, person: User, *, tab: str, at: datetime) -> Others:
    """Say that a tab has a draft open; who else has."""
    known = _known(version, at)
    # somebody else may have opened the address of the same tab
    own = _own(person, tab)
    known[own] = (person.pk, str(person), at.timestamp())
    cache.set(_key(version), known, LASTS)
    people = [(pk, name) for other, (pk, name, _seen) in known.items() if other != own]
    return Others(
        name=next((name for pk, name in people if pk != person.pk), ""),
        is_own_tab=any(pk == person.pk for pk, _name in people),
    )


def leave(version: Version | ShopVersion, person: User, *, tab: str, at: datetime) -> None:
    """A tab was closed: nobody is told of it any longer."""
    known = _known(version, at)
    known.pop(_own(person, tab), None)
    cache.set(_key(version), known, LASTS)


def _known(version: Version | ShopVersion, at: datetime) -> dict[str, tuple[int, str, float]]:
    """The tabs that said something lately: each by its own clock, whoever else writes."""
    known = cache.get(_key(version)) or {}
    since = at.timestamp() - LASTS
    return {tab: seen for tab, seen in known.items() if seen[2] > since}


def _own(person: User, tab: str) -> str:
    return f"{person.pk}:{tab}"


def _key(version: Version | ShopVersion) -> str:
    return f"marketing:open:{version._meta.model_name}:{version.pk}"
