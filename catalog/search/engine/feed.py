"""Tell the engine what became of the sheets that were noted, many at once.

A batch takes its rows, then a number, then reads the sheets as they are now. Whoever took a higher
number read later: where the engine already holds a higher one, what is sent with a lower one is old
news, and it refuses it. So batches may come twice, late or crosswise. Rows are deleted once the
engine has answered; a worker that dies before leaves them to the next.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from catalog import freshness, noted
from catalog.models import Product, SearchChange, SearchFeed
from catalog.search.engine import documents, indices, wire
from catalog.search.engine.wire import EngineDown
from marketplace.shared import clock

A_TIME = 1000  # sheets of a few kilobytes each
SECONDS = 30.0
RESTS = 45.0  # after a failure, below the minute of the timetable
CONFLICT, ABSENT, BUSY = 409, 404, 429
log = logging.getLogger("halles.search")


def run(*, seconds: float = SECONDS) -> bool:
    """Tell what waits, for a while; whether more waits. Raises EngineDown."""
    if not settings.SEARCH_URL:
        return False
    ends = time.monotonic() + seconds
    try:
        if not waiting().exists():
            indices.written()  # asked all the same: the timetable notices an engine that is gone
        while deliver():
            if time.monotonic() > ends:
                return True
    except EngineDown:
        noted.rest(seconds=RESTS)
        raise
    return False


def waiting():
    """What the engine is still to be told, the oldest first."""
    return SearchChange.objects.filter(refused="").order_by("pk")


def deliver() -> int:
    """Tell of the sheets that were noted first; how many rows are dealt with.

    Raises EngineDown when some must be told again.
    """
    changes = list(waiting().values_list("pk", "sheet")[:A_TIME])
    if not changes:
        return 0
    # asked after the rows were taken: an index begun later is filled with what they tell of
    targets = indices.written()
    sheets = {sheet for _pk, sheet in changes}
    # lists must see it when their stamps end: soon by itself, at once when much more waits
    seen = "true" if len(changes) == A_TIME else "wait_for"
    sent = send(sheets, targets, refresh=seen) if targets else Sent()
    told = sheets - sent.late
    # what was found between the change and now must not be kept as new
    paths = Product.objects.filter(pk__in=told).values_list("category_path", flat=True).distinct()
    freshness.found_anew(paths, told)
    with transaction.atomic():
        SearchChange.objects.filter(pk__in=[pk for pk, of in changes if of in told]).delete()
        SearchChange.objects.filter(sheet__in=told).exclude(refused="").delete()
        keep_refused(sent)
    if sent.late:
        raise EngineDown(f"{len(sent.late)} sheets must be told again")
    return len(changes)


def keep_refused(sent: Sent) -> None:
    """Remember what the engine does not take: lists go on without it, somebody must read why."""
    at = clock.now()
    for sheet, reason in sent.refused.items():
        log.error("the engine refuses sheet %s: %s", sheet, reason)
    SearchChange.objects.bulk_create(
        SearchChange(sheet=sheet, noted_at=at, refused=reason[:300] or "?")
        for sheet, reason in sent.refused.items()
    )


class Sent:
    """What became of the sheets that were sent: those to send again, and those refused."""

    def __init__(self) -> None:
        self.late: set[int] = set()
        self.refused: dict[int, str] = {}


def send(sheets: Collection[int], targets: Collection[str], *, refresh: str) -> Sent:
    """Send these sheets as they are now to each index. Raises EngineDown."""
    version = next_version()
    lines = list(_lines(sheets, targets, version))
    # an alias or nothing: an index that is gone must not be made anew without its mapping
    answer = wire.ask_bulk(f"/_bulk?require_alias=true&refresh={refresh}", lines)
    sent = Sent()
    for item in answer.get("items", []):
        (result,) = item.values()
        error = result.get("error")
        status = result.get("status", 500)
        if error is None or status == CONFLICT:
            continue
        sheet = int(result["_id"])
        if status in (ABSENT, BUSY) or status >= 500:
            sent.late.add(sheet)
        else:
            sent.refused[sheet] = f"{error.get('type')}: {error.get('reason')}"
    return sent


def _lines(sheets: Collection[int], targets: Collection[str], version: int) -> Iterator[dict]:
    made = documents.of(sheets)
    for sheet in sorted(sheets):
        for target in targets:
            act = "index" if sheet in made else "delete"
            where = {"_index": target, "_id": str(sheet)}
            yield {act: {**where, "version": version, "version_type": "external"}}
            if sheet in made:
                yield made[sheet]


@transaction.atomic(durable=True)
def next_version() -> int:
    """A number above all that were taken before, also by a database that was restored since."""
    now = int(clock.now().timestamp() * 1000)
    mine = SearchFeed.objects.filter(pk=1)
    higher = Greatest(F("version") + 1, Value(now))
    if not mine.update(version=higher):
        SearchFeed.objects.bulk_create([SearchFeed(pk=1)], ignore_conflicts=True)
        mine.update(version=higher)
    # read before the row is let go: nobody else has taken a number since
    return mine.values_list("version", flat=True).get()
