"""What a cart costs: pure arithmetic, to the cent."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.shared import vat
from marketplace.shared.territories import EUROPE  # noqa: F401
from orders.buying import cart, pricing
from orders.models import CartLine
from sellers.models import ShippingMethod
from tests import cast

pytestmark = pytest.mark.django_db


def test_totals_by_seller_add_up(lune, brun):
    full = cast.cart_with(
        (cast.offer(lune, price_cents=2490), 2),
        cast.offer(lune, price_cents=990, vat_class="food"),
        (cast.offer(brun, price_cents=4500), 1),
    )

    quote = cart.quote_of(full, at=cast.NOON)

    first, second = quote.groups
    assert (first.goods_cents, first.shipping_cents) == (5970, 790)
    assert (second.goods_cents, second.shipping_cents) == (4500, 590)
    assert quote.total_cents == 5970 + 790 + 4500 + 590 == quote.goods_cents + quote.shipping_cents
    assert second.vat_cents == 0
    goods = [(4980, 2000), (990, 550)]
    rows = vat.by_rate([*goods, *vat.shipping_by_rate(790, goods)])
    assert first.vat_cents == sum(row["vat_cents"] for row in rows)


def test_delivery_is_free_from_a_sum_of_the_same_seller(lune, brun):
    full = cast.cart_with(
        (cast.offer(lune, price_cents=3000), 2), cast.offer(brun, price_cents=2000)
    )

    quote = cart.quote_of(full, at=cast.NOON)

    assert quote.groups[0].shipping_cents == 0
    assert quote.groups[0].missing_for_free_cents == 0
    assert quote.groups[1].missing_for_free_cents == 4000


def test_the_cheapest_delivery_is_chosen_and_another_may_be(lune):
    fast = ShippingMethod.objects.create(
        seller=lune, name="Chrono", carrier="chronopost", first_cents=1290
    )
    full = cast.cart_with(cast.offer(lune, price_cents=1000))

    assert cart.quote_of(full, at=cast.NOON).shipping_cents == 590
    assert cart.quote_of(full, at=cast.NOON, chosen={lune.pk: fast.pk}).shipping_cents == 1290
    assert cart.quote_of(full, at=cast.NOON, chosen={lune.pk: 999}).shipping_cents == 590


def test_nobody_delivers_everywhere(lune):
    full = cast.cart_with(cast.offer(lune))

    quote = cart.quote_of(full, at=cast.NOON, zone=None)

    assert quote.undelivered
    assert not quote.ready


def test_the_print_tells_every_change(lune):
    bowl = cast.offer(lune, price_cents=2000)
    full = cast.cart_with(bowl)
    before = cart.quote_of(full, at=cast.NOON)

    type(bowl).objects.filter(pk=bowl.pk).update(price_cents=2001)

    assert cart.quote_of(full, at=cast.NOON).print != before.print
    assert (
        cart.quote_of(full, at=cast.NOON + timedelta(seconds=1)).print
        == cart.quote_of(full, at=cast.NOON).print
    )


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(1, 2_000_000),
            st.integers(1, 999),
            st.sampled_from(["standard", "food", "book"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_parts_always_add_up_to_the_whole(rows):
    sellers = {}
    lines = []
    from catalog.models import Category, Offer, Product, Variant
    from sellers.models import Seller

    grids = {}
    for rank, (shop, price, quantity, vat_class) in enumerate(rows, start=1):
        seller = sellers.setdefault(
            shop,
            Seller(
                pk=shop + 1,
                state="open",
                handling_days=1,
                vat_regime="franchise" if shop == 2 else "standard",
            ),
        )
        grids[seller.pk] = [
            ShippingMethod(
                pk=seller.pk,
                seller=seller,
                name="x",
                carrier="x",
                zone="metropole",
                first_cents=490 + shop,
                next_cents=37,
                free_from_cents=90_000,
                days_min=1,
                days_max=2,
            )
        ]
        product = Product(
            pk=rank, state="published", category=Category(pk=1, policy=""), vat_class=vat_class
        )
        product.cover = None
        offer = Offer(
            pk=rank,
            seller=seller,
            product=product,
            variant=Variant(pk=rank, product=product),
            price_cents=price,
            stock=999,
            is_active=True,
        )
        lines.append(CartLine(pk=rank, offer=offer, quantity=quantity, seen_cents=price))

    quote = pricing.quote(lines, grids, at=cast.NOON)

    assert quote.ready
    assert quote.total_cents == sum(group.total_cents for group in quote.groups)
    assert quote.goods_cents == sum(price * quantity for _shop, price, quantity, _class in rows)
    assert {line.offer_id for line in quote.lines} == set(range(1, len(rows) + 1))
    for group in quote.groups:
        assert 0 <= group.vat_cents <= group.total_cents
        if group.seller.vat_regime == "franchise":
            assert group.vat_cents == 0
