"""The garbage collector, out of the way of work that makes thousands of rows."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Pause the garbage collector: a chunk makes thousands of rows, none of them in a cycle."""
    # looking for cycles would take a fifth of the time
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
