"""The icons of a look, for tabs and for the first screens of telephones; drawn when asked for."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from django.core.files.storage import default_storage

from marketplace.shared.palette import marks
from marketplace.shared.palette.choices import Traits

SIDES = (32, 180, 192, 512)
DRAWING = 1  # another way to draw is another address


def stamp(brand: Any) -> str:
    """Names what an icon is drawn from."""
    return _stamp(brand.traits, brand.icon.name or "", brand.logo.name or "")


@lru_cache(maxsize=64)
def _stamp(*rests: Any) -> str:
    return hashlib.sha256(repr((DRAWING, rests)).encode()).hexdigest()[:12]


def png(brand: Any, side: int) -> bytes:
    """The icon: the house's own square picture, else its logo, else its mark."""
    return _drawn(brand.traits, brand.icon.name or brand.logo.name or "", side)


@lru_cache(maxsize=16)
def _drawn(traits: Traits, file: str, side: int) -> bytes:
    if not file:
        return marks.square(traits, side)
    try:
        with default_storage.open(file) as picture:
            return marks.square(traits, side, picture.read())
    except OSError:  # a file that went away takes no page with it
        return marks.square(traits, side)
