"""The lanes in which work waits for a worker, the most urgent first.

What a task is for decides its lane: nobody's money waits behind somebody's pictures. A lane is a
queue of the broker; what waits in it are messages that only say *look at this row*
(`marketplace/shared/events.py`).
"""

from __future__ import annotations

from datetime import datetime

from celery import current_app
from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import ChannelError

from marketplace.shared import clock


class Lane(models.TextChoices):
    """A lane, in the order in which a worker that serves several takes from them."""

    MONEY = "money", _("argent et avis du prestataire")
    LETTERS = "letters", _("lettres")
    IMPORTS = "imports", _("imports")
    FILES = "files", _("images et documents")
    QUIET = "quiet", _("travail de fond")


MONEY, LETTERS, IMPORTS, FILES, QUIET = Lane
SERVE = "lanes.serve"
PULSE_EVERY = 20  # seconds
PULSE_LASTS = 90


def of(task) -> Lane:
    """The lane a task names (`shared_task(lane=…)`); one that names none writes a letter."""
    return Lane(getattr(task, "lane", None) or LETTERS)


def wake(lane: Lane, *, pending_id: int | None = None) -> None:
    """Tell the workers of a lane that something waits in it, `pending_id` first."""
    current_app.tasks[SERVE].apply_async(
        kwargs={"lane": str(lane), "pending_id": pending_id}, queue=str(lane)
    )


def is_called(lane: Lane) -> bool:
    """Whether a message already waits in the lane for its worker."""
    with current_app.connection_or_acquire() as link:
        # a broker that is away is a matter of the sweep, not of waiting
        link.ensure_connection(max_retries=1, interval_start=0.1, timeout=2)
        try:
            waiting = link.default_channel.queue_declare(str(lane), passive=True)
        except ChannelError:  # nothing ever waited there
            return False
        return waiting.message_count > 0


# --- Signs of life ------------------------------------------------------------------------------


def pulse(lanes: list[str]) -> None:
    """Leave the sign of life of a worker that serves these lanes."""
    cache.set_many({_key(lane): clock.now() for lane in lanes}, timeout=PULSE_LASTS)


def pulses() -> dict[Lane, datetime | None]:
    """When a worker of each lane last gave a sign of life; None when it was too long ago."""
    heard = cache.get_many([_key(lane) for lane in Lane])
    return {lane: heard.get(_key(lane)) for lane in Lane}


def _key(lane: str) -> str:
    return f"pulse:{lane}"
