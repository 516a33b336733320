"""The checkout with script: one point for two parcels, a town, an address, errors that go."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from orders.buying import addresses
from orders.models import SellerOrder
from tests import cast
from tests.browser import shops
from tests.browser.hand import Hand
from tests.browser.test_story import shelves

pytestmark = pytest.mark.django_db


def test_one_choice_and_one_point_serve_the_parcels_of_two_sellers(people):
    shelves()
    weaver, lune = shops.weaver(), cast.seller("Atelier Lune")
    bowl = cast.offer(lune, price_cents=2000)
    cushion = weaver.offers.get(sku="CO-1")
    for shop in (weaver, lune):
        cast.by_relay(shop, cents=290)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)

    visitor.go("/")
    hand.click(f"main a[href^='/produit/{bowl.product.slug}/']")
    add(visitor, hand)
    hand.click(".site-nav a:has-text('Textile')")
    visitor.settle()
    hand.click(f"main a[href^='/produit/{cushion.product.slug}/']")
    add(visitor, hand)
    hand.click("main a[href='/commander/']")
    visitor.settle()

    before = button(page)
    hand.click("#livraison label.option:has-text('Mondial Relay')")
    counted(page)
    by_relay = page.locator("#livraison label.option:has-text('Mondial Relay') :checked")
    assert by_relay.count() == 1, "nobody moves the other parcel unasked"
    hand.click("button[value='gather:mondial_relay']")
    counted(page)
    assert by_relay.count() == 2, "one press for both"
    expect(page.locator("#point-mondial_relay")).to_be_focused()
    expect(page.locator("#points")).to_contain_text("Vaut pour vos 2 colis Mondial Relay")
    assert button(page) != before, "the amount on the button follows the delivery"
    assert button(page) == total(page)

    hand.type("email", "jo@example.test")
    hand.type("recipient", "Jo Martin")
    hand.type("line1", "8 rue des Lilas")
    hand.type("postcode", "69003")
    expect(page.locator("main [name=city]")).to_have_value("Lyon")
    page.locator(".relay-cards label").first.wait_for()
    hand.click(".relay-cards label")
    hand.click("main [name=terms]")
    hand.click("button[name=order]")
    visitor.settle()

    assert "/paiement/" in visitor.path
    kept = [part.relay for part in SellerOrder.objects.all()]
    assert len(kept) == 2
    assert kept[0] == kept[1]
    assert kept[0]["postcode"] == "69003"


def test_an_odd_town_is_mended_at_a_press_or_kept_by_its_box(people):
    offer = cast.offer(cast.seller("Atelier Lune"), price_cents=2000)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    add(visitor, hand)
    visitor.go("/commander/")
    hand.type("postcode", "69003")
    expect(page.locator("main [name=city]")).to_have_value("Lyon")
    hand.type("city", "Lille")
    page.locator("#id_town_kept").wait_for()
    hand.click("button[name=order]")
    visitor.settle()
    assert page.locator(".form-errors a[href='#id_city']").count() == 1

    hand.click("#id_town_kept")
    expect(page.locator(".form-errors a[href='#id_city']")).to_have_count(0)
    hand.click("button[value='city:Lyon']")

    expect(page.locator("main [name=city]")).to_have_value("Lyon")
    expect(page.locator("#id_town_kept")).to_have_count(0)


LEFT = """(seconds) => {
  const left = document.createElement("x-countdown");
  left.setAttribute("until", new Date(Date.now() + seconds * 1000 + 500).toISOString());
  document.body.append(left);
  const told = left.textContent;
  left.remove();
  return told.replaceAll("\\u00a0", " ");
}"""


def test_time_left_is_told_without_a_needless_nought(people):
    visitor = people("guest")
    visitor.go("/")
    told = [visitor.page.evaluate(LEFT, seconds) for seconds in (97_260, 7_500, 61)]
    assert told == ["1 j 3 h", "2 h 05", "01:01"]


def test_a_town_follows_its_postcode_unless_it_was_none_of_the_old_ones(people):
    offer = cast.offer(cast.seller("Atelier Lune"), price_cents=2000)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    add(visitor, hand)
    visitor.go("/commander/")
    town = page.locator("main [name=city]")
    hand.type("postcode", "69001")
    expect(town).to_have_value("Lyon")

    hand.type("postcode", "06000")

    expect(town).to_have_value("Nice")
    expect(page.locator("#id_town_kept")).to_have_count(0)
    hand.type("city", "Lille")
    page.locator("#id_town_kept").wait_for()
    hand.type("postcode", "69001")
    page.locator("button[value='city:Lyon']").wait_for()
    expect(town).to_have_value("Lille")


def test_an_error_goes_once_its_field_is_mended(people):
    lune = cast.seller("Atelier Lune")
    offer = cast.offer(lune, price_cents=2000)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    hand.click(".add-to-cart button[data-kind=primary]")
    visitor.settle().go("/commander/")
    hand.click("button[name=order]")
    visitor.settle()
    wrong = page.locator(".form-errors li").count()

    hand.type("recipient", "Jo Martin")

    assert wrong > 1
    assert page.locator(".form-errors li").count() == wrong - 1
    assert page.locator("main .field:has([name=recipient]) .errorlist").count() == 0


def test_the_press_that_leaves_a_mended_field_finds_its_button(people):
    offer = cast.offer(cast.seller("Atelier Lune"), price_cents=2000)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    hand.click(".add-to-cart button[data-kind=primary]")
    visitor.settle().go("/commander/")
    hand.click("button[name=order]")
    visitor.settle()
    wrong = page.locator(".form-errors li").count()
    page.locator("main [name=recipient]").press_sequentially("Jo Martin")
    page.locator("button[name=order]").evaluate("each => each.scrollIntoView({block: 'center'})")
    box = page.locator("button[name=order]").bounding_box()

    page.mouse.move(box["x"] + 9, box["y"] + box["height"] - 3)
    page.mouse.down()
    page.wait_for_timeout(100)
    held = page.locator(".form-errors li").count()
    with page.expect_request(lambda request: request.method == "POST"):
        page.mouse.up()

    assert held == wrong


def test_emptying_a_field_mends_it_where_it_may_stay_empty(people):
    offer = cast.offer(cast.seller("Atelier Lune"), price_cents=2000)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    hand.click(".add-to-cart button[data-kind=primary]")
    visitor.settle().go("/commander/")
    hand.type("phone", "12")
    hand.type("email", "personne")
    hand.click("button[name=order]")
    visitor.settle()
    wrong = page.locator(".form-errors li").count()
    assert page.locator("main .field:has([name=phone]) .errorlist").count() == 1

    page.fill("main [name=phone]", "")
    page.fill("main [name=email]", "")

    assert page.locator("main .field:has([name=phone]) .errorlist").count() == 0
    assert page.locator("main .field:has([name=email]) .errorlist").count() == 1
    assert page.locator(".form-errors li").count() == wrong - 1


def test_the_error_of_a_town_goes_once_its_postcode_fills_it(people):
    offer = cast.offer(cast.seller("Atelier Lune"), price_cents=2000)
    visitor = people("guest")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    hand.click(".add-to-cart button[data-kind=primary]")
    visitor.settle().go("/commander/")
    hand.click("button[name=order]")
    visitor.settle()
    assert page.locator("main .field:has([name=city]) .errorlist").count() == 1

    hand.type("postcode", "69003")
    expect(page.locator("main [name=city]")).to_have_value("Lyon")

    assert page.locator("main .field:has([name=city]) .errorlist").count() == 0
    assert page.locator("main [name=city][aria-invalid]").count() == 0
    assert page.locator(".form-errors a[href='#id_city']").count() == 0


def test_an_address_picked_in_the_book_is_filled_in_at_once(people, client):
    alice = cast.user("alice@example.test")
    for line1 in ("4 rue du Four", "21 rue Saint-Melaine"):
        addresses.write(alice, {**cast.HOME, "line1": line1}, pk=None, at=cast.NOON)
    offer = cast.offer(cast.seller("Atelier Lune"), price_cents=2000)
    client.force_login(alice)
    visitor = people("alice")
    page, hand = visitor.page, Hand(visitor.page)
    visitor.go(f"/produit/{offer.product.slug}/")
    name, root = settings.SESSION_COOKIE_NAME, page.url.partition("/produit/")[0]
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": root}])
    hand.click(".add-to-cart button[data-kind=primary]")
    visitor.settle().go("/commander/")
    expect(page.locator("main [name=line1]")).to_have_value("21 rue Saint-Melaine")

    page.locator("#carnet").select_option(index=1)

    expect(page.locator("main [name=line1]")).to_have_value("4 rue du Four")


def add(visitor, hand: Hand) -> None:
    """Put what is on the page into the cart."""
    visitor.settle()
    hand.click(".add-to-cart button[data-kind=primary]")
    visitor.settle()


def counted(page) -> None:
    """Wait until no part of the page is still being counted anew."""
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)


def button(page) -> str:
    """The amount on the button that orders."""
    return amount(page.locator("button[name=order]").inner_text())


def total(page) -> str:
    """The total of the summary beside it."""
    return amount(page.locator("#resume dd.total").inner_text())


def amount(text: str) -> str:
    """The figures of an amount."""
    return re.search(r"\d+,\d\d", text)[0]
