"""The sandbox: a provider of our own, as honest and as unreliable as a real one."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from marketplace.shared import clock, outbox
from marketplace.shared.gateway import delivery, rehearsal
from marketplace.shared.gateway.closed import NotOpenYet
from marketplace.shared.gateway.protocol import GatewayDown, GatewayRefused
from marketplace.shared.gateway.sandbox import Sandbox
from marketplace.shared.models import (
    GatewayNotice,
    Pending,
    SandboxAccount,
    SandboxMove,
    SandboxNotice,
    SandboxPayment,
    SandboxSettings,
)
from orders.buying import cart
from orders.buying.place import Buyer, place
from orders.models import Order
from orders.money import payments
from orders.states import PaymentState
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def gateway():
    return Sandbox()


def start(gateway, key="K1", cents=10_000):
    return gateway.start_payment(
        key=key,
        amount_cents=cents,
        currency="EUR",
        order_ref="ABC",
        description="Atelier Lune",
        email="a@example.test",
        return_url="http://127.0.0.1:8000/retour/",
    )


def paid(gateway, key="K1", cents=10_000):
    view = start(gateway, key, cents)
    rehearsal.pay(SandboxPayment.objects.get(ref=view.ref), "4242424242424242", at=cast.NOON)
    return gateway.payment(view.ref)


def account(gateway, state="verified"):
    ref = gateway.open_account(
        key=f"A-{state}", email="v@example.test", legal_name="Lune", country="FR", siret="1"
    ).ref
    rehearsal.judge_account(SandboxAccount.objects.get(ref=ref), state, at=cast.NOON)
    return ref


def test_one_card_refuses_its_first_refund_and_takes_the_second(gateway):
    view = start(gateway)
    rehearsal.pay(SandboxPayment.objects.get(ref=view.ref), "4000 0000 0000 5126", at=cast.NOON)
    held = gateway.balance_cents()

    for _again in range(2):
        first = gateway.refund(key="R1", payment_ref=view.ref, amount_cents=500, reason="return")
        assert (first.state, first.failure) == ("failed", "expired_or_canceled_card")
    assert gateway.balance_cents() == held
    second = gateway.refund(key="R2", payment_ref=view.ref, amount_cents=500, reason="return")
    assert second.state == "paid"
    assert gateway.balance_cents() == held - 500


def test_a_key_does_its_work_once(gateway):
    assert start(gateway).ref == start(gateway).ref
    with pytest.raises(GatewayRefused):
        start(gateway, cents=1)
    done = paid(gateway, "K2")
    for _ in range(2):
        gateway.refund(key="R1", payment_ref=done.ref, amount_cents=4000, reason="x")
    assert gateway.payment(done.ref).refunded_cents == 4000


def test_the_balance_is_what_came_less_what_went(gateway):
    done = paid(gateway)
    fee = 140 + 25
    assert done.fee_cents == fee
    assert gateway.balance_cents() == 10_000 - fee
    gateway.refund(key="R1", payment_ref=done.ref, amount_cents=1000, reason="x")
    to = account(gateway)
    sent = gateway.transfer(key="T1", account_ref=to, amount_cents=5000, currency="EUR", group="P1")
    assert gateway.balance_cents() == 10_000 - fee - 1000 - 5000
    assert gateway.transfer_state(sent.ref).state == "paid"
    contested = rehearsal.open_dispute(SandboxPayment.objects.get(ref=done.ref), at=cast.NOON)
    assert gateway.balance_cents() == 10_000 - fee - 1000 - 5000 - 9000 - 2000
    rehearsal.close_dispute(contested, won=True, at=cast.NOON)
    assert gateway.balance_cents() == 10_000 - fee - 1000 - 5000 - 2000
    assert gateway.dispute(contested.ref).state == "won"


def test_no_more_goes_back_than_came(gateway):
    done = paid(gateway)

    with pytest.raises(GatewayRefused):
        gateway.refund(key="R1", payment_ref=done.ref, amount_cents=10_001, reason="x")
    with pytest.raises(GatewayRefused):
        gateway.refund(key="R2", payment_ref=start(gateway, "K9").ref, amount_cents=1, reason="x")
    assert gateway.balance_cents() == 10_000 - 165


@pytest.mark.parametrize(
    ("state", "cents", "switch", "failure"),
    [
        ("restricted", 100, False, "account_restricted"),
        ("verified", 100, True, "account_restricted"),
        ("verified", 99_999, False, "balance_insufficient"),
    ],
)
def test_transfers_that_fail_say_why(gateway, state, cents, switch, failure):
    paid(gateway)
    SandboxSettings.objects.create(fail_transfers=switch)

    sent = gateway.transfer(
        key="T1", account_ref=account(gateway, state), amount_cents=cents, currency="EUR", group="P"
    )

    assert (sent.state, sent.failure) == ("failed", failure)


def test_a_provider_that_is_down_says_nothing(gateway, lune):
    order = cast.placed_order(cast.offer(lune))
    SandboxSettings.objects.create(is_down=True)

    with pytest.raises(GatewayDown):
        payments.start(order.payment.pk)
    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.INTENDED
    SandboxSettings.objects.update(is_down=False)
    assert payments.start(order.payment.pk).state == PaymentState.PENDING


def test_a_lost_answer_opens_no_second_payment(lune):
    """F2: the provider did the work and never said so."""
    order = cast.placed_order(cast.offer(lune))
    SandboxSettings.objects.create(loses_answers=True)
    with pytest.raises(GatewayDown):
        payments.start(order.payment.pk)
    SandboxSettings.objects.update(loses_answers=False)

    payment = payments.start(order.payment.pk)

    assert SandboxPayment.objects.get().ref == payment.ref


def test_the_sandbox_refuses_to_sell_for_real(settings):
    settings.SANDBOX_ALLOWED = False

    with pytest.raises(ImproperlyConfigured):
        Sandbox()


def test_a_house_without_a_provider_sells_nothing_and_breaks_nothing(settings, client, lune):
    settings.GATEWAY = "closed"
    full = cast.cart_with(cast.offer(lune))
    buyer = Buyer(email="guest@example.test", address=cast.HOME)

    with pytest.raises(NotOpenYet):
        place(cart.quote_of(full, at=cast.NOON), buyer, cart=full, key="k" * 40, at=cast.NOON)

    assert not Order.objects.exists()
    assert payments.expire_due(cast.NOON) == payments.reconcile(cast.NOON) == 0
    assert client.get("/essai/paiement/rien/").status_code == 404
    assert (
        client.post("/webhooks/sandbox/", b"{}", content_type="application/json").status_code == 404
    )


def test_webhooks_are_tried_again_until_answered(gateway, monkeypatch):
    paid(gateway)
    notice = SandboxNotice.objects.get()
    answers = iter(["no answer: refused", "500", "200"])
    monkeypatch.setattr(delivery, "send", lambda _notice: next(answers))

    waits = []
    now = cast.NOON
    for _ in range(3):
        delivery.deliver(notice.pk, at=now)
        notice.refresh_from_db()
        waits.append((notice.due_at - now).total_seconds())
        now = notice.due_at

    assert waits[:2] == [10, 60]
    assert (notice.attempts, notice.last_answer) == (3, "200")
    delivery.deliver(notice.pk, at=now)  # answered: not sent again (the answers are used up)


def test_the_sweep_delivers_what_is_due(gateway, lune):
    order = cast.placed_order(cast.offer(lune))
    SandboxSettings.objects.create(delay_seconds=30, duplicate_notices=True)
    hosted = SandboxPayment.objects.get(ref=payments.start(order.payment.pk).ref)
    rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)

    assert delivery.sweep(cast.NOON) == 0
    with clock.at(cast.NOON + delivery.CLAIM):
        assert delivery.sweep(clock.now()) == 1
        assert delivery.sweep(clock.now()) == 1, "it waits"
        assert Pending.objects.filter(task="sandbox.deliver", done_at=None).count() == 1
        outbox.sweep(clock.now())

    assert SandboxNotice.objects.get().delivered_at
    assert GatewayNotice.objects.count() == 1


def test_lost_webhooks_are_never_sent_and_reconciled(gateway, lune):
    """F8: the provider forgot to tell; we ask."""
    order = cast.placed_order(cast.offer(lune))
    SandboxSettings.objects.create(drop_percent=100)
    hosted = SandboxPayment.objects.get(ref=payments.start(order.payment.pk).ref)
    rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
    assert not SandboxNotice.objects.exists()

    payments.reconcile(cast.NOON + payments.PATIENCE)

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID


def test_the_card_that_contests_does_so_later(gateway):
    view = start(gateway)
    rehearsal.pay(SandboxPayment.objects.get(ref=view.ref), "4000000000000259", at=cast.NOON)

    assert rehearsal.dispute_what_is_due(cast.NOON) == 0
    assert rehearsal.dispute_what_is_due(cast.NOON + rehearsal.DISPUTED_AFTER) == 1
    assert SandboxMove.objects.get(kind="dispute").amount_cents == 10_000


@pytest.mark.parametrize("card", ["4111111111111111", "", "abc", "4242", "\x00", "4" * 400])
def test_only_test_cards_are_taken(client, gateway, card):
    view = start(gateway)

    answer = client.post(view.redirect_url.removeprefix("http://127.0.0.1:8000"), {"card": card})

    assert answer.status_code == 422
    assert "carte d&#x27;essai" in answer.content.decode()


def test_a_hosted_page_answers_once(client, gateway):
    done = paid(gateway)
    address = reverse("sandbox-payment", args=[done.ref])

    assert client.get(address)["Location"] == "/retour/"
    assert client.post(address, {"card": "4000000000000002"})["Location"] == "/retour/"
    assert gateway.payment(done.ref).state == "paid"
    assert client.get(reverse("sandbox-payment", args=["pay_nobody"])).status_code == 404


def test_a_seller_proves_who_they_are(client, gateway):
    ref = gateway.open_account(
        key="A", email="v@example.test", legal_name="Lune", country="FR", siret="1"
    ).ref
    address = gateway.onboarding_url(ref, return_url="http://127.0.0.1:8000/seller/dossier/")

    page = client.get(reverse("sandbox-account", args=[ref]))
    assert "representative.document" in page.content.decode()
    back = client.post(address.removeprefix("http://127.0.0.1:8000"), {"verify": "1"})

    assert back["Location"] == "/seller/dossier/"
    assert gateway.account(ref).payouts_enabled
    assert SandboxNotice.objects.filter(kind="account.changed").exists()


def test_the_console_is_the_operators_alone(client, alice, odile, lune):
    address = reverse("sandbox-console")
    assert client.get(address).status_code == 302
    client.force_login(alice)
    assert client.get(address).status_code == 404
    assert client.post(reverse("sandbox-switches")).status_code == 404
    client.force_login(cast.operator("moderation"))
    assert client.get(address).status_code == 404
    client.force_login(odile)
    assert client.get(address).status_code == 200


def test_the_operator_plays_the_bank(client, odile, lune, gateway, django_assert_max_num_queries):
    order = cast.paid_order(cast.offer(lune))
    ref = order.payment.ref
    account(gateway)
    client.force_login(odile)

    client.post(reverse("sandbox-act", args=["contester", ref]))
    dispute = SandboxMove.objects.get(kind="dispute")
    client.post(reverse("sandbox-act", args=["perdue", dispute.ref]))
    again = client.post(reverse("sandbox-act", args=["contester", ref]), follow=True)
    client.post(
        reverse("sandbox-switches"),
        {"duplicate_notices": "on", "delay_seconds": "5", "drop_percent": "0"},
    )

    assert gateway.dispute(dispute.ref).state == "lost"
    assert "une seule fois" in again.content.decode()
    assert delivery.switches().delay_seconds == 5
    notice = SandboxNotice.objects.first()
    client.post(reverse("sandbox-act", args=["renvoyer", notice.uid]))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("sandbox-console")).content.decode()
    assert ref in page
    assert client.post(reverse("sandbox-act", args=["autre", ref])).status_code == 404


def test_a_dispute_that_waits_is_shown_however_much_came_after_it(client, odile, gateway):
    old = [
        rehearsal.open_dispute(SandboxPayment.objects.get(ref=paid(gateway, n).ref), at=cast.NOON)
        for n in range(2)
    ]
    rehearsal.close_dispute(old[1], won=True, at=cast.NOON)
    SandboxMove.objects.bulk_create(
        SandboxMove(
            ref=f"re_{n}",
            key=f"re-{n}",
            kind="refund",
            target_ref="p",
            amount_cents=1,
            state="paid",
            created_at=cast.NOON,
        )
        for n in range(40)
    )
    client.force_login(odile)

    page = client.get(reverse("sandbox-console")).content.decode()

    assert reverse("sandbox-act", args=["gagnee", old[0].ref]) in page
    assert reverse("sandbox-act", args=["perdue", old[0].ref]) in page
    assert reverse("sandbox-act", args=["gagnee", old[1].ref]) not in page, "decided"


def test_no_sandbox_page_exists_where_stripe_is_the_gateway(client, odile, settings):
    settings.GATEWAY = "stripe"
    client.force_login(odile)

    assert client.get(reverse("sandbox-console")).status_code == 404
    assert client.get(reverse("sandbox-payment", args=["x"])).status_code == 404
