"""Nobody rewrites the book, whatever they use: the database refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounting.book import ledger
from accounting.documents import rendering
from accounting.models import Account, Entry, Frozen, Invoice, Line
from catalog.models import Price, StockMove
from marketplace.shared import append_only
from tests.accounting import builders
from tests.accounting.builders import NOON
from tests.accounting.test_invoices import sold


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.fixture
def invoice(grid, lune):
    return builders.ship(sold(lune, [(1000, 1, 2000)])).invoices.get()


def test_guards_are_in_place(db):
    assert list(append_only.wrong()) == []
    assert len(append_only.guards()) > 15


def test_the_book_refuses_updates_and_deletes(invoice):
    entry, line = Entry.objects.first(), Line.objects.first()
    with pytest.raises(Frozen):
        Entry.objects.update(label="x")
    with pytest.raises(Frozen):
        Line.objects.all().delete()
    refused(lambda: entry.save(update_fields=["label"]))
    refused(lambda: line.save())
    refused(lambda: Line._base_manager.filter(pk=line.pk).delete())
    refused(lambda: _sql("UPDATE accounting_entry SET label = 'x'"))
    refused(lambda: _sql("DELETE FROM accounting_line"))


def test_an_issued_invoice_keeps_its_content_and_its_first_file(invoice):
    refused(lambda: Invoice.objects.update(gross_cents=0, net_cents=0, vat_cents=0))
    refused(lambda: Invoice.objects.filter(pk=invoice.pk).update(mentions=[]))
    refused(lambda: invoice.delete())
    rendering.render(invoice.pk, at=NOON)
    refused(lambda: Invoice.objects.update(sha256="0"))


def test_prices_and_stock_moves_stay_as_they_were(invoice):
    refused(lambda: Price.objects.update(amount_cents=1))
    refused(lambda: StockMove.objects.update(delta=1))
    Price.objects.update(ends_at=NOON)


def test_an_entry_is_whole_and_balanced_or_not_at_all(db):
    refused(lambda: book((Account.PSP, 5, 0)))
    refused(lambda: book((Account.PSP, 5, 0), (Account.BUYERS, 0, 4)))
    refused(
        lambda: Entry.objects.create(
            pk=77, source="x:1", journal="OD", label="x", posted_at=NOON, hash="0" * 64
        )
    )

    book((Account.PSP, 5, 0), (Account.BUYERS, 0, 5))

    assert Entry.objects.count() == 1
    refused(lambda: Line.objects.create(entry_id=77, account=Account.PSP, debit_cents=5))
    refused(lambda: Line.objects.create(entry_id=77, account=Account.BUYERS, credit_cents=5))


@pytest.mark.django_db(transaction=True)
def test_lines_without_their_entry_do_not_outlive_the_transaction():
    refused(lambda: Line.objects.create(entry_id=77, account=Account.PSP, debit_cents=5))
    assert not Line.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_suite_can_still_empty_its_tables():
    ledger.post(
        ledger.Booking(
            source="x:1",
            journal="OD",
            label="x",
            at=NOON,
            sides=(ledger.debit(Account.PSP, 5), ledger.credit(Account.BUYERS, 5)),
        )
    )


def book(*sides) -> None:
    """An entry written past the ledger, lines first as it must be."""
    for account, debit, credit in sides:
        Line.objects.create(entry_id=77, account=account, debit_cents=debit, credit_cents=credit)
    Entry.objects.create(
        pk=77, source="x:1", journal="OD", label="x", posted_at=NOON, hash="0" * 64
    )


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
