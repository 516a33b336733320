"""Stripe Connect behind the seam, against a double that holds us to the SDK's own types."""

import json
from datetime import UTC, datetime

import pytest
import stripe

from marketplace.shared.gateway.protocol import (
    BadSignature,
    Company,
    Evidence,
    GatewayDown,
    GatewayRefused,
)
from marketplace.shared.gateway.signing import sign
from marketplace.shared.gateway.stripe_connect import StripeConnect
from tests.orders import stripe_double

SECRET = "whsec_test"


@pytest.fixture
def server():
    with stripe_double.Server() as server:
        yield server


@pytest.fixture
def gateway(server, settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", SECRET
    return StripeConnect(server.client)


def start(gateway, key="K1"):
    return gateway.start_payment(
        key=key,
        amount_cents=8420,
        currency="EUR",
        order_ref="ABC12345",
        description="Atelier Lune",
        email="a@example.test",
        return_url="https://halles.example/commande/ABC12345/paiement/?t=x",
    )


def test_the_double_refuses_what_the_types_refuse(server):
    for params in (
        {"mode": "payment", "line_item": []},
        {"mode": "paiement"},
        {"payment_intent_data": {"transfer_grp": "x"}},
        {"line_items": [{"quantity": "two"}]},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            server.client.v1.checkout.sessions.create(params)
    with pytest.raises(stripe.InvalidRequestError):
        server.client.v1.transfers.create({"amount": 1, "currency": "eur"})


def test_a_payment_is_opened_once_a_key_and_paid_on_the_hosted_page(gateway, server):
    view = start(gateway)
    again = start(gateway)

    assert again.ref == view.ref
    assert (view.state, view.amount_cents, view.currency) == ("pending", 8420, "EUR")
    assert view.redirect_url.startswith("https://checkout.stripe.test/")
    sent = server.world.requests[0][2]
    assert sent["payment_intent_data"]["transfer_group"] == "ABC12345"
    server.world.pay(view.ref)
    paid = gateway.payment(view.ref)
    assert (paid.state, paid.fee_cents, paid.card, paid.order_ref) == (
        "paid",
        160,
        "4242",
        "ABC12345",
    )
    intent = server.world.objects[view.ref]["payment_intent"]["id"]
    assert gateway.payment(intent).ref == view.ref


def test_closing_a_payment_never_loses_a_paid_one(gateway, server):
    open_, paid = start(gateway, "K1"), start(gateway, "K2")
    server.world.pay(paid.ref)

    assert gateway.cancel_payment(open_.ref).state == "cancelled"
    assert gateway.cancel_payment(paid.ref).state == "paid"


def test_money_goes_back_and_out_and_back_again(gateway, server):
    view = start(gateway)
    server.world.pay(view.ref)

    refund = gateway.refund(key="R1", payment_ref=view.ref, amount_cents=500, reason="returned")
    account = gateway.open_account(
        key="A1", email="v@example.test", legal_name="Atelier Lune SARL", country="FR", siret="1"
    )
    sent = gateway.transfer(
        key="T1",
        account_ref=account.ref,
        amount_cents=7000,
        currency="EUR",
        group="P1",
        source_ref=view.ref,
    )

    assert (refund.state, refund.amount_cents) == ("paid", 500)
    assert (account.state, account.requirements) == ("pending", ("external_account",))
    assert (sent.state, sent.amount_cents) == ("paid", 7000)
    assert gateway.find_transfer(key="T1", group="P1") == sent
    assert gateway.find_transfer(key="T2", group="P1") is None
    transfer = next(r for r in server.world.requests if r[1] == "transfers")
    assert transfer[2]["source_transaction"].startswith("ch_")
    assert transfer[3] == "T1"
    assert gateway.onboarding_url(account.ref, return_url="https://x.test/").endswith(account.ref)
    assert gateway.balance_cents() == 5070


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"payouts_enabled": True, "capabilities": {"transfers": "active"}}, "verified"),
        ({"details_submitted": True}, "restricted"),
        ({}, "pending"),
    ],
)
def test_an_account_is_mirrored(gateway, server, changes, state):
    ref = gateway.open_account(
        key="A1", email="v@example.test", legal_name="X", country="FR", siret="1"
    ).ref
    server.world.objects[ref].update(changes)

    assert gateway.account(ref).state == state


LUNE = Company(
    legal_name="Lune et Fils SAS",
    legal_form="SAS",
    siret="73282932000074",
    email="bonjour@lune.example",
    phone="+33612345678",
    line1="8 quai Saint-Vincent",
    line2="",
    postcode="69001",
    city="Lyon",
    country="FR",
)


def test_a_company_that_changed_is_told_once(gateway, server):
    ref = gateway.open_account(
        key="A1", email="v@example.test", legal_name="Lune", country="FR", siret="73282932000074"
    ).ref

    for _twice in range(2):
        gateway.update_account(key="U1", ref=ref, company=LUNE)

    told = server.world.objects[ref]["told"]
    assert told["company"] == {
        "name": "Lune et Fils SAS",
        "phone": "+33612345678",
        "address": {
            "line1": "8 quai Saint-Vincent",
            "line2": "",
            "postal_code": "69001",
            "city": "Lyon",
            "country": "FR",
        },
    }
    assert told["metadata"] == {"siret": "73282932000074", "legal_form": "SAS"}
    keys = [key for _method, path, _data, key in server.world.requests if path == f"accounts/{ref}"]
    assert keys == ["U1-profile", "U1-company"] * 2


