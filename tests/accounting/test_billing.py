"""Commissions are invoiced by month and seller: booked and billed agree, corrections name what they
correct.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounting import invariants
from accounting.billing import billing
from accounting.book import ledger
from accounting.documents import documents, invoices, parties
from accounting.documents.facturx import xml_of
from accounting.models import (
    Account,
    BilledCommission,
    Commission,
    CommissionMonth,
    Entry,
    Invoice,
    Line,
    Payout,
)
from accounting.payouts import payable, payouts, statements
from accounting.payouts import queries as payouts_queries
from marketplace.shared.clock import PARIS
from tests import cast, guards
from tests.accounting import builders
from tests.accounting.builders import DAY, DECEMBER, JANUARY, NOON
from tests.orders.test_races_after import race

NOVEMBER_END = datetime(2026, 11, 30, 23, 30, tzinfo=PARIS)


def sold(seller, *prices, at=NOON):
    return builders.pay(
        builders.placed((seller, [(price, 1, 2000) for price in prices], 0), at=at), at=at
    ).seller_orders.get()


def booked(seller, first: date) -> tuple[int, int]:
    """Net and VAT that the book holds for a seller and a month."""
    start, end = billing.span(first)
    lines = Line.objects.filter(
        seller=seller, entry__journal="VC", entry__posted_at__gte=start, entry__posted_at__lt=end
    )
    return tuple(
        lines.filter(account=account).aggregate(s=Sum("credit_cents") - Sum("debit_cents"))["s"]
        or 0
        for account in (Account.COMMISSION, Account.VAT)
    )


def billed(seller, first: date) -> tuple[int, int]:
    """The same, of the documents of the month."""
    papers = Invoice.objects.filter(seller=seller, period_from=first, kind__startswith="commission")
    signs = [(-1 if paper.kind == "commission_credit" else 1, paper) for paper in papers]
    return sum(s * p.net_cents for s, p in signs), sum(s * p.vat_cents for s, p in signs)


def test_a_month_is_billed_on_its_last_day_whatever_is_paid_out(grid, lune, bank, deliver_sent):
    bank(lune)
    builders.delivered(lune, [(4900, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    sold(lune, 10000, at=NOVEMBER_END)
    assert Payout.objects.get().state == "paid"
    assert not Invoice.objects.filter(kind__startswith="commission").exists()

    assert billing.bill_due(DECEMBER) == 1

    bill = Invoice.objects.get(kind="commission")
    assert (bill.number, bill.issued_on, bill.period_from, bill.period_until) == (
        "COM-2026-000001",
        date(2026, 11, 30),
        date(2026, 11, 1),
        date(2026, 11, 30),
    )
    assert (
        (bill.net_cents, bill.vat_cents)
        == (588 + 1200, 118 + 240)
        == booked(lune, date(2026, 11, 1))
    )
    assert list(invariants.violations()) == []


def test_a_sale_belongs_to_the_month_of_paris(grid, lune):
    sold(lune, 10000, at=NOVEMBER_END)
    sold(lune, 20000, at=NOVEMBER_END + timedelta(minutes=31))
    assert billing.bill_due(NOVEMBER_END) == 0, "the month is not over"

    billing.bill_due(DECEMBER)

    assert Invoice.objects.get().net_cents == 1200
    assert [owed.month for owed in billing.unbilled(seller=lune)] == [date(2026, 12, 1)]


def test_vat_is_base_times_rate_once_and_the_book_and_the_balance_follow(grid, lune):
    for _sale in range(5):
        sold(lune, 1018)  # 1,22 € of commission, whose VAT alone is 24,4 cents: booked 24
    owed = ledger.owed(lune)
    assert booked(lune, date(2026, 11, 1)) == (610, 120)

    billing.bill_due(DECEMBER)

    bill = Invoice.objects.get()
    assert (bill.net_cents, bill.vat_cents) == (610, 122)
    assert booked(lune, date(2026, 11, 1)) == (610, 122)
    assert ledger.owed(lune) == owed - 2
    assert CommissionMonth.objects.get().rounding_cents == 2
    entry = Entry.objects.get(source__startswith="commissionvat:")
    assert "11/2026" in entry.label
    assert list(invariants.violations()) == []


def test_the_rounding_is_paid_and_explained_like_the_rest(grid, lune, bank, deliver_sent):
    bank(lune)
    for _sale in range(5):
        builders.delivered(lune, [(1018, 1, 2000)])
    billing.bill_due(DECEMBER)
    left = payable.shares(lune, DECEMBER)[-1]
    assert (left.seller_order_id, left.cents, left.reason) == (None, -2, "")
    run = payouts.prepare(DECEMBER, by=None, at=DECEMBER)
    payouts.approve(run, by=None, at=DECEMBER)
    deliver_sent(DECEMBER)
    payout = run.payouts.get()
    assert payout.state == "paid"
    assert payout.amount_cents == 5 * 1018 - 610 - 122
    assert ledger.owed(lune) == 0
    rows = list(statements.rows(payout))
    assert {row.get("document") for row in rows if row["label"].startswith("Commission ")} == {
        "COM-2026-000001"
    }
    assert "Arrondi de TVA, commissions 11/2026" in "".join(statements.as_csv(payout))
    assert "COM-2026-000001" in "".join(statements.as_csv(payout))


def test_a_rounding_alone_makes_neither_a_payout_nor_an_alarm(grid, lune, bank, deliver_sent):
    bank(lune)
    for _sale in range(5):
        builders.delivered(lune, [(1018, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    billing.bill_due(DECEMBER)
    assert ledger.owed(lune) == -2
    assert payable.due_by_seller(DECEMBER) == {}
    balance = payouts_queries.balance(lune, DECEMBER)
    assert (balance.owed_cents, balance.hindrance) == (-2, "")
    assert list(invariants.violations()) == []


def test_a_statement_says_when_a_commission_will_be_invoiced(grid, lune, bank, deliver_sent):
    bank(lune)
    builders.delivered(lune, [(4900, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    assert "à facturer le 30/11/2026" in "".join(statements.as_csv(run.payouts.get()))


def test_what_is_refunded_in_the_same_month_is_netted_and_a_cancelled_sale_leaves_nothing(
    grid, lune, brun
):
    part = sold(lune, 10000, 5000)
    builders.give_back(part, {part.lines.first().pk: 1}, cause="cancelled")
    gone = sold(brun, 8000)
    builders.give_back(gone, {gone.lines.get().pk: 1}, cause="refused")

    billing.bill_due(DECEMBER)

    bill = Invoice.objects.get(kind__startswith="commission")
    assert (bill.seller, bill.net_cents, bill.vat_cents) == (lune, 600, 120)
    assert [line["net_cents"] for line in bill.lines] == [600]
    assert CommissionMonth.objects.get(seller=brun).net_cents == 0
    assert billing.bill_due(DECEMBER) == 0
    assert list(invariants.violations()) == []


def test_what_is_refunded_later_is_a_credit_note_that_cites_number_and_date(grid, lune):
    old, new = sold(lune, 10000), sold(lune, 4900, at=DECEMBER + DAY)
    billing.bill_due(DECEMBER)
    bill = Invoice.objects.get(kind="commission")
    builders.give_back(
        builders.ship(old, at=DECEMBER), {old.lines.get().pk: 1}, at=DECEMBER + 2 * DAY
    )

    billing.bill_due(JANUARY)

    note, second = (
        Invoice.objects.get(kind="commission_credit"),
        Invoice.objects.filter(kind="commission").last(),
    )
    assert (note.number, note.issued_on, note.corrects) == (
        "AVC-2026-000001",
        date(2026, 12, 31),
        bill,
    )
    assert (note.net_cents, note.vat_cents, second.net_cents) == (1200, 240, 588)
    assert "Avoir sur la facture COM-2026-000001 du 30/11/2026" in note.mentions[0]
    xml = xml_of(note).decode()
    assert "COM-2026-000001" in xml
    assert "20261130" in xml
    assert billed(lune, date(2026, 12, 1)) == booked(lune, date(2026, 12, 1))
    assert new.number != old.number
    assert list(invariants.violations()) == []


def test_each_corrected_invoice_has_its_own_credit_note(grid, lune):
    first = sold(lune, 10000)
    billing.bill_due(DECEMBER)
    second = sold(lune, 20000, at=DECEMBER + DAY)
    billing.bill_due(JANUARY)
    february = datetime(2027, 2, 1, 0, 5, tzinfo=PARIS)
    for part in (second, first):
        builders.give_back(part, {part.lines.get().pk: 1}, at=JANUARY + DAY)

    billing.bill_due(february)

    notes = Invoice.objects.filter(kind="commission_credit").order_by("pk")
    assert [(note.corrects.number, note.net_cents) for note in notes] == [
        ("COM-2026-000001", 1200),
        ("COM-2026-000002", 2400),
    ]
    assert notes[0].corrects.issued_on == date(2026, 11, 30)


def test_credit_notes_of_a_whole_invoice_end_at_its_vat_and_never_exceed_it(grid, lune):
    parts = [sold(lune, 1018) for _sale in range(5)]
    months = [
        DECEMBER,
        JANUARY,
        *(datetime(2027, month, 1, 0, 5, tzinfo=PARIS) for month in range(2, 6)),
    ]
    billing.bill_due(months[0])
    for part, month_end in zip(parts, months[1:], strict=True):
        builders.give_back(part, {part.lines.get().pk: 1}, at=month_end - DAY)
        billing.bill_due(month_end)

    bill = Invoice.objects.get(kind="commission")
    notes = Invoice.objects.filter(corrects=bill).order_by("pk")
    assert [(note.net_cents, note.vat_cents) for note in notes] == [(122, 24)] * 4 + [(122, 26)]
    assert sum(note.gross_cents for note in notes) == bill.gross_cents
    assert ledger.owed(lune) == 0 == ledger.balance(Account.VAT)
    assert list(invariants.violations()) == []


def test_missed_months_are_caught_up_in_order_and_twice_is_once(grid, lune):
    october = NOON.replace(month=10)
    old = sold(lune, 10000, at=october)
    builders.give_back(old, {old.lines.get().pk: 1}, at=NOON)
    sold(lune, 20000)

    assert billing.bill_due(DECEMBER) == 2
    assert billing.bill_due(DECEMBER) == 0

    told = Invoice.objects.order_by("pk").values_list(
        "kind", "period_from", "issued_on", "net_cents"
    )
    assert list(told) == [
        ("commission", date(2026, 10, 1), date(2026, 12, 1), 1200),
        ("commission", date(2026, 11, 1), date(2026, 12, 1), 2400),
        ("commission_credit", date(2026, 11, 1), date(2026, 11, 30), 1200),
    ], "what comes after ten days bears its own day, and days never go back in a series"
    assert list(invariants.violations()) == []


def test_what_is_booked_in_a_closed_month_is_billed_as_its_supplement(grid, lune):
    sold(lune, 10000)
    billing.bill_due(DECEMBER)
    sold(lune, 20000, at=NOVEMBER_END)
    assert "is on no document" in " ".join(invariants.violations())

    billing.bill_due(DECEMBER + timedelta(hours=1))

    assert list(CommissionMonth.objects.values_list("supplement", "net_cents")) == [
        (0, 1200),
        (1, 2400),
    ]
    assert billed(lune, date(2026, 11, 1)) == booked(lune, date(2026, 11, 1))
    assert list(invariants.violations()) == []


def test_verify_names_each_wrong(grid, lune):
    sold(lune, 10000)
    billing.bill_due(DECEMBER)
    closed, bill = CommissionMonth.objects.get(), Invoice.objects.get()
    with guards.down():
        CommissionMonth.objects.update(vat_cents=1)
    assert "1200+240 are booked" in " ".join(invariants.violations())
    with guards.down():
        CommissionMonth.objects.update(vat_cents=240)

    with transaction.atomic():
        note = invoices.issue(
            Invoice.Kind.COMMISSION_CREDIT,
            prefix="AVC",
            at=DECEMBER,
            about=closed,
            seller=lune,
            corrects=bill,
            sums=documents.compose_fees([documents.Fee("Trop", 1201, 2000)]),
            issuer=bill.issuer,
            customer=bill.customer,
        )
        entry = ledger.post(
            ledger.Booking(
                source="reversal:0",
                journal="VC",
                label="Trop",
                at=DECEMBER,
                sides=(
                    ledger.debit(Account.COMMISSION, 1201, seller_id=lune.pk),
                    ledger.credit(Account.SELLERS, 1201, seller_id=lune.pk),
                ),
            )
        )[0]
    BilledCommission.objects.create(entry=entry, invoice=note, closed_in=closed)
    told = " ".join(invariants.violations())
    assert "AVC-2026-000001 exceeds COM-2026-000001" in told
    assert "reversal:0 is billed in 11/2026 and was booked in another month" in told


def test_the_database_refuses_to_bill_an_entry_or_a_month_twice(grid, lune):
    sold(lune, 10000)
    billing.bill_due(DECEMBER)
    row, month = BilledCommission.objects.first(), CommissionMonth.objects.get()
    for again in (
        BilledCommission(entry=row.entry, invoice=row.invoice),
        CommissionMonth(
            seller=lune, month=month.month, net_cents=0, vat_cents=0, closed_at=DECEMBER
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_runs_at_once_bill_everybody_once(grid):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    sellers = [cast.seller(f"Boutique {n}") for n in range(4)]
    for seller in sellers:
        sold(seller, 10000)
    refused = race(*(lambda: billing.bill_due(DECEMBER) for _run in range(3)))
    assert refused == []
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == [f"COM-2026-00000{n}" for n in range(1, 5)]
    assert list(invariants.violations()) == []


def test_a_seller_whose_book_disagrees_is_not_billed_a_guess_and_keeps_nobody_waiting(
    grid, lune, brun
):
    part = sold(lune, 10000)
    sold(brun, 10000)
    with guards.down():
        Commission.objects.filter(line__seller_order=part).update(net_cents=1)

    assert billing.bill_due(DECEMBER) == 1

    assert Invoice.objects.get().seller == brun
    assert list(billing.late(DECEMBER + DAY)) == [lune]
    assert not billing.late(DECEMBER).exists(), "the first night belongs to the timetable"


def test_a_seller_costs_the_same_statements_whatever_they_sold(grid, lune, brun):
    for _sale in range(12):
        sold(lune, 1000, 2000, 3000)
    sold(brun, 5000)
    counts = []
    for seller in (lune, brun):
        with CaptureQueriesContext(connection) as asked:
            billing.bill(seller.pk, date(2026, 11, 1), at=DECEMBER)
        counts.append(len(asked))
    assert counts[0] - counts[1] <= 9, (
        "36 lines cost no more than one: the series opened, a rounding booked"
    )
    assert max(counts) <= 27
    assert Invoice.objects.count() == 2


def test_what_payouts_billed_before_is_not_billed_again(grid, lune, bank, deliver_sent):
    bank(lune)
    early = builders.delivered(lune, [(10000, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    month = early.paid_at.astimezone(PARIS).date().replace(day=1)
    with transaction.atomic():
        fees = [documents.Fee("Commission", 1200, 2000)]
        old = _billed_by_its_payout(run.payouts.get(), documents.compose_fees(fees), lune)
    sold(lune, 20000)
    import_module("accounting.migrations.0010_commissions_billed_before").tell(apps, None)

    builders.give_back(early, {early.lines.get().pk: 1}, at=NOON + DAY)
    billing.bill_due(DECEMBER)

    fresh = Invoice.objects.filter(kind__startswith="commission", pk__gt=old.pk).order_by("pk")
    assert [(row.kind, row.net_cents, row.corrects) for row in fresh] == [
        ("commission", 2400, None),
        ("commission_credit", 1200, old),
    ]
    assert month <= date(2026, 11, 1)
    assert list(invariants.violations()) == []


def _billed_by_its_payout(payout, sums, seller) -> Invoice:
    """What the house issued until commissions were invoiced by month."""
    old = invoices.issue(
        Invoice.Kind.COMMISSION,
        prefix="COM",
        at=NOON,
        about=payout,
        sums=sums,
        seller=seller,
        issuer=parties.of_house(),
        customer=parties.of_seller(seller),
        period_from=NOON.date(),
        period_until=NOON.date(),
    )
    Payout.objects.filter(pk=payout.pk).update(invoice=old)
    return old
