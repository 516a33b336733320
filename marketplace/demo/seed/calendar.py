"""Playing days that are past: each act at its own instant, in the order of time."""

import heapq
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

from marketplace.shared import clock
from marketplace.shared.clock import PARIS
from marketplace.shared.states import Refusal

Act = Callable[[datetime], None]


class Calendar:
    """What will happen, until the present: an act may note further ones; those to come never happen."""

    def __init__(self, at: datetime):
        self.now = at
        self.refused: Counter[str] = Counter()
        self._acts: list[tuple[datetime, int, Act]] = []
        self._turn = count()

    def note(self, when: datetime, act: Act) -> None:
        """Plan something to happen at an instant."""
        heapq.heappush(self._acts, (when, next(self._turn), act))

    def play(self) -> None:
        """Live through everything up to the present, with the clock moved."""
        while self._acts and self._acts[0][0] <= self.now:
            when, _turn, act = heapq.heappop(self._acts)
            with clock.at(when):
                try:
                    act(when)
                except Refusal as refusal:  # refused, as it would be to a person: go on
                    self.refused[type(refusal).__name__] += 1


def later(rng: Random, at: datetime, low: float, high: float) -> datetime:
    """So many hours later, when people are awake."""
    when = (at + timedelta(hours=rng.uniform(low, high))).astimezone(PARIS)
    if when.hour < 8:
        when = when.replace(hour=8, minute=rng.randrange(60))
    elif when.hour >= 21:
        when = (when + timedelta(days=1)).replace(hour=8, minute=rng.randrange(60))
    return max(when, at + timedelta(minutes=1))


def at_work(rng: Random, at: datetime, low: float, high: float) -> datetime:
    """So many hours later, on a working day."""
    when = later(rng, at, low, high)
    while not clock.is_open(when.date()):
        when += timedelta(days=1)
    return when


def morning(day: datetime, hour: int, minute: int = 0) -> datetime:
    """A given time, in Paris, of the day on which an instant falls."""
    return datetime.combine(clock.paris_day(day), time(hour, minute), PARIS)