def test_what_only_the_seller_may_change_is_a_no_and_not_a_silence(gateway, server):
    ref = gateway.open_account(
        key="A1", email="v@example.test", legal_name="Lune", country="FR", siret="1"
    ).ref
    server.world.keeps_company = True

    with pytest.raises(GatewayRefused) as no:
        gateway.update_account(key="U1", ref=ref, company=LUNE)

    assert no.value.code == "seller_must_say_so"
    assert server.world.objects[ref]["told"]["email"] == "bonjour@lune.example"


def contested(gateway, server):
    view = start(gateway)
    server.world.pay(view.ref)
    intent = server.world.objects[view.ref]["payment_intent"]["id"]
    dispute = server.world.make(
        "dp",
        "dispute",
        amount=8420,
        status="needs_response",
        reason="fraudulent",
        payment_intent=intent,
        balance_transactions=[{"amount": -8420, "fee": 2000}],
        evidence_details={"due_by": 1_764_600_000, "submission_count": 0},
    )
    return view, dispute


def test_a_dispute_names_the_payment_it_is_about(gateway, server):
    view, dispute = contested(gateway, server)

    seen = gateway.dispute(dispute["id"])

    assert (seen.payment_ref, seen.state, seen.fee_cents) == (view.ref, "open", 2000)
    assert seen.answer_by == datetime(2025, 12, 1, 14, 40, tzinfo=UTC)


def test_evidence_is_handed_in_once_a_key(gateway, server):
    _view, dispute = contested(gateway, server)
    proof = Evidence(customer_name="Alice", shipping_tracking="6A1", text="Livré le 3 octobre.")

    seen = [gateway.contest(key="E1", ref=dispute["id"], evidence=proof) for _ in range(2)]

    assert [view.state for view in seen] == ["open", "open"]
    assert server.world.objects[dispute["id"]]["evidence"] == {
        "customer_name": "Alice",
        "shipping_tracking_number": "6A1",
        "uncategorized_text": "Livré le 3 octobre.",
    }
    with pytest.raises(GatewayRefused):
        gateway.accept_dispute(key="E2", ref=dispute["id"])


def test_a_dispute_that_is_accepted_is_lost(gateway, server):
    _view, dispute = contested(gateway, server)

    assert gateway.accept_dispute(key="E1", ref=dispute["id"]).state == "lost"


def test_no_answer_is_told_from_no(gateway, server):
    with pytest.raises(GatewayRefused) as no:
        gateway.payment("cs_unknown")
    assert no.value.code == "resource_missing"
    server.world.lose_answers = True
    with pytest.raises(GatewayDown):
        start(gateway)
    server.world.lose_answers = False
    assert start(gateway).ref == "cs_1"


def event(kind="checkout.session.completed", *, live=False, **subject) -> bytes:
    about = {"id": "cs_1", "object": "checkout.session", **subject}
    return json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "type": kind,
            "livemode": live,
            "created": 1,
            "data": {"object": about},
        }
    ).encode()


@pytest.mark.parametrize(
    ("kind", "subject", "read"),
    [
        ("checkout.session.completed", {}, "payment.changed"),
        ("payment_intent.payment_failed", {"id": "pi_1"}, "payment.changed"),
        ("charge.dispute.created", {"id": "dp_1", "status": "needs_response"}, "dispute.changed"),
        (
            "charge.dispute.created",
            {"id": "dp_1", "status": "warning_needs_response"},
            "ignored.charge.dispute.created",
        ),
        ("refund.updated", {"id": "re_1"}, "refund.changed"),
        ("transfer.reversed", {"id": "tr_1"}, "transfer.changed"),
        ("account.updated", {"id": "acct_1"}, "account.changed"),
        ("customer.created", {"id": "cus_1"}, "customer.created"),
    ],
)
def test_webhooks_become_notices(gateway, kind, subject, read):
    body = event(kind, **subject)

    notice = gateway.read_notice(body, {"stripe-signature": sign(body, SECRET)})

    assert (notice.uid, notice.kind) == ("evt_1", read)
    assert notice.subject_ref == subject.get("id", "cs_1")
    assert "object" not in notice.payload


def test_events_of_the_other_world_change_nothing(gateway):
    body = event(live=True)

    notice = gateway.read_notice(body, {"stripe-signature": sign(body, SECRET)})

    assert notice.kind.startswith("ignored.")


@pytest.mark.parametrize(
    "header",
    ["", "t=1,v1=x", "garbage", sign(event(), "other"), sign(event(), SECRET, at=1_700_000_000)],
    ids=["none", "short", "garbage", "another secret", "old"],
)
def test_forged_or_old_webhooks_are_refused(gateway, header):
    with pytest.raises(BadSignature):
        gateway.read_notice(event(), {"stripe-signature": header})


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"id": 1}', b"{", b"\xff\xfe"])
def test_unreadable_webhooks_are_refused(gateway, body):
    with pytest.raises(BadSignature):
        gateway.read_notice(body, {"stripe-signature": sign(body, SECRET)})
