"""The tree of categories as pages need it: read once, remembered, dropped on a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import get_language

from catalog.models import Category
from marketplace.shared import kept

KEY = "catalog:tree"
FRESH = 300
STEP = Category.steplen
Value = TypeVar("Value")


@dataclass(slots=True)
class Place:
    """A category with what lies around it."""

    pk: int
    path: str
    slug: str
    name: str
    name_en: str
    icon: str
    image: str
    above: tuple[int, ...] = ()
    below: list[int] = field(default_factory=list)
    intro: str = ""
    intro_en: str = ""

    @property
    def opening(self) -> str:
        """What the category's page says first, in the reader's language."""
        return (self.intro_en if get_language() == "en" else "") or self.intro

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return (self.name_en if get_language() == "en" else "") or self.name

    @property
    def url(self) -> str:
        """The address of the category's page."""
        return reverse("shop-category", args=[self.slug])

    @property
    def depth(self) -> int:
        """How deep a category lies: 1 for the first level."""
        return len(self.path) // STEP


class Tree:
    """Every category the public may enter."""

    def __init__(self, places: dict[int, Place]):
        self.places = places
        self.by_slug = {place.slug: place for place in places.values()}
        self.by_path = {place.path: place for place in places.values()}
        self.roots = [place for place in places.values() if place.depth == 1]
        self._beside: dict[Callable, object] = {}

    def get(self, pk: int | None) -> Place | None:
        """The place of a category, if the public may enter it."""
        return self.places.get(pk) if pk else None

    def children(self, place: Place) -> list[Place]:
        """The categories right beneath."""
        return [self.places[pk] for pk in place.below]

    def kept_with(self, make: Callable[[Tree], Value]) -> Value:
        """What is made of the whole tree, once for as long as it stays the same."""
        if make not in self._beside:
            self._beside[make] = make(self)
        return self._beside[make]  # type: ignore[return-value]

    def trail(self, place: Place) -> list[Place]:
        """From the root down to the place itself."""
        return [*(self.places[pk] for pk in place.above), place]


def tree() -> Tree:
    """The tree of categories, as this process remembers it."""
    return kept.kept(KEY, lambda: Tree(_read()), fresh=FRESH)


def forget() -> None:
    """Read the tree again: a category changed."""
    kept.forget(KEY)


def _read() -> dict[int, Place]:
    places: dict[int, Place] = {}
    open_paths: dict[str, Place] = {}
    # parents come first; a closed category is left out, and so, parentless, is all beneath it
    for category in Category.objects.order_by("path"):
        parent = open_paths.get(category.path[:-STEP])
        if category.policy == Category.Policy.FORBIDDEN or (
            len(category.path) > STEP and parent is None
        ):
            continue
        place = Place(
            category.pk,
            category.path,
            category.slug,
            category.name,
            category.name_en,
            category.icon,
            category.image.url if category.image else "",
            intro=category.intro,
            intro_en=category.intro_en,
        )
        if parent:
            place.above = (*parent.above, parent.pk)
            parent.below.append(category.pk)
        places[category.pk] = open_paths[category.path] = place
    return places
