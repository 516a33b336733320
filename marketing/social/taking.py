"""The queue of posts as files: a calendar for any agenda, the pictures and words of a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.text import slugify

from marketing.models import Post
from marketing.social import drawing, posts

MOST = 60  # posts in a file of pictures
LASTS = timedelta(minutes=15)
OCTETS = 73


def agenda(rows: Iterable[Post], *, name: str, at: datetime) -> bytes:
    """Posts as a calendar (RFC 5545); each keeps its identity when it is taken again."""
    host = urlsplit(settings.BASE_URL).hostname
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Halles//Publications//FR"]
    lines.append(f"X-WR-CALNAME:{_plain(name)}")
    for post in rows:
        lines += [
            "BEGIN:VEVENT",
            f"UID:publication-{post.pk}@{host}",
            f"DTSTAMP:{_instant(at)}",
            f"DTSTART:{_instant(post.planned_at)}",
            f"DTEND:{_instant(post.planned_at + LASTS)}",
            f"SUMMARY:{_plain(f'{post.channel} · {post}')}",
            f"DESCRIPTION:{_plain(posts.wording(post))}",
            f"CATEGORIES:{_plain(str(post.get_state_display()))}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def pictures(rows: Iterable[Post], *, at: datetime) -> bytes:
    """The picture and the words of each post, as one file."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as file:
        for post in rows:
            day = post.planned_at.astimezone(UTC) if post.planned_at else at
            stem = f"{day:%Y-%m-%d}-{slugify(post.channel.name)}-{post.pk}"
            for name, content in _parts(post, at):
                file.writestr(f"{stem}{name}", content)
    return out.getvalue()


def _parts(post: Post, at: datetime) -> Iterator[tuple[str, bytes]]:
    yield ".txt", posts.wording(post).encode()
    if post.text_en:
        yield "-en.txt", posts.wording(post, "en").encode()
    if post.picture:
        kind = post.picture.file.name.rpartition(".")[2]
        with default_storage.open(post.picture.file.name) as file:
            yield f".{kind}", file.read()
    for language in ("fr", "en"):
        face = posts.face_of(post, at=at, language=language)
        if face:
            yield f"-{language}.jpg", drawing.drawn(face, post.size)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most seventy-five octets, none of which cuts a sign."""
    part, first = "", True
    for sign in line:
        if len((part + sign).encode()) > OCTETS:
            yield part if first else f" {part}"
            part, first = "", False
        part += sign
    yield part if first else f" {part}"
