"""Things of the shop by a few words, for the fields of blocks that name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Collection, Product
from catalog.search.find import ids
from catalog.search.query import Query
from catalog.shop import collections, queries
from marketing.blocks import fitting
from marketing.blocks.references import FINDERS
from marketing.models import Article, Page, Picture
from marketing.pages import addresses
from marketing.states import PictureState
from sellers.models import Seller

MOST = 8
KINDS = (*FINDERS, "categories", "collections", "links")


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that a field may name: the line to put there, its words, a picture."""

    line: str
    words: str
    beside: str = ""
    image: Any = ""
    wrong: str = ""


def search(
    kind: str, words: str, *, least: fitting.Least | None = None, at: datetime
) -> list[Found]:
    """The first things of a kind that answer; of pictures and stories the newest without a word.

    `least` is the size that the place of a picture needs: those that are smaller say so.
    """
    words = words.strip()[:80]
    if kind == "pictures":
        return _pictures(words, least)
    return {
        "products": _products,
        "shops": _shops,
        "stories": _stories,
        "categories": _categories,
        "collections": _collections,
        "links": _links,
    }[kind](words, at)


def _products(words: str, at: datetime) -> list[Found]:
    if not words:
        pks = list(
            Product.objects.public()
            .order_by("-published_at", "-pk")
            .values_list("pk", flat=True)[:MOST]
        )
    else:
        pks = ids(Query(text=words), most=MOST)
    cards = queries.cards(pks, at=at, delivery=False)
    return [
        Found(f"#{card.pk} {card.title}", card.title, card.seller, card.image) for card in cards
    ]


def _shops(words: str, at: datetime) -> list[Found]:
    rows = Seller.objects.selling(at).filter(name__icontains=words)[:MOST]
    return [Found(f"#{shop.pk} {shop.name}", shop.name, shop.city) for shop in rows]


def _stories(words: str, at: datetime) -> list[Found]:
    rows = Article.objects.published(at).filter(title__icontains=words)[:MOST]
    return [Found(f"#{one.pk} {one.title}", one.title) for one in rows]


def _pictures(words: str, least: fitting.Least | None) -> list[Found]:
    rows = Picture.objects.filter(alt__icontains=words) | Picture.objects.filter(
        folder__icontains=words
    )
    return [
        Found(
            f"#{one.pk} {one.alt}",
            one.alt,
            " · ".join(filter(None, [one.folder, f"{one.width} × {one.height}"])),
            one.file,
            _wrong(one, least),
        )
        for one in rows.order_by("-pk")[:MOST]
    ]


def _wrong(picture: Picture, least: fitting.Least | None) -> str:
    """What keeps a picture from being shown well there."""
    if picture.state == PictureState.UNREADABLE:
        return str(PictureState.UNREADABLE.label)
    if least and not fitting.fits(picture, least):
        return _("trop petite : il faut {wide} × {high}").format(wide=least[0], high=least[1])
    return str(PictureState.PREPARING.label) if picture.state == PictureState.PREPARING else ""


def _categories(words: str, _at: datetime) -> list[Found]:
    places = queries.places_like(words.lower().split() or [""], most=MOST)
    return [Found(place.url, place.label, place.url) for place in places]


def _collections(words: str, _at: datetime) -> list[Found]:
    rows = Collection.objects.filter(name__icontains=words).order_by("-pk")[:MOST]
    told = [(collections.path(one), one.name) for one in rows]
    return [Found(path, name, path) for path, name in told]


def _links(words: str, at: datetime) -> list[Found]:
    """Every kind of page a button may lead to."""
    pages = [
        Found(addresses.path(page), page.name, addresses.path(page))
        for page in Page.objects.filter(name__icontains=words)
        .exclude(kind__in=[*addresses.ABOVE, *addresses.WITHIN])
        .order_by("-pk")[:MOST]
    ]
    stories = [
        Found(reverse("shop-article", args=[one.slug]), one.title)
        for one in Article.objects.published(at).filter(title__icontains=words)[:3]
    ]
    shops = [
        Found(reverse("shop-seller", args=[shop.slug]), shop.name, shop.city)
        for shop in Seller.objects.selling(at).filter(name__icontains=words)[:3]
    ]
    goods = (
        [
            Found(card.url, card.title, card.seller, card.image)
            for card in queries.cards(ids(Query(text=words), most=3), at=at, delivery=False)
        ]
        if words
        else []
    )
    aisles = [*_categories(words, at)[:4], *_collections(words, at)[:2]]
    return [*aisles, *pages[:4], *stories, *shops, *goods]
