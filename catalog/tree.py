"""The tree of categories as pages need it: read once, kept, dropped on a change."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import get_language

from catalog.models import Category
from marketplace.shared import kept

KEY = "catalog:tree"
FRESH = 300
STEP = Category.steplen


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
    every_name: tuple[str, ...] = ()

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
        """1 for the roots."""
        return len(self.path) // STEP


class Tree:
    """Every category the public may enter."""

    def __init__(self, places: dict[int, Place]):
        self.places = places
        self.by_slug = {place.slug: place for place in places.values()}
        self.by_path = {place.path: place for place in places.values()}
        self.roots = [place for place in places.values() if place.depth == 1]

    def get(self, pk: int | None) -> Place | None:
        """The place of a category, if the public may enter it."""
        return self.places.get(pk) if pk else None

    def children(self, place: Place) -> list[Place]:
        """The categories right beneath."""
        return [self.places[pk] for pk in place.below]

    def trail(self, place: Place) -> list[Place]:
        """From the root down to the place itself."""
        return [*(self.places[pk] for pk in place.above), place]


def tree() -> Tree:
    """The tree of categories, as this process keeps it."""
    return kept.kept(KEY, lambda: Tree(_read()), fresh=FRESH)


def forget() -> None:
    """Read the tree again: a category changed."""
    kept.forget(KEY)


def _read() -> dict[int, Place]:
    places: dict[int, Place] = {}
    open_paths: dict[str, Place] = {}
    for row in Category.objects.order_by("path"):
        parent = open_paths.get(row.path[:-STEP])
        if row.policy == Category.Policy.FORBIDDEN or (len(row.path) > STEP and parent is None):
            continue
        names = (row.name, row.name_en) if row.name_en else (row.name,)
        place = Place(
            row.pk,
            row.path,
            row.slug,
            row.name,
            row.name_en,
            row.icon,
            row.image.url if row.image else "",
        )
        if parent:
            place.above = (*parent.above, parent.pk)
            place.every_name = (*parent.every_name, *names)
            parent.below.append(row.pk)
        else:
            place.every_name = names
        places[row.pk] = open_paths[row.path] = place
    return places
