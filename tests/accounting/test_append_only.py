"""Nobody rewrites the book, whatever they use: the database refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounting import append_only, ledger, rendering
from accounting.models import Account, Entry, Frozen, Invoice, Line
from catalog.models import Price, StockMove
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
    assert append_only.missing() == []


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
    rendering.render(invoice.pk, now=NOON)
    refused(lambda: Invoice.objects.update(sha256="0"))


def test_prices_and_stock_moves_stay_as_they_were(invoice):
    refused(lambda: Price.objects.update(amount_cents=1))
    refused(lambda: StockMove.objects.update(delta=1))
    Price.objects.update(ends_at=NOON)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="deferred checks are PostgreSQL's")
@pytest.mark.django_db(transaction=True)
def test_an_unbalanced_entry_is_refused_at_commit():
    with pytest.raises(IntegrityError), transaction.atomic():
        _book_one_side()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_suite_can_still_empty_its_tables():
    ledger.post(ledger.Booking("x:1", "OD", "x", NOON, (
        ledger.debit(Account.PSP, 5), ledger.credit(Account.BUYERS, 5))))


def _book_one_side() -> None:
    entry = Entry.objects.create(source="x:1", journal="OD", label="x", posted_at=NOON)
    Line.objects.create(entry=entry, account=Account.PSP, debit_cents=5)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
