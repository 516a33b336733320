"""Where the keyboard is after a gesture in an editor: at what was touched, not at the top again."""

from __future__ import annotations

from itertools import chain
from typing import Protocol
from urllib.parse import urlencode

from django.forms.boundfield import BoundField

from marketing.blocks.typed import Block

OPENS = ("", "add", "copy")  # gestures after which one writes in the block
FIELD, SUMMARY, UP, DOWN = "field", "summary", "up", "down"


class Done(Protocol):
    """What an editor's form did: the gesture, the block it was made on, the one to look at next."""

    @property
    def gesture(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def block(self) -> str: ...


def address(page: str, done: Done, *, tab: str) -> str:
    """The editor, with what was done on which block; what was taken out may be put back."""
    told = {"onglet": tab, "bloc": done.block, "geste": done.gesture}
    if done.gesture == "remove":
        told["retire"] = done.about
    return f"{page}?{urlencode(told)}"


def drawn(edited: list[dict], *, gesture: str, touched: str) -> list[dict]:
    """The blocks as an editor's template reads them: which is open, what of which has the focus.

    One that was asked for or added is open; the others are folded, so that nothing is far.
    """
    names = [block["id"] for block in edited]
    for block in edited:
        is_touched = block["id"] == touched
        block["is_open"] = block["is_open"] or (is_touched and gesture in OPENS)
        block["focus"] = _focus(names, gesture, touched) if is_touched else ""
        if block["focus"] == FIELD:
            first = _first_field(block)
            if first is None:
                block["focus"] = SUMMARY  # nothing is typed in it
            else:
                first.field.widget.attrs["autofocus"] = True
    return edited


def _first_field(block: dict) -> BoundField | None:
    rows = (row for rows in block["rows"] for row in rows["shown"])
    return next((field for field in (*block["fields"], *chain.from_iterable(rows))), None)


def _focus(names: list[str], gesture: str, touched: str) -> str:
    """What of the block that was touched takes the focus."""
    if gesture in ("add", "copy"):
        return FIELD
    if gesture in ("remove", "back"):
        return SUMMARY  # of the one that took its place, or that is there again
    # an arrow that leads nowhere any more is disabled, and takes no focus
    if gesture == "up":
        return UP if names[0] != touched else DOWN
    if gesture == "down":
        return DOWN if names[-1] != touched else UP
    return ""


def neighbour(blocks: list[Block], name: str) -> str:
    """The block that takes the place of one that is taken away; the one before at the end."""
    names = [block["id"] for block in blocks]
    if name not in names:
        return ""
    place = names.index(name)
    rest = names[place + 1 :] or names[:place][-1:]
    return rest[0] if rest else ""
