"""A paper of a seller's file, handed out to whoever may read it."""

from __future__ import annotations

from django.http import FileResponse

from sellers.models import Document


def hand_out(document: Document) -> FileResponse:
    """A private document, never shown inside our pages."""
    answer = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type=document.media_type,
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
