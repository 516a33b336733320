"""W5: a payout run, from who is owed what to the money in the seller's account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounting.book import ledger
from accounting.models import Account, Payout, PayoutRun
from accounting.states import PayoutState, RunState
from marketplace.shared import clock, gateway
from marketplace.shared.models import SandboxAccount
from orders.returns import returns
from tests import cast

DUE = cast.NOON + timedelta(days=30)


@pytest.fixture
def accounts(lune, brun):
    """Both sellers are known to the provider, and verified."""
    for seller in (lune, brun):
        SandboxAccount.objects.create(
            ref=seller.account_ref,
            key=seller.account_ref,
            email=seller.email,
            legal_name=seller.legal_name,
            state="verified",
            created_at=cast.NOON,
        )


def prepare(console) -> PayoutRun:
    """Look at who is owed what, and make a run of it."""
    address = reverse("admin:accounting_payoutrun_prepare")
    assert "Atelier Lune" in console.get(address).content.decode()
    console.post(address, {"until": clock.today().isoformat()})
    return PayoutRun.objects.latest("pk")


def approve(console, run, worker) -> PayoutRun:
    """Press the button that lets the money leave."""
    with worker():
        console.post(reverse("admin:accounting_payoutrun_approve", args=[run.pk]))
    run.refresh_from_db()
    return run


def test_sellers_are_paid_what_they_are_owed(at_door, lune, brun, odile, accounts, worker):
    with worker():
        order = cast.paid_order(
            (cast.offer(lune, price_cents=5000), 2), cast.offer(brun, price_cents=8000)
        )
        parts = {seller: cast.delivered(cast.part_of(order, seller)) for seller in (lune, brun)}
        held = cast.sold(cast.offer(lune, price_cents=7000))
        returns.ask(
            held, pieces={held.lines.get().pk: 1}, reason="withdrawal", by=None, at=cast.NOON
        )
    owed = {
        seller: part.total_cents - commission
        for (seller, part), commission in zip(parts.items(), (1440, 1152), strict=True)
    }
    mail.outbox.clear()

    with clock.at(DUE):
        console = at_door(odile)
        run = prepare(console)
        assert run.state == RunState.PREPARED
        assert {p.seller: p.amount_cents for p in run.payouts.select_related("seller")} == owed
        page = console.get(
            reverse("admin:accounting_payoutrun_change", args=[run.pk])
        ).content.decode()
        assert "Premier versement" in page

        approve(console, run, worker)

        assert run.state == RunState.DONE
        for payout in run.payouts.select_related("seller"):
            assert payout.state == PayoutState.PAID
            desk = at_door(cast.owner_of(payout.seller))
            assert payout.number in desk.get(reverse("seller-money")).content.decode()
            statement = desk.get(reverse("seller-payout-statement", args=[payout.number]))
            assert b"".join(statement.streaming_content).startswith(b"%PDF")
            lines = desk.get(reverse("seller-payout-csv", args=[payout.number])).streaming_content
            assert parts[payout.seller].number in b"".join(lines).decode("utf-8-sig")
        assert {to for sent in mail.outbox for to in sent.to} >= {lune.email, brun.email}
        assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
        assert (ledger.owed(brun), ledger.owed(lune) > 0) == (0, True), (
            "what may come back is not paid"
        )


def test_twice_approved_is_paid_once(at_door, lune, odile, accounts, worker):
    with worker():
        cast.sold(cast.offer(lune, price_cents=5000))
    with clock.at(DUE):
        console = at_door(odile)
        run = prepare(console)
        for _press in range(2):
            approve(console, run, worker)
        again = console.post(
            reverse("admin:accounting_payoutrun_prepare"), {"until": clock.today().isoformat()}
        )

    assert "Rien à verser" in again.content.decode()
    assert Payout.objects.get().state == PayoutState.PAID
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()


def test_a_refused_transfer_waits_for_another_try(at_door, lune, odile, accounts, worker):
    with worker():
        cast.sold(cast.offer(lune, price_cents=5000))
    SandboxAccount.objects.update(state="restricted")
    with clock.at(DUE):
        console = at_door(odile)
        approve(console, prepare(console), worker)
        payout = Payout.objects.get()
        assert (payout.state, payout.failure) == (PayoutState.FAILED, "account_restricted")
        assert ledger.owed(lune) == payout.amount_cents, "nothing left, nothing booked"

        SandboxAccount.objects.update(state="verified")
        with worker():
            console.post(reverse("admin:accounting_payout_retry", args=[payout.pk]))

    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
