"""Photos that prove something: decoded, written anew without metadata, kept where only a checked view reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.core.files.base import ContentFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, files
from marketplace.shared.states import Refusal
from orders.models import IncidentPhoto, IncidentWord

MOST = 6  # at once
ROOM = (1600, 1600)  # pixels: enough to see a crack
MEDIA = {"jpg": "image/jpeg", "webp": "image/webp"}


class TooManyPhotos(Refusal):
    """More than anybody looks at."""

    sentence = _("Joignez {most} photos au plus.")


@dataclass(frozen=True)
class Kept:
    """A photo that lies in the private storage and belongs to nothing yet."""

    name: str
    media_type: str
    width: int
    height: int


def keep(contents: Iterable[bytes]) -> list[Kept]:
    """Check, re-encode and store photos, before any transaction. Raises a Refusal that says what to mend."""
    pictures = []
    for content in contents:
        if len(pictures) == MOST:
            raise TooManyPhotos(most=MOST)
        pictures.append(files.read_picture(content, most=ROOM))
    storage, month, kept = files.private_storage(), clock.today().strftime("%Y/%m"), []
    try:
        for each in pictures:
            name = storage.save(f"incidents/{month}/{uuid4().hex}.{each.extension}", ContentFile(each.content))
            kept.append(Kept(name, MEDIA[each.extension], each.width, each.height))
    except OSError:  # a full disk keeps all of them or none
        drop(kept)
        raise
    return kept


def drop(kept: Iterable[Kept]) -> None:
    """Forget photos whose act was refused."""
    for each in kept:
        files.private_storage().delete(each.name)


def attach(word: IncidentWord, kept: Iterable[Kept]) -> None:
    """Bind stored photos to what they show, in the caller's transaction."""
    IncidentPhoto.objects.bulk_create([
        IncidentPhoto(word=word, file=each.name, media_type=each.media_type, width=each.width, height=each.height)
        for each in kept
    ])


def hand_out(row: IncidentPhoto | None) -> FileResponse:
    """A picture that we made ourselves, never kept by anybody between us and the reader."""
    if row is None:
        raise Http404
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, content_type=row.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
