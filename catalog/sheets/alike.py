"""Variants that a draft would bring and that buyers could not tell from another of the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalog.attributes import twins
from catalog.attributes.twins import Twin
from catalog.models import Product
from catalog.sheets.drafts import Draft
from catalog.sheets.shelf import Shelf
from catalog.tree import tree


class Row(NamedTuple):
    """A variant as it will be; `is_kept` if it stands on the sheet in these very words."""

    sku: str
    values: Sequence[str]
    is_kept: bool


class Repeated(NamedTuple):
    """A variant that repeats another one, whose SKU is empty when nobody's draft names it."""

    twin: Twin
    first: str


def found(
    shelf: Shelf,
    draft: Draft,
    product: Product | None,
    *,
    axes: Sequence[str],
    category_id: int | None,
) -> dict[str, Repeated]:
    """The pieces that mean what another variant means, by SKU. What stands on the sheet already is
    not refused for it: its price and its stock must still be told.
    """
    if product is None and len(draft.pieces) < 2:
        return {}  # a new sheet of one article
    rows = sorted(_rows(shelf, draft, product), key=lambda row: not row.is_kept)
    if len(rows) < 2 or rows[-1].is_kept:
        return {}
    place = tree().get(category_id)
    alike = twins.of(axes, [row.values for row in rows], place.path if place else "")
    return {
        rows[number].sku: Repeated(twin, rows[twin.first].sku)
        for number, twin in alike.items()
        if not rows[number].is_kept
    }


def _rows(shelf: Shelf, draft: Draft, product: Product | None) -> Iterator[Row]:
    pieces = {piece.sku: piece for piece in draft.pieces}
    sold = {} if product is None else _sold(shelf, product)
    for variant in shelf.variants.get(product.pk, ()) if product else ():
        offer = sold.get(variant.pk)
        piece = pieces.pop(offer.sku, None) if offer else None
        told = piece.active if piece and piece.active is not None else None
        if offer and not (offer.is_active if told is None else told):
            continue  # nobody chooses it
        name = piece.name if piece and piece.name else variant.label
        values = piece.values if piece and piece.values else variant.values
        yield Row(offer.sku if offer else "", _told(name, values), name == variant.label)
    for piece in pieces.values():
        if piece.sku not in shelf.offers and piece.active is not False:
            yield Row(piece.sku, _told(piece.name, piece.values), is_kept=False)


def _sold(shelf: Shelf, product: Product) -> Mapping:
    return {o.variant_id: o for o in shelf.offers.values() if o.product_id == product.pk}


def _told(name: str, values: Sequence[str]) -> Sequence[str]:
    """The values of a variant; its own label where that tells more."""
    texts = list(map(str, values))
    return texts if " / ".join(texts) == name else [name]
