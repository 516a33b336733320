"""Columns of single sides, where a category asks for the size of a thing.

A file has « Hauteur » and « Largeur », the category asks for « Dimensions »: they are told together
under that name, H 8 cm × l 12 cm. A side that the category asks for by its own name stays under it,
and so does every side where the file says the whole size itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.attributes import sides
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.models import Attribute
from catalog.tree import tree

BETWEEN = " × "


def joined(attributes: dict[str, str], category_id: int | None) -> dict[str, str]:
    """The characteristics of a sheet with its sides under the size that its category asks for."""
    named = [name for name in attributes if sides.is_named(name)]
    place = tree().get(category_id) if named else None
    if place is None:
        return attributes
    asked = _asked(place.path)
    if asked is None or any(_means(name, place.path, asked) for name in attributes):
        return attributes
    told = {
        name: side
        for name in named
        if not _is_asked_itself(name, place.path) and (side := _side(name, attributes[name]))
    }
    text = BETWEEN.join(
        written for _rank, written in sorted(told.values(), key=lambda side: side[0])
    )
    # two columns of one side, or more sides than a thing has, are told as they stand
    if len(sides.read(text)) != len(told) or not told:
        return attributes
    rest = {name: value for name, value in attributes.items() if name not in told}
    return {**rest, asked.fr: text}


def _asked(path: str) -> Defined | None:
    """The size that a category asks for."""
    known = vocabulary()
    kind = Attribute.Kind.SIZE
    return next(
        (known.by_key[key] for key in known.of(path) if known.by_key[key].kind == kind), None
    )


def _means(name: str, path: str, asked: Defined) -> bool:
    return vocabulary().named(name, path) is asked


def _is_asked_itself(name: str, path: str) -> bool:
    here: Mapping[str, str] = vocabulary().of(path)
    return any(each.key in here for each in vocabulary().meant(name, path))


def _side(name: str, text: str) -> tuple[int, str] | None:
    """Where a side stands among the others and how it is written there; None for no one length."""
    read, sign = sides.read(text), sides.SIGNS[name.casefold()]
    if len(read) != 1 or read[0].sign not in (sides.BARE, sign):
        return None
    return sides.ORDER.index(sign), text if read[0].sign else f"{sign} {text}"
