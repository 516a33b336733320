"""Which tests say nothing of the database, and in which order files are given to processes."""

from __future__ import annotations

from collections import Counter

import pytest

# by these a test comes to the database; pytest-django refuses it to all others
DOORS = {"db", "transactional_db", "live_server", "django_db_setup"}
ASKING = {"connection", "connections"}  # what a file imports to ask it
# about how many seconds a test takes that stands on one of these; the others a fraction of one
LONG = {"people": 10, "screen": 3, "market": 15, "installation": 20, "house": 10, "lived": 3}
SHORT = 0.2


def mark_once(items: list[pytest.Item]) -> None:
    """Whatever may not touch the database says the same on every one: SQLite's turn is enough.

    Not so in a file that asks which database it is: there a statement may be written unsent.
    """
    for item in items:
        if not _comes_to_the_database(item) and item.get_closest_marker("skipif") is None:
            item.add_marker(pytest.mark.once)


def longest_first(items: list[pytest.Item]) -> None:
    """Files stay whole, the longest first: no process ends with a long one while others wait."""
    seconds: Counter = Counter()
    for item in items:
        seconds[item.path] += max([SHORT, *(LONG.get(name, 0) for name in _fixtures(item))])
    items.sort(key=lambda item: (-seconds[item.path], str(item.path)))


def _comes_to_the_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    asking = not ASKING.isdisjoint(vars(getattr(item, "module", None) or object))
    return marked or asking or not DOORS.isdisjoint(_fixtures(item))


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])
