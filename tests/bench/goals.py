"""What was aimed at, and what the best other marketplaces need on a like machine.

The peers' figures are those of docs/performance.md: the same acts on the same kind of data.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A limit, the next one, and the best peer at 10,000 and at 100,000 products."""

    limit: float
    next: float
    peers: dict[int, tuple[float, str]]
    most_is_best: bool = False

    def reached(self, figure: float) -> bool:
        """Whether a figure is within the limit."""
        return figure >= self.limit if self.most_is_best else figure <= self.limit

    def peer(self, size: int) -> tuple[float, str]:
        """The best peer at a size of catalogue."""
        return self.peers[min(self.peers, key=lambda known: abs(known - size))]

    def times_better(self, figure: float, size: int) -> float:
        """How many times better than the best peer."""
        peer = self.peer(size)[0]
        if self.most_is_best:
            return figure / peer
        return peer / figure if figure else 0.0


CPU = {
    "list": Goal(50, 12, {10_000: (208, "Saleor"), 100_000: (270, "Saleor")}),
    "search": Goal(30, 25, {10_000: (111, "Oscar"), 100_000: (171, "Oscar")}),
    "product": Goal(25, 6, {10_000: (123, "Oscar"), 100_000: (95, "Oscar")}),
    "add": Goal(18.75, 13, {10_000: (75, "Oscar"), 100_000: (80, "Oscar")}),
    # Oscar's POST alone: 33 ms from click to answer at one client; its CPU was not told apart
    "add, POST alone": Goal(15, 7, {10_000: (33, "Oscar"), 100_000: (34, "Oscar")}),
    "checkout": Goal(180, 75, {10_000: (737, "Oscar"), 100_000: (782, "Oscar")}),
}
SQL_A_PAGE = 10
IMPORT = Goal(600, 2000, {10_000: (58, "Oscar")}, most_is_best=True)
MEMORY_MB = Goal(115, 85, {10_000: (116, "Oscar"), 100_000: (132, "Oscar")})
OVERSOLD = Goal(0, 0, {10_000: (7, "Oscar")})
