"""What is aimed at, by the size of the catalogue.

No figure of another marketplace stands here: machines differ by more than the programs do, and a
ratio is true only when both were measured in one run.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A limit for each size of catalogue, and the statements of one page."""

    limits: dict[int, float]
    statements: int = 10
    most_is_best: bool = False

    def limit(self, size: int) -> float:
        """The limit of the size nearest to this one."""
        return self.limits[min(self.limits, key=lambda known: abs(known - size))]

    def reached(self, figure: float, size: int = 0) -> bool:
        """Whether a figure is within the limit."""
        limit = self.limit(size)
        return figure >= limit if self.most_is_best else figure <= limit


CPU = {
    "list": Goal({100_000: 12, 1_000_000: 15}, statements=6),
    "search": Goal({10_000: 15, 100_000: 25, 1_000_000: 70}, statements=6),
    "search by price": Goal({100_000: 30, 1_000_000: 80}, statements=6),
    "home": Goal({100_000: 6}, statements=8),
    "page of twelve blocks": Goal({100_000: 12}, statements=12),
    "page of twelve blocks, kept": Goal({100_000: 1.5}, statements=0),
    "product": Goal({100_000: 6}, statements=5),
    "list, kept": Goal({100_000: 1.5}, statements=0),
    "product, kept": Goal({100_000: 1.5}, statements=0),
    "home, kept": Goal({100_000: 1.5}, statements=0),
    "add": Goal({100_000: 13}),
    "add, POST alone": Goal({100_000: 5}),
    "checkout": Goal({100_000: 75}),
}
CONSOLE = Goal({1_000_000: 200})
IMPORT = Goal({0: 2000}, most_is_best=True)
IMPORT_AGAIN = Goal({0: 5000}, most_is_best=True)
MEMORY_MB = Goal({0: 85})
OVERSOLD = Goal({0: 0})
