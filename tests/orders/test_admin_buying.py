"""The operator reads orders and their money, and asks the provider again."""

import pytest
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxPayment
from orders.models import Payment
from orders.money import payments
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["order", "payment", "refund"])
def test_lists_open_whatever_their_length(
    client, odile, lune, model, django_assert_max_num_queries
):
    for _ in range(3):
        cast.paid_order(cast.offer(lune))
    cast.proven(client, odile)

    with django_assert_max_num_queries(22):
        assert (
            client.get(reverse(f"admin:orders_{model}_changelist"), {"q": "a"}).status_code == 200
        )


def test_each_role_sees_its_own(client, lune):
    order = cast.paid_order(cast.offer(lune))
    cast.proven(client, cast.operator("support"))

    assert client.get(reverse("admin:orders_order_change", args=[order.pk])).status_code == 200
    assert client.get(reverse("admin:orders_payment_changelist")).status_code == 404


def test_a_payment_is_asked_again(client, odile, lune):
    order = cast.placed_order(cast.offer(lune))
    payment = payments.start(order.payment.pk)
    rehearsal.pay(SandboxPayment.objects.get(ref=payment.ref), "4242424242424242", at=clock.now())
    cast.proven(client, odile)

    client.post(reverse("admin:orders_payment_demander", args=[payment.pk]))

    assert Payment.objects.get().state == "paid"
