"""Expressions of the charter: what is forbidden is read by a moderator, the rest is advice."""

from __future__ import annotations

from catalog.judging.rules.sheet import HINT, LOOK, Finding, Sheet, around

RULE = "charter"


def look(sheet: Sheet) -> list[Finding]:
    """Each expression once a field, with why and what to write instead."""
    charter, day = sheet.context.charter, sheet.context.day
    if charter is None or day is None or not charter.may_stand(sheet.words):
        return []
    return [
        Finding(
            RULE,
            LOOK if found.is_forbidden else HINT,
            name,
            found.message,
            around(text, found.start, found.end),
            found.values(),
        )
        for name, text, folded in sheet.texts
        for found in charter.look(
            text, folded=folded, day=day, seller_id=sheet.seller_id, proven=sheet.proven
        )
    ]
