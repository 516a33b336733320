"""Characters nobody sees, left in a text by copying: taken out without a word, where they do
nothing.

Joiners that belong to letters (Persian, the scripts of India) and to emoji stay: without them the
text reads otherwise. What turns the direction of a text around is no slip: it stays, and is
refused by whoever takes the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ZWNJ, ZWJ = "\u200c", "\u200d"
KEYCAP, FLAG, SKIN = "\u20e3", "\U0001f3f4", range(0x1F3FB, 0x1F400)

# fillers, soft hyphens, marks and scopes of direction, breaks that hold no space, tags
_NOTHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202d\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_CHOOSES = "\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINS = f"{ZWNJ}{ZWJ}"
_HIDDEN = re.compile(f"[{_NOTHING}{_CHOOSES}{_JOINS}]")
# letters that lean on joiners: from Arabic to the scripts of India, Tibet, Burma and Mongolia
_LEANING = ((0x0600, 0x109F), (0x1780, 0x18AF), (0x1A20, 0x1BFF), (0xA800, 0xABFF))
_TAGS = re.compile(f"{FLAG}[\U000e0020-\U000e007e]+\U000e007f")


def cleaned(text: str) -> str:
    """A text without what nobody sees and nobody needs."""
    if text.isascii() or not _HIDDEN.search(text):
        return text
    flags = {at for flag in _TAGS.finditer(text) for at in range(flag.start(), flag.end())}
    kept: list[str] = []
    for at, sign in enumerate(text):
        if at in flags or not _HIDDEN.match(sign):
            kept.append(sign)
        elif sign in _JOINS:
            if _is_joiner(sign, "".join(kept[-2:]), _next(text, at)):
                kept.append(sign)
        elif re.match(f"[{_CHOOSES}]", sign) and kept and _has_shapes(kept[-1], text[at + 1 :]):
            kept.append(sign)
    return "".join(kept)


def remains(text: str) -> bool:
    """Whether a cleaned text still holds what cannot be seen: controls, turned directions."""
    return not text.isprintable() and any(map(_is_strange, text))


@lru_cache(maxsize=2000)
def _is_strange(sign: str) -> bool:
    joins = sign in _JOINS or 0xE0020 <= ord(sign) <= 0xE007F
    return not joins and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def _next(text: str, at: int) -> str:
    """The sign after this one that is seen."""
    return next((sign for sign in text[at + 1 :] if not _HIDDEN.match(sign)), "")


def _is_joiner(sign: str, before: str, after: str) -> bool:
    """Whether a joiner joins, or keeps apart, what stands on both its sides."""
    last = before[-1:]
    if not last or last in _JOINS:
        return False
    if sign == ZWJ and _is_picture(before[-2:-1] if _chooses(last) else last):
        return _is_picture(after)
    if not _leans(last):
        return False
    # after a virama the joiner says how the letter itself is drawn, even at the end of a word
    return _leans(after) or unicodedata.combining(last) == 9


def _is_picture(sign: str) -> bool:
    return bool(sign) and (unicodedata.category(sign) == "So" or ord(sign) in SKIN)


def _leans(sign: str) -> bool:
    return bool(sign) and any(first <= ord(sign) <= last for first, last in _LEANING)


def _chooses(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f"


def _has_shapes(sign: str, after: str) -> bool:
    """Whether a sign is drawn in several ways: symbols, keys of a telephone, ideographs."""
    category, name = unicodedata.category(sign), unicodedata.name(sign, "")
    if sign in "0123456789#*":
        return after.startswith(KEYCAP)
    return (
        category in ("So", "Sm", "Sk") or sign in "‼⁉〰〽" or name.startswith(("CJK", "MONGOLIAN"))
    )
