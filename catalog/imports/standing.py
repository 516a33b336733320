"""Sheets of a file that say what stands already: nearly all of them, when a shop sends it again.

They are told from the others by comparing each word with what stands now; nothing is remembered of
an earlier file, so that whatever changed in between (a price, a stock, a category, a decision) has
a line looked at again. What is not plain goes the long way through `assembly`, `matching` and
`catalog.sheets.comparison`, which would come to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from catalog.imports import photos_zip
from catalog.imports.problems import ERROR, LEFT
from catalog.imports.reading import PHOTOS
from catalog.models import Import, ImportRow, Offer, Photo, Submission, Variant
from catalog.sheets.drafts import tidy
from catalog.sheets.shelf import BLANK, ENGLISH, OPEN, english
from catalog.states import ProductState
from marketplace.shared import files
from marketplace.shared.bulk import among

# all that a line may say to be compared here: no variants, no other currency, nothing left out
PLAIN = frozenset(
    ("ref", "title", "description", "brand", "category", "attributes", "photos", "new")
    + ("gtin", "weight_g", "price", "stock", "title_en", "description_en")
)


class Standing(NamedTuple):
    """An offer with the sheet it is on, as they are now."""

    sku: str
    price: int
    stock: int
    variant_id: int
    gtin: str
    weight_g: int | None
    product_id: int
    ref: str
    state: str
    title: str
    description: str
    category_id: int | None
    brand: str | None
    attributes: dict
    axes: list
    withdrawal_exception: str
    owner_id: int | None
    undone_at: datetime | None
    title_en: str
    description_en: str


COLUMNS = (
    *("sku", "price_cents", "stock", "variant", "variant__gtin", "variant__weight_g", "product"),
    *("product__ref", "product__state", "product__title", "product__description"),
    *("product__category", "product__brand__name", "product__attributes", "product__axes"),
    *("product__withdrawal_exception", "product__owner", "product__undone_at"),
    *("product__title_en", "product__description_en"),
)


def sold(source: Import, rows: Iterable[ImportRow]) -> dict[str, Standing]:
    """What the seller offers under the references of these lines."""
    named = Offer.objects.filter(
        among("sku", {row.sku for row in rows if row.sku}), seller=source.seller_id
    )
    return {values[0]: Standing(*values) for values in named.values_list(*COLUMNS)}


def unchanged(
    source: Import,
    rows: Sequence[ImportRow],
    offered: Mapping[str, Standing],
    barred: Mapping[int, str],
) -> set[int]:
    """The keys of the lines that would certainly change nothing; all of each sheet are given.

    `offered` is what the seller sells under their references, `barred` are the categories where
    nothing may be sold.
    """
    if not offered or source.photos or source.detected.get("photos_only"):
        return set()
    alone = _alone(rows)
    # on sheets of their own
    offers = {
        sku: there
        for sku, there in offered.items()
        if there.owner_id == source.seller_id and there.undone_at is None
    }
    found = {offers[row.sku].product_id for row in alone if row.sku in offers}
    proposals, photos, variants = _proposals(found), _photos(found), _variants(found)
    sheets = _sheets_by_name(rows, offers)
    same = set()
    for row in alone:
        there = offers.get(row.sku)
        # two sheets of the file that are one here are joined before they are compared
        if there is None or len(sheets[there.ref]) > 1:
            continue
        if (
            _is_quiet(there, proposals, photos, variants)
            and _has_place(row.draft, there, source.mapping, barred)
            and _says_same(row.draft, there)
            and _shows_same(row.draft, photos.get(there.product_id, ()))
        ):
            same.add(row.id)
    return same


def _alone(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The plain lines that are all of their sheet."""
    counted: dict[int, int] = {}
    for row in rows:
        counted[row.sheet] = counted.get(row.sheet, 0) + 1
    return [
        row
        for row in rows
        if row.sku
        and counted[row.sheet] == 1
        and row.draft.keys() <= PLAIN
        and not any(entry["level"] == ERROR or entry["code"] in LEFT for entry in row.problems)
    ]


def _sheets_by_name(
    rows: Iterable[ImportRow], offers: Mapping[str, Standing]
) -> dict[str, set[int]]:
    """The sheets of the file that may be the one of a reference here, by all that names them."""
    by_name: dict[str, set[int]] = {}
    for row in rows:
        names = {row.group, row.draft.get("ref", row.group)}
        if row.sku in offers:
            names.add(offers[row.sku].ref)
        for name in names:
            by_name.setdefault(name, set()).add(row.sheet)
    return by_name


