"""What the public sees of a sheet, always up to date: sellable, in stock, price, cover.

`refresh` reads and writes in a fixed number of statements a thousand sheets. It locks the sheets
first: whoever comes second reads what the first one committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from catalog import freshness
from catalog.models import Category, Offer, Photo, Price, Product
from catalog.offers import rows
from marketplace.shared import clock
from sellers import standing
from sellers.events import (
    SellerChanged,
    SellerClosed,
    SellerOpened,
    SellerReinstated,
    SellerReopened,
    SellerSuspended,
)
from sellers.models import Seller

BATCH = 1000
FEW = 20  # pieces, up to which a sheet says how many there are
SHOWN = (
    "is_sellable",
    "in_stock",
    "from_cents",
    "least_cents",
    "most_cents",
    "prior_cents",
    "offers_count",
    "best_offer",
    "cover",
    "few_left",
)
KEYS = tuple(f"{name}_id" if name in ("best_offer", "cover") else name for name in SHOWN)


def refresh(product_ids: Iterable[int], *, at: datetime | None = None) -> int:
    """Work out again what the cards of these sheets show; how many changed.

    Runs inside the transaction of the verb that changed something.
    """
    at = at or clock.now()
    # in the order of keys, as everywhere: two verbs never wait for each other
    return sum(_refresh(batch, at) for batch in _batches(sorted(set(product_ids))))


def refresh_seller(seller_id: int, *, at: datetime | None = None) -> int:
    """Work out again all that a seller offers: suspended, away, back."""
    product_ids = (
        Offer.objects.filter(seller=seller_id).values_list("product_id", flat=True).distinct()
    )
    return refresh(product_ids, at=at)


def overstated(shown: int | None, counted: int | None) -> bool:
    """Whether a sheet says that fewer pieces are left than there are; a sale that is not taken off
    yet makes it say more, which is no false scarcity.
    """
    return shown is not None and (counted is None or shown < counted)


def few(at: datetime) -> dict[int, int]:
    """How many pieces are left of the sheets that have few, all their visible offers together."""
    left = Offer.objects.sellable(at).order_by().values("product").annotate(left=Sum("stock"))
    counted = left.filter(left__gte=1, left__lte=FEW)
    return dict(counted.values_list("product", "left"))


def moving(today: date) -> list[Seller]:
    """The sellers who are away, or back since a week at most.

    Days already dealt with are looked at again: the machine may have slept through a night.
    """
    window = Q(holiday_from__lte=today, holiday_until__gte=today - timedelta(days=7))
    return list(Seller.objects.filter(window).only("pk").order_by("pk"))


def on_seller_moved(
    event: (
        SellerOpened
        | SellerSuspended
        | SellerReinstated
        | SellerChanged
        | SellerClosed
        | SellerReopened
    ),
) -> None:
    """A seller opened, was suspended or closed, came back, or left for a while."""
    refresh_seller(event.seller_id)
    standing.changed()


def expected(product_ids: Iterable[int], at: datetime) -> dict[int, dict]:
    """What each of these sheets should show at an instant."""
    pks = list(product_ids)
    offers: dict[int, list[Offer]] = {}
    for offer in Offer.objects.sellable(at).filter(product__in=pks).order_by("price_cents", "pk"):
        offers.setdefault(offer.product_id, []).append(offer)
    covers = _covers(pks)
    best = {pk: _best(of_sheet) for pk, of_sheet in offers.items()}
    priors = _priors(best.values())
    return {pk: _card(offers.get(pk, []), best.get(pk), priors, covers.get(pk)) for pk in pks}


def foretell(
    products: Iterable[Product],
    *,
    offers: Mapping[int, Sequence[Offer]],
    covers: Mapping[int, int],
    at: datetime,
) -> None:
    """Set the cards of sheets about to be inserted, to what `expected` would answer after."""
    products = list(products)
    sellers = {offer.seller_id for product in products for offer in offers[product.pk]}
    selling = set(Seller.objects.selling(at).filter(pk__in=sellers).values_list("pk", flat=True))
    places = {product.category_id for product in products if product.category_id}
    forbidden = Category.objects.filter(pk__in=places, policy=Category.Policy.FORBIDDEN)
    closed = set(forbidden.values_list("pk", flat=True))
    for product in products:
        sellable = (
            []
            if product.category_id in closed
            else [
                offer
                for offer in offers[product.pk]
                if offer.is_active and offer.withheld_at is None and offer.seller_id in selling
            ]
        )
        sellable.sort(key=lambda offer: (offer.price_cents, offer.pk))
        _set(
            product,
            _card(sellable, _best(sellable) if sellable else None, {}, covers.get(product.pk)),
        )


def _refresh(pks: list[int], at: datetime) -> int:
    locked = Product.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    products = list(locked.only("pk", "left_at", "category_path", *SHOWN))
    # worked out under the lock: offers committed by whoever held it before are counted
    cards = expected([product.pk for product in products], at)
    sold = {product.pk: product.is_sellable for product in products}
    changed = [product for product in products if _set(product, cards[product.pk])]
    for product in changed:
        if product.is_sellable != sold[product.pk]:
            product.left_at = None if product.is_sellable else at
    rows.write(changed, (*SHOWN, "left_at"))
    # all of them: whoever calls may have moved the state of a sheet whose card stays the same
    freshness.changed({product.category_path for product in products}, pks)
    return len(changed)


def _set(product: Product, card: dict) -> bool:
    different = {key: value for key, value in card.items() if getattr(product, key) != value}
    for key, value in different.items():
        setattr(product, key, value)
    return bool(different)


def _card(
    offers: list[Offer], best: Offer | None, priors: dict[int, int], cover: int | None
) -> dict:
    stock = sum(offer.stock for offer in offers)
    price = best.price_cents if best else 0
    prior = priors.get(best.pk) if best else None
    prices = [offer.price_cents for offer in offers] or [price]
    return {
        "is_sellable": best is not None,
        "in_stock": stock > 0,
        "from_cents": price,
        "least_cents": min(prices) if min(prices) < price else None,
        "most_cents": max(prices) if max(prices) > price else None,
        "prior_cents": prior if prior and prior > price else None,
        "offers_count": len({offer.seller_id for offer in offers}),
        "best_offer_id": best.pk if best else None,
        "cover_id": cover,
        "few_left": stock if 0 < stock <= FEW else None,
    }


def _best(offers: list[Offer]) -> Offer:
    return next((offer for offer in offers if offer.stock > 0), offers[0])


def _priors(offers: Iterable[Offer]) -> dict[int, int]:
    announced = Price.objects.filter(
        offer__in=[offer.pk for offer in offers], ends_at=None, prior_cents__isnull=False
    )
    return dict(announced.values_list("offer_id", "prior_cents"))


def _covers(pks: list[int]) -> dict[int, int]:
    approved = Photo.objects.filter(product__in=pks, is_approved=True).order_by(
        "product", "-position", "-pk"
    )
    return dict(approved.values_list("product_id", "pk"))  # the first by position is written last


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]
