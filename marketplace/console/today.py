"""What the operator must do today, and how the house is doing."""

from __future__ import annotations

from datetime import datetime

from marketplace.console.registry import CONSOLES
from marketplace.shared.desks import Figure, Subject, Waiting


def queues(user, at: datetime) -> list[Waiting]:
    """The queues of this operator's roles that are not empty, most urgent first."""
    every = [subject.waiting_for(user, at) for subject in subjects_of(user)]
    waiting = [queue for queue in every if queue.count]
    return sorted(waiting, key=lambda queue: (queue.tone != "danger", queue.rank))


def subjects() -> list[Subject]:
    """Everything that may wait for somebody of the team."""
    return [subject for console in CONSOLES for subject in (*console.queues, *console.alarms)]


def subjects_of(user) -> list[Subject]:
    """What this person's roles let them treat."""
    return [subject for subject in subjects() if subject.is_for(user)]


def figures(at: datetime) -> list[Figure]:
    """Orders, sales and commissions of the last days, each with its curve."""
    return [figure for console in CONSOLES for figure in console.figures(at)]


def standing(at: datetime) -> list[tuple[str, int]]:
    """How large the marketplace is now: open shops, sheets online, orders on their way."""
    return [line for console in CONSOLES for line in console.standing(at)]
