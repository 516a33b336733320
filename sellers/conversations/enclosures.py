"""What is sent with a message of an exchange. Private: a view hands it to whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import FileResponse, Http404

from marketplace.shared import enclosed
from marketplace.shared.enclosed import Kept
from sellers.models import Enclosure, Message

MOST = 10  # files in one message, of 10 MB each


def keep(contents: Iterable[bytes]) -> list[Kept]:
    """Check and store files, before any transaction. Raises a Refusal that says what to mend."""
    return enclosed.keep(contents, folder="messages", most=MOST)


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
    """What was sent, for whoever reads its message."""
    if enclosure is None:
        raise Http404
    return enclosed.hand_out(enclosure.file, enclosure.media_type)
