"""The shops that sell now, as the directory knows them: few words of each, kept in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count
from django.db.models.functions import Left

from catalog.labels import labels
from catalog.labels.labels import Borne, Known
from catalog.models import Offer
from catalog.states import ProductState
from catalog.tree import STEP, Place, tree
from marketplace.shared import centroids, kept
from marketplace.shared.centroids import Spot
from marketplace.shared.clock import paris_day
from marketplace.shared.folding import fold
from sellers import regions
from sellers.models import Seller
from sellers.standing import LISTED

FRESH = 300  # seconds
AISLES = "catalog:directory:aisles"
DEEP = 2 * STEP  # aisles and what lies right beneath them
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Shop:
    """What a shop is found and drawn by."""

    pk: int
    slug: str
    name: str
    city: str
    postcode: str
    region: str  # empty abroad
    spot: Spot | None
    away: tuple[date, date] | None
    words: str  # its name and town, folded
    sorted_by: str

    def sells_on(self, day: date) -> bool:
        """Whether it is not on holiday."""
        return self.away is None or not self.away[0] <= day <= self.away[1]


@dataclass
class Listed:
    """Every open shop by the alphabet, and what was made of them all."""

    shops: Sequence[Shop]
    beside: dict[object, object] = field(default_factory=dict)

    def kept_with(self, key: object, make: Callable[[], Made]) -> Made:
        """What is made of these shops, once for as long as they stay the same."""
        if key not in self.beside:
            self.beside[key] = make()
        return self.beside[key]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; empty is everything."""

    words: tuple[str, ...] = ()
    region: str = ""
    aisle: Place | None = None
    label: Known | None = None
    near: Spot | None = None


def listed() -> Listed:
    """The open shops as this process remembers them; whoever changes one ends it."""
    return kept.kept(LISTED, _read, fresh=FRESH)


def stamp() -> str:
    """Which state of the shops this process remembers: another one once a shop changed."""
    listed()
    return kept.stamp(LISTED)


def selling(*, at: datetime) -> list[Shop]:
    """The shops that sell at this instant, by the alphabet."""
    return _selling_on(listed(), paris_day(at))


def found(asked: Asked, *, at: datetime) -> list[Shop]:
    """The shops that answer: by the alphabet, or the nearest first."""
    sold = sold_by() if asked.aisle else {}
    borne = _bearers(asked.label, at) if asked.label else {}
    answer = [
        shop
        for shop in selling(at=at)
        if asked.region in ("", shop.region)
        and all(word in shop.words for word in asked.words)
        and (asked.label is None or shop.pk in borne)
        and (asked.aisle is None or _sells(sold.get(shop.pk, ()), asked.aisle))
    ]
    if asked.near is None:
        return answer
    return sorted(answer, key=lambda shop: _far(shop, asked.near))


def sold_by() -> Mapping[int, Sequence[str]]:
    """The aisles in which each shop sells, by their paths: those it sells most in first.

    Read again after some minutes only: nobody needs to know at once that a shop has begun to sell
    in another aisle.
    """
    return kept.kept(AISLES, _read_aisles, fresh=FRESH)


def told(paths: Iterable[str], most: int = 3) -> list[Place]:
    """A few of these aisles, as a shop's card names them."""
    places = tree().by_path
    return [places[path] for path in paths if path in places][:most]


def in_every_region(*, at: datetime) -> list[tuple[str, str, int]]:
    """The regions where shops sell: code, name, how many; by the alphabet."""
    every, day = listed(), paris_day(at)
    return every.kept_with(("regions", day), lambda: _in_regions(_selling_on(every, day)))


def _in_regions(shops: Iterable[Shop]) -> list[tuple[str, str, int]]:
    counted = Counter(shop.region for shop in shops if shop.region)
    rows = [(code, regions.REGIONS[code][0], many) for code, many in counted.items()]
    return sorted(rows, key=lambda row: fold(row[1]))


def in_aisles(shops: Iterable[Shop]) -> list[tuple[Place, int, list[tuple[Place, int]]]]:
    """The aisles in which these shops sell, each with those beneath it, and how many shops."""
    sold, counted = sold_by(), Counter[str]()
    for shop in shops:
        paths = sold.get(shop.pk, ())
        counted.update({path[:STEP] for path in paths} | set(paths))
    places = tree()
    return [
        (
            root,
            counted[root.path],
            [(one, counted[one.path]) for one in places.children(root) if counted[one.path]],
        )
        for root in places.roots
        if counted[root.path]
    ]


def with_labels(shops: Iterable[Shop], *, at: datetime) -> list[tuple[Known, int]]:
    """The labels that some of these shops bear, for themselves or for goods, and how many do."""
    here = {shop.pk for shop in shops}
    shown = labels.labels().standing(paris_day(at))
    counts = [(label, len(here & _bearers(label, at).keys())) for label in shown]
    return [(label, many) for label, many in counts if many]


def _bearers(label: Known, at: datetime) -> Mapping[int, Borne]:
    return labels.labels().bearers(label.slug, paris_day(at))


def _selling_on(every: Listed, day: date) -> list[Shop]:
    return every.kept_with(day, lambda: [shop for shop in every.shops if shop.sells_on(day)])


def _sells(paths: Iterable[str], aisle: Place) -> bool:
    return any(path.startswith(aisle.path) for path in paths)


def _far(shop: Shop, here: Spot) -> tuple[bool, int]:
    return shop.spot is None, centroids.metres(here, shop.spot) if shop.spot else 0


def _read() -> Listed:
    rows = Seller.objects.open().values_list(
        "pk", "slug", "name", "city", "postcode", "country", "holiday_from", "holiday_until"
    )
    return Listed(sorted((_shop(*row) for row in rows), key=lambda one: (one.sorted_by, one.pk)))


def _shop(pk, slug, name, city, postcode, country, start, end) -> Shop:
    at_home = country == "FR"
    return Shop(
        pk=pk,
        slug=slug,
        name=name,
        city=city,
        postcode=postcode,
        region=regions.of(postcode) if at_home else "",
        spot=centroids.of(postcode) if at_home and postcode else None,
        away=(start, end) if start and end else None,
        words=fold(f"{name} {city} {postcode}"),
        sorted_by=fold(name),
    )


def _read_aisles() -> dict[int, list[str]]:
    offers = Offer.objects.filter(
        is_active=True,
        withheld_at=None,
        product__state=ProductState.PUBLISHED,
        product__is_sellable=True,
    )
    rows = (
        offers.annotate(path=Left("product__category_path", DEEP))
        .values_list("seller_id", "path")
        .annotate(many=Count("pk"))
        .order_by("seller_id", "-many", "path")
    )
    sold: dict[int, list[str]] = {}
    for seller, path, _many in rows:
        sold.setdefault(seller, []).append(path)
    return sold
