"""Who wrote a review: orders know who bought, and are asked through what the wiring connects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from catalog.models import Review
from marketplace.shared.models import User

Bought = Callable[[User, Collection[int]], set[int]]  # of these purchases, those of a person

_bought: list[Bought] = []


def connect(bought: Bought) -> None:
    """Who tells which purchases are a person's; without anybody, nobody is known to have written.

    A mailbox that somebody types is not asked about: the answer would name an author to anybody.
    """
    _bought[:] = [bought]


def bought(purchases: Collection[int], person: User | None) -> set[int]:
    """Of these purchases, those of a signed-in person, in one statement."""
    if person is None or not person.is_authenticated or not _bought or not purchases:
        return set()
    return _bought[0](person, purchases)


def own(reviews: Iterable[Review], person: User | None) -> set[int]:
    """Of these reviews, those that a signed-in person wrote, in one statement."""
    by_purchase = {review.purchase: review.pk for review in reviews}
    return {by_purchase[purchase] for purchase in bought(by_purchase.keys(), person)}
