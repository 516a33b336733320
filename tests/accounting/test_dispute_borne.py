"""What a lost dispute costs a seller: the sale, and no commission on it."""

from __future__ import annotations

from datetime import date

import pytest

from accounting import invariants
from accounting.billing import billing
from accounting.billing import months as commission_months
from accounting.book import ledger
from accounting.models import Account, Commission, CommissionReversal, Invoice, Line
from tests.accounting import builders
from tests.accounting.builders import DECEMBER, JANUARY, NOON

pytestmark = pytest.mark.django_db


def lose(order, cents: int, at=NOON):
    return builders.close(builders.dispute(order, amount_cents=cents, at=at), won=False, at=at)


def test_a_lost_dispute_costs_the_seller_the_sale_and_not_the_commission(grid, lune):
    part = builders.delivered(lune, [(3900, 1, 2000)], 780)
    assert ledger.owed(lune) == 4680 - 562

    lose(part.order, 4680)

    assert ledger.owed(lune) == 0
    assert dict(
        Line.objects.filter(entry__source__startswith="takenreversal:").values_list(
            "account", "debit_cents"
        )
    ) == {Account.COMMISSION: 468, Account.VAT: 94, Account.SELLERS: 0}
    assert ledger.balance(Account.PSP_FEES) == 1500 + 25, "the fees stay with the operator"
    assert list(invariants.violations()) == []


def test_only_what_the_bank_took_gives_commission_back_and_never_twice(grid, lune, brun):
    order = builders.pay(
        builders.placed((lune, [(6000, 1, 2000), (2000, 1, 2000)], 0), (brun, [(2000, 1, 0)], 0))
    )
    mine = order.seller_orders.get(seller=lune)
    second = mine.lines.get(unit_cents=2000)
    builders.give_back(mine, {second.pk: 1})

    lose(order, 4000)  # half of the 80 € that are left: 30 of lune, 10 of brun

    by_seller = dict(
        CommissionReversal.objects.exclude(dispute=None).values_list(
            "commission__seller", "taken_cents"
        )
    )
    assert by_seller == {lune.pk: 3000, brun.pk: 1000}
    assert dict(
        Commission.objects.values_list("line__unit_cents", "reversed_cents").filter(seller=lune)
    ) == {6000: 360, 2000: 240}
    assert list(invariants.violations()) == []

    lose(order, 4000)
    assert set(
        Commission.objects.exclude(reversed_cents=0).values_list(
            "seller", "net_cents", "reversed_cents"
        )
    ) == {(lune.pk, 720, 720), (lune.pk, 240, 240), (brun.pk, 240, 240)}
    assert list(invariants.violations()) == []


def test_taken_in_the_month_of_the_sale_nothing_is_billed(grid, lune):
    part = builders.delivered(lune, [(4900, 1, 2000)], days_ago=1)
    lose(part.order, 4900)

    billing.bill_due(DECEMBER)

    assert not Invoice.objects.filter(kind__startswith="commission").exists()
    assert ledger.owed(lune) == 0
    assert list(invariants.violations()) == []


def test_taken_in_a_later_month_it_is_a_credit_note(grid, lune, brun):
    order = builders.pay(builders.placed((lune, [(10000, 1, 2000)], 0), (brun, [(5000, 1, 0)], 0)))
    billing.bill_due(DECEMBER)
    bill = Invoice.objects.get(kind="commission", seller=lune)
    lose(order, 15000, at=DECEMBER)

    billing.bill_due(JANUARY)

    note = Invoice.objects.get(kind="commission_credit", seller=lune)
    assert (note.corrects, note.net_cents, note.vat_cents) == (bill, 1200, 240)
    assert "contestation bancaire perdue" in note.lines[0]["title"]
    told = commission_months.rows(lune, date(2026, 12, 1))
    assert [(row.net_cents, row.vat_cents, row.document) for row in told] == [(-1200, -240, note)]
    assert ledger.owed(lune) == ledger.owed(brun) == 0
    assert list(invariants.violations()) == []


def test_verify_names_a_commission_kept_on_what_a_bank_took(grid, lune):
    part = builders.delivered(lune, [(4900, 1, 2000)])
    row = builders.close(builders.dispute(part.order, amount_cents=1000), won=True)
    commission = Commission.objects.get()
    CommissionReversal.objects.create(
        commission=commission,
        dispute=row,
        net_cents=0,
        vat_cents=0,
        taken_cents=4900,
        reversed_at=NOON,
    )

    told = list(invariants.violations())

    assert (
        f"commission {commission.pk}: the line is wholly refunded or taken by a bank, "
        "the commission is not given back" in told
    )
