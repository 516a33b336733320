"""From a search to a paid order on a small telephone, in English, without any script."""

from __future__ import annotations

import pytest

from marketplace.proof import verify
from orders.models import Order
from tests.browser import shops
from tests.browser.test_story import shelves

pytestmark = pytest.mark.django_db


def test_a_telephone_without_script_finds_and_pays(people):
    shelves()
    shops.weaver()
    visitor = people("telephone", width=360, height=740, java_script_enabled=False, has_touch=True)
    page = visitor.page

    visitor.go("/")
    page.locator("button[name=language][value=en]").click()
    visitor.settle()
    assert page.locator("html").get_attribute("lang") == "en"
    visitor.sees("Sell with us")
    screen(visitor, "home")

    page.locator("input[name=q]").first.fill("laine merinos")
    page.locator("form[role=search] button").first.click()
    screen(visitor.settle(), "search")
    page.locator("main .product-grid a").first.click()
    screen(visitor.settle().sees("Maison Brun", "59"), "product")
    page.locator(".variants label").last.click()
    visitor.settle()
    page.locator(".add-to-cart button[data-kind=primary]").click()
    visitor.settle().go("/panier/")
    page.locator("main input[name=quantity]").fill("2")
    page.locator("main [data-no-js]").first.click()
    screen(visitor.settle().sees("118.00"), "cart")

    page.locator("main a[href='/commander/']").first.click()
    visitor.settle().fill(
        email="jo@example.test",
        recipient="Jo Martin",
        line1="8 rue des Lilas",
        postcode="69001",
        city="Lyon",
        terms=True,
    )
    screen(visitor, "checkout")
    page.locator("button[name=order]").click()
    screen(visitor.settle(), "payment")
    page.locator("#card").fill("4242 4242 4242 4242")
    page.locator("#card").press("Enter")
    visitor.settle()
    order = Order.objects.get()
    assert visitor.path.startswith(f"/commande/{order.number}/")
    assert (order.payment.state, order.language) == ("paid", "en")
    screen(visitor.sees(order.number, "Maison Brun"), "confirmation")
    assert list(verify.violations()) == []


def screen(visitor, name: str) -> None:
    """Nothing lies beside the screen; keep the picture."""
    assert visitor.overflow <= 0, f"{visitor.path} is {visitor.overflow} px too wide"
    visitor.shoot(f"en-360-{name}")
