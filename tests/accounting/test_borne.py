"""Who bears a decision: the operator's gift touches no price, the seller's lowers it, to the
cent.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounting import invariants
from accounting.book import ledger
from accounting.models import Account, CommissionReversal, Invoice, Line
from accounting.payouts import payable, payouts
from accounting.payouts import queries as payouts_queries
from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxPayment
from orders import invariants as orders_invariants
from orders.fulfilment import shipping
from orders.incidents import incidents
from orders.models import Incident, Refund
from orders.money import disputes, losses, refunds
from orders.returns import returns
from tests import cast, guards
from tests.accounting import builders
from tests.cast import NOON
from tests.orders.test_gestures import give as gesture

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + 40 * DAY


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def vase(lune, alice):
    """A vase at 120 €, delivered free: a commission of 14,40 € and 2,88 € of VAT."""
    return cast.sold(cast.offer(lune, price_cents=12000), buyer=alice)


def claim(part):
    pieces = {part.lines.get().pk: 1}
    return cast.heard(
        incidents.open_(part, kind="damaged", text="Fêlé.", pieces=pieces, by=None, at=NOON)
    )


def give(part, cents, by):
    """A gesture, sent by the provider."""
    row = claim(part)
    return cast.sent(
        incidents.give(
            row,
            cents,
            borne_by=by,
            because="Fêlé.",
            by=cast.operator("finance", "support"),
            at=NOON,
        )
    )


def of_part(part) -> dict[str, int]:
    """Debits less credits on the accounts of one part."""
    sums: dict[str, int] = {}
    for line in Line.objects.filter(seller_order=part):
        sums[line.account] = sums.get(line.account, 0) + line.debit_cents - line.credit_cents
    return {account: cents for account, cents in sums.items() if cents}


def told() -> list[str]:
    return [*invariants.violations(), *orders_invariants.violations()]


def test_what_the_operator_bears_is_its_expense_and_nobody_elses(vase, lune):
    give(vase, 5000, "operator")

    assert of_part(vase) == {
        Account.PSP: 12000 - 5000,
        Account.GOODWILL: 5000,
        Account.SELLERS: -(12000 - 1728),
        Account.COMMISSION: -1440,
        Account.VAT: -288,
    }
    assert not CommissionReversal.objects.exists()
    assert not Invoice.objects.filter(kind=Invoice.Kind.SALE_CREDIT).exists()
    assert payable.due_by_seller(LATER) == {lune.pk: 12000 - 1728}
    assert told() == []


def test_what_the_carrier_should_pay_is_advanced_by_the_operator(vase, odile):
    row = claim(vase)

    incidents.refund(
        row, incidents.whole(row), borne_by="carrier", because="Cassé en route.", by=odile, at=NOON
    )
    cast.sent(Refund.objects.get())

    assert of_part(vase)[Account.GOODWILL] == 12000
    assert ledger.owed(vase.seller) == 12000 - 1728
    assert told() == []


def test_what_the_seller_bears_lowers_the_price_its_commission_and_its_invoice(vase, lune):
    give(vase, 5000, "seller")

    # 50 of 120 €: 6,00 € of commission and 1,20 € of its VAT come back
    assert of_part(vase) == {
        Account.PSP: 7000,
        Account.SELLERS: -(12000 - 1728 - 5000 + 720),
        Account.COMMISSION: -840,
        Account.VAT: -168,
    }
    note = Invoice.objects.get(kind=Invoice.Kind.SALE_CREDIT)
    assert (note.gross_cents, note.corrects.kind, note.lines[0]["quantity"]) == (
        5000,
        Invoice.Kind.SALE,
        1,
    )
    assert note.lines[0]["title"].startswith("Réduction de prix : Bol en grès")
    assert told() == []


def test_after_a_gift_only_the_rest_goes_back_and_the_commission_follows_the_seller(vase, lune):
    give(vase, 5000, "operator")
    back = returns.ask(vase, pieces={vase.lines.get().pk: 1}, reason="withdrawal", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)

    refund = cast.sent(returns.receive(back, by=None, at=NOON))

    assert refund.amount_cents == 7000  # with the 50 € of before, all that was paid
    assert of_part(vase) == {
        Account.GOODWILL: 5000,
        Account.SELLERS: -(12000 - 1728 - 7000 + 1008),
        Account.COMMISSION: -600,
        Account.VAT: -120,
    }
    assert told() == []


def test_never_more_goes_back_than_was_paid_whoever_bears_it(vase, odile):
    give(vase, 12000, "operator")

    row = cast.heard(
        incidents.open_(
            vase,
            kind="wrong",
            text="Autre couleur.",
            pieces={vase.lines.get().pk: 1},
            by=None,
            at=NOON,
        )
    )
    for act in (
        lambda: incidents.give(row, 1, borne_by="seller", because="Bis.", by=odile, at=NOON),
        lambda: incidents.refund(
            row,
            incidents.Award(amounts={vase.lines.get().pk: 1}),
            borne_by="seller",
            because="Bis.",
            by=odile,
            at=NOON,
        ),
    ):
        with pytest.raises(refunds.RefundTooLarge):
            act()
    assert Refund.objects.count() == 1


def test_an_open_complaint_holds_what_a_prepared_payout_was_to_send(vase, lune):
    prepared = payouts.prepare(LATER, by=None, at=LATER).payouts.get()
    assert prepared.amount_cents == 12000 - 1728

    row = incidents.open_(
        vase,
        kind="wrong",
        text="Autre couleur.",
        pieces={vase.lines.get().pk: 1},
        by=None,
        at=LATER,
    )

    payouts.drop(
        prepared, because="réclamation", by=None, at=LATER
    )  # its lines are unsettled again
    assert payable.due_by_seller(LATER) == {}
    assert [share.reason for share in payable.shares(lune, LATER)] == ["Réclamation en cours"]
    incidents.withdraw(row, by=None, at=LATER)
    assert payable.due_by_seller(LATER) == {lune.pk: 12000 - 1728}


def test_a_loss_that_the_operator_bears_pays_the_seller_without_a_delivery(lune, alice, odile):
    parcel = cast.shipped(
        cast.part_of(cast.paid_order(cast.offer(lune, price_cents=12000), buyer=alice))
    )
    part = parcel.seller_order
    row = incidents.open_(part, kind="not_received", parcel=parcel, text="Rien.", by=None, at=NOON)
    incidents.mark_lost(row, because="Perdu.", by=odile, at=NOON)
    row = Incident.objects.get(pk=row.pk)
    assert payable.due_by_seller(LATER) == {}

    incidents.refund(
        row, incidents.whole(row), borne_by="carrier", because="Perdu.", by=odile, at=NOON
    )
    cast.sent(Refund.objects.get())

    assert payable.due_by_seller(NOON) == {lune.pk: 12000 - 1728}
    assert shipping.presume_due(LATER) == 0
    assert told() == []


def test_the_checks_name_a_bearer_that_was_changed(vase):
    give(vase, 5000, "operator")
    with guards.down():
        Refund.objects.update(borne_by="seller")

    sentences = told()

    assert any(f"part {vase.number}: 658900 holds 5000" in sentence for sentence in sentences)
    assert any("has no credit note of its amount" in sentence for sentence in sentences)


def test_a_sale_without_its_invoice_is_named(lune):
    """Nothing is not unknown: no document at all is told too."""
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    type(part).objects.filter(pk=part.pk).update(shipped_at=NOON)

    assert f"part {part.number} is shipped and invoiced for 0" in told()


def test_the_order_and_its_money_say_one_sum_and_who_gives_what_back(vase, lune, odile, client):
    cast.sent(gesture(vase, 5000, "operator", odile))
    cast.sent(gesture(vase, 1000, "seller", odile))
    net = 12000 - 1728 - 1000 + 144
    client.force_login(cast.owner_of(lune))

    pages = [
        client.get(reverse(name, args=[vase.number])).content.decode().replace("\xa0", " ")
        for name in ("seller-order", "seller-money-order")
    ]

    assert ledger.owed(lune) == net
    assert [f"{net // 100},{net % 100:02d} €" in page for page in pages] == [True, True]
    assert "Rendu ou à rendre, à votre charge</dt>" in pages[0]
    assert "La place de marché rend 50,00 €" in pages[0]


def contest(part):
    """The buyer's bank takes the whole payment back, and asks."""
    move = rehearsal.open_dispute(
        SandboxPayment.objects.get(ref=part.order.payment.ref), at=NOON, reason="general"
    )
    return move, disputes.sync(move.ref, at=NOON)


