"""What a seller may also sell: sheets found by words or a bar code, and one sheet as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog import search
from catalog.models import Offer, Photo, Product, Variant
from catalog.search import codes
from catalog.sheets import lists, sharing
from catalog.states import ProductState
from sellers.models import Seller

MOST = 12
LOOKED = 60  # sheets among which those that may be sold are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A sheet somebody may sell too, and what it is to them already."""

    product: Product
    is_own: bool
    is_sold: bool
    is_closed: bool  # to others: its author makes it, or it bears no bar code


def found(text: str, seller: Seller, *, at: datetime) -> list[Answer]:
    """The sheets that words or a bar code name, what may be sold first, then the best, in a fixed
    number of statements.
    """
    text = text.strip()
    if not text:
        return []
    pks = _coded(text) or search.find(search.Query(text=text, size=LOOKED), at=at).ids[:LOOKED]
    if not pks and (better := search.mend(text)):
        pks = search.find(search.Query(text=better, size=LOOKED), at=at).ids[:LOOKED]
    sheets = Product.objects.select_related("cover", "brand", "category", "owner").in_bulk(pks)
    coded = set(
        Variant.objects.filter(product__in=pks, is_approved=True)
        .exclude(gtin="")
        .values_list("product", flat=True)
    )
    sold = set(
        Offer.objects.filter(seller=seller, product__in=pks).values_list("product", flat=True)
    )
    answers = [
        Answer(
            product=sheets[pk],
            is_own=sheets[pk].owner_id == seller.pk,
            is_sold=pk in sold,
            is_closed=pk not in coded or sharing.why_not(sheets[pk], ()) is not None,
        )
        for pk in pks
        if pk in sheets
    ]
    # what one may sell comes before what one can only read about
    return sorted(answers, key=lambda each: each.is_closed and not each.is_sold)[:MOST]


def _coded(text: str) -> list[int]:
    """The online sheets that bear a bar code, whoever sells them now or not."""
    digits = "".join(sign for sign in text if sign not in " .-\u00a0\u202f")
    if not (digits.isascii() and digits.isdigit() and len(digits) in codes.LENGTHS):
        return []
    variants = Variant.objects.filter(
        gtin__in=lists.ways_of(digits), is_approved=True, product__state=ProductState.PUBLISHED
    )
    pks = variants.order_by("-product__is_sellable", "product_id").values_list("product", flat=True)
    return list(dict.fromkeys(pks))[:MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as it is: its photos, each variant, and the seller's own offer of it."""

    product: Product
    photos: list[Photo]
    variants: list[Variant]
    own: dict[int, Offer]
    least: int | None

    @property
    def missing(self) -> list[Variant]:
        """The variants that the seller does not offer yet, and may: a bar code says which they are,
        unless none of the sheet bears one.
        """
        left = [variant for variant in self.variants if variant.pk not in self.own]
        return [variant for variant in left if variant.gtin] or left

    @property
    def why_not(self) -> str:
        """Why what the seller does not offer yet is not theirs to offer; empty where it is."""
        refusal = sharing.why_not(self.product, self.missing) if self.missing else None
        return str(refusal) if refusal else ""

    @property
    def held(self) -> list[Offer]:
        """The seller's own offers, in the order of the variants."""
        return [self.own[variant.pk] for variant in self.variants if variant.pk in self.own]

    @property
    def is_stopped(self) -> bool:
        """Whether the seller has stopped offering all of it."""
        return bool(self.own) and not any(offer.is_active for offer in self.own.values())


def sheet(product: Product, seller: Seller) -> Sheet:
    """One sheet as its page of joining shows it."""
    own = Offer.objects.filter(product=product, seller=seller).select_related("variant")
    return Sheet(
        product=product,
        photos=list(product.photos.filter(is_approved=True).order_by("position", "pk")[:8]),
        variants=list(product.variants.filter(is_approved=True).order_by("position", "pk")),
        own={offer.variant_id: _with_sheet(offer, product) for offer in own},
        least=product.from_cents if product.is_sellable else None,
    )


def _with_sheet(offer: Offer, product: Product) -> Offer:
    """The offer with its sheet at hand: no query asks for it again."""
    offer.product = product
    return offer
