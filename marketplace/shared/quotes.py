"""Names between quotation marks, once: a title that brings its own marks does not double ours."""

from __future__ import annotations

import re

NARROW, NO_BREAK = "\u202f", "\u00a0"
MARKS = '«»“”„"'
_INNER = re.compile(rf"[«“„\"]\s*([^{MARKS}]*?)\s*[»”“\"]")
_WHOLE = re.compile(rf"\s*[«“„\"]\s*([^{MARKS}]*?)\s*[»”“\"]\s*")
_TWICE = re.compile(r"([«»“”„])(?:\s*\1)+")
_OURS = re.compile(r"[«“]\s?\{(\w+)\}\s?[»”]")


def bare(text: str) -> str:
    """A text as it stands between our marks: without marks around it, other ones within it."""
    text = _TWICE.sub(r"\1", text.strip(f" {NARROW}{NO_BREAK}"))
    while whole := _WHOLE.fullmatch(text):
        text = whole[1]
    # what was begun twice or never ended is no quotation
    text = _INNER.sub(r"‘\1’", text)
    return re.sub(rf"\s*[{MARKS}]\s*", " ", text).strip(f" {NARROW}{NO_BREAK}")


def within(sentence: str, values: dict) -> dict:
    """The values of a sentence, those it puts between quotation marks without their own."""
    ours = set(_OURS.findall(sentence))
    return {
        name: bare(value) if name in ours and isinstance(value, str) else value
        for name, value in values.items()
    }
