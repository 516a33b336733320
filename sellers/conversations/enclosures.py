"""What is sent with a message: pictures, encoded again without what they tell of a place, and PDFs
that do nothing by themselves. Private: a view hands them to whoever reads the message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.core.files.base import ContentFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, files
from marketplace.shared.states import Refusal
from sellers.models import Enclosure, Message

MOST = 10  # files in one message, of 10 MB each
ROOM = (1600, 1600)  # pixels
MEDIA = {"jpg": "image/jpeg", "webp": "image/webp", "pdf": "application/pdf"}


class TooMany(Refusal):
    """More files than one message carries."""

    sentence = _("Joignez {most} photos ou PDF au plus.")


class NotEnclosed(Refusal):
    """The bytes are neither a picture nor a PDF."""

    sentence = _(
        "Ce fichier n'est ni une photo lisible ni un PDF : envoyez un JPEG, un PNG, un WebP ou un"
        " PDF."
    )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that lies in the private storage and belongs to no message yet."""

    name: str
    media_type: str
    width: int
    height: int
    sha256: str


def keep(contents: Iterable[bytes]) -> list[Kept]:
    """Check and store files, before any transaction. Raises a Refusal that says what to mend."""
    read: list[tuple[bytes, str, int, int]] = []
    for content in contents:
        if len(read) == MOST:
            raise TooMany(most=MOST)
        read.append(_read(content))  # all are checked before the first is stored
    storage, month, stored = files.private_storage(), clock.today().strftime("%Y/%m"), []
    try:
        for content, extension, width, height in read:
            name = storage.save(f"messages/{month}/{uuid4().hex}.{extension}", ContentFile(content))
            stored.append(
                Kept(
                    name=name,
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
    if content.startswith(files.PDF_BEGINS):
        paper = files.read_document(content)
        return paper.content, paper.extension, 0, 0
    try:
        picture = files.read_picture(content, most=ROOM)
    except files.NotAnImage as error:
        raise NotEnclosed from error
    return picture.content, picture.extension, picture.width, picture.height


def drop(stored: Iterable[Kept]) -> None:
    """Delete the files of a message that was refused."""
    for kept in stored:
        files.private_storage().delete(kept.name)


def attach(message: Message, stored: Iterable[Kept]) -> None:
    """Send stored files with a message, in the caller's transaction."""
    Enclosure.objects.bulk_create(
        [
            Enclosure(
                message=message,
                file=kept.name,
                media_type=kept.media_type,
                width=kept.width,
                height=kept.height,
                sha256=kept.sha256,
            )
            for kept in stored
        ]
    )


def hand_out(enclosure: Enclosure | None) -> FileResponse:
    """A picture of our own encoding, or a PDF as a download; nothing on the way keeps it."""
    if enclosure is None:
        raise Http404
    try:
        content = enclosure.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        content,
        content_type=enclosure.media_type,
        as_attachment=not enclosure.is_picture,
        filename=enclosure.file.name.split("/")[-1],
    )
    if not enclosure.is_picture:  # somebody else's bytes: whoever opens them here runs nothing
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
