"""Pictures that people may take back: whole in the private storage, public only while shown.

What the public sees are copies cut to sizes, under a name that nobody guesses and that never comes
again: to take a picture down is to delete its copies, wherever an address of them was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from PIL import Image

from marketplace.shared import clock, files, sizes
from marketplace.shared.states import MovedMeanwhile

ROOM = (2000, 2000)  # pixels of the whole one
SIZES = (320, 640, 1280)
FOLDER = "copies"  # of the public storage
WIDTHS = ("160", "320", "640", "960", "1280")  # to which any public picture may be narrowed
SMALLER = "resized"
MEDIA = {"jpg": "image/jpeg", "webp": "image/webp"}


def keep(picture: files.Picture, folder: str) -> str:
    """Store a picture that was read, before any transaction; the name it lies under."""
    month = clock.today().strftime("%Y/%m")
    name = f"{folder}/{month}/{uuid4().hex}.{picture.extension}"
    return files.private_storage().save(name, ContentFile(picture.content))


def drop(name: str) -> None:
    """Delete a whole picture, or another private file."""
    if name:
        files.private_storage().delete(name)


def show(name: str) -> str:
    """Cut a picture to its public copies, before any transaction; the stem of their names.

    Raises MovedMeanwhile where its author has just taken it back.
    """
    stem = f"{FOLDER}/{uuid4().hex}"
    try:
        with files.private_storage().open(name) as source:
            image = Image.open(source)
            image.load()
    except FileNotFoundError as error:
        raise MovedMeanwhile from error
    try:
        sizes.cut(image, stem, SIZES)
    except OSError:  # a full disk shows all sizes or none
        hide(stem)
        raise
    return stem


def hide(stem: str) -> None:
    """Delete the public copies of a picture, and what was narrowed from them; again is no harm."""
    for name in _public(stem):
        default_storage.delete(name)


def are_shown(stem: str) -> bool:
    """Whether a public copy is there."""
    return any(default_storage.exists(sizes.name_of(stem, size)) for size in SIZES)


def url(stem: str, size: int) -> str:
    """The address of a public copy."""
    return sizes.url(stem, size)


def hand_out(name: str) -> FileResponse:
    """The whole picture, for whoever a view found entitled; no cache on the way keeps it."""
    try:
        content = files.private_storage().open(name, "rb") if name else None
    except FileNotFoundError:
        content = None
    kind = MEDIA.get(name.rpartition(".")[2])
    if content is None or kind is None:
        raise Http404
    answer = FileResponse(content, content_type=kind, filename=name.rpartition("/")[2])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _public(stem: str) -> Iterator[str]:
    if not stem.startswith(f"{FOLDER}/"):
        return
    for size in SIZES:
        name = sizes.name_of(stem, size)
        yield name
        yield from (f"{SMALLER}/{width}/{name}.webp" for width in WIDTHS)
