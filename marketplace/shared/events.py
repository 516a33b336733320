"""How an app tells the apps above it that something happened.

The facts are declared in each app's `events.py`; who hears them is written
once, in `marketplace/flows.py`. A fact and everything its listeners write commit
together; what must happen elsewhere waits in the outbox until it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import connection, models

from marketplace.shared import bulk, outbox
from marketplace.shared.clock import now
from marketplace.shared.facts import Event, name_of
from marketplace.shared.language import kept
from marketplace.shared.models.fact import Fact

Step = Callable[[Any], object]  # what a listener returns is ignored
_flows: dict[type, list[Step]] = {}


def connect(flows: dict[type, list[Step]]) -> None:
    """Install the table of who hears what."""
    _flows.clear()
    _flows.update(flows)


def publish(
    event: Event,
    *,
    about: models.Model,
    within: models.Model | None = None,
    by: models.Model | None = None,
    because: object = "",
    at: datetime | None = None,
) -> Fact:
    """Record `event` on the life of `about`, then let each listener act, in one transaction.

    `within` is the larger thing whose timeline shows the fact too (a parcel's order, say). The
    reason is kept in the house's language.
    """
    fact = _fact(event, about, within=within, by=by, because=because, at=at)
    fact.save(force_insert=True)
    _hear([event])
    return fact


def publish_each(
    events: Sequence[tuple[Event, models.Model]],
    *,
    within: models.Model | Callable[[Any], models.Model] | None = None,
    by: models.Model | None = None,
    at: datetime | None = None,
) -> None:
    """The same for many events of one kind, each on the life of its own row: written together.

    `within` may say of each row what it lies in.
    """
    larger = within if callable(within) else lambda _row: within
    bulk.insert(
        [
            _fact(event, about, within=larger(about), by=by, because="", at=at)
            for event, about in events
        ]
    )
    _hear([event for event, _about in events])


def together(listener: Step) -> Step:
    """A listener that hears a list of events of one kind, be it one or many."""
    listener.hears_many = True  # type: ignore[attr-defined]
    return listener


def _fact(event: Event, about, *, within, by, because: object, at: datetime | None) -> Fact:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} published outside a transaction")
    data = {field.name: getattr(event, field.name) for field in fields(event)}  # type: ignore[arg-type]
    return Fact(
        name=name_of(type(event)),
        subject=subject_of(about),
        within=subject_of(within) if within is not None else "",
        data=data,
        actor=by if getattr(by, "pk", None) else None,
        because=kept(because),
        happened_at=at or now(),
    )


def _hear(events: list) -> None:
    # in the caller's transaction: if one listener fails, the facts never happened either
    for step in _flows.get(type(events[0]), ()) if events else ():
        if getattr(step, "hears_many", False):
            step(events)
        else:
            for event in events:
                step(event)


def subject_of(row: models.Model) -> str:
    """The name under which a row's facts are kept: `orders.order:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


def later(task) -> Step:
    """Run a Celery task with the event's data, at least once, after the commit."""

    @together
    def step(events: list) -> None:
        outbox.hand_over_each(task, [asdict(event) for event in events])

    return step
