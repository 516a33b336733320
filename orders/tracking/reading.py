"""Reading what strangers say of parcels: instants, days and words that fit our columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marketplace.shared.clock import PARIS
from marketplace.shared.invisible import cleaned


def instant(value: Any) -> datetime | None:
    """An instant as carriers write them; one without its zone is of Paris. None when unreadable."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        at = at if at.tzinfo else at.replace(tzinfo=PARIS)
        return at.astimezone(PARIS)
    except (ValueError, OverflowError):
        return None


def day(value: Any) -> date | None:
    """A day, or None."""
    at = instant(value)
    return at.date() if at else None


def text(value: Any, most: int) -> str:
    """Words on one line, without signs that nobody sees, no longer than a column."""
    if not isinstance(value, str):
        return ""
    shown = "".join(sign if sign.isprintable() else " " for sign in cleaned(value))
    return " ".join(shown.split())[:most]