def _proposals(products: set[int]) -> dict[int, dict]:
    """The newest content of each sheet that is proposed and not approved."""
    waiting = Submission.objects.filter(among("product_id", products), state__in=OPEN)
    return dict(waiting.order_by("pk").values_list("product", "content"))


def _photos(products: set[int]) -> dict[int, list[tuple[int, str, str]]]:
    by_product: dict[int, list[tuple[int, str, str]]] = {}
    photos = Photo.objects.filter(among("product_id", products)).order_by("position", "pk")
    for product, pk, name, alt in photos.values_list("product", "pk", "name", "alt"):
        by_product.setdefault(product, []).append((pk, name, alt))
    return by_product


def _variants(products: set[int]) -> dict[int, list[dict]]:
    """The variants of each sheet, as a content names them; hidden ones have no label here."""
    by_product: dict[int, list[dict]] = {}
    variants = Variant.objects.filter(among("product_id", products)).order_by("position", "pk")
    for product, pk, label, values, is_approved in variants.values_list(
        "product", "pk", "label", "values", "is_approved"
    ):
        kept = {"id": pk, "label": label, "values": values}
        by_product.setdefault(product, []).append(kept if is_approved else {"id": 0})
    return by_product


def _is_quiet(
    there: Standing,
    proposals: Mapping[int, dict],
    photos: Mapping[int, list[tuple[int, str, str]]],
    variants: Mapping[int, list[dict]],
) -> bool:
    """Whether saving a sheet as it is would do nothing: it is online and nothing is proposed, or it
    waits for its first approval with this very content.
    """
    proposed = proposals.get(there.product_id)
    own = variants.get(there.product_id, [])
    if not any(variant["id"] == there.variant_id for variant in own):
        return False
    if there.state == ProductState.PUBLISHED:
        return proposed is None
    if there.state != ProductState.DRAFT or proposed is None:
        return False
    shown = photos.get(there.product_id, [])
    return {**BLANK, **proposed} == {
        "title": there.title,
        "description": there.description,
        **english(there),
        "category_id": there.category_id,
        "brand": there.brand or "",
        "attributes": there.attributes,
        "axes": there.axes,
        "withdrawal_exception": there.withdrawal_exception,
        "photo_ids": [pk for pk, _name, _alt in shown],
        "photo_alts": {str(pk): alt for pk, _name, alt in shown if alt},
        "variants": own,
    }


def _has_place(draft: Mapping, there: Standing, chosen: Mapping, barred: Mapping[int, str]) -> bool:
    """Whether the category of a line is the sheet's, or leaves it where it is."""
    named = chosen.get("categories", {}).get(draft.get("category"))
    category_id = named or chosen.get("defaults", {}).get("category")
    if category_id in barred:
        return False
    # the default category is for new sheets
    return not named or named == there.category_id


def _says_same(draft: Mapping[str, Any], there: Standing) -> bool:
    """Whether all that a line says is what stands; what it does not say stays."""
    if draft.get("price", there.price) != there.price:
        return False
    if draft.get("stock", there.stock) != there.stock:
        return False
    if draft.get("gtin", there.gtin) != there.gtin:
        return False
    if draft.get("weight_g", there.weight_g) != there.weight_g:
        return False
    if "title" in draft and tidy(draft["title"]) != there.title:
        return False
    for name in ENGLISH:
        if name in draft and tidy(draft[name]) != getattr(there, name):
            return False
    if "brand" in draft and tidy(draft["brand"]) != (there.brand or ""):
        return False
    if "attributes" in draft and not _tells_same(draft["attributes"], there.attributes):
        return False
    return "description" not in draft or tidy(draft["description"]) == there.description


def _tells_same(told: Mapping[str, str], there: Mapping[str, Any]) -> bool:
    """Whether these characteristics are among those of a sheet, and hers as they would be kept."""
    return told.items() <= there.items() and all(
        isinstance(value, str) and value and tidy(name) == name and tidy(value) == value
        for name, value in there.items()
    )


def _shows_same(draft: Mapping, photos: Iterable[tuple[int, str, str]]) -> bool:
    """Whether a sheet has all photos that a line names; more than fit are remarked upon."""
    names = draft.get("photos", ())
    if not names:
        return True
    held = {photos_zip.key(name) for _pk, name, _alt in photos}
    return len(names) <= PHOTOS and all(
        photos_zip.key(files.clean_name(name)) in held for name in names
    )
