"""A verification goes on from the last proof: what each kind finds, and when the whole is asked."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounting.models import Entry, Invoice
from marketplace.proof import proof, verify
from marketplace.shared import canonical, clock, proofs, sealing, swift
from marketplace.shared.append_only import guards as every_guard
from marketplace.shared.models import Chain, Fact, Proof
from orders.models import Order, Payment
from tests import cast, guards, outside
from tests.cast import NOON

POSTGRES = connection.vendor == "postgresql"
DAY = timedelta(days=1)


@pytest.fixture
def traded(lune):
    """Two orders that were proven with the whole, then one that was not."""
    for _count in range(2):
        cast.sold(cast.offer(lune))
        sealing.seal_new(NOON)  # a block of its own: the last one is read again
    prove(NOON + DAY)
    cast.sold(cast.offer(lune), at=NOON + DAY)
    sealing.seal_new(NOON + DAY)


def prove(at: datetime, *, since_last: bool = False) -> Proof:
    with clock.at(at):
        kept = proof.run(since_last=since_last)
    assert kept.findings == []
    return kept


class Undone(Exception):
    """What was falsified is put right again."""


def named(sql: str, since: proofs.Since | None) -> list[str]:
    """What is said after a statement, which is then undone; that the guards are away is known."""
    told: list[str] = []
    with suppress(Undone), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.check_constraints()
        told = [sentence for _app, sentence in verify.violations(since)]
        raise Undone
    return [sentence for sentence in told if not sentence.startswith("database guard")]


def rewritten(rows, column: str, value: str = "'faux'") -> dict[str, str]:
    """Statements that falsify the first, already proven, and the last row."""
    table, ordered = rows._meta.db_table, rows._base_manager.order_by("pk")
    return {
        age: f"UPDATE {table} SET {column} = {value} WHERE id = {row.pk}"
        for age, row in (("old", ordered.first()), ("new", ordered.last()))
    }


def test_what_each_kind_of_verification_finds(traded):
    since = proofs.since_last(NOON + DAY)
    assert (named("SELECT 1", None), named("SELECT 1", since)) == ([], [])

    found = {}
    with guards.down():
        for rows, column in ((Entry, "label"), (Invoice, "number"), (Fact, "because")):
            for age, sql in rewritten(rows, column).items():
                found[rows.__name__, age] = (bool(named(sql, None)), bool(named(sql, since)))

    # what was proven and only grows is read again by the whole alone
    assert found == {
        (name, age): (True, age == "new")
        for name in ("Entry", "Invoice", "Fact")
        for age in ("old", "new")
    }


def test_what_may_change_is_found_at_any_age_by_both(traded):
    since = proofs.since_last(NOON + DAY)
    st = Entry.objects.filter(journal="ST")
    joint = st.filter(rank=since.rank("book:ST")).get()
    end = st.order_by("-rank").first()
    both = "goods_cents = goods_cents + 1, total_cents = total_cents + 1"
    acts = {
        "a total": f"UPDATE orders_order SET {both} WHERE id = {Order.objects.first().pk}",
        "a refund": rewritten(Payment, "refunded_cents", "5")["old"],
        "a stock": "UPDATE catalog_offer SET stock = stock + 1",
        "a sale unbooked": "DELETE FROM accounting_unsettled",
        "the joint": f"UPDATE accounting_entry SET label = 'faux' WHERE id = {joint.pk}",
        "its seal": f"UPDATE accounting_entry SET hash = previous WHERE id = {joint.pk}",
        "the end": f"UPDATE accounting_entry SET rank = rank + 1 WHERE id = {end.pk}",
        "the head": "UPDATE shared_chain SET hash = '' WHERE name = 'book:ST'",
    }

    with guards.down():
        silent = [
            (name, base is None)
            for name, sql in acts.items()
            for base in (None, since)
            if not named(sql, base)
        ]

    assert silent == []


def test_the_whole_is_asked_where_nothing_may_be_built_upon(traded):
    second = prove(NOON + 2 * DAY, since_last=True)
    assert (second.extent, second.reach) == (Proof.Extent.SINCE, "ce qui s'est ajouté")
    assert prove(NOON + 9 * DAY, since_last=True).extent == Proof.Extent.SINCE
    assert prove(NOON + 10 * DAY, since_last=True).extent == Proof.Extent.WHOLE, "a week is over"

    with guards.down(), connection.cursor() as cursor:
        cursor.execute(rewritten(Fact, "because")["old"])
    with clock.at(NOON + 11 * DAY):
        blind, whole = proof.run(since_last=True), proof.run()
        again = proof.run(since_last=True)

    assert (blind.found, whole.found) == (0, 1)
    assert (again.extent, again.found) == (Proof.Extent.WHOLE, 1), (
        "a finding stays until it is gone"
    )


def test_rows_committed_late_are_found_by_the_next_increment(traded):
    for number in (0, 2):
        Fact.objects.create(name="x.Y", subject="x", happened_at=NOON, pk=10**6 + number)
    prove(NOON + DAY, since_last=True)
    Fact.objects.create(name="x.Y", subject="x", happened_at=NOON, pk=10**6 + 1)
    prove(NOON + DAY, since_last=True)

    with guards.down():
        for since in (None, proofs.since_last(NOON + DAY)):
            told = named(f"UPDATE shared_fact SET subject = 'y' WHERE id = {10**6 + 1}", since)
            assert told == ["shared.Fact 1000001 was falsified: it is not what was sealed"]
            assert named(f"DELETE FROM shared_fact WHERE id = {10**6 + 1}", since)


def test_times_are_told_check_by_check(traded, capsys):
    with clock.at(NOON + DAY):
        call_command("verify", "--since-last", "--times")
    said = capsys.readouterr()
    assert "Tout est en ordre" in said.out
    assert " s  accounting: book" in said.err


TEXT = 'é\u2028\x7f\n\t"\\/\x01'
ODD = [None, True, False, 0, -1, 0.0, 1.5, 1e300, "", TEXT, [], {}, (), [None, ""]]
ODD += [{"b": 0, "é": {"x": []}, "a": [{}, {"y": 0.0}]}, {1: "un"}, Decimal(0), date(2026, 1, 2)]
ODD += [datetime(2026, 1, 2, tzinfo=timezone(2 * DAY / 24)), datetime(2026, 1, 2, 3, 4, 5, 6, UTC)]


def by_the_book(value):
    """What seals have always been computed from: plain JSON, with sorted names, nothing empty."""
    if isinstance(value, dict):
        plain = {str(key): by_the_book(one) for key, one in value.items()}
        return {key: one for key, one in plain.items() if one not in (None, "", 0, [], {})}
    if isinstance(value, list | tuple):
        return [by_the_book(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def test_the_canonical_text_is_the_one_it_always_was():
    write = canonical.of_rows(["b", "é", "a"])
    for value in ODD:
        told = json.dumps(
            by_the_book(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        assert canonical.canonical(value) == told
        columns = {"b": value, "é": "x", "a": [value]}
        assert write(list(columns.values())) == canonical.canonical(columns)


def test_the_database_and_python_compute_the_same_seals(db):
    """Odd values too; what the database cannot write it says to differ, and Python decides."""
    told = [{"a": one} for one in ODD if isinstance(one, str | bool | int | None)]
    told += [{"é": {"x": "", "y": 1}, "Z": "z", "b": [1, "", None]}]
    for data in told:
        Fact.objects.create(name="x.Y", subject='é"\\\n', data=data, happened_at=NOON)
    sealing.seal_new(NOON)
    (guard,) = (guard for guard in every_guard() if guard.model == "shared.Fact")
    alike = sealing._apart(guard, None)
    Fact.objects.create(
        name="x.Y", subject="x", data={"a": {"b": {"c": {"d": 1}}}}, happened_at=NOON
    )
    sealing.seal_new(NOON)

    assert alike == ({} if swift.is_able() else None)
    assert (len(sealing._apart(guard, None)) == 1) if swift.is_able() else True
    assert list(sealing.compare(guard)) == []


@pytest.mark.skipif(not POSTGRES, reason="SQLite has one writer: nobody trades meanwhile")
@pytest.mark.django_db(transaction=True)
def test_trade_that_goes_on_meanwhile_is_no_anomaly(lune):
    offers = [cast.offer(lune, stock=500) for _ in range(2)]
    cast.sold(offers[0])
    with outside.allowed(because="the proof reads files in its read-only moment"):
        prove(NOON)
    over, sold = Event(), []

    def trade(offer):
        try:
            while not over.is_set():
                sold.append(cast.sold(offer).pk)
                sealing.seal_new(NOON)
        finally:
            connection.close()

    sellers = [Thread(target=trade, args=[offer]) for offer in offers]
    for seller in sellers:
        seller.start()
    told = []
    try:
        for turn in range(4):
            with outside.allowed(because="the proof reads files in its read-only moment"):
                told += verify.violations(proofs.since_last(NOON) if turn % 2 else None)
                told += prove(NOON, since_last=bool(turn % 2)).findings
    finally:
        over.set()
        for seller in sellers:
            seller.join()

    assert told == []
    assert len(sold) > 2, "it was traded"
    assert (
        Chain.objects.get(name="book:ST").rank
        > Proof.objects.order_by("rank").first().heads["chains"]["book:ST"][0]
    )
