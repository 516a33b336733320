"""The other views of a sheet and of its variants: drawn by the worker once the shop is open."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction

from catalog.models import Product, Submission
from catalog.moderation import moderation
from catalog.offers import visibility
from catalog.sheets import photos, products
from catalog.sheets.drafts import Draft, Piece
from catalog.states import ProductState, SubmissionState
from marketplace.demo import studio
from marketplace.demo.content.goods import catalogue
from marketplace.demo.content.makers import makers
from marketplace.demo.content.sheets import Goods, Picture
from marketplace.shared import clock, files
from marketplace.shared.models import User
from sellers.models import Seller

SIDE = 800
TODAY = timedelta(days=1)  # what the demo itself tells of is older


def draw(product_ids: Iterable[int]) -> None:
    """Draw the views that miss, and add them to their sheets as each seller did, soon after the first.

    A sheet that somebody has worked on since the demo was filled keeps its one view: another
    proposal would carry theirs online, read by nobody.
    """
    published = Product.objects.filter(
        pk__in=list(product_ids), state=ProductState.PUBLISHED, changed_at__lt=clock.now() - TODAY
    ).exclude(submissions__state__in=[SubmissionState.QUEUED, SubmissionState.TO_CHANGE])
    shops: dict[int, list[Product]] = {}
    for product in published.select_related("owner").order_by("pk"):
        shops.setdefault(product.owner_id, []).append(product)
    for own in shops.values():
        drafts = [draft for draft in (_views(product) for product in own) if draft]
        if drafts:
            at = max(product.published_at for product in own) + timedelta(hours=1)
            with clock.at(min(at, clock.now())):
                _add(own[0].owner, drafts, at=clock.now())
    # saved as of the past: shops on holiday today must be hidden again
    with transaction.atomic(durable=True):
        visibility.refresh(
            [product.pk for own in shops.values() for product in own], at=clock.now()
        )


def _views(product: Product) -> Draft | None:
    sheet = sheet_of(product)
    if sheet is None or product.photos.count() > 1:
        return None
    named = {
        f"{sheet.ref}-{n}.jpg": picture for n, picture in enumerate(sheet.pictures[1:], start=2)
    }
    named |= {f"{piece.sku}.jpg": piece.picture for piece in sheet.pieces if piece.picture}
    first = photos.current_ids(product)
    photo_ids = photos.keep_many(
        product.owner, [(n, _drawn(p)) for n, p in named.items()], at=product.published_at
    )
    pieces = [Piece(p.sku, photos=[photo_ids[f"{p.sku}.jpg"]]) for p in sheet.pieces if p.picture]
    return Draft(
        ref=product.ref, photos=list(dict.fromkeys([*first, *photo_ids.values()])), pieces=pieces
    )


def _add(seller: Seller, drafts: list[Draft], *, at: datetime) -> None:
    by = seller.members.select_related("user").order_by("pk").first()
    with transaction.atomic(durable=True):
        saved = products.save_many(seller, drafts, by=by.user if by else None, at=at)
    reader = User.objects.filter(groups__name="moderation").order_by("pk").first()
    waiting = Submission.objects.filter(product__in=saved.queued, state=SubmissionState.QUEUED)
    for submission in waiting.order_by("pk"):
        moderation.approve(submission, by=reader, at=at)


def _drawn(picture: Picture) -> files.Picture:
    content = studio.one(picture, SIDE)
    return files.Picture(
        content=content, width=SIDE, height=SIDE, sha256=files.sha256(content), extension="jpg"
    )


def sheet_of(product: Product) -> Goods | None:
    """The sheet of the demonstration from which a product was made."""
    return _sheets().get((product.owner.siret, product.ref))


@cache
def _sheets() -> dict[tuple[str, str], Goods]:
    numbers = {maker.slug: maker.siret for maker in makers()}
    return {(numbers[sheet.seller], sheet.ref): sheet for sheet in catalogue()}
