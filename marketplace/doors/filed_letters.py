"""The letters that an install without a mail provider writes to files, read back as messages.

Someone who tries the house wants to see what buyers, sellers and the team are written.
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings

MOST = 200
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
ENDS = b"-" * 79  # what Django's backend of files writes below each letter
IS_NAME = re.compile(r"[\w-]+\.log")
PARSER = BytesParser(policy=email.policy.default)


@dataclass(frozen=True)
class Letter:
    """A letter as it was written: the file and the place in it, the heads, the text."""

    file: str
    place: int
    at: datetime | None
    to: str
    subject: str
    text: str
    attachments: tuple[str, ...]


def are_kept() -> bool:
    """Whether letters of this install go to files instead of people."""
    return settings.MAIL == "files"


def latest(to: str = "") -> list[Letter]:
    """The newest letters first, to one address or to whoever."""
    found: list[Letter] = []
    for path in sorted(_folder().glob("*.log"), reverse=True):
        found += [one for one in _letters(path) if to.lower() in one.to.lower()]
        if len(found) >= MOST:
            break
    return sorted(found[:MOST], key=lambda one: one.at or UNDATED, reverse=True)


def find(file: str, place: int) -> Letter | None:
    """One letter; None when it is no longer there."""
    path = _folder() / file
    if not IS_NAME.fullmatch(file) or not path.is_file():
        return None
    return next((one for one in _letters(path) if one.place == place), None)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _letters(path: Path) -> Iterator[Letter]:
    whole = re.split(rb"^" + ENDS + rb"\r?\n", path.read_bytes(), flags=re.MULTILINE)
    for place, content in enumerate(part for part in whole if part.strip()):
        message = PARSER.parsebytes(content)
        assert isinstance(message, EmailMessage)
        body, date = message.get_body(("plain",)), message["date"]
        yield Letter(
            file=path.name,
            place=place,
            at=_instant(date.datetime) if date else None,
            to=str(message["to"]),
            subject=str(message["subject"]),
            text=body.get_content() if body else "",
            attachments=tuple(
                part.get_filename() or part.get_content_type()
                for part in message.iter_attachments()
            ),
        )


def _instant(written: datetime) -> datetime:
    """A date without a zone (-0000) is in universal time."""
    return written if written.tzinfo else written.replace(tzinfo=UTC)
