"""Pictures drawn ahead of need, in processes of their own, while the days are played."""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from marketplace.demo.studio import paint

ROOM = 800  # side of a product's picture, in pixels


class Easel:
    """Draws what is asked for: at once when few pictures are needed, else in the background."""

    def __init__(self, *, small: bool):
        self.side = 512 if small else ROOM
        self._drawn: dict[tuple, Future | None] = {}
        # Spawned, not forked: the caller holds a database connection.
        self._pool = (
            None
            if small
            else ProcessPoolExecutor(min(4, os.cpu_count() or 1), mp_context=get_context("spawn"))
        )

    def ask(self, what: str, *how) -> None:
        """Start drawing a picture that will be needed."""
        if self._pool is not None:
            self._drawn[(what, *how)] = self._pool.submit(paint, what, *how)

    def take(self, what: str, *how) -> bytes:
        """The bytes of a picture."""
        future = self._drawn.pop((what, *how), None)
        return future.result() if future is not None else paint(what, *how)

    def close(self) -> None:
        """End the drawing processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
