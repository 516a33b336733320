"""Who owes whom an answer in an exchange. Within the verbs of `conversations.py`.

What is automatic asks nothing and answers nothing.
"""

from __future__ import annotations

from datetime import datetime

from sellers.models import AnswerDue, Side, Thread


def told(
    thread: Thread, side: str, to: list[str], *, awaits: bool, at: datetime
) -> list[AnswerDue]:
    """A side said something: what it owed those who read it is answered; they owe an answer where
    it awaits one. The operator owes one only where nobody else was asked. Returns what was
    answered.
    """
    owed = AnswerDue.objects.filter(thread=thread, side=side, asker__in=to)
    answered = list(owed)
    owed.delete()
    if awaits:
        asked = [other for other in to if other != Side.OPERATOR] or to
        rows = [_due(thread, other, side, at) for other in asked]
        # who waits already waits since then
        AnswerDue.objects.bulk_create(rows, ignore_conflicts=True)
    return answered


def _due(thread: Thread, side: str, asker: str, at: datetime) -> AnswerDue:
    shop = thread.seller if side == Side.SELLER else None
    return AnswerDue(thread=thread, side=side, asker=asker, seller=shop, since=at, counts_from=at)


def owes(thread: Thread, side: str) -> bool:
    """Whether a side owes anybody an answer."""
    return AnswerDue.objects.filter(thread=thread, side=side).exists()


def drop(thread: Thread, **which: str) -> list[AnswerDue]:
    """Nobody waits any more, as far as named; returns those who did."""
    rows = AnswerDue.objects.filter(thread=thread, **which)
    dropped = list(rows)
    rows.delete()
    return dropped
