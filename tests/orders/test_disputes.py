"""Chargebacks are asked of the provider, written down once, and closed once."""

import pytest

from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, SandboxPayment
from orders import disputes
from orders.models import Dispute
from orders.states import DisputeState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def contested(lune):
    order = cast.paid_order((cast.offer(lune), 2))
    return rehearsal.open_dispute(SandboxPayment.objects.get(ref=order.payment.ref), now=NOON)


def test_a_dispute_is_opened_once(contested):
    first = disputes.sync(contested.ref, now=NOON)
    again = disputes.sync(contested.ref, now=NOON)

    assert first.pk == again.pk
    assert (first.state, first.fee_cents) == (DisputeState.OPEN, 2000)
    assert first.amount_cents == first.payment.amount_cents
    assert Fact.objects.filter(name="orders.DisputeOpened").count() == 1


@pytest.mark.parametrize(("won", "state"), [(True, DisputeState.WON), (False, DisputeState.LOST)])
def test_the_bank_decides_once(contested, won, state):
    disputes.sync(contested.ref, now=NOON)
    rehearsal.close_dispute(contested, won=won, now=NOON)

    for _notice in range(2):
        disputes.sync(contested.ref, now=NOON)

    assert Dispute.objects.get().state == state
    assert Fact.objects.filter(name="orders.DisputeClosed").count() == 1


def test_a_dispute_heard_of_only_at_its_end_has_both_facts(contested):
    rehearsal.close_dispute(contested, won=False, now=NOON)

    disputes.sync(contested.ref, now=NOON)

    names = Fact.objects.filter(name__startswith="orders.Dispute").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["orders.DisputeOpened", "orders.DisputeClosed"]
