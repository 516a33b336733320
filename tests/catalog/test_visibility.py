"""What the public sees follows sellers, stock, prices and decisions, and nothing else."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction

from catalog import invariants, rounds
from catalog.models import Category, Offer, Photo, Price, Product, Variant
from catalog.offers import visibility
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from marketplace.shared import clock
from sellers.events import SellerSuspended
from sellers.models import Seller
from tests import cast
from tests.cast import NOON


def refresh(*products, at=NOON):
    with transaction.atomic():
        return visibility.refresh(
            [p.pk for p in products] or Product.objects.values_list("pk", flat=True), at=at
        )


def second(offer, cents, stock=5, seller=None):
    variant = Variant.objects.create(product=offer.product, label=f"n{cents}")
    row = Offer.objects.create(
        seller=seller or offer.seller,
        variant=variant,
        product=offer.product,
        sku=f"X{cents}",
        price_cents=cents,
        stock=stock,
        created_at=NOON,
        changed_at=NOON,
    )
    Price.objects.create(offer=row, amount_cents=cents, starts_at=NOON)
    return row


def test_the_cheapest_in_stock_is_shown(db):
    offer = cast.offer(price_cents=2000)
    second(offer, 1000, stock=0)
    third = second(offer, 1500)

    refresh()

    product = Product.objects.get()
    assert (product.best_offer, product.from_cents, product.in_stock) == (third, 1500, True)


def test_without_stock_the_cheapest_is_shown_as_sold_out(db):
    offer = cast.offer(price_cents=2000, stock=0)
    cheap = second(offer, 1000, stock=0)
    refresh()
    product = Product.objects.get()
    assert (product.best_offer, product.in_stock, product.is_sellable) == (cheap, False, True)


def test_a_refresh_that_changes_nothing_writes_nothing(db, django_assert_max_num_queries):
    offers = [cast.offer() for _n in range(20)]
    refresh()
    with transaction.atomic(), django_assert_max_num_queries(4):
        assert visibility.refresh([offer.product_id for offer in offers], at=NOON) == 0


@pytest.mark.parametrize(
    "hide",
    [
        lambda s, p: Seller.objects.filter(pk=s.pk).update(suspended_at=NOON),
        lambda s, p: Seller.objects.filter(pk=s.pk).update(state="closed"),
        lambda s, p: Seller.objects.filter(pk=s.pk).update(
            holiday_from=NOON.date(), holiday_until=NOON.date()
        ),
        lambda s, p: Offer.objects.update(is_active=False),
        lambda s, p: Product.objects.update(state="taken_down"),
        lambda s, p: Category.objects.update(policy="forbidden"),
    ],
)
def test_every_reason_to_hide_hides(db, hide):
    offer = cast.offer()
    hide(offer.seller, offer.product)
    refresh()
    assert not Product.objects.public().exists()


def test_a_suspension_hides_all_and_its_end_shows_all(db):
    mine, other = cast.seller(), cast.seller()
    offers = [cast.offer(mine) for _n in range(3)] + [cast.offer(other)]
    Seller.objects.filter(pk=mine.pk).update(suspended_at=NOON)

    with transaction.atomic():
        visibility.on_seller_moved(SellerSuspended(seller_id=mine.pk, reason="essai"))
    assert list(Product.objects.public()) == [offers[3].product]
    Seller.objects.filter(pk=mine.pk).update(suspended_at=None)
    with transaction.atomic():
        visibility.on_seller_moved(SellerSuspended(seller_id=mine.pk, reason="essai"))
    assert Product.objects.public().count() == 4


def test_holidays_begin_and_end_by_the_calendar(db):
    offer = cast.offer()
    leaves, returns = NOON + timedelta(days=2), NOON + timedelta(days=4)
    Seller.objects.update(holiday_from=leaves.date(), holiday_until=returns.date())

    seen = {}
    for day in range(1, 7):
        rounds.follow_holidays(NOON + timedelta(days=day))
        seen[day] = Product.objects.public().filter(pk=offer.product_id).exists()

    assert seen == {1: True, 2: False, 3: False, 4: False, 5: True, 6: True}


def test_a_night_slept_through_is_made_up_for_and_days_are_days_of_paris(db):
    offer = cast.offer()
    leaves = NOON + timedelta(days=2)
    Seller.objects.update(
        holiday_from=leaves.date(), holiday_until=leaves.date() + timedelta(days=3)
    )

    rounds.follow_holidays(leaves + timedelta(days=1))
    assert not Product.objects.public().filter(pk=offer.product_id).exists()

    midnight = datetime.combine(leaves.date(), time(0, 2), clock.PARIS)
    assert not Offer.objects.sellable(midnight).exists()
    assert Offer.objects.sellable(midnight - timedelta(minutes=4)).exists()


def test_what_new_sheets_will_show_is_foretold_as_it_will_be(db):
    shelf, seller = cast.category("Bols"), cast.seller(moderation="after")
    photos = [
        Photo.objects.create(
            seller=seller, sha256=f"{n}" * 64, width=900, height=900, created_at=NOON
        )
        for n in range(2)
    ]
    text = "Tourné à la main, émaillé puis cuit au grand feu dans notre atelier."

    def draft(ref, *pieces):
        return Draft(
            ref,
            pieces,
            title=f"Bol {ref}",
            description=text,
            category_id=shelf.pk,
            axes=["Taille"],
            photos=[photo.pk for photo in photos],
        )

    drafts = [
        draft("simple", Piece("A", price_cents=2000, stock=3)),
        draft(
            "cheapest-gone",
            Piece("B1", ["S"], price_cents=900, stock=0),
            Piece("B2", ["M"], price_cents=950, stock=1),
        ),
        draft(
            "sold-out",
            Piece("C1", ["S"], price_cents=900, stock=0),
            Piece("C2", ["M"], price_cents=800, stock=0),
        ),
        draft(
            "set-aside",
            Piece("D1", ["S"], price_cents=500, stock=5, active=False),
            Piece("D2", ["M"], price_cents=800),
        ),
        draft("hidden", Piece("E", price_cents=800, stock=2, active=False)),
    ]

    with transaction.atomic():
        saved = products.save_many(seller, drafts, by=None, at=NOON)

    assert len(saved.published) == len(drafts)
    cards = visibility.expected(saved.published, NOON)
    shown = {
        product.pk: {key: getattr(product, key) for key in visibility.KEYS}
        for product in Product.objects.all()
    }
    assert shown == cards
    assert {card["from_cents"] for card in cards.values()} == {2000, 950, 800, 0}
    assert not list(invariants.violations())


def test_new_sheets_of_a_closed_shop_are_foretold_unseen(db):
    shelf, seller = cast.category("Bols"), cast.seller(moderation="after")
    Seller.objects.filter(pk=seller.pk).update(suspended_at=NOON)
    photo = Photo.objects.create(
        seller=seller, sha256="a" * 64, width=900, height=900, created_at=NOON
    )
    draft = Draft(
        "bol",
        [Piece("A", price_cents=2000, stock=3)],
        title="Bol en grès",
        category_id=shelf.pk,
        description="Tourné à la main, émaillé puis cuit au grand feu.",
        photos=[photo.pk],
    )

    with transaction.atomic():
        products.save_many(seller, [draft], by=None, at=NOON)

    assert not Product.objects.public().exists()
    assert not list(invariants.violations())
