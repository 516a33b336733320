"""What the players of the demonstration know of each other while the days are played."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from marketplace.demo.content.people import Buyer
from marketplace.demo.seed.calendar import Calendar
from marketplace.demo.seed.easel import Easel
from marketplace.shared.models import User
from sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Good:
    """A sheet that may be bought, and how much people want it."""

    product_id: int
    shop: str
    kind: str
    weight: float
    offers: tuple[int, ...]


@dataclass(slots=True)
class Person:
    """Someone who buys, with an account or without."""

    who: Buyer
    user: User | None = None


@dataclass
class Market:
    """The whole cast: filled by the first acts, read by the later ones."""

    now: datetime
    calendar: Calendar
    easel: Easel
    small: bool = False
    team: dict[str, User] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    shops: dict[str, Seller] = field(default_factory=dict)
    owners: dict[int, User] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    shelf: dict[int, Good] = field(default_factory=dict)
    carts: dict[int, object] = field(default_factory=dict)
    said: dict[int, set[str]] = field(default_factory=dict)

    def dice(self, *names: object) -> Random:
        """Dice of one's own: what one player rolls changes nothing for the others."""
        return Random("halles:" + ":".join(map(str, names)))
