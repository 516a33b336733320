"""A great table cut in parts is one table still: for the trade, for its guards, for migrations."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from accounting.models import Line
from catalog.models import StockMove
from marketplace import invariants, partitions
from marketplace.shared import append_only
from marketplace.shared.models import Fact
from orders.models import OrderLine
from tests.accounting import builders, test_whole_sale
from tests.accounting.test_invoices import sold
from tests.accounting.test_whole_sale import accounts, live  # noqa: F401 - fixtures

# rolled back like any other: PostgreSQL cuts tables in a transaction
pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SIZE = 10


@pytest.fixture(autouse=True)
def _postgres():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps one table")


@pytest.fixture
def trade(grid, lune):
    def one():
        part = builders.ship(sold(lune, [(1000, 1, 2000)]))
        connection.check_constraints()  # no table is changed with checks still to be made
        return part

    return one


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError as refusal:
        return "append-only" in str(refusal)
    return False


def parts_of(table: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tableoid::regclass::text, count(*) FROM {table} GROUP BY 1")
        return dict(cursor.fetchall())


def rules_of(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE to_regclass(%s) IN (conrelid, confrelid) AND conparentid = 0 UNION SELECT"
            " tablename, indexname, replace(indexdef, 'ON ONLY', 'ON') FROM pg_indexes WHERE"
            " tablename = %s ORDER BY 1, 2",
            [table, table],
        )
        return cursor.fetchall()


@pytest.mark.usefixtures("live", "accounts")
def test_the_whole_story_of_money_is_told_in_cut_tables(lune, brun):
    """Sold, refused, shipped, returned, contested, paid out: `verify` finds nothing."""
    connection.check_constraints()
    tables = [partitions.state(label).table for label in partitions.TABLES]
    before = {table: rules_of(table) for table in tables}
    for label in partitions.TABLES:
        assert partitions.cut(label, size=60).is_cut
    assert {table: rules_of(table) for table in tables} == before

    test_whole_sale.test_money_goes_round(None, None, lune, brun)

    assert Line.objects.count() == sum(parts_of("accounting_line").values())


def test_every_guard_stands_on_every_part(trade):
    trade()
    for label in partitions.TABLES:
        partitions.cut(label, size=3 * SIZE)
    sales = 0
    while len(parts_of("accounting_line")) == 1:  # until lines are written beyond the first part
        trade()
        sales += 1
        assert sales < 9

    assert list(append_only.wrong()) == []
    for label in partitions.TABLES:
        table = partitions.state(label).table
        for part in parts_of(table):
            for held in (table, part):
                assert refused(f"DELETE FROM {held}")
                assert refused(f"UPDATE {held} SET id = id + 1000")
                assert refused(f"TRUNCATE {held} CASCADE")


def test_the_next_parts_are_made_ahead_and_missed_when_they_are_not(trade):
    trade()
    partitions.cut("accounting.Line", size=SIZE)
    ahead = partitions.AHEAD * SIZE
    assert partitions.state("accounting.Line").left >= ahead
    while partitions.state("accounting.Line").left >= SIZE:
        trade()
    assert any("accounting_line has parts for" in each for each in invariants.violations())

    assert partitions.cut_ahead() == 2

    assert partitions.state("accounting.Line").left >= ahead
    assert list(invariants.violations()) == []
    assert list(append_only.wrong()) == []
    assert partitions.cut_ahead() == 0


def test_a_guard_switched_off_on_one_part_is_named_and_put_back(trade):
    trade()
    partitions.cut("accounting.Line", size=SIZE)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE accounting_line_from_1 DISABLE TRIGGER append_only_accounting_line"
        )
        cursor.execute("DROP TRIGGER append_only_accounting_line_keep ON accounting_line_from_1")
    assert len(list(append_only.wrong())) == 2

    append_only.install()

    assert list(append_only.wrong()) == []
    append_only.stand_down(plan=["a migration"])
    append_only.install()
    assert list(append_only.wrong()) == []


def test_migrations_change_a_cut_table_as_any_other(trade):
    trade()
    partitions.cut("catalog.StockMove", size=SIZE)
    column = models.CharField(max_length=9, default="x", db_index=True)
    column.set_attributes_from_name("told")
    index = models.Index(fields=["moved_at"], name="moves_by_day")
    check = models.CheckConstraint(name="moves_something", condition=~models.Q(delta=0))
    with isolate_apps("catalog"):

        class Remark(models.Model):
            move = models.ForeignKey(StockMove, models.PROTECT)

            class Meta:
                app_label = "catalog"

    with connection.schema_editor() as editor:
        editor.add_field(StockMove, column)
        editor.add_index(StockMove, index)
        editor.add_constraint(StockMove, check)
        editor.create_model(Remark)
        editor.execute("INSERT INTO catalog_remark (move_id) SELECT id FROM catalog_stockmove")
    connection.check_constraints()
    with connection.schema_editor() as editor:
        editor.remove_constraint(StockMove, check)
        editor.remove_index(StockMove, index)
        editor.delete_model(Remark)

    with connection.cursor() as cursor:
        there = connection.introspection.get_table_description(cursor, "catalog_stockmove")
    assert "told" in {each.name for each in there}


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("CREATE VIEW lines AS SELECT * FROM accounting_line", "a view reads it"),
        ("CREATE UNIQUE INDEX once ON accounting_line (id, account)", "a unique rule"),
        ("GRANT SELECT ON accounting_line TO PUBLIC", "own grants"),
        ("CREATE TABLE more () INHERITS (accounting_line)", "inherits"),
    ],
)
def test_what_is_odd_is_left_as_it_is(trade, sql, why):
    trade()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    before = rules_of("accounting_line")

    with pytest.raises(CommandError, match=why):
        call_command("partitions", apply="accounting.Line")

    assert rules_of("accounting_line") == before
    assert not partitions.state("accounting.Line").is_cut
    assert list(append_only.wrong()) == []


def test_each_table_that_may_be_cut_has_no_unique_rule_of_its_own(db):
    for label in partitions.TABLES:
        partitions.refuse_what_is_odd(partitions.state(label).table)
    assert {Fact, OrderLine} <= {append_only.apps.get_model(name) for name in partitions.TABLES}
