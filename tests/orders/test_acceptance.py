"""A seller answers an order: all of it, without some pieces, or not at all."""

from datetime import timedelta

import pytest

from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import parts
from orders.fulfilment import acceptance
from orders.models import Refund
from orders.states import SellerOrderState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def test_accepting_commits_to_a_day(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2))))

    assert part.state == SellerOrderState.TO_SHIP
    assert part.accepted_at == NOON
    assert part.ship_by > NOON
    assert Refund.objects.count() == 0
    assert Fact.objects.get(name="orders.SellerOrderAccepted").actor == cast.owner_of(lune)


def test_refused_pieces_are_refunded_and_the_rest_is_kept(lune):
    bowl, jug = cast.offer(lune, price_cents=1000), cast.offer(lune, price_cents=3000)
    part = cast.part_of(cast.paid_order((bowl, 3), jug))
    line = part.lines.get(offer=bowl)

    part = cast.accepted(part, refused={line.pk: 2})

    assert part.state == SellerOrderState.TO_SHIP
    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.shipping_cents, refund.cause) == (2000, 0, "refused")
    line.refresh_from_db()
    assert (line.cancelled, line.waiting, line.refunded_cents) == (2, 1, 2000)
    bowl.refresh_from_db()
    assert bowl.stock == 7  # the seller lacks them: they do not go back on sale
    assert kept_of(bowl) == 1


def kept_of(offer) -> int:
    """The pieces that a badge counts as sold."""
    counted = ("sold", "freed", "returned")
    return -sum(offer.stock_moves.filter(reason__in=counted).values_list("delta", flat=True))


def test_refusing_everything_cancels_and_refunds_delivery_too(lune):
    bowl = cast.offer(lune, price_cents=1000)
    part = cast.part_of(cast.paid_order((bowl, 2)))
    line = part.lines.get()

    acceptance.accept(
        part, refused={line.pk: 2}, because="Four en panne", by=cast.owner_of(lune), at=NOON
    )

    part.refresh_from_db()
    assert part.state == SellerOrderState.CANCELLED
    assert part.cancelled_because == "Four en panne"
    assert part.refunded_cents == part.total_cents == part.order.payment.refunded_cents
    bowl.refresh_from_db()
    assert bowl.stock == sum(bowl.stock_moves.values_list("delta", flat=True)) == 8
    assert kept_of(bowl) == 0  # a seller who refuses orders does not rise among what sells best


def test_more_than_ordered_is_not_refused(lune):
    part = cast.part_of(cast.paid_order((cast.offer(lune), 2)))

    with pytest.raises(parts.TooMany):
        acceptance.accept(part, refused={part.lines.get().pk: 3}, by=None, at=NOON)

    part.refresh_from_db()
    assert part.state == SellerOrderState.TO_ACCEPT
    assert Refund.objects.count() == 0


def test_a_line_of_another_order_is_not_refused(lune, brun):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    foreign = cast.part_of(cast.paid_order(cast.offer(brun))).lines.get()

    with pytest.raises(parts.NothingChosen):
        acceptance.accept(part, refused={foreign.pk: 1}, by=None, at=NOON)

    foreign.refresh_from_db()
    assert foreign.cancelled == 0


def test_accepting_twice_is_refused(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    cast.accepted(part)

    with pytest.raises(MovedMeanwhile):
        acceptance.accept(part, by=None, at=NOON)
    part.refresh_from_db()
    with pytest.raises(Refusal):
        acceptance.accept(part, by=None, at=NOON)

    assert Fact.objects.filter(name="orders.SellerOrderAccepted").count() == 1


def test_silence_refuses_after_the_deadline_only(lune, brun):
    late = cast.part_of(cast.paid_order(cast.offer(lune), at=NOON))
    fresh = cast.part_of(cast.paid_order(cast.offer(brun), at=NOON + timedelta(hours=30)))

    assert acceptance.expire_due(NOON + timedelta(hours=47)) == 0
    assert acceptance.expire_due(NOON + timedelta(hours=49)) == 1
    assert acceptance.expire_due(NOON + timedelta(hours=49)) == 0

    late.refresh_from_db()
    fresh.refresh_from_db()
    assert late.state == SellerOrderState.CANCELLED
    assert late.refunded_cents == late.total_cents
    assert fresh.state == SellerOrderState.TO_ACCEPT
