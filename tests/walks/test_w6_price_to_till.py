"""W6: a change of price reaches the page, the list and the till at once, with its prior price.

Flash sales come later; what they will rest on is walked here: an announced reduction, the lowest
price of the last thirty days beside it, and a cart that cannot disagree with the page.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse

from catalog.models import Price
from marketplace.shared import clock
from orders.models import Order
from tests import cast
from tests.walks.conftest import DETAILS, fill_cart, hidden, order

DAY = timedelta(days=1)


def reprice(desk, offer, price: str, **also):
    """Ask another price on the offer's own page."""
    return desk.post(
        reverse("seller-offer-quick", args=[offer.pk]),
        {"price": price, "stock": offer.stock, **also},
    )


def words(page) -> str:
    """The text of a page, spaces made plain."""
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


def prices_on(page) -> tuple[str, str]:
    """The price of the product and its struck prior price, as the page shows them."""
    found = re.search(
        r'<p\s+class="price"[^>]*>\s*([^<]*).*?</p>', page.content.decode(), re.DOTALL
    )
    struck = re.search(r"<del\s*>.*?</span>([^<]*)</del>", found[0], re.DOTALL)
    return tuple(part[1].strip().replace("\xa0", " ") if part else "" for part in (found, struck))


def test_a_reduction_is_the_same_everywhere(at_door, lune):
    bowl = cast.offer(lune, price_cents=5000, stock=9)
    desk, visitor = at_door(cast.owner_of(lune)), at_door()
    address = reverse("shop-product", args=[bowl.product.slug])
    assert prices_on(visitor.get(address)) == ("50,00 €", "")

    with clock.at(cast.NOON + 5 * DAY):
        assert reprice(desk, bowl, "45,00").status_code == 302, "lower, without a word"
    with clock.at(cast.NOON + 10 * DAY):
        refused = reprice(desk, bowl, "46,00", announced="on")
        assert "le prix le plus bas des 30 derniers jours" in words(refused)
        assert reprice(desk, bowl, "36,00", announced="on").status_code == 302
        bowl.refresh_from_db()

        page, listing = visitor.get(address), visitor.get(reverse("shop-search"), {"q": "bol"})
        assert prices_on(page) == ("36,00 €", "45,00 €"), (
            "the lowest of thirty days, not the fifty of before"
        )
        assert prices_on(listing) == ("36,00 €", "45,00 €")
        fill_cart(visitor, (bowl, 2))
        assert "72,00 €" in words(visitor.get(reverse("shop-cart")))
        visitor.get(order(visitor).url)

    placed = Order.objects.get()
    line = placed.seller_orders.get().lines.get()
    assert (line.unit_cents, placed.goods_cents, placed.payment.amount_cents) == (
        3600,
        7200,
        placed.total_cents,
    )
    assert list(
        Price.objects.filter(offer=bowl).order_by("pk").values_list("amount_cents", "prior_cents")
    ) == [(5000, None), (4500, None), (3600, 4500)]


def test_a_price_that_rises_is_agreed_to_before_it_is_paid(at_door, lune):
    bowl = cast.offer(lune, price_cents=2000)
    desk, visitor = at_door(cast.owner_of(lune)), at_door()
    fill_cart(visitor, bowl)
    reading = visitor.get(reverse("shop-checkout"))
    with clock.at(cast.NOON + DAY):
        reprice(desk, bowl, "21,00")

        late = visitor.post(
            reverse("shop-checkout"),
            {**DETAILS, "key": hidden(reading, "key"), "shown": hidden(reading, "shown")},
        )
        assert late.url == reverse("shop-cart")
        assert not Order.objects.exists()
        cart = visitor.get(reverse("shop-cart"))
        assert "Le prix a augmenté" in words(cart)
        assert "21,00 €" in words(cart)
        visitor.post(reverse("shop-cart-agree"), {"shown": hidden(cart, "shown")})
        order(visitor)

    assert Order.objects.get().goods_cents == 2100


def test_a_reduction_ends_as_it_began(at_door, lune):
    bowl = cast.offer(lune, price_cents=5000)
    desk, visitor = at_door(cast.owner_of(lune)), at_door()
    address = reverse("shop-product", args=[bowl.product.slug])
    with clock.at(cast.NOON + DAY):
        reprice(desk, bowl, "40,00", announced="on")
        assert prices_on(visitor.get(address)) == ("40,00 €", "50,00 €")
    with clock.at(cast.NOON + 3 * DAY):
        reprice(desk, bowl, "50,00")
        assert prices_on(visitor.get(address)) == ("50,00 €", "")
    with clock.at(cast.NOON + 4 * DAY):
        again = reprice(desk, bowl, "42,00", announced="on")
        assert "40,00" in words(again), "a price raised for a day misleads nobody"
