"""The worker's sign of life, given by its main process beside its work: it waits in no line."""

import logging
import os
from typing import Any

from celery import bootsteps
from django.db import connections

from marketplace.machine.supervisor import MARK
from marketplace.shared import clock, lanes

log = logging.getLogger(__name__)


class Pulse(bootsteps.StartStopStep):
    """Say every few seconds which lanes this worker serves."""

    requires = {"celery.worker.components:Timer"}

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.beat: Any = None

    def start(self, parent: Any) -> None:
        """Begin with the worker, and free what an earlier one of its name held."""
        _take_over(parent.hostname)
        self.beat = parent.timer.call_repeatedly(lanes.PULSE_EVERY, _pulse, (parent,))
        _pulse(parent)

    def stop(self, parent: Any) -> None:
        """End with it."""
        if self.beat is not None:
            self.beat.cancel()
            self.beat = None


def _pulse(parent: Any) -> None:
    try:
        lanes.pulse(list(parent.app.amqp.queues.consume_from))
    except Exception as error:  # noqa: BLE001 - a cache that is away stops no work
        log.warning("no sign of life could be left: %s", error)


def _take_over(node: str) -> None:
    if not os.environ.get(MARK):  # only under our supervisor is the earlier one surely dead
        return
    # rows have models, which are not loaded when Celery reads this file
    from marketplace.shared import outbox  # noqa: PLC0415

    try:
        outbox.let_go(node, at=clock.now())
    except Exception as error:  # noqa: BLE001 - the rows free themselves when their time is over
        log.warning("nothing could be freed: %s", error)
    finally:
        connections.close_all()
