"""The sizes of public pictures, cut by the worker: WebP, each from the next larger one."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image


def name_of(stem: str, width: int) -> str:
    """The name of the file of a size."""
    return f"{stem}-{width}.webp"


def cut(image: Image.Image, stem: str, widths: Iterable[int]) -> dict[int, int]:
    """Cut a decoded picture to widths, never wider than it is; how many bytes each one weighs.

    Safe to run twice: what lies there is left.
    """
    weights = {}
    for width in sorted(widths, reverse=True):
        # from the next larger one: quicker, and as sharp
        image.thumbnail((width, width * 2), Image.Resampling.LANCZOS)
        name = name_of(stem, width)
        if not default_storage.exists(name):
            out = BytesIO()
            image.save(out, "WEBP", quality=80, method=4)
            default_storage.save(name, ContentFile(out.getvalue()))
        weights[width] = default_storage.size(name)
    return weights


def url(stem: str, width: int) -> str:
    """The address of a size."""
    return default_storage.url(name_of(stem, width))
