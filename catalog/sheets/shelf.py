"""What a seller already has of the sheets of a batch, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from django.db.models import Q

from catalog.models import Brand, Category, Offer, Photo, Product, Submission, Variant
from catalog.sheets.drafts import Draft
from catalog.states import UNSEEN, ProductState, SubmissionState
from marketplace.shared.bulk import among, fetched
from sellers.models import Seller

OPEN = (SubmissionState.QUEUED, SubmissionState.TO_CHANGE, SubmissionState.REFUSED)
CONTENT = (
    "title",
    "description",
    "category_id",
    "brand",
    "attributes",
    "axes",
    "withdrawal_exception",
)
# told in English too: a content names them only where they say something, so that those stored
# before they could be told stay what they are
ENGLISH = ("title_en", "description_en")
BLANK = {
    "title": "",
    "description": "",
    "category_id": None,
    "brand": "",
    "attributes": {},
    "axes": [],
    "withdrawal_exception": "",
    "photo_ids": [],
    "photo_alts": {},
    "variants": [],
}


@dataclass(slots=True)
class Shelf:
    """What is stored of the sheets of a batch, by the keys the batch asks for."""

    products: dict[str, Product] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    others: dict[int, Product] = field(default_factory=dict)  # other sheets with offers asked for
    variants: dict[int, list[Variant]] = field(default_factory=dict)
    photos: dict[int, list[Photo]] = field(default_factory=dict)
    loose: dict[int, Photo] = field(default_factory=dict)
    open: dict[int, Submission] = field(default_factory=dict)
    troubled: set[int] = field(default_factory=set)
    categories: dict[int, str] = field(default_factory=dict)  # those named, and where they lie

    @property
    def is_bare(self) -> bool:
        """Whether nothing of the batch is there yet: all of it is new."""
        return not (self.products or self.offers or self.loose)

    def content(self, product: Product) -> dict:
        """The newest content of a sheet: proposed, else what its columns say."""
        proposed = self.open.get(product.pk)
        if proposed is not None and product.state not in UNSEEN:
            return {**BLANK, **proposed.content}
        return self.columns(product)

    def shared(self, draft: Draft) -> Product | None:
        """The sheet of another, or the one that took theirs in, on which they sell all this."""
        if not self.others:
            return None
        held = {self.offers[p.sku].product_id for p in draft.pieces if p.sku in self.offers}
        known = all(piece.sku in self.offers for piece in draft.pieces)
        sheet = self.others.get(next(iter(held))) if known and len(held) == 1 else None
        own = self.products.get(draft.ref)
        if sheet is None or (own is not None and own.state != ProductState.MERGED):
            return None
        sellers = {self.offers[piece.sku].seller_id for piece in draft.pieces}
        return sheet if own is not None or sheet.owner_id not in sellers else None

    def place(self, content: Mapping, product: Product | None) -> str:
        """Where the category of a content lies in the tree; empty where it has none."""
        pk = content["category_id"]
        if product is not None and product.category_id == pk:
            return product.category_path
        return self.categories.get(pk, "")

    def columns(self, product: Product) -> dict:
        """The content that the columns of a sheet hold."""
        live = product.state not in UNSEEN
        photos = [p for p in self.photos.get(product.pk, ()) if p.is_approved or not live]
        return {
            "title": product.title,
            "description": product.description,
            **english(product),
            "category_id": product.category_id,
            "brand": product.brand.name if product.brand else "",
            "attributes": product.attributes,
            "axes": product.axes,
            "withdrawal_exception": product.withdrawal_exception,
            "photo_ids": [photo.pk for photo in photos],
            "photo_alts": {str(photo.pk): photo.alt for photo in photos if photo.alt},
            "variants": [
                kept(v) for v in self.variants.get(product.pk, ()) if v.is_approved or not live
            ],
        }


def unseen(product: Product) -> bool:
    """Whether the public never sees this sheet, so that its columns may hold a draft."""
    return product.state in UNSEEN


def english(sheet: object) -> dict[str, str]:
    """What a sheet says in English, as a content names it."""
    return {name: text for name in ENGLISH if (text := getattr(sheet, name))}


def kept(variant: Variant) -> dict:
    """A variant as a content names it."""
    return {"id": variant.id, "label": variant.label, "values": list(variant.values)}


def read(
    seller: Seller, drafts: Sequence[Draft], *, lock: bool, sold: Set[str] | None = None
) -> Shelf:
    """The seller's rows that a batch is about; its offers stay locked when it will write.

    `sold` are those of its references that are known to be offered, when somebody has looked.
    """
    refs = {draft.ref for draft in drafts}
    shelf = Shelf()
    products = fetched(Product.objects.of(seller).filter(among("ref", refs)))
    brands = Brand.objects.in_bulk({p.brand_id for p in products if p.brand_id})
    for product in products:
        product.brand = brands.get(product.brand_id)
    shelf.products = {product.ref: product for product in products}
    pks = [product.pk for product in shelf.products.values()]
    skus = {piece.sku for draft in drafts for piece in draft.pieces}
    shelf.offers = _offers(seller, skus if sold is None else skus & sold, pks, lock=lock)
    elsewhere = {offer.product_id for offer in shelf.offers.values()} - set(pks)
    if elsewhere:
        shelf.others = Product.objects.in_bulk(elsewhere)
    variants = Variant.objects.filter(among("product_id", pks))
    for variant in fetched(variants.order_by("position", "pk")):
        shelf.variants.setdefault(variant.product_id, []).append(variant)
    _read_photos(shelf, seller, drafts, pks)
    shelf.open = _open(pks)
    shelf.troubled = troubled(pks)
    named = {draft.category_id for draft in drafts if draft.category_id}
    shelf.categories = dict(Category.objects.filter(pk__in=named).values_list("pk", "path"))
    return shelf


def of_products(products: Sequence[Product]) -> Shelf:
    """The rows that make up the newest content of these sheets."""
    shelf = Shelf(products={product.ref: product for product in products})
    pks = [product.pk for product in products]
    for variant in Variant.objects.filter(among("product_id", pks)).order_by("position", "pk"):
        shelf.variants.setdefault(variant.product_id, []).append(variant)
    for photo in Photo.objects.filter(among("product_id", pks)).order_by("position", "pk"):
        shelf.photos.setdefault(photo.product_id, []).append(photo)
    shelf.open = _open(pks)
    return shelf


def _open(pks: Sequence[int]) -> dict[int, Submission]:
    """The newest proposal of each sheet that is not approved."""
    proposals = Submission.objects.filter(among("product_id", pks), state__in=OPEN)
    return {proposal.product_id: proposal for proposal in fetched(proposals.order_by("pk"))}


def troubled(pks: Sequence[int]) -> set[int]:
    """The sheets whose last decision sent them back: an operator must read their next version."""
    decided = Submission.objects.filter(among("product_id", pks), decided_at__isnull=False)
    in_time = decided.order_by("decided_at", "pk")
    last: Mapping[int, int | None] = dict(in_time.values_list("product_id", "reason_id"))
    return {pk for pk, reason in last.items() if reason}


def _offers(seller: Seller, skus: Set[str], pks: Sequence[int], *, lock: bool) -> dict[str, Offer]:
    offers = (
        Offer.objects.filter(seller=seller)
        .filter(Q(among("sku", skus)) | Q(among("product_id", pks)))
        .order_by("pk")
    )
    if lock:
        # in the order of keys, so that two batches never wait for each other; orders may still
        # refer to an offer, which a plain FOR UPDATE would forbid
        offers = offers.select_for_update(no_key=True)
    return {offer.sku: offer for offer in fetched(offers)}


def _read_photos(shelf: Shelf, seller: Seller, drafts: Sequence[Draft], pks: Sequence[int]) -> None:
    for photo in Photo.objects.filter(among("product_id", pks)).order_by("position", "pk"):
        shelf.photos.setdefault(photo.product_id, []).append(photo)
    asked = {pk for draft in drafts for pk in draft.photos or ()}
    asked |= {pk for draft in drafts for piece in draft.pieces for pk in piece.photos or ()}
    shelf.loose = Photo.objects.filter(seller=seller).in_bulk(asked) if asked else {}
