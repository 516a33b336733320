"""A page as a visitor gets it: its version, the rows of its blocks, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from marketing.blocks import drawing
from marketing.blocks.scene import Scene, Written
from marketing.blocks.typed import Block
from marketing.models import Version
from marketing.pages import addresses, defaults, live, seals
from marketing.segments import members
from marketplace.shared import guests


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template draws, and the wording under which it may be kept."""

    version: Version | None
    rows: list[list[drawing.Drawn]]
    scene: Scene
    wording: tuple

    @property
    def has_letter(self) -> bool:
        """Whether a block asks for an address for the letter."""
        return self._has("newsletter")

    @property
    def has_bar(self) -> bool:
        """Whether a reminder stays at the foot of the screen, below the opening."""
        return self._has("bar")

    @property
    def sent(self) -> list[str]:
        """The forms that blocks lay out and the page sends: a template for each, once."""
        every = [part.kind.sends for row in self.rows for part in row if part.kind.sends]
        return list(dict.fromkeys(every))

    def _has(self, kind: str) -> bool:
        return any(part.kind.key == kind for row in self.rows for part in row)


def show(request: HttpRequest, kind: str, slug: str = "", *, at: datetime) -> Shown | None:
    """What a visitor sees at an address; None where nothing is in force.

    Some pages always have something: what the house ships.
    """
    version = in_force(request, kind, slug, at=at)
    if version is None and kind not in addresses.ALWAYS:
        return None
    blocks = version.blocks if version else defaults.shown(kind)
    shown = drawn(blocks, version, at=at, asked=request.GET.dict())
    guests.rests_on(request, shown.scene.rests_on())
    guests.stands_until(request, shown.scene.next_moment())
    return shown


def in_force(request: HttpRequest, kind: str, slug: str, *, at: datetime) -> Version | None:
    """The version of a page that holds for a visitor."""
    guests.rests_on(request, [live.KEY])
    guests.stands_until(request, live.next_change(kind, slug, at=at))
    return live.version(kind, slug, at=at, audiences=_audiences(request, kind, slug, at))


def drawn(
    blocks: list[Block],
    version: Version | None,
    *,
    at: datetime,
    asked: Mapping[str, str] | None = None,
    written: Written | None = None,
) -> Shown:
    """The rows of a page and their wording; `asked` is what a form of it sent by its address,
    `written` the own text of an article.
    """
    language = get_language() or "fr"
    scene = drawing.scene_of(blocks, at=at, language=language, asked=asked, written=written)
    rows = drawing.drawn(blocks, scene)
    # of a draft, what it holds now
    name = (version.seal or seals.seal(version)) if version else seals.of_blocks(blocks)
    return Shown(version=version, rows=rows, scene=scene, wording=(name, scene.wording()))


def _audiences(request: HttpRequest, kind: str, slug: str, at: datetime) -> set[str]:
    """Whose eyes they are, in one statement at most: none for guests, and where nobody differs."""
    if not live.asks_who(kind, slug, at=at):
        return set()
    person: Any = request.user if request.user.is_authenticated else None
    if person is None:
        return live.audiences_of(None, 0)
    among = live.segments_asked(kind, slug, at=at)
    return live.audiences_of(person, *members.standing(person.email, among, at=at))
