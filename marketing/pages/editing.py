"""What the editor's form sends: the page's words, its blocks in their order, one gesture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from marketing.blocks import arranging, attention, typed
from marketing.blocks.typed import Block
from marketing.models import Segment, Version
from marketing.models.page import of_whom
from marketing.pages import taken_out

HEADS = {"title": 160, "title_en": 160, "description": 320, "description_en": 320}


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: what to keep, what was pressed, on which block."""

    content: dict[str, Any]
    gesture: str
    block: str  # that the editor looks at next
    revision: int
    about: str = ""  # the block that the gesture was made on


def read(version: Version, sent: QueryDict) -> Sent:
    """The draft as the form has it, after the gesture that was made. Raises TooManyBlocks."""
    gesture, _colon, name = sent.get("do", "save").partition(":")
    blocks = [typed.read(block, sent) for block in version.blocks]
    blocks += typed.lost(blocks, sent)
    blocks = arranging.ordered(blocks, sent.get("order", "").split())
    content: dict[str, Any] = {
        head: sent.get(head, getattr(version, head)).strip()[:most] for head, most in HEADS.items()
    }
    content |= _whom(version, sent.get("audience", ""))
    content["blocks"], touched = after(version, gesture, name, blocks, sent)
    return Sent(
        content=content, gesture=gesture, block=touched, revision=revision_of(sent), about=name
    )


def _whom(version: Version, word: str) -> dict[str, Any]:
    """The audience that was chosen; what it was, of a word that names none."""
    told = of_whom(word)
    if told is None:
        return {}
    audience, segment_id = told
    is_new = segment_id not in (None, version.segment_id)
    if is_new and not Segment.objects.filter(pk=segment_id, retired_at=None).exists():
        return {}
    return {"audience": audience, "segment_id": segment_id}


def revision_of(sent: QueryDict) -> int:
    """The revision that a form says it read; none that there is when it says something else."""
    revision = sent.get("revision", "")
    return int(revision) if revision.isdecimal() and len(revision) < 10 else -1


def after(
    version: taken_out.Draft, gesture: str, name: str, blocks: list[Block], sent: QueryDict
) -> tuple[list[Block], str]:
    """The blocks after a gesture, and the block that it was about or that the editor opens."""
    tab = sent.get("tab", "")
    before = {block["id"] for block in blocks}
    if gesture == "add":
        blocks = arranging.add(blocks, name, after=sent.get("after", ""))
    elif gesture == "copy":
        blocks = arranging.copy(blocks, name)
    elif gesture == "remove":
        taken_out.keep(version, blocks, name, tab=tab)
        return arranging.remove(blocks, name), attention.neighbour(blocks, name)
    elif gesture == "back":
        return taken_out.put_back(version, blocks, name, tab=tab), name
    elif gesture == "up":
        return arranging.move(blocks, name, by=-1), name
    elif gesture == "down":
        return arranging.move(blocks, name, by=1), name
    added = next((block["id"] for block in blocks if block["id"] not in before), name)
    return blocks, added
