"""Approved content becomes what the public sees. Nothing else ever does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from catalog.models import Brand, Category, Offer, Photo, Product, Variant
from catalog.offers import rows, visibility
from catalog.states import PRODUCT, ProductState

COLUMNS = (
    "title",
    "description",
    "title_en",
    "description_en",
    "category",
    "category_path",
    "brand",
    "attributes",
    "axes",
    "vat_class",
    "withdrawal_exception",
    "slug",
    "changed_at",
)
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
UNPUBLISHED = (ProductState.DRAFT, ProductState.TAKEN_DOWN)


def apply(pairs: Sequence[tuple[Product, Mapping]], *, at: datetime) -> None:
    """Copy approved contents to their sheets and show these to the public."""
    # variants first: they touch offers, and offers are locked before sheets everywhere
    if not pairs:
        return
    pks = [product.pk for product, _content in pairs]
    _show_variants([content for _product, content in pairs])
    fill(pairs, at=at)
    rows.write([product for product, _content in pairs], COLUMNS)
    PRODUCT.move_where(
        Product.objects.filter(pk__in=pks),
        ProductState.PUBLISHED,
        old=UNPUBLISHED,
        published_at=Coalesce("published_at", Value(at)),
    )
    for product, _content in pairs:
        if product.state in UNPUBLISHED:
            product.state, product.published_at = ProductState.PUBLISHED, product.published_at or at
    _show_photos(pks, [content for _product, content in pairs])
    visibility.refresh(pks, at=at)


def fill(pairs: Sequence[tuple[Product, Mapping]], *, at: datetime) -> None:
    """Set the columns of sheets, in memory, from their contents."""
    categories = Category.objects.in_bulk(
        {content["category_id"] for _p, content in pairs if content["category_id"]}
    )
    brands = brands_named({content["brand"] for _p, content in pairs if content["brand"]})
    for product, content in pairs:
        category = categories.get(content["category_id"])
        product.title, product.description = content["title"], content["description"]
        product.title_en = content.get("title_en", "")
        product.description_en = content.get("description_en", "")
        product.category_id = category.pk if category else None
        product.category_path = category.path if category else ""
        product.vat_class = category.vat_class if category else product.vat_class
        brand = brands.get(slugged(content["brand"])[:100]) if content["brand"] else None
        product.brand_id = brand.pk if brand else None
        product.attributes, product.axes = dict(content["attributes"]), list(content["axes"])
        product.withdrawal_exception = content["withdrawal_exception"]
        product.changed_at = at
        if product.published_at is None:
            # an address the public never saw follows the title; later it stays
            product.slug = slug_for(product)


@lru_cache(maxsize=10_000)
def slugged(name: str) -> str:
    """A name as addresses spell it; remembered, because files repeat the same few."""
    return slugify(name)


def slug_for(product: Product) -> str:
    """An address that reads as the title and never meets another one."""
    digest = hashlib.blake2b(f"{product.owner_id}:{product.ref}".encode(), digest_size=5).digest()
    number = int.from_bytes(digest, "big")
    tail = "".join(ALPHABET[number >> shift & 31] for shift in range(0, 40, 5))[:7]
    return f"{slugify(product.title)[:100].strip('-') or 'produit'}-{tail}"


def brands_named(names: Iterable[str]) -> dict[str, Brand]:
    """The brands that bear these names, by slug, created when they are new."""
    wanted = {slugged(name)[:100]: name for name in names if slugged(name)}
    by_slug = {brand.slug: brand for brand in Brand.objects.filter(slug__in=wanted)}
    missing = [Brand(name=name, slug=slug) for slug, name in wanted.items() if slug not in by_slug]
    if missing:
        # another request may create the same brand now: whoever won is read back
        Brand.objects.bulk_create(missing, ignore_conflicts=True)
        by_slug = {brand.slug: brand for brand in Brand.objects.filter(slug__in=wanted)}
    return by_slug


def _show_variants(contents: Iterable[Mapping]) -> None:
    approved = {v["id"]: v for content in contents for v in content.get("variants", ())}
    variants = list(Variant.objects.filter(pk__in=approved))
    hidden = [variant.pk for variant in variants if not variant.is_approved]
    if hidden:
        Offer.objects.filter(variant__in=hidden).update(is_active=True)
    changed = []
    for variant in variants:
        new = approved[variant.pk]
        if (variant.label, variant.values) != (
            new["label"],
            new["values"],
        ) or not variant.is_approved:
            variant.is_approved = True
            variant.label, variant.values = new["label"], new["values"]
            changed.append(variant)
    relabel(changed)


def relabel(variants: Sequence[Variant]) -> None:
    """Write new labels of variants, in two steps: two of them may have exchanged theirs."""
    if len(variants) > 1:
        aside = [Variant(pk=variant.pk, label=f"~{variant.pk}") for variant in variants]
        rows.write(aside, ["label"])
    rows.write(variants, ["label", "values", "is_approved"])


def _show_photos(product_pks: Sequence[int], contents: Sequence[Mapping]) -> None:
    place = {pk: n for content in contents for n, pk in enumerate(content["photo_ids"])}
    # a proposal made before photos were told in words says nothing of them
    told = {
        pk: content["photo_alts"].get(str(pk), "")
        for content in contents
        if "photo_alts" in content
        for pk in content["photo_ids"]
    }
    changed = []
    for photo in Photo.objects.filter(product__in=product_pks).only(
        "pk", "is_approved", "position", "alt"
    ):
        seen, alt = photo.pk in place, told.get(photo.pk, photo.alt)
        position = place.get(photo.pk, photo.position)
        if (photo.is_approved, photo.position, photo.alt) != (seen, position, alt):
            photo.is_approved, photo.position, photo.alt = seen, position, alt
            changed.append(photo)
    rows.write(changed, ["is_approved", "position", "alt"])
