"""What the engine keeps of a sheet: the tokens of our own word index, and what lists filter by.

Categories and shops stand by their keys: where a category lies is known here, so that moving one
changes no document.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings

from catalog.models import Offer, SearchEntry
from catalog.states import ProductState

FORMAT = 2  # of the documents; another one is another index, filled before it is asked
WORDS = {"type": "keyword", "doc_values": False}  # asked for, never read back
NUMBER = {"type": "long"}
PLACES = ("title", "brand", "about", "body", "starts")
MAPPING = {
    "dynamic": "strict",
    "properties": {
        "pk": NUMBER,
        **dict.fromkeys((*PLACES, "opening"), WORDS),
        "terms": WORDS,
        # what an answer brings back, in one piece: a thousand small columns cost more to read
        "row": {"type": "keyword", "index": False},
        "variants": {"type": "keyword", "index": False, "doc_values": False, "store": True},
        "category": WORDS,
        "sellers": WORDS,
        "from_cents": NUMBER,
        "least_cents": NUMBER,
        "most_cents": NUMBER,
        "in_stock": {"type": "boolean"},
        "rating_hundredths": NUMBER,
        "rating_count": NUMBER,
        "sales_count": NUMBER,
        "published_at": NUMBER,
    },
}
SETTINGS = {
    "index": {
        # told of explicitly: an index that nobody asked for a while is refreshed all the same
        "refresh_interval": "1s",
        # a batch that is this late still meets the mark of what was deleted meanwhile
        "gc_deletes": "1h",
    }
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def alias() -> str:
    """The name under which the index of these documents is asked."""
    return f"{settings.SEARCH_INDEX}-{FORMAT}"


def kept():
    """The entries of the sheets that the public may find."""
    return SearchEntry.objects.filter(
        product__state=ProductState.PUBLISHED, product__is_sellable=True
    )


def of(sheets: Iterable[int]) -> dict[int, dict]:
    """The documents of these sheets, of those that the public may find; two statements."""
    pks = set(sheets)
    entries = list(
        kept()
        .filter(pk__in=pks)
        .values_list(
            "pk",
            *PLACES,
            "terms",
            "variants",
            "product__category",
            "product__least_cents",
            "product__most_cents",
            "product__from_cents",
            "product__in_stock",
            "product__rating_hundredths",
            "product__rating_count",
            "product__sales_count",
            "product__offers_count",
            "product__published_at",
        )
    )
    sellers: dict[int, list[str]] = {}
    offers = Offer.objects.filter(product__in=pks, is_active=True, withheld_at=None)
    for sheet, seller in offers.values_list("product", "seller").distinct():
        sellers.setdefault(sheet, []).append(str(seller))
    return {row[0]: _document(row, sellers.get(row[0], [])) for row in entries}


def _document(row: tuple, shops: list[str]) -> dict:
    pk, title, brand, about, body, starts, terms, variants, category, *figures, published = row
    least, most, cents, in_stock, rating, reviews, sales, sellers = figures
    document = {
        "pk": pk,
        "row": f"{pk} {cents} {in_stock:d} {rating} {reviews} {sales} {sellers}{terms}".strip(),
        "title": title.split(),
        "brand": brand.split(),
        "about": about.split(),
        "body": body.split(),
        "starts": starts.split(),
        "opening": title.split()[:1],
        "terms": terms.split(),
        "category": str(category),
        "sellers": sorted(shops),
        "from_cents": cents,
        "least_cents": cents if least is None else least,
        "most_cents": cents if most is None else most,
        "in_stock": in_stock,
        "rating_hundredths": rating,
        "rating_count": reviews,
        "sales_count": sales,
        "published_at": _microseconds(published),
    }
    if variants:
        document["variants"] = variants
    return document


def _microseconds(at: datetime | None) -> int:
    if at is None:
        return 0
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
