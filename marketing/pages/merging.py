"""One draft typed in two tabs of the same person: what each tab changed is kept together.

A form carries a short mark of each part as it was read. A part whose mark still fits was not
touched there, so the other tab's is taken; a part that both changed differently is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from marketing.blocks.registry import KINDS
from marketing.models import Version
from marketing.pages.editing import HEADS

ORDER = "order"
ROOM = 20_000  # characters of marks that a form may send back
PARTS = (*HEADS, "audience", "segment_id")


@dataclass(frozen=True, slots=True)
class Merged:
    """Both tabs together; `clashes` names what each changed in another way, nothing when merged.

    `seen` are the marks of what the form that was sent still shows.
    """

    content: dict[str, Any]
    seen: dict[str, str]
    clashes: list[str] = field(default_factory=list)


def marks(version: Version) -> dict[str, str]:
    """A mark of each part of a draft, as a form has read it."""
    heads = {name: mark(getattr(version, name)) for name in PARTS}
    return heads | marks_of(version.blocks)


def read(sent: str) -> dict[str, str]:
    """The marks that a form sends back; nothing when they are not what we wrote."""
    try:
        told = json.loads(sent) if len(sent) <= ROOM else {}
    except ValueError:
        return {}
    is_ours = isinstance(told, dict) and all(isinstance(mark, str) for mark in told.values())
    return told if is_ours else {}


def blocks(theirs: list, mine: list, seen: Mapping[str, str]) -> Merged:
    """Two lists of blocks together, as of a page that has no words beside them."""
    merged = Merged({}, {})
    _merge_blocks(merged, theirs, mine, seen)
    return merged


def merge(theirs: Version, mine: Mapping[str, Any], seen: Mapping[str, str]) -> Merged:
    """What this form changed, on the draft as it is now."""
    labels = {field.attname: str(field.verbose_name) for field in Version._meta.fields}
    merged = Merged({}, {})
    for name in PARTS:
        if name in mine:
            was = getattr(theirs, name)
            merged.content[name] = _chosen(merged, name, labels[name], was, mine[name], seen)
    _merge_blocks(merged, theirs.blocks, mine["blocks"], seen)
    return merged


def _merge_blocks(merged: Merged, theirs: list, sent: list, seen: Mapping[str, str]) -> None:
    there = {block["id"]: block for block in theirs}
    # what the other tab added was never in this form, and comes from the draft as it is now
    mine = {b["id"]: b for b in sent if b["id"] in seen or b["id"] not in there}
    order = _chosen(merged, ORDER, _("l'ordre des blocs"), [*there], [*mine], seen)
    for name in order:
        if name in there and name in mine:
            label = KINDS[mine[name]["kind"]].name if mine[name]["kind"] in KINDS else name
            block = _chosen(merged, name, str(label), there[name], mine[name], seen)
        else:
            block = there.get(name) or mine[name]
            merged.seen[name] = mark(block)
        merged.content.setdefault("blocks", []).append(block)
    merged.content.setdefault("blocks", [])
    for name in (there.keys() | mine.keys()) - {*order}:
        left = there.get(name) or mine[name]
        # taken away in one tab and rewritten in the other
        if mark(left) != seen.get(name, mark(left)):
            kind = KINDS.get(left["kind"])
            merged.clashes.append(str(kind.name) if kind else name)


def _chosen(merged: Merged, name: str, label: str, theirs, mine, seen: Mapping[str, str]):
    """The one that changed; both changed in another way: a clash, and this form's own."""
    read_, its, own = seen.get(name, ""), mark(theirs), mark(mine)
    if own == read_ and its != read_:
        merged.seen[name] = read_
        return theirs
    merged.seen[name] = own
    if its not in (read_, own):
        merged.clashes.append(label)
    return mine


def marks_of(blocks: list) -> dict[str, str]:
    """A mark of each block and of their order, as a form has read them."""
    told = {block["id"]: mark(block) for block in blocks}
    return {**told, ORDER: mark([block["id"] for block in blocks])}


def mark(value: Any) -> str:
    """A short mark of a part."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:10]
