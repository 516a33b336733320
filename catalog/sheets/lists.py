"""What sellers see of their own sheets: the list with its counts, and one sheet in detail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from catalog.judging.screening import STRICT
from catalog.models import Category, Offer, Photo, Product, Submission, Variant
from catalog.sheets import shelf
from catalog.sheets.drafts import Piece
from catalog.states import ProductState, SubmissionState
from sellers.models import Seller

S = ProductState
VIEWS = {
    "": _("Toutes"),
    "online": _("En ligne"),
    "queued": _("En attente"),
    "to_change": _("À corriger"),
    "draft": _("Brouillons"),
    "empty": _("Épuisées"),
    "off": _("Retirées"),
    "shared": _("Partagées"),
}


def sheets(seller: Seller, *, view: str = "", text: str = "") -> QuerySet:
    """A seller's sheets and those they sell on, newest change first, as a line of the list shows
    them.
    """
    own = Q(offers__seller=seller)
    listed = (
        _marked(_within(seller)).filter(_in_view(view, seller)).select_related("category", "cover")
    )
    for word in text.split()[:6]:
        listed = listed.filter(
            Q(title__icontains=word)
            | Q(ref__icontains=word)
            | Exists(Offer.objects.filter(product=OuterRef("pk"), sku__icontains=word))
        )
    return listed.annotate(
        stock=Sum("offers__stock", filter=own & Q(offers__is_active=True)),
        least=Min("offers__price_cents", filter=own),
        pieces=Count("offers", filter=own),
    ).order_by("-changed_at", "-pk")


def with_faces(products: Iterable[Product]) -> list[Product]:
    """The sheets with the photo that stands for each: the cover, else the first one waiting."""
    listed = list(products)
    bare = [product.pk for product in listed if product.cover_id is None]
    # the last of a sheet wins the key, hence the descending order
    first = {
        photo.product_id: photo
        for photo in Photo.objects.filter(product__in=bare).order_by("-position", "-pk")
    }
    for product in listed:
        product.face = product.cover or first.get(product.pk)
    return listed


def counts(seller: Seller) -> dict[str, int]:
    """How many sheets each view holds."""
    marked = _marked(_within(seller))
    return marked.aggregate(
        **{name or "all": Count("pk", filter=_in_view(name, seller)) for name in VIEWS}
    )


def offers(seller: Seller, *, text: str = "") -> QuerySet:
    """A seller's offers that may be priced and counted, by title."""
    listed = (
        Offer.objects.filter(seller=seller)
        .exclude(product__state__in=(S.RETIRED, S.MERGED))
        .select_related("product", "variant")
    )
    for word in text.split()[:6]:
        listed = listed.filter(Q(product__title__icontains=word) | Q(sku__icontains=word))
    return listed.order_by("product__title", "product_id", "variant__position", "pk")


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


def on_sale_under(gtins: Iterable[str], seller: Seller, category_id: int) -> list[Variant]:
    """The variants that bear these bar codes on sheets of other sellers, in the same category."""
    coded = Variant.objects.filter(
        gtin__in={code for gtin in gtins for code in ways_of(gtin)},
        is_approved=True,
        product__state=S.PUBLISHED,
        product__category=category_id,
    ).exclude(product__owner=seller)
    return list(coded.select_related("product").order_by("product_id", "pk"))


def ways_of(gtin: str) -> set[str]:
    """A bar code in the lengths it may be kept in: UPC-12 in EAN-13 in GTIN-14."""
    digits = gtin.lstrip("0")
    return {digits.zfill(length) for length in (8, 12, 13, 14) if digits and len(digits) <= length}


def _within(seller: Seller) -> QuerySet:
    """The sheets a seller owns or sells on; one that became part of another is that other."""
    own = Product.objects.of(seller).exclude(state=S.MERGED).values("pk")
    joined = Offer.objects.filter(seller=seller).exclude(product__owner=seller)
    joined = joined.exclude(product__state=S.MERGED)
    # a union, not an OR: each half has its index
    return Product.objects.filter(pk__in=own.union(joined.values("product")))


def _marked(products: QuerySet) -> QuerySet:
    submissions = Submission.objects.filter(product=OuterRef("pk"))
    return products.annotate(
        is_waiting=Exists(submissions.filter(state=SubmissionState.QUEUED)),
        is_sent_back=Exists(
            submissions.filter(state__in=(SubmissionState.TO_CHANGE, SubmissionState.REFUSED))
        ),
    )


def _in_view(view: str, seller: Seller) -> Q:
    own = Q(owner=seller)
    return {
        "online": Q(state=S.PUBLISHED),
        "queued": own & Q(is_waiting=True),
        "to_change": own & (Q(is_sent_back=True) | Q(state=S.REFUSED)),
        "draft": Q(state=S.DRAFT, is_waiting=False, is_sent_back=False),
        "empty": Q(state=S.PUBLISHED, in_stock=False),
        "off": Q(state__in=(S.RETIRED, S.TAKEN_DOWN)),
        "shared": ~own,
    }.get(view, Q())
