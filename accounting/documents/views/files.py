"""Handing out private documents: as a download, never shown inside a page of ours."""

from django.http import FileResponse


def hand_out(file, name: str) -> FileResponse:
    """A private file, under a name of its own."""
    answer = FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
