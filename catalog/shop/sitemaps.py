"""The addresses of the catalogue that search engines may know, a file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from catalog.models import Product
from catalog.shop import collections as collections_
from catalog.tree import tree

A_FILE = 5000


def _products(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    public = Product.objects.public().order_by("pk").values_list("slug", "changed_at")
    for slug, changed in public[(page - 1) * A_FILE : page * A_FILE]:
        yield reverse("shop-product", args=[slug]), changed


def _categories(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    for place in list(tree().places.values())[(page - 1) * A_FILE : page * A_FILE]:
        yield place.url, None


def _collections(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    for one in collections_.every(at=at)[(page - 1) * A_FILE : page * A_FILE]:
        yield collections_.path(one), None


products = (lambda at: Product.objects.public().count(), _products)
categories = (lambda at: len(tree().places), _categories)
collections = (lambda at: len(collections_.every(at=at)), _collections)
