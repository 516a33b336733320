"""What will not be shipped after all goes back: money to the buyer, pieces to the shelf."""

import pytest
from django.urls import reverse

from catalog.models import StockMove
from marketplace.shared import mail
from orders.fulfilment import cancellations, shipping
from orders.models import Refund
from orders.money import emails
from orders.states import RefundState, SellerOrderState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def test_a_buyer_cancels_before_the_seller_accepts(lune, alice):
    bowl = cast.offer(lune, stock=5)
    order = cast.paid_order((bowl, 2), buyer=alice)
    part = cast.part_of(order)

    cancellations.cancel_by_buyer(part, by=alice, at=NOON)

    part.refresh_from_db()
    bowl.refresh_from_db()
    assert part.state == SellerOrderState.CANCELLED
    assert bowl.stock == 5
    assert sum(StockMove.objects.filter(offer=bowl).values_list("delta", flat=True)) == 5
    refund = Refund.objects.get()
    assert refund.amount_cents == order.total_cents
    assert refund.shipping_cents == part.shipping_cents
    assert cast.sent(refund).state == RefundState.PAID


def test_the_other_seller_of_the_order_is_untouched(lune, brun):
    order = cast.paid_order(cast.offer(lune), cast.offer(brun))
    mine, other = cast.part_of(order, lune), cast.part_of(order, brun)

    cancellations.cancel(mine, because="Perdu", by=None, at=NOON)

    mine.refresh_from_db()
    other.refresh_from_db()
    assert other.state == SellerOrderState.TO_ACCEPT
    assert order.payment.__class__.objects.get().refunded_cents == mine.total_cents


def test_a_buyer_no_longer_cancels_what_is_being_prepared(lune, alice):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice)))

    with pytest.raises(cancellations.AlreadyAccepted):
        cancellations.cancel_by_buyer(part, by=alice, at=NOON)

    assert Refund.objects.count() == 0


def test_the_page_of_a_part_accepted_meanwhile_has_no_button(client, lune, alice):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice)))
    client.force_login(alice)

    page = client.get(reverse("shop-order-cancel", args=[part.order.number, part.pk]))

    assert "Le vendeur prépare déjà cette commande" in page.content.decode()
    assert "rembours" not in page.content.decode().split("<main")[1].split("prépare déjà")[0]
    assert '<form method="post">' not in page.content.decode()


def test_what_left_is_not_cancelled(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    cast.shipped(part)
    part.refresh_from_db()

    with pytest.raises(cancellations.TooLateToCancel):
        cancellations.cancel(part, because="Trop tard", by=None, at=NOON)


def test_cancelling_twice_refunds_once(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    cancellations.cancel(part, because="Cassé", by=None, at=NOON)
    part.refresh_from_db()

    with pytest.raises(cancellations.TooLateToCancel):
        cancellations.cancel(part, because="Cassé", by=None, at=NOON)

    assert Refund.objects.count() == 1


def test_what_remains_after_a_first_parcel_is_cancelled_alone(lune):
    bowl = cast.offer(lune, price_cents=1000)
    part = cast.accepted(cast.part_of(cast.paid_order((bowl, 3))))
    line = part.lines.get()
    cast.shipped(part, pieces={line.pk: 2})

    cancellations.cancel(part, because="Le dernier est fêlé", by=None, at=NOON)

    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    refund = Refund.objects.get()
    assert refund.amount_cents == 1000  # its delivery was used: it stays
    bowl.refresh_from_db()
    assert bowl.stock == 8
    letter = mail.render(emails.refunded(refund)).text
    assert "Motif : articles annulés." in letter, "the order stands"


def test_the_refund_of_a_whole_order_calls_it_cancelled(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    cancellations.cancel(part, because="Plus de bols", by=None, at=NOON)
    assert "Motif : Commande annulée." in mail.render(emails.refunded(Refund.objects.get())).text


def test_a_part_whose_parcel_arrived_is_delivered_when_the_rest_is_cancelled(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2))))
    parcel = cast.shipped(part, pieces={part.lines.get().pk: 1})
    shipping.deliver(parcel, how="buyer", by=None, at=NOON)

    cancellations.cancel(part, because="Plus de terre", by=None, at=NOON)

    part.refresh_from_db()
    assert part.state == SellerOrderState.DELIVERED
    assert part.delivered_at == NOON


def test_pieces_cancelled_one_by_one_end_at_the_whole_sum(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune, price_cents=999), 3))))
    line = part.lines.get()

    for _piece in range(3):
        cancellations.cancel(part, because="Un de moins", pieces={line.pk: 1}, by=None, at=NOON)

    part.refresh_from_db()
    assert part.state == SellerOrderState.CANCELLED
    assert part.refunded_cents == part.total_cents
    assert Refund.objects.count() == 3
