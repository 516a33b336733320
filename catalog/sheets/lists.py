"""What sellers see of one of their own sheets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.db.models import Max

from catalog.judging.screening import STRICT
from catalog.models import Category, Offer, Photo, Product, Submission, Variant
from catalog.sheets import shelf
from catalog.sheets.drafts import Piece
from catalog.states import ProductState, SubmissionState
from sellers.models import Seller


def newest(product: Product) -> dict:
    """The newest content of a sheet: the proposal that is open, else what its columns hold."""
    return shelf.of_products([product]).content(product)


def pieces(product: Product, content: dict) -> list[Piece]:
    """The variants of a sheet as its newest content names them, with their offers."""
    named = {variant["id"]: variant for variant in content["variants"]}
    owned = Offer.objects.filter(product=product, seller=product.owner_id).select_related("variant")
    return [
        Piece(
            offer.sku,
            values=(named.get(offer.variant_id) or shelf.kept(offer.variant))["values"],
            label=(named.get(offer.variant_id) or shelf.kept(offer.variant))["label"],
            gtin=offer.variant.gtin,
            weight_g=offer.variant.weight_g,
            price_cents=offer.price_cents,
            stock=offer.stock,
            active=offer.is_active,
        )
        for offer in owned.order_by("variant__position", "pk")
    ]


def stamp(product: Product, content: dict, rows: Sequence[Piece]) -> str:
    """What tells whether a sheet changed since its page was opened.

    A sale is no change: the stock counts when the seller writes it, not when a buyer takes of it.
    """
    own = Offer.objects.filter(product=product, seller=product.owner_id)
    told = [
        content,
        product.unfinished,
        [
            [row.sku, row.values, row.gtin, row.weight_g, row.price_cents, row.active]
            for row in rows
        ],
        own.aggregate(last=Max("changed_at"))["last"],
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:20]


def is_untouched(product: Product) -> bool:
    """Whether nobody wrote into a sheet since it was begun."""
    later = Offer.objects.filter(product=product, changed_at__gt=product.created_at)
    proposed = product.submissions.filter(submitted_at__gt=product.created_at)
    return product.changed_at <= product.created_at and not later.exists() and not proposed.exists()


def photos(content: dict) -> list[Photo]:
    """The photos of a content, in its order."""
    by_id = Photo.objects.in_bulk(content["photo_ids"])
    return [by_id[pk] for pk in content["photo_ids"] if pk in by_id]


def waiting(product: Product) -> Submission | None:
    """The proposal of a sheet that waits for the operator."""
    return product.submissions.filter(state=SubmissionState.QUEUED).first()


def categories() -> list[tuple[str, list[tuple[int, str]]]]:
    """The open places of the tree, grouped by their first level, each with its whole path."""
    groups: list[tuple[str, list[tuple[int, str]]]] = []
    trail: list[Category] = []
    for category in Category.objects.order_by("path"):
        trail = [*trail[: category.depth - 1], category]
        if any(STRICT[above.policy] == STRICT[Category.Policy.FORBIDDEN] for above in trail):
            continue
        if category.depth == 1:
            groups.append((category.label, []))
        if groups:
            groups[-1][1].append((category.pk, " › ".join(above.label for above in trail)))
    return groups


def on_sale_under(gtins: Iterable[str], seller: Seller) -> list[Variant]:
    """The variants that bear these bar codes on sheets of other sellers."""
    coded = Variant.objects.filter(
        gtin__in={code for gtin in gtins for code in ways_of(gtin)},
        is_approved=True,
        product__state=ProductState.PUBLISHED,
    ).exclude(product__owner=seller)
    of = ("product__category", "product__owner", "product__brand")
    return list(coded.select_related(*of).order_by("product_id", "pk"))


def ways_of(gtin: str) -> set[str]:
    """A bar code in the lengths it may be kept in: UPC-12 in EAN-13 in GTIN-14."""
    digits = gtin.lstrip("0")
    return {digits.zfill(length) for length in (8, 12, 13, 14) if digits and len(digits) <= length}
