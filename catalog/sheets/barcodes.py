"""Bar codes of articles: what is wrong with one (GS1 General Specifications, 7.9)."""

from __future__ import annotations

import re

FORM, KEY, INTERNAL = "form", "key", "internal"
_DIGITS = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
_INTERNAL = {"02", "04", *map(str, range(20, 30))}  # what shops number for themselves
_WEIGHTS = (3, 1) * 7


def fault(code: str) -> str:
    """What is wrong with a code; empty where it may be printed on an article."""
    if not _DIGITS.fullmatch(code) or not code.strip("0"):
        return FORM
    total = sum(
        int(digit) * weight for digit, weight in zip(reversed(code[:-1]), _WEIGHTS, strict=False)
    )
    if (10 - total % 10) % 10 != int(code[-1]):
        return KEY
    if len(code) in (12, 13) and code.zfill(13)[:2] in _INTERNAL:
        return INTERNAL
    return ""
