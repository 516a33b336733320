"""A few shops that sell now, each with goods of its own: who sells here, as a page shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Product
from sellers.models import Seller

GOODS = 3  # of a shop
READ = 20  # sheets for each shop asked for, the most sold first: few sell so much alone


@dataclass(frozen=True, slots=True)
class Good:
    """A product of a shop, as a small picture."""

    title: str
    title_en: str
    image: str
    small: str


@dataclass(frozen=True, slots=True)
class Selling:
    """A shop and a few of its goods."""

    shop: Seller
    goods: tuple[Good, ...]

    @property
    def wording(self) -> tuple:
        """What is read of it."""
        shop = self.shop
        return (shop.pk, shop.slug, shop.name, shop.city, shop.banner.name, self.goods)


def shops(*, at: datetime, most: int) -> list[Selling]:
    """The shops that sell now, those with most reviews first: two statements."""
    columns = ("slug", "name", "city", "banner", "rating_count")
    every = Seller.objects.selling(at).exclude(opened_at=None).only(*columns)
    rows = list(every.order_by("-rating_count", "pk")[:most])
    public = Product.objects.public().filter(owner__in=rows).exclude(cover=None)
    told: dict[int, list[Good]] = defaultdict(list)
    best = public.select_related("cover").order_by("-sales_count", "pk")
    for product in best[: READ * most]:
        if len(told[product.owner_id]) < GOODS:
            cover = product.cover
            good = Good(product.title, product.title_en, str(cover.medium), str(cover.small))
            told[product.owner_id].append(good)
    return [Selling(shop, tuple(told[shop.pk])) for shop in rows]
