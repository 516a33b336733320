"""How an app tells the apps above it that something happened.

The facts are declared in each app's `events.py`; who hears them is written
once, in `marketplace/flows.py`. A fact and everything its listeners write commit
together; what must happen elsewhere waits in the outbox until it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import connection, models

from marketplace.shared import outbox
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
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} published outside a transaction")
    data = {field.name: getattr(event, field.name) for field in fields(event)}  # type: ignore[arg-type]
    fact = Fact.objects.create(
        name=name_of(type(event)),
        subject=subject_of(about),
        within=subject_of(within) if within is not None else "",
        data=data,
        actor=by if getattr(by, "pk", None) else None,
        because=kept(because),
        happened_at=at or now(),
    )
    # in the caller's transaction: if one listener fails, the fact never happened either
    for step in _flows.get(type(event), ()):
        step(event)
    return fact


def subject_of(row: models.Model) -> str:
    """The name under which a row's facts are kept: `orders.order:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


def later(task) -> Step:
    """Run a Celery task with the event's data, at least once, after the commit."""

    def step(event: object) -> None:
        outbox.hand_over(task, **asdict(event))  # type: ignore[call-overload]

    return step
