"""The operator's pages of what follows a sale: read, filtered, moved by verbs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, Pending, SandboxPayment
from orders.models import Dispute, Refund, Return, SellerOrder, Shipment, WithdrawalDeclaration
from orders.money import disputes
from orders.returns import returns, withdrawals
from orders.states import ReturnState, SellerOrderState, ShipmentState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def console(client, odile):
    return cast.proven(client, odile)


@pytest.fixture
def trade(lune):
    """One of each thing that may follow a sale."""
    part = cast.sold((cast.offer(lune), 2))
    returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    disputed = rehearsal.open_dispute(
        SandboxPayment.objects.get(ref=part.order.payment.ref), at=NOON
    )
    disputes.sync(disputed.ref, at=NOON)
    withdrawals.declare(
        key="0" * 32, name="Zoé", order_number="?", email="zoe@example.test", at=NOON
    )
    return part


def page(row, verb="change"):
    return reverse(f"admin:orders_{row._meta.model_name}_{verb}", args=[row.pk])


@pytest.mark.parametrize("model", [SellerOrder, Shipment, Return, Dispute, WithdrawalDeclaration])
def test_lists_and_pages_open(console, trade, model, django_assert_max_num_queries):
    name = f"admin:orders_{model._meta.model_name}_changelist"
    console.get(reverse(name))
    with django_assert_max_num_queries(12):
        assert console.get(reverse(name), {"q": "zzz"}).status_code == 200
    assert console.get(reverse(name)).status_code == 200
    assert console.get(page(model.objects.get()), follow=True).status_code == 200


def test_the_late_are_found(console, lune):
    late = cast.part_of(cast.paid_order(cast.offer(lune), at=NOON - timedelta(days=3)))
    fresh = cast.part_of(cast.paid_order(cast.offer(lune)))

    text = console.get(
        reverse("admin:orders_sellerorder_changelist"), {"late": "accept"}
    ).content.decode()

    assert late.number in text
    assert fresh.number not in text


def test_an_operator_cancels_with_a_reason(console, lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))

    console.post(page(part, "annuler"), {"because": ""})
    part.refresh_from_db()
    assert part.state == SellerOrderState.TO_ACCEPT
    console.post(page(part, "annuler"), {"because": "Vendeur injoignable"})

    part.refresh_from_db()
    assert (part.state, part.cancelled_because) == (
        SellerOrderState.CANCELLED,
        "Vendeur injoignable",
    )


def test_an_operator_marks_a_parcel_delivered(console, lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))

    console.post(page(parcel, "livrer"), {"because": "Signature du destinataire"})

    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_how) == (ShipmentState.DELIVERED, "operator")


def test_an_operator_answers_a_return_in_the_seller_s_place(console, trade):
    back = Return.objects.get()

    console.post(page(back, "accepter"), {"because": "Vendeur muet depuis trois jours"})
    came = {f"q{back.lines.get().line_id}": 1}
    console.post(page(back, "recevoir"), {"because": "Remise prouvée par le transporteur", **came})

    back.refresh_from_db()
    assert back.state == ReturnState.RECEIVED


def test_a_withdrawal_is_followed_up(console, trade):
    row = WithdrawalDeclaration.objects.get()

    console.post(page(row, "traiter"), {"because": "Commande introuvable"})

    row.refresh_from_db()
    assert (row.outcome, row.handled_at) == ("Commande introuvable", NOON)


def test_an_acknowledgement_that_did_not_leave_shouts_and_is_sent(console, trade):
    row = WithdrawalDeclaration.objects.get()
    listed = reverse("admin:orders_withdrawaldeclaration_changelist")
    file = reverse("admin:orders_withdrawaldeclaration_change", args=[row.pk])
    letters = Pending.objects.filter(task="orders.acknowledge_withdrawal")
    withdrawals.acknowledged(row, at=NOON)
    queued = letters.count()
    assert console.post(page(row, "accuser")).status_code == 302
    assert letters.count() == queued  # it left: it leaves once
    WithdrawalDeclaration.objects.filter(pk=row.pk).update(acknowledged_at=None)

    with clock.at(NOON + timedelta(days=2)):
        home = console.get(reverse("admin:index")).content.decode()
        assert "Accusés de rétractation qui ne sont pas partis" in home
        assert f'href="{file}"' in home  # it is alone: its tile leads to it
        assert f'href="{listed}?late=letter"' not in home
        assert row.name in console.get(listed, {"late": "letter"}).content.decode()
        assert "accusé de réception dû dès la déclaration" in console.get(file).content.decode()
        console.post(page(row, "accuser"))

    assert letters.count() == queued + 1
    assert Fact.objects.filter(name="orders.AcknowledgementAsked").count() == 1


def test_only_the_support_team_comes_in(client, trade):
    client = cast.proven(client, cast.operator("editorial"))

    assert client.get(reverse("admin:orders_sellerorder_changelist")).status_code in (403, 404)
    assert client.post(page(trade, "annuler"), {"because": "x"}).status_code in (403, 404)


def console_user():
    """Somebody who sees every queue."""
    return cast.operator(email="tout@example.test")


def test_money_that_goes_back_is_read_in_euros(console, lune):
    part = cast.sold((cast.offer(lune, price_cents=2490), 1))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    returns.receive(back, by=None, at=NOON)

    for row in (Refund.objects.get(), part.order.payment):
        content = console.get(page(row), follow=True).content.decode()
        assert "centimes" not in content
        assert f"{row.amount_cents // 100},{row.amount_cents % 100:02d}" in content
