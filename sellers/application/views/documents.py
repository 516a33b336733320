"""A paper of a seller's file, handed out to whoever may read it."""

from __future__ import annotations

from typing import Any, Protocol

from django.http import FileResponse


class Paper(Protocol):
    """A private document that was checked when it came in."""

    file: Any
    name: Any
    media_type: Any


def hand_out(document: Paper, *, shown: bool = False) -> FileResponse:
    """A private document: downloaded, or `shown` in a frame of our own console and nowhere else.

    Whatever it holds, it runs nothing: it was checked when it came in, and its answer is sandboxed.
    """
    answer = FileResponse(
        document.file.open("rb"),
        as_attachment=not shown,
        filename=document.name,
        content_type=document.media_type,
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if shown:
        answer["Content-Security-Policy"] += "; frame-ancestors 'self'"
        answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Cache-Control"] = "private, no-store"
    return answer
