"""Search in sheets: `index`, `remove`, `find`, on the database's own word index.

`find` takes a query and answers ids, facets and total; who finds the candidates beneath it, the
database or a search engine, is the affair of `catalog.search.candidates`.
"""

from catalog.events import (
    OfferJoined,
    OfferLeft,
    ProductPublished,
    ProductRetired,
    ProductsMerged,
    ProductSplit,
    ProductsRetired,
    ProductsSaved,
    ProductTakenDown,
    ProductUnmerged,
)
from catalog.models import Offer, Term
from catalog.search.answers import answer
from catalog.search.assortment import Assortment
from catalog.search.facets import Choice, Facet
from catalog.search.find import MOST, Results, find, ids
from catalog.search.index import index, published, remove
from catalog.search.nearness import is_near as is_unwritten
from catalog.search.points import RANKING
from catalog.search.query import SIZE, SORTS, Query, Range, relaxed, sorts, unfiltered
from catalog.search.rescue import finds, mend, near_places, near_words
from sellers.events import SellerChanged, ShopRenamed
from sellers.models import Seller

__all__ = [
    "MOST",
    "RANKING",
    "SIZE",
    "SORTS",
    "Assortment",
    "Choice",
    "Facet",
    "Query",
    "Range",
    "Results",
    "answer",
    "find",
    "finds",
    "ids",
    "index",
    "is_unwritten",
    "mend",
    "near_places",
    "near_words",
    "on_joined",
    "on_merged",
    "on_published",
    "on_retired",
    "on_saved",
    "on_seller_changed",
    "on_split",
    "on_taken_down",
    "on_unmerged",
    "published",
    "relaxed",
    "remove",
    "sorts",
    "unfiltered",
]


def on_published(event: ProductPublished) -> None:
    """A sheet is in front of the public: its words may be searched."""
    index([event.product_id])


def on_joined(event: OfferJoined | OfferLeft) -> None:
    """A sheet is sold by one more, or by one less: it is found under their names."""
    index([event.product_id])


def on_merged(event: ProductsMerged) -> None:
    """Two sheets became one: only one is found."""
    index([event.product_id, event.merged_id])


def on_unmerged(event: ProductUnmerged) -> None:
    """One sheet became two again: both are found."""
    index([event.product_id, event.kept_id])


def on_split(event: ProductSplit) -> None:
    """Offers of a sheet are on one of their own: both are found."""
    index([event.product_id, event.new_id])


def on_saved(event: ProductsSaved) -> None:
    """Many sheets changed: those online are searched by their new words."""
    index(event.published_ids)


def on_seller_changed(event: SellerChanged | ShopRenamed) -> None:
    """A shop changed its name: its sheets are found under the new one."""
    name = Seller.objects.values_list("name", flat=True).get(pk=event.seller_id)
    if Term.objects.filter(seller=event.seller_id).exclude(label=name).exists():
        index(Offer.objects.filter(seller=event.seller_id).values_list("product", flat=True))


def on_taken_down(event: ProductRetired | ProductTakenDown) -> None:
    """A sheet left: its words are forgotten."""
    remove([event.product_id])


def on_retired(event: ProductsRetired) -> None:
    """Many sheets left at once: their words are forgotten."""
    remove(event.product_ids)
