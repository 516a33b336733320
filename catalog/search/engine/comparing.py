"""Sheet by sheet: does the engine hold what the database says?"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from catalog import noted
from catalog.search.engine import documents, indices, wire

A_TIME = 1000
COLUMNS = ("row", "published_at")  # what can be read back
Tell = Callable[[int, int], None]


def mend(*, tell: Tell = lambda done, total: None) -> int:
    """Have told again what differs; how many sheets did. Raises EngineDown.

    What waits to be told differs too: it is told once more, and no harm is done.
    """
    total, done, wrong, last = documents.kept().count(), 0, 0, 0
    while True:
        rest = documents.kept().filter(pk__gt=last).order_by("pk")
        keys = list(rest.values_list("pk", flat=True)[:A_TIME])
        # up to the last of these, or at the end all that the engine has beyond
        held = _held(last, keys[-1] if len(keys) == A_TIME else None)
        wanted = {pk: _columns(document) for pk, document in documents.of(keys).items()}
        differing = {pk for pk in wanted.keys() | held.keys() if wanted.get(pk) != held.get(pk)}
        if differing:
            _note(differing)
        done, wrong = done + len(keys), wrong + len(differing)
        tell(done, max(done, total))
        if len(keys) < A_TIME:
            return wrong
        last = keys[-1]


@transaction.atomic(durable=True)
def _note(sheets: set[int]) -> None:
    noted.note(sheets)


def _held(after: int, until: int | None) -> dict[int, tuple]:
    """The columns of the sheets that the engine holds between two keys."""
    bounds = {"gte": after + 1} | ({} if until is None else {"lte": until})
    held: dict[int, tuple] = {}
    while True:
        asked = {
            "size": A_TIME,
            "query": {"range": {"pk": bounds}},
            "sort": [{"pk": "asc"}],
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["pk", *COLUMNS],
            "search_after": [max(held, default=after)],
        }
        answer = wire.ask("POST", f"/{indices.asked()}/_search", asked)
        hits = [hit["fields"] for hit in answer["hits"]["hits"]]
        for fields in hits:
            held[fields["pk"][0]] = tuple(fields[name][0] for name in COLUMNS)
        if len(hits) < A_TIME:
            return held


def _columns(document: dict) -> tuple:
    return tuple(document[name] for name in COLUMNS)
