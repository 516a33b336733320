"""Two texts side by side, with what left the one and came into the other marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONG = 4000  # beyond so many words the two texts stand side by side, unmarked
ALIKE = 0.4  # of two texts that have less in common, marks say nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """A value as it stands and as it would be."""

    label: str
    before: SafeString | str
    after: SafeString | str
    changed: bool


def pair(label: str, before: str, after: str) -> Pair:
    """A value beside the one proposed, the words that differ marked."""
    is_other = before != after
    old, new = marked(before, after) if is_other else (before, after)
    return Pair(label, old, new, is_other)


def prose(label: str, before: str, asked: str) -> Pair:
    """A value beside what somebody says of it: marked only where that is the value, mended."""
    alike = SequenceMatcher(None, WORDS.findall(before), WORDS.findall(asked)).ratio()
    return pair(label, before, asked) if alike > ALIKE else Pair(label, before, asked, True)


def shown(pairs: list[Pair], *, before: str = "", after: str = "") -> dict:
    """What the table of a file shows of them (`admin/house/_side_by_side.html`)."""
    return {
        "pairs": pairs,
        "before": before or _("Aujourd'hui"),
        "after": after or _("Proposé"),
    }


def marked(before: str, after: str) -> tuple[SafeString | str, SafeString | str]:
    """Two texts with what left the one and came into the other marked."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if not before or len(old) + len(new) > LONG:
        return before, after
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(("del" if kind != "equal" else "", "".join(old[a:b])))
        right.append(("ins" if kind != "equal" else "", "".join(new[c:d])))
    return _html(left), _html(right)


def _html(parts: list[tuple[str, str]]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html("<ins>{}</ins>", text)
                if tag == "ins"
                else format_html("<del>{}</del>", text)
                if tag
                else text,
            )
            for tag, text in parts
            if text
        ),
    )
