"""The invariants hold after every story, and each notices when it is broken."""

import pytest
from django.db import transaction

from catalog.models import StockMove
from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxMove, SandboxPayment
from orders import invariants
from orders.models import Order, OrderLine, Payment, Refund, RefundLine, SellerOrder
from orders.money import payments, refunds
from tests import cast, guards

pytestmark = pytest.mark.django_db


def moved_again(reason):
    """A stock movement written a second time."""
    move = StockMove.objects.filter(reason=reason).first()
    move.pk = None
    move.save(force_insert=True)


@pytest.fixture
def lived(lune, brun):
    """One order of each fate: waiting, refused, paid, refunded, given up, paid too late."""
    with clock.at(cast.NOON):
        cast.placed_order(cast.offer(lune))
        cast.pay(cast.placed_order(cast.offer(lune)), "4000000000000002")
        paid = cast.paid_order((cast.offer(lune), 2), cast.offer(brun))
        part = paid.seller_orders.first()
        with transaction.atomic():
            refund = refunds.intend(
                part,
                lines={part.lines.get().pk: 1},
                shipping_cents=100,
                cause="cancelled",
                by=None,
                at=cast.NOON,
            )
        refunds.send(refund.pk)
        payments.expire(cast.placed_order(cast.offer(brun)), at=cast.NOON)
        late = cast.placed_order(cast.offer(brun))
        payments.start(late.payment.pk)
        payments.expire(late, at=cast.NOON)
        hosted = SandboxPayment.objects.get(order_ref=late.number)
        rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
        payments.sync(hosted.ref, at=cast.NOON)
        refunds.send(Refund.objects.get(cause="late_payment").pk)
    return paid


def test_nothing_is_wrong_after_every_fate(lived):
    assert list(invariants.violations()) == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda: SellerOrder.objects.filter(shipping_cents__gt=100).update(
            shipping_cents=0,
            total_cents=1,
            goods_cents=1,
            refunded_cents=0,
            shipping_refunded_cents=0,
        ),
        lambda: Payment.objects.filter(state="paid").update(amount_cents=10**9),
        lambda: Payment.objects.filter(state="paid").update(paid_at=None),
        lambda: Payment.objects.filter(state="intended").update(state="paid"),
        lambda: SellerOrder.objects.filter(state="to_accept").update(state="awaiting_payment"),
        lambda: SellerOrder.objects.filter(state="awaiting_payment").update(state="to_ship"),
        lambda: OrderLine.objects.update(cancelled=0),
        lambda: RefundLine.objects.update(amount_cents=1),
        lambda: Refund.objects.filter(cause="cancelled").update(shipping_cents=0),
        lambda: moved_again("sold"),
        lambda: moved_again("freed"),
        lambda: SandboxPayment.objects.filter(state="paid").update(fee_cents=1),
        lambda: SandboxMove.objects.filter(kind="refund").delete(),
        lambda: Payment.objects.filter(refunds__cause="late_payment").update(refunded_cents=0),
    ],
)
def test_each_invariant_notices(lived, broken):
    with guards.down():
        broken()

    assert list(invariants.violations())


def test_proving_asks_a_fixed_number_of_questions(lived, django_assert_max_num_queries):
    with django_assert_max_num_queries(48):
        list(invariants.violations())
    assert Order.objects.count() == 5
