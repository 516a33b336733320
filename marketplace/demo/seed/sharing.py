"""Several sellers on one sheet, two sheets that became one, and what an applicant prepares."""

from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db.models import QuerySet

from catalog import search
from catalog.joining import joining
from catalog.joining.joining import Terms
from catalog.models import Brand, Product, Submission
from catalog.moderation import merging, moderation
from catalog.sheets import photos, products
from catalog.sheets import sharing as open_sheets
from catalog.sheets.drafts import Piece
from catalog.states import SubmissionState
from marketplace.demo.accounts import SELLERS
from marketplace.demo.seed.market import Market
from marketplace.shared import files
from sellers.models import Seller
from sellers.states import SellerState

OPENED = 3  # sheets that a login of the demonstration finds and may sell too


def note(market: Market) -> None:
    """The last minutes before the demonstration is opened."""
    market.calendar.note(market.now - timedelta(minutes=3), partial(share, market))


def share(market: Market, at: datetime) -> None:
    """One sheet sold by three, some open to whoever wants to try, one pair brought together, one
    sheet of an applicant.
    """
    known = [market.shops[slug].pk for slug in SELLERS if slug in market.shops]
    joiners = list(Seller.objects.selling(at).filter(pk__in=known).order_by("pk")[:2])
    unsold = Product.objects.public().filter(sales_count=0, in_stock=True).exclude(cover=None)
    others = unsold.exclude(owner__in=known).select_related("owner", "brand", "cover")
    twin, model = [*others.order_by("-pk")[:2], None, None][:2]
    if len(joiners) < 2 or twin is None or model is None:
        return
    # a bar code says that several shops sell the same article
    coded = others.exclude(variants__gtin="").exclude(pk__in=(twin.pk, model.pk))
    shared = open_to_others(coded)
    if shared is None:
        return
    for number, shop in enumerate(joiners):
        _join(market, shared, shop, percent=97 + 6 * number, at=at)
    copy = _copied(market, twin, joiners[0], at)
    moderation_ = market.team["moderation"]
    for submission in Submission.objects.filter(product=copy, state=SubmissionState.QUEUED):
        moderation.approve(submission, by=moderation_, at=at)
    copy.refresh_from_db()
    merging.merge(
        copy,
        into=twin,
        because="Ces deux fiches décrivent le même produit : la plus ancienne reste.",
        by=moderation_,
        at=at,
    )
    waiting = Seller.objects.filter(state=SellerState.APPLIED, pk__in=market.owners)
    applicant = waiting.order_by("pk").first()
    if applicant is not None:
        _copied(market, model, applicant, at)


def open_to_others(coded: QuerySet[Product]) -> Product | None:
    """Some articles that their author resells: a login of the demonstration finds them by their
    words or their bar code, and may sell them too. The first of them; None if there is none.
    """
    brand, _created = Brand.objects.get_or_create(
        slug="manufacture-darvor", defaults={"name": "Manufacture d'Arvor"}
    )
    resold = (_from_elsewhere(product, brand) for product in coded.order_by("-pk"))
    opened = list(islice((product for product in resold if product is not None), OPENED + 1))
    for product in opened:
        product.save(update_fields=["brand", "attributes"])
    search.index([product.pk for product in opened])
    return opened[0] if opened else None


def _from_elsewhere(product: Product, brand: Brand) -> Product | None:
    """A sheet whose author resells: it names who makes it, and bears their brand. None where its
    category asks for somebody else, as food does.
    """
    told = "Manufacture d'Arvor, 3 quai du Nord, 29100 Douarnenez, contact@arvor.example"
    product.brand = brand
    product.attributes = {**product.attributes, "Fabricant": told}
    refusal = open_sheets.why_not(product, product.variants.all())
    return product if refusal is None else None


def _join(market: Market, product: Product, shop: Seller, *, percent: int, at: datetime) -> None:
    terms = {
        offer.variant_id: Terms(
            sku=f"{shop.code}-{offer.sku}"[:80],
            price_cents=max(100, offer.price_cents * percent // 1000 * 10),
            stock=6,
        )
        for offer in product.offers.filter(seller=product.owner).order_by("pk")
    }
    joining.join(product, terms, seller=shop, by=market.owners[shop.pk], at=at)


def _copied(market: Market, product: Product, shop: Seller, at: datetime) -> Product:
    """A sheet of the same product by another shop, written and proposed by hand."""
    with product.cover.file.open("rb") as file:
        content = file.read()
    shot = files.Picture(
        content=content,
        width=product.cover.width,
        height=product.cover.height,
        sha256=product.cover.sha256,
        extension=product.cover.file.name.rpartition(".")[2],
    )
    photo_ids = photos.keep_many(shop, [("photo.jpg", shot)], at=at)
    by = market.owners[shop.pk]
    words = {
        "title": product.title,
        "description": product.description,
        "category_id": product.category_id,
        "brand": product.brand.name if product.brand else "",
        "attributes": product.attributes,
        "axes": product.axes,
        "photos": list(photo_ids.values()),
    }
    pieces = [
        Piece(
            f"{shop.code}-{number}-{offer.sku}"[:80],
            values=offer.variant.values,
            gtin=offer.variant.gtin,
            weight_g=offer.variant.weight_g,
            price_cents=offer.price_cents,
            stock=4,
        )
        for number, offer in enumerate(product.offers.select_related("variant").order_by("pk"))
    ]
    sheet = products.create(shop, words, pieces, by=by, at=at)
    return products.submit(sheet, by=by, at=at)
