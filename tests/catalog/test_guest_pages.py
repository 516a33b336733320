"""Pages kept whole for guests: the same as drawn anew, whatever changes, and never personal."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import tree
from catalog.badges import badges
from catalog.offers import stock
from catalog.reviews import reviews
from catalog.shop.views import shop as views
from marketplace.shared import clock, guests, kept
from sellers import standing
from sellers.models import ShippingMethod
from sellers.shop import grid, shops
from tests.cast import NOON
from tests.catalog.test_fresh_lists import CHANGES as CHANGES_OF_LISTS
from tests.catalog.test_fresh_lists import bowls  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken" value="\w+">')
BROWSER = {"Sec-Fetch-Site": "none"}


@pytest.fixture(autouse=True)
def noon():
    guests.clear()
    with clock.at(NOON):
        yield


def pages(offers):
    """The home page, a category and two sheets of it."""
    slugs = [offer.product.slug for offer in offers[:2]]
    place = reverse("shop-category", args=[offers[0].product.category.slug])
    return ["/", place, *(reverse("shop-product", args=[slug]) for slug in slugs)]


def as_guest(path):
    return Client().get(path, headers=BROWSER)


def drawn_anew(path):
    """What a visitor reads whose browser cannot get a page kept for all, nothing of it at hand."""
    kept.forget(tree.KEY, standing.SHOPS)
    answer = Client().get(path)
    return answer.status_code, TOKEN.sub("", answer.content.decode())


def as_kept(path):
    answer = as_guest(path)
    return answer.status_code, TOKEN.sub("", answer.content.decode())


def praise(offers):
    words = {"author": "Inès B.", "title": "Superbe", "body": "Très beau bol."}
    day = {"bought_on": NOON.date(), "at": NOON}
    reviews.write(offers[0].product, seller=offers[0].seller, purchase=1, rating=5, **words, **day)


def dearer(offers):
    grid.change(ShippingMethod.objects.filter(seller=offers[0].seller).first(), first_cents=1234)


CHANGES = {
    **CHANGES_OF_LISTS,
    "a sale of the last but two": lambda o: stock.take({o[0].pk: o[0].stock - 2}, ref="X", at=NOON),
    "a piece given back": lambda o: stock.give_back(
        {o[0].pk: 1}, reason="cancelled", ref="X", at=NOON
    ),
    "review": praise,
    "delivery": dearer,
    "city": lambda o: shops.present(o[0].seller, city="Locronan", by=None, at=NOON),
    "name of a shop": lambda o: shops.present(o[0].seller, name="Atelier Sol", by=None, at=NOON),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_page_is_stale_after_a_change(bowls, change):  # noqa: F811
    before = [as_kept(path) for path in pages(bowls)]

    change(bowls)

    after = [as_kept(path) for path in pages(bowls)]
    assert after == [drawn_anew(path) for path in pages(bowls)]
    assert after != before


def test_a_kept_page_asks_the_database_nothing_and_is_not_sent_twice(bowls):  # noqa: F811
    for path in pages(bowls):
        as_guest(path)
        guests.clear()
        cache.clear()  # what this process read before stands no more: it is vouched for anew
        first = as_guest(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            again = as_guest(path)
            held = Client().get(path, headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
        assert [query["sql"] for query in asked] == []
        assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert (held.status_code, held.content) == (304, b"")
        policy = "Content-Security-Policy"
        assert held.headers[policy] == first.headers[policy], "the browser takes the newer one"
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert {"Accept-Encoding", "Cookie", "Sec-Fetch-Site"} <= {
            name.strip() for name in first.headers["Vary"].split(",")
        }
        assert not first.cookies


def test_a_page_kept_for_all_says_nothing_of_one_visitor(bowls, alice):  # noqa: F811
    sheet = pages(bowls)[2]
    visitor = Client(headers=BROWSER)
    visitor.post(reverse("shop-cart-add"), {"offer": bowls[0].pk, "quantity": 3})
    person = Client(headers=BROWSER)
    person.force_login(alice)

    with_cart, known, guest = visitor.get(sheet), person.get(sheet), as_guest(sheet)

    assert 'class="count"' in with_cart.content.decode()
    assert "Mon compte" in known.content.decode()
    assert 'class="count"' not in guest.content.decode()
    assert "Mon compte" not in guest.content.decode()
    assert [page.has_header("ETag") for page in (with_cart, known, guest)] == [False, False, True]


def test_pages_are_kept_apart_by_language_theme_and_day(bowls):  # noqa: F811
    badges.plant(NOON)
    path = pages(bowls)[1]
    today = as_guest(path).content.decode()  # the bowls are new, and will be old
    reader = Client(headers=BROWSER)
    reader.cookies["language"] = "en"
    english = reader.get(path).content.decode()
    reader.cookies["theme"] = "dark"
    dark = reader.get(path).content.decode()
    with clock.at(NOON + timedelta(days=40)):
        later = as_guest(path).content.decode()
        in_forty_days = drawn_anew(path)

    assert "Sign in" in english
    assert 'data-theme="dark"' in dark
    assert later != today
    assert (200, TOKEN.sub("", later)) == in_forty_days


FORMS = [
    ("our own page", {"Sec-Fetch-Site": "same-origin"}, {}, 302),
    ("another site", {"Sec-Fetch-Site": "cross-site"}, {}, 403),
    ("a neighbouring domain", {"Sec-Fetch-Site": "same-site"}, {}, 403),
    ("typed by hand", {"Sec-Fetch-Site": "none"}, {}, 403),
    ("a browser that says nothing", {}, {}, 403),
    (
        "our own page, a token of elsewhere",
        {"Sec-Fetch-Site": "same-origin"},
        {"csrfmiddlewaretoken": "a" * 64},
        403,
    ),
]


@pytest.mark.parametrize(
    ("headers", "fields", "status"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS]
)
def test_a_form_without_token_is_taken_from_our_own_pages_only(bowls, headers, fields, status):  # noqa: F811
    browser = Client(enforce_csrf_checks=True, headers=headers)

    answer = browser.post(reverse("shop-cart-add"), {"offer": bowls[0].pk, "quantity": 1, **fields})

    assert answer.status_code == status


def test_a_browser_that_says_nothing_gets_a_token(bowls):  # noqa: F811
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(pages(bowls)[2]).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)

    answer = browser.post(
        reverse("shop-cart-add"),
        {"offer": bowls[0].pk, "quantity": 1, "csrfmiddlewaretoken": token},
    )

    assert answer.status_code == 302


def test_a_change_while_a_page_is_drawn_is_not_missed(bowls, monkeypatch):  # noqa: F811
    """A price changes between the reading of a sheet and the stamps of its page."""
    path, related = pages(bowls)[2], views.near.related

    def slowly(*args, **kwargs):
        CHANGES["price"](bowls)
        return related(*args, **kwargs)

    monkeypatch.setattr(views.near, "related", slowly)
    as_guest(path)
    monkeypatch.undo()

    assert as_kept(path) == drawn_anew(path)


def test_the_brands_style_is_named_by_its_hash(bowls):  # noqa: F811
    """Without it the browser would draw the page without the brand's colours."""
    page = as_guest("/")
    style = re.search(r"<style>(.*?)</style>", page.content.decode()).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert "nonce-" not in page.headers["Content-Security-Policy"]
