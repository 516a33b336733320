"""Which version of a page the public sees at an instant.

It is read from the days of the versions that were approved, not from what a worker did: a page
begins and ends to the second. Of several that hold, the one for the narrower audience is shown, a
segment before customers and customers before everybody, then the one that began last: when a page
of a season ends, the one before it is there again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from marketing.models import Version
from marketing.models.page import OF_SEGMENT, whom
from marketing.states import VersionState
from marketplace.shared import kept, stamps, voice
from marketplace.shared.models import User
from marketplace.shared.replicas import reading

KEY = "marketing:pages"
FRESH = 60
SHOWN = (VersionState.SCHEDULED, VersionState.LIVE)
EVERYBODY = Version.Audience.EVERYBODY.value
MOST = 200
_versions: dict[tuple[int, str], Version] = {}


@dataclass(frozen=True, slots=True)
class Slot:
    """When an approved version is shown, and to whom: a segment by its number."""

    version_id: int
    seal: str
    starts_at: datetime
    ends_at: datetime | None
    audience: str

    def holds(self, at: datetime) -> bool:
        """Whether it is shown at an instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


Slots = dict[tuple[str, str], list[Slot]]


def slots() -> Slots:
    """Every approved version by its page, as this process remembers them."""
    return kept.kept(KEY, _read, fresh=FRESH)


def _read() -> Slots:
    rows = Version.objects.filter(state__in=SHOWN).values_list(
        *("page__kind", "page__slug", "audience", "segment"),
        *("pk", "seal", "starts_at", "ends_at"),
    )
    found: Slots = {}
    for kind, slug, audience, segment, pk, seal, starts_at, ends_at in rows:
        shown = Slot(pk, seal, starts_at, ends_at, whom(audience, segment))
        found.setdefault((kind, slug), []).append(shown)
    for each in found.values():
        each.sort(key=lambda slot: (_narrow(slot.audience), slot.starts_at, slot.version_id))
    return found


def _narrow(audience: str) -> int:
    """How narrow an audience is beside others."""
    return 2 if audience.startswith(OF_SEGMENT) else int(audience != EVERYBODY)


def changed() -> None:
    """What is shown is another, once the transaction is committed."""
    # whoever reads before the commit keeps what was: it is forgotten once more after it
    kept.forget(KEY)
    transaction.on_commit(partial(kept.forget, KEY))
    transaction.on_commit(voice.forget)
    stamps.end([KEY])


def version(kind: str, slug: str, *, at: datetime, audiences: Collection[str]) -> Version | None:
    """The version of a page that people of these audiences see."""
    holding = [
        slot
        for slot in slots().get((kind, slug), ())
        if slot.holds(at) and (slot.audience == EVERYBODY or slot.audience in audiences)
    ]
    return _version(holding[-1]) if holding else None


def beneath(taken: Version, *, at: datetime) -> Version | None:
    """The version that those who see this one are shown once it is taken off; None for none."""
    page, audience = taken.page, whom(taken.audience, taken.segment_id)
    holding = [
        slot
        for slot in slots().get((page.kind, page.slug), ())
        if slot.holds(at) and slot.audience in (EVERYBODY, audience) and slot.version_id != taken.pk
    ]
    return _version(holding[-1]) if holding else None


def is_shown(kind: str, slug: str, *, at: datetime) -> bool:
    """Whether everybody may read a page at an instant."""
    return any(slot.holds(at) and not slot.audience for slot in slots().get((kind, slug), ()))


def since(kind: str, slug: str, *, at: datetime) -> datetime | None:
    """When what everybody sees of a page at an instant began."""
    slots_ = slots().get((kind, slug), ())
    return max((s.starts_at for s in slots_ if s.holds(at) and not s.audience), default=None)


def asks_who(kind: str, slug: str, *, at: datetime) -> bool:
    """Whether the page is another for some: only then it matters who reads it."""
    return any(slot.audience and slot.holds(at) for slot in slots().get((kind, slug), ()))


def segments_asked(kind: str, slug: str, *, at: datetime) -> list[int]:
    """The segments for which the page is another now."""
    every = slots().get((kind, slug), ())
    asked = {slot.audience for slot in every if slot.holds(at)}
    return sorted(int(one.removeprefix(OF_SEGMENT)) for one in asked if one.startswith(OF_SEGMENT))


def next_change(kind: str, slug: str, *, at: datetime) -> datetime | None:
    """When another version of the page begins or one ends."""
    every = slots().get((kind, slug), ())
    moments = [moment for slot in every for moment in (slot.starts_at, slot.ends_at)]
    return min((moment for moment in moments if moment and moment > at), default=None)


def audiences_of(person: User | None, orders: int, segments: Collection[int] = ()) -> set[str]:
    """The audiences somebody belongs to; `orders` is how many they placed."""
    if person is None:
        return {Version.Audience.VISITORS.value}
    bought = Version.Audience.CUSTOMERS if orders else Version.Audience.NEWCOMERS
    return {bought.value, *(f"{OF_SEGMENT}{pk}" for pk in segments)}


def _version(slot: Slot) -> Version | None:
    """An approved version: under its seal it never changes, so each process reads it once."""
    key = (slot.version_id, slot.seal)
    if key not in _versions:
        # of a copy that lags behind it would seem not to exist
        with reading.from_primary():
            found = Version.objects.select_related("page").filter(pk=slot.version_id).first()
        if found is None:
            return None
        if len(_versions) >= MOST:
            _versions.clear()
        _versions[key] = found
    return _versions[key]
