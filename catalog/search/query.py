"""What a visitor asks for, and the orders in which lists may stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.search.assortment import Assortment

SIZE = 24
SORTS = {
    "pertinence": (_("Pertinence"), ("-pk",)),
    "nouveautes": (_("Nouveautés"), ("-published_at", "-pk")),
    "prix": (_("Prix croissant"), ("from_cents", "-pk")),
    "prix-desc": (_("Prix décroissant"), ("-from_cents", "-pk")),
    "notes": (_("Mieux notés"), ("-rating_hundredths", "-rating_count", "-pk")),
}
BY_PRICE = ("prix", "prix-desc")
Range = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Query:
    """What a visitor asks for. `chosen`: the values of each kind of term, any of which will do."""

    text: str = ""
    path: str = ""
    seller_id: int | None = None
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # from and to, in the unit of each attribute; stands in the place of its ticked ranges
    ranges: dict[str, Range] = field(default_factory=dict)
    low_cents: int | None = None
    high_cents: int | None = None
    in_stock: bool = False
    rating: int = 0
    sort: str = "pertinence"
    page: int = 1
    size: int = SIZE
    any_word: bool = False
    assortment: Assortment | None = None  # the list is that of a collection
    only: tuple[int, ...] = ()  # nothing but these sheets, as far as they answer

    @property
    def asks_price(self) -> bool:
        """Whether an end of the price is set."""
        return self.low_cents is not None or self.high_cents is not None


def sorts(query: Query) -> dict[str, tuple]:
    """The orders that a list offers; what was chosen by hand has an order of its own."""
    if query.assortment and query.assortment.is_by_hand and not query.text:
        return {**SORTS, "pertinence": (_("Notre choix"), SORTS["pertinence"][1])}
    return SORTS


def relaxed(query: Query) -> Query:
    """The same query, content with a word that names a thing, and free of filters."""
    return replace(unfiltered(query), any_word=True)


def unfiltered(query: Query) -> Query:
    """The same words, free of filters."""
    return replace(
        query,
        chosen={},
        ranges={},
        low_cents=None,
        high_cents=None,
        in_stock=False,
        rating=0,
        page=1,
    )
