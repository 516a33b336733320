"""Placing: all or nothing, once, and everything frozen."""

import pytest
from django.db import transaction

from accounting.models import Commission
from catalog.models import Offer, Product, StockMove
from catalog.offers.stock import OutOfStock
from marketplace.shared.models import Fact
from orders.buying import cart
from orders.buying.place import Buyer, CartChanged, NotReady, place
from orders.models import CartLine, Order, OrderLine, Payment
from sellers.models import Seller
from tests import cast

pytestmark = pytest.mark.django_db
GUEST = Buyer(email="guest@example.test", address=cast.HOME)


def ready(*wanted):
    cast.grid()
    full = cast.cart_with(*wanted)
    return full, cart.quote_of(full, at=cast.NOON), cart.key_of(full)


def nothing_happened(offers) -> bool:
    return (
        not Order.objects.exists()
        and not Payment.objects.exists()
        and not OrderLine.objects.exists()
        and not StockMove.objects.filter(reason="sold").exists()
        and not Fact.objects.filter(name="orders.OrderPlaced").exists()
        and all(Offer.objects.get(pk=offer.pk).stock == offer.stock for offer in offers)
    )


def test_an_order_is_frozen_with_all_its_parts(lune, brun, texts):
    bowl, soap = cast.offer(lune, price_cents=2490), cast.offer(brun, price_cents=800)
    full, quote, key = ready((bowl, 3), soap)

    order = place(quote, GUEST, cart=full, key=key, at=cast.NOON)

    assert order.total_cents == quote.total_cents
    first, second = order.seller_orders.order_by("pk")
    assert (first.number, second.number) == (f"{order.number}-1", f"{order.number}-2")
    assert first.seller_snapshot["siret"] == lune.siret
    line = first.lines.get()
    assert (line.quantity, line.unit_cents, line.total_cents, line.vat_bps) == (3, 2490, 7470, 2000)
    assert second.lines.get().vat_bps == 0  # CGI 293 B
    assert first.promised_from <= first.promised_until
    promised = (first.promised_from, first.promised_until)
    type(lune).objects.filter(pk=lune.pk).update(handling_days=20)
    first.refresh_from_db()
    assert (first.promised_from, first.promised_until) == promised
    assert order.payment.amount_cents == order.total_cents
    assert Offer.objects.get(pk=bowl.pk).stock == 7
    assert Commission.objects.filter(line__seller_order__order=order).count() == 2
    assert not CartLine.objects.exists()


def test_what_was_frozen_never_changes(lune):
    bowl = cast.offer(lune, price_cents=2490)
    full, quote, key = ready(bowl)
    order = place(quote, GUEST, cart=full, key=key, at=cast.NOON)

    Offer.objects.update(price_cents=1)
    Product.objects.update(title="Autre", vat_class="food")
    Seller.objects.update(legal_name="Autre", vat_regime="franchise")

    line = OrderLine.objects.get()
    assert (line.unit_cents, line.vat_bps) == (2490, 2000)
    assert order.seller_orders.get().seller_snapshot["legal_name"] == "Atelier Lune SARL"


def test_the_same_submission_twice_is_one_order(lune):
    full, quote, key = ready(cast.offer(lune))

    first = place(quote, GUEST, cart=full, key=key, at=cast.NOON)
    second = place(quote, GUEST, cart=full, key=key, at=cast.NOON)

    assert first.pk == second.pk
    assert StockMove.objects.filter(reason="sold").count() == 1


def test_a_cart_is_consumed_once(lune):
    full, quote, key = ready(cast.offer(lune))
    place(quote, GUEST, cart=full, key=key, at=cast.NOON)

    with pytest.raises(CartChanged):
        place(quote, GUEST, cart=full, key="another", at=cast.NOON)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "happens",
    [
        lambda bowl: Offer.objects.filter(pk=bowl.pk).update(price_cents=bowl.price_cents + 1),
        lambda bowl: Offer.objects.filter(pk=bowl.pk).update(price_cents=bowl.price_cents - 1),
        lambda bowl: Offer.objects.filter(pk=bowl.pk).update(is_active=False),
        lambda bowl: Product.objects.filter(pk=bowl.product_id).update(state="taken_down"),
        lambda bowl: Seller.objects.filter(pk=bowl.seller_id).update(suspended_at=cast.NOON),
        lambda bowl: CartLine.objects.filter(offer=bowl).delete(),
    ],
)
def test_what_changed_since_it_was_shown_stops_everything(lune, brun, happens):
    bowl, soap = cast.offer(lune), cast.offer(brun)
    full, quote, key = ready(bowl, soap)
    happens(bowl)

    with pytest.raises(CartChanged):
        place(quote, GUEST, cart=full, key=key, at=cast.NOON)
    assert nothing_happened([bowl, soap])


def test_the_last_pieces_are_taken_whole_or_not_at_all(lune, brun):
    bowl, soap = cast.offer(lune, stock=5), cast.offer(brun, stock=2)
    full, quote, key = ready((bowl, 5), (soap, 2))
    Offer.objects.filter(pk=soap.pk).update(stock=1)
    soap.stock = 1

    with pytest.raises(OutOfStock) as lacking:
        place(quote, GUEST, cart=full, key=key, at=cast.NOON)
    assert lacking.value.offer_ids == [soap.pk]
    assert nothing_happened([bowl, soap])
    assert CartLine.objects.count() == 2


def test_a_cart_with_a_remark_is_not_ordered(lune):
    bowl = cast.offer(lune)
    full, _quote, key = ready(bowl)
    Offer.objects.filter(pk=bowl.pk).update(price_cents=1)

    with pytest.raises(NotReady):
        place(cart.quote_of(full, at=cast.NOON), GUEST, cart=full, key=key, at=cast.NOON)


def test_a_listener_that_fails_takes_everything_back(lune):
    bowl = cast.offer(lune)
    full = cast.cart_with(bowl)  # no commission grid: freezing the commission fails

    with pytest.raises(Exception, match="commission"):
        place(cart.quote_of(full, at=cast.NOON), GUEST, cart=full, key="k" * 40, at=cast.NOON)
    assert nothing_happened([bowl])


def test_a_verb_is_never_nested(lune):
    assert place.__module__ == "orders.buying.place"
    assert transaction.get_connection().in_atomic_block  # the suite's own, which verbs tell apart


def test_placing_takes_few_statements(django_assert_max_num_queries):
    offers = [cast.offer(cast.seller(f"Atelier {n}")) for n in range(3)]
    full, quote, key = ready(*offers)

    with django_assert_max_num_queries(25):
        place(quote, GUEST, cart=full, key=key, at=cast.NOON)