def lose(move):
    rehearsal.close_dispute(move, won=False, at=NOON)
    return disputes.sync(move.ref, at=NOON)


@pytest.mark.parametrize(
    ("grants", "risk"),
    [
        ([("operator", 9000)], 3000),
        ([("seller", 9000)], 12000),
        ([("seller", 2000), ("operator", 9000)], 3000),
    ],
)
def test_a_lost_dispute_books_what_was_announced_and_what_was_granted_keeps_its_bearer(
    vase, lune, odile, grants, risk
):
    move, dispute = contest(vase)
    for by, cents in grants:
        gesture(vase, cents, by, odile)
    assert set(Refund.objects.values_list("state", flat=True)) == {"waiting"}
    vase.refresh_from_db()
    assert losses.at_stake(vase, dispute) == risk

    lost = lose(move)

    assert set(Refund.objects.values_list("state", flat=True)) == {"dropped"}
    assert losses.at_stake(vase, lost) == risk
    kept = (12000 - risk) * 1728 // 12000
    assert ledger.owed(lune) == 12000 - risk - kept
    assert payouts_queries.given_by_bank(vase) == 12000, "what the buyer reads: all came back"
    assert of_part(vase).get(Account.BAD_DEBT, 0) == 12000 - risk
    assert told() == []


def test_two_lost_disputes_take_no_more_of_the_seller_than_one(vase, lune, odile):
    gesture(vase, 9000, "operator", odile)
    cast.sent(Refund.objects.get())
    for cents in (2000, 2000):
        builders.close(builders.dispute(vase.order, amount_cents=cents), won=False)

    assert ledger.owed(lune) == 9000 - 9000 * 1728 // 12000
