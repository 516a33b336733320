"""Whether a picture is large enough for the place in which a block shows it."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

Least = tuple[int, int]


class Sized(Protocol):
    """What has sides in pixels."""

    width: int
    height: int


def fits(picture: Sized, least: Least | None) -> bool:
    """Whether neither side is too short."""
    return least is None or (picture.width >= least[0] and picture.height >= least[1])


def too_small(picture: Sized, least: Least | None) -> str:
    """Why a picture would be blurred there, with both sizes; empty when it would not."""
    if least is None or fits(picture, least):
        return ""
    return _(
        "l'image fait {width} × {height} pixels et serait floue ici : il en faut au moins {wide} ×"
        " {high}. Choisissez-en une plus grande."
    ).format(width=picture.width, height=picture.height, wide=least[0], high=least[1])


def typed(least: Least | None) -> str:
    """The least size as an address says it: 1280x800."""
    return f"{least[0]}x{least[1]}" if least else ""


def read(text: str) -> Least | None:
    """The least size that an address says; nothing where it says none."""
    wide, _cross, high = text[:11].partition("x")
    if not all(side.isascii() and side.isdecimal() for side in (wide, high)):
        return None
    return int(wide), int(high)
