"""A page as a visitor gets it: its version, the rows of its blocks, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from marketing.blocks import drawing
from marketing.blocks.scene import Scene, Written
from marketing.blocks.typed import Block
from marketing.models import Contact, Page, Version
from marketing.pages import defaults, live, seals
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
        return any(part.kind.key == "newsletter" for row in self.rows for part in row)


def show(request: HttpRequest, kind: str, slug: str = "", *, at: datetime) -> Shown | None:
    """What a visitor sees at an address; None where nothing is in force.

    The home page always has something: what the house ships.
    """
    version = in_force(request, kind, slug, at=at)
    if version is None and kind != Page.Kind.HOME:
        return None
    shown = drawn(version.blocks if version else defaults.home(), version, at=at)
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
    written: Written | None = None,
) -> Shown:
    """The rows of a page and their wording; `written` is the own text of an article."""
    scene = drawing.scene_of(blocks, at=at, language=get_language() or "fr", written=written)
    rows = drawing.drawn(blocks, scene)
    # of a draft, what it holds now
    name = (version.seal or seals.seal(version)) if version else ""
    return Shown(version=version, rows=rows, scene=scene, wording=(name, scene.wording()))


def _audiences(request: HttpRequest, kind: str, slug: str, at: datetime) -> set[str]:
    if not live.asks_who(kind, slug, at=at):
        return set()
    person: Any = request.user if request.user.is_authenticated else None
    orders = 0
    if person is not None:
        known = Contact.objects.filter(email=person.email.lower()).values_list(
            "orders_count", flat=True
        )
        orders = known.first() or 0
    return live.audiences_of(person, orders)
