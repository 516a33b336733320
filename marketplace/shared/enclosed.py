"""Files that people send with what they write: stored where only a view that checks rights reads.

A photo is decoded and encoded again without metadata; a PDF (an invoice, a carrier's letter) is
read to its end and refused when it can act by itself. Its bytes say what it is, never its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, files
from marketplace.shared.states import Refusal

ROOM = (1600, 1600)  # pixels: enough to see a crack
MEDIA = {"jpg": "image/jpeg", "webp": "image/webp", "pdf": "application/pdf"}


class TooMany(Refusal):
    """More files than one message may carry."""

    sentence = _("Joignez {most} photos ou PDF au plus.")


class Unreadable(Refusal):
    """The bytes are neither a picture nor a PDF."""

    sentence = _(
        "Ce fichier n'est pas une photo lisible ni un PDF : envoyez un JPEG, un PNG, un WebP ou un"
        " PDF."
    )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A photo or a PDF (of no size) that lies in the private storage and belongs to nothing yet."""

    name: str
    media_type: str
    width: int
    height: int
    sha256: str = ""


def keep(contents: Iterable[bytes], *, folder: str, most: int) -> list[Kept]:
    """Check and store photos and PDFs, before any transaction.

    Raises a Refusal that says what to mend.
    """
    read: list[tuple[bytes, str, int, int]] = []
    for content in contents:
        if len(read) == most:
            raise TooMany(most=most)
        read.append(_read(content))  # all are checked before the first is stored
    storage, month, stored = files.private_storage(), clock.today().strftime("%Y/%m"), []
    try:
        for content, extension, width, height in read:
            path = f"{folder}/{month}/{uuid4().hex}.{extension}"
            stored.append(
                Kept(
                    name=storage.save(path, ContentFile(content)),
                    media_type=MEDIA[extension],
                    width=width,
                    height=height,
                    sha256=files.sha256(content),
                )
            )
    except OSError:  # a full disk keeps all of them or none
        drop(stored)
        raise
    return stored


def _read(content: bytes) -> tuple[bytes, str, int, int]:
    """The bytes to store, their extension, their width and height (0 of a PDF)."""
    if content.startswith(files.PDF_BEGINS):
        paper = files.read_document(content)
        return paper.content, paper.extension, 0, 0
    try:
        picture = files.read_picture(content, most=ROOM)
    except files.NotAnImage as error:
        raise Unreadable from error
    return picture.content, picture.extension, picture.width, picture.height


def drop(stored: Iterable[Kept]) -> None:
    """Delete the files of a message that was refused."""
    for kept in stored:
        files.private_storage().delete(kept.name)


def hand_out(file: FieldFile, media_type: str) -> FileResponse:
    """A picture of our own encoding, or a PDF as a download; nothing on the way keeps it."""
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    is_picture = media_type.startswith("image/")
    answer = FileResponse(
        content,
        content_type=media_type,
        as_attachment=not is_picture,
        filename=str(file.name).split("/")[-1],
    )
    if not is_picture:  # somebody else's bytes: whoever opens them here runs nothing
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
