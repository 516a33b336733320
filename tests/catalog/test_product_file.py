"""The file of a sheet: content, offers, prices, decisions and sales on one page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.models import Alert, Offer, Product, Review
from catalog.offers import prices
from marketplace.shared import clock
from orders.models import OrderLine
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
MOST = 25


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def moderator(client):
    return cast.proven(client, cast.operator("moderation"))


@pytest.fixture
def sold(lune, brun):
    """A sheet that two shops sell, that was bought, judged and waited for."""
    offer = cast.offer(lune, title="Bol en grès", price_cents=3000)
    product = offer.product
    Offer.objects.create(
        seller=brun, variant=offer.variant, product=product, sku="SKU-BRUN", price_cents=2900,
        created_at=NOON, changed_at=NOON,
    )  # fmt: skip
    product.attributes = {"Matière": "grès", "Four de cuisson": "au bois"}
    product.description = "Tourné à la main.\nSigné."
    product.save()
    prices.change(offer, 2500, by=None, at=NOON + timedelta(minutes=1))
    line = cast.sold((offer, 2)).lines.get()
    Review.objects.create(
        product=product, seller=lune, purchase=line.pk, author="A.", rating=4,
        bought_on=NOON.date(), written_at=NOON,
    )  # fmt: skip
    Alert.objects.create(product=product, email="a@example.com", asked_at=NOON, confirmed_at=NOON)
    return Product.objects.get(pk=product.pk)


def page(row, verb="change"):
    return reverse(f"admin:catalog_product_{verb}", args=[row.pk])


def test_a_sheet_is_read_at_once(moderator, sold, lune, brun, django_assert_max_num_queries):
    moderator.get(page(sold))

    with django_assert_max_num_queries(MOST):
        text = moderator.get(page(sold)).content.decode()

    assert "Signé." in text
    assert "ligne libre" in text
    assert lune.name in text
    assert brun.name in text
    assert "30,00" in text  # asked before it became cheaper
    assert "25,00" in text
    assert "2 articles" in text
    assert "1 personne" in text
    assert page(sold, "take-down") in text
    assert page(sold, "merge") in text


def test_reviews_of_a_sheet_are_one_step_away(moderator, sold):
    review = Review.objects.get()
    twin = Review.objects.create(
        product=cast.offer(review.seller, title=sold.title).product, seller=review.seller,
        purchase=review.purchase + 1, author="B.", rating=1,
        bought_on=NOON.date(), written_at=NOON,
    )  # fmt: skip
    asked = f"?sheet={sold.pk}&state__exact=queued"
    address = reverse("admin:catalog_review_changelist") + asked

    text = moderator.get(page(sold)).content.decode()
    listed = moderator.get(address)

    assert address.replace("&", "&amp;") in text
    shown = listed.content.decode()
    assert reverse("admin:catalog_review_change", args=[review.pk]) in shown
    assert reverse("admin:catalog_review_change", args=[twin.pk]) not in shown
    stray = moderator.get(reverse("admin:catalog_review_changelist"), {"sheet": "9" * 30})
    assert reverse("admin:catalog_review_change", args=[review.pk]) not in stray.content.decode()


def test_a_moderator_sees_what_was_sold_and_not_the_orders(client, moderator, sold, odile):
    number = OrderLine.objects.get().seller_order.number
    theirs = moderator.get(page(sold)).content.decode()

    all_rights = cast.proven(client, odile).get(page(sold)).content.decode()

    assert number not in theirs
    assert number in all_rights


def test_a_note_on_a_sheet_is_kept(moderator, sold):
    moderator.post(page(sold, "noter"), {"note": "Le vendeur doit changer la photo."})

    assert "changer la photo" in moderator.get(page(sold)).content.decode()


def test_a_sheet_without_anything_opens(moderator, lune):
    bare = Product.objects.create(
        owner=lune, slug="nu", ref="NU", title="", created_at=NOON, changed_at=NOON
    )

    text = moderator.get(page(bare)).content.decode()

    assert "Aucune photo." in text
    assert "Personne ne propose" in text
