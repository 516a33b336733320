"""The feed of a collection: RSS 2.0, with what comparers of prices ask of each product."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import strip_tags
from django.utils.translation import get_language

from catalog.models import Collection, Product
from catalog.search import Query, ids
from catalog.shop import collections
from marketplace.shared.clock import paris_day
from marketplace.shared.language import local

MOST = 500
LONGEST = 5000  # signs of a description
GOODS = "http://base.google.com/ns/1.0"  # the words that comparers read


class Goods(Rss201rev2Feed):
    """A feed whose items say their price, their stock and their bar code."""

    def rss_attributes(self) -> dict[str, str]:
        """With the namespace of what is said of goods."""
        return {**super().rss_attributes(), "xmlns:g": GOODS}

    def add_item_elements(self, handler, item: dict[str, Any]) -> None:
        """What RSS asks for, then what goods are known by."""
        super().add_item_elements(handler, item)
        for name, value in item["goods"].items():
            if value:
                handler.addQuickElement(f"g:{name}", str(value))


def of_collection(collection: Collection, *, at: datetime) -> str:
    """The feed of a collection, its first products in its order: two statements."""
    asked = collections.asked(Query(), collection, at=at, is_sorted=False)
    keys = ids(asked, most=MOST)
    rows = {row["pk"]: row for row in _rows(keys, at=at)}
    feed = Goods(
        title=collection.label,
        link=settings.BASE_URL + collections.path(collection),
        description=collection.opening or collection.label,
        language=get_language() or "fr",
        feed_url=settings.BASE_URL + reverse("shop-collection-feed", args=[collection.slug]),
    )
    for row in (rows[pk] for pk in keys if pk in rows):
        link = settings.BASE_URL + reverse("shop-product", args=[row["slug"]])
        about = strip_tags(local(row["description"], row["description_en"]).text)[:LONGEST]
        feed.add_item(
            title=local(row["title"], row["title_en"]).text,
            link=link,
            description=about,
            unique_id=link,
            pubdate=row["published_at"],
            goods=_goods(row),
        )
    return feed.writeString("utf-8")


def _rows(keys: list[int], *, at: datetime):
    return (
        Product.objects.shown_on(paris_day(at))
        .filter(pk__in=keys)
        .values(
            *("pk", "slug", "title", "title_en", "description", "description_en"),
            *("published_at", "in_stock", "from_cents"),
            *("prior_cents", "brand__name", "cover__file", "owner__name"),
            *("best_offer__variant__gtin", "best_offer__seller__name"),
        )
    )


def _goods(row: dict[str, Any]) -> dict[str, Any]:
    now, prior = row["from_cents"], row["prior_cents"]
    is_reduced = bool(prior and prior > now)
    return {
        "id": row["pk"],
        "price": _price(prior if is_reduced else now),
        "sale_price": _price(now) if is_reduced else "",
        "availability": "in_stock" if row["in_stock"] else "out_of_stock",
        "image_link": _absolute(row["cover__file"]),
        "brand": row["brand__name"] or row["owner__name"],
        "gtin": row["best_offer__variant__gtin"],
        "seller_name": row["best_offer__seller__name"],
    }


def _price(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} EUR"


def _absolute(file: str | None) -> str:
    address = default_storage.url(file) if file else ""
    return settings.BASE_URL + address if address.startswith("/") else address
