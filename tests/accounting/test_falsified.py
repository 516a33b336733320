"""Whoever falsifies a guarded row is refused by the database, or named by `verify`: each table,
each way.

With the guards in place the database refuses. Somebody with every right on the database may take
them away, rewrite, and put them back as they were: then `verify` names the row, or the end that was
cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import timedelta
from itertools import islice

import pytest
from django.db import IntegrityError, connection, models, transaction

from accounting import chains
from accounting.billing import billing
from accounting.book import ledger
from accounting.models import Account, Entry, Invoice, Line, Payout, PayoutItem
from catalog.models import CharterException, CharterWord
from marketing import invariants as pages
from marketing.blocks import typed
from marketing.pages import drafts, life
from marketplace.proof import proof, verify
from marketplace.shared import append_only, chain, clock, proofs, sealing
from marketplace.shared import invariants as shared_rows
from marketplace.shared.models import (
    Appeal,
    Block,
    Chain,
    Fact,
    GatewayNotice,
    LegalText,
    ProposedChange,
    Saying,
    Sequence,
)
from orders import invariants as orders_rows
from orders.models import (
    Arrangement,
    Business,
    Dispute,
    DisputeAnswer,
    Incident,
    IncidentLine,
    IncidentPhoto,
    IncidentWord,
    Milestone,
    QualityFigure,
    QualityReport,
    Shipment,
    WithdrawalDeclaration,
)
from orders.returns import withdrawals
from tests import cast, guards
from tests.accounting import builders, test_invariants
from tests.accounting.builders import NOON

POSTGRES = connection.vendor == "postgresql"
# rows that live, of which some columns are held: the tests of their rooms knock at them, and what
# they show is compared with what was approved, agreed to or put in force
LIVING = {
    *("catalog.Snapshot", "sellers.Message", "shared.Look"),
    *("marketing.ShopNews", "marketing.ShopPicture", "marketing.ShopVersion"),
}
ALL = {guard.model: guard for guard in append_only.guards() if guard.model not in LIVING}
# tables whose rows are told apart by where their numbers stood, or by other sums than a seal
NUMBERS = {"shared.Sequence", "shared.Chain"}


@pytest.fixture
def lived(grid, lune, brun, bank, deliver_sent):
    """A house in which every guarded table has rows, sealed and proven."""
    bank(lune, brun)
    test_invariants.life(lune, brun, deliver_sent)
    billing.bill_due(NOON + timedelta(days=40))
    cast.offer(lune)
    cast.legal_texts()
    for count in range(3):
        dispute = Dispute.objects.order_by("pk")[count]
        complained(dispute.payment.order.seller_orders.get(), count)
        DisputeAnswer.objects.create(
            dispute=dispute,
            uid=f"a{count}",
            kind="contest",
            evidence={"text": "Livré"},
            asked_at=NOON,
        )
        ProposedChange.objects.create(
            kind="rules",
            subject_id=count,
            before={"accept_hours": 48},
            after={"accept_hours": 24},
            because="Vite",
            proposed_by=cast.user(),
            proposed_at=NOON,
        )
    for count in range(3):
        page = drafts.create("landing", name="Noël", slug=f"noel-{count}", by=None, at=NOON)
        blocks = {"title": "Noël", "blocks": [typed.new("hero", {"title": "Noël"})]}
        drafts.save(page, blocks, revision=0, by=None, at=NOON)
        life.approve(page, starts_at=None, ends_at=None, revision=page.revision, by=None, at=NOON)
    for count in range(3):
        Appeal.objects.create(
            fact=Fact.objects.order_by("pk")[count],
            role="sellers",
            email="lune@example.test",
            text="Non",
            asked_at=NOON,
        )
        Business.objects.create(
            order=builders.placed((lune, [(1000, 1, 2000)], 0)),
            name=f"Café {count}",
            written_by=cast.user(),
            written_at=NOON,
        )
    for count in range(3):
        withdrawals.declare(
            key=f"k{count}", name="Alice", order_number="H1", email="a@example.test", at=NOON
        )
        GatewayNotice.objects.create(
            gateway="sandbox", uid=f"u{count}", kind="paid", payload={"a": 1}, received_at=NOON
        )
    for count in range(3):
        Saying.objects.create(
            name="sell.title", number=count, text="Vendez", because="Court", written_at=NOON
        )
        word = CharterWord.objects.create(
            expression=f"le moins cher {count}",
            kind="forbidden",
            reason="Rien ne le prouve.",
            remedy="Dites le prix.",
            starts_on=NOON.date(),
        )
        CharterException.objects.create(
            word=word, seller=lune, proof="Relevé", ends_on=NOON.date(), granted_at=NOON
        )
    part = Dispute.objects.order_by("pk")[0].payment.order.seller_orders.get()
    parcel = Shipment.objects.create(
        seller_order=part, number=9, carrier="ups", tracking="1Z999AA10123456784", shipped_at=NOON
    )
    for count in range(3):
        Milestone.objects.create(
            shipment=parcel,
            carrier=parcel.carrier,
            tracking=parcel.tracking,
            kind="in_transit",
            happened_at=NOON,
            place="Tours",
            source="aggregator",
            heard_at=NOON,
            key=f"k{count}",
        )
    for count in range(3):
        report = QualityReport.objects.create(
            year=2026, quarter=count + 1, version=1, least=20, asked_at=NOON
        )
        QualityFigure.objects.create(report=report, code="orders", value=3, cases=3)
    prove()
    prove()
    assert all(guard.rows._base_manager.count() > 1 for guard in ALL.values())


def complained(part, count):
    """A complaint with its piece, its words and a photo."""
    row = Incident.objects.create(
        seller_order=part, number=f"L{count}", kind="damaged", opened_at=NOON
    )
    IncidentLine.objects.create(incident=row, line=part.lines.first(), quantity=1)
    word = IncidentWord.objects.create(
        incident=row, side="buyer", text="Fendu.", by=cast.user(), said_at=NOON
    )
    Arrangement.objects.create(
        incident=row,
        word=word,
        side="buyer",
        rank=1,
        kind="refund",
        award={"lines": [], "amounts": [[part.lines.first().pk, 100]], "shipping_cents": 0},
        cents=100,
        proposed_at=NOON,
        answer_by=NOON,
    )
    IncidentPhoto.objects.create(
        word=word, file=f"incidents/{count}.jpg", media_type="image/jpeg", width=8, height=8
    )


def prove():
    with clock.at(NOON):
        kept = proof.run()
    assert [finding for finding in kept.findings if ours(finding.partition(": ")[0], finding)] == []


def ours(app: str, sentence: str) -> bool:
    """Whether it is about the guarded rows: the builders' orders are made row by row, without their
    other rows.
    """
    return app in ("marketplace.shared", "accounting") or "declaration" in sentence


def said() -> list[str]:
    return [sentence for app, sentence in verify.violations() if ours(app, sentence)]


def refused(sql: str) -> bool:
    connection.check_constraints()
    told = ""
    try:
        with transaction.atomic():
            run(sql)
    except IntegrityError as no:
        told = str(no)
    return "append-only" in told


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


class Undone(Exception):
    """What was falsified is put right again for the next falsification."""


def named(act, *, guarded: bool = False) -> list[str]:
    """What `verify` says after an act without guards, which is then undone."""
    told: list[str] = []
    connection.check_constraints()
    with suppress(Undone), transaction.atomic():
        with nullcontext() if guarded else guards.down():
            act()
        told = said()
        raise Undone
    return told


def without_guards(guard: append_only.Guard, sql: str) -> list[str] | None:
    """The first that the seals say after a statement while the guards are away; None when the
    database refuses even so.
    """
    try:
        with transaction.atomic():
            run(sql)
            connection.check_constraints()
            told = [*islice(sealing.compare(guard) if guard.sealed else seals(guard), 1)]
            raise Undone
    except Undone:
        return told
    except IntegrityError:
        return None


def seals(guard: append_only.Guard) -> Iterator[str]:
    """What is said of rows with chains and seals of their own: by their own app first, as one
    sentence is enough.
    """
    own = {"accounting": chains.violations, "orders": declared, "marketing": pages.violations}
    first = own.pop(guard.rows._meta.app_label, sealed)
    for check in dict.fromkeys((first, *own.values(), sealed)):
        yield from check()


def sealed() -> Iterator[str]:
    return (sentence for sentence in shared_rows.violations() if "guard" not in sentence)


def declared() -> Iterator[str]:
    return (sentence for sentence in orders_rows.violations() if "declaration" in sentence)


def other(column: models.Field, table: str) -> str:
    """SQL for another value of a column, which its type allows."""
    name = f'{table}."{column.column}"'
    if isinstance(column, models.BooleanField):
        return f"NOT {name}"
    if isinstance(column, models.ForeignKey | models.IntegerField):
        return (
            f"coalesce({name}, 0) + 1"
            if not isinstance(column, models.ForeignKey)
            else (
                f"coalesce((SELECT min(x.id) FROM {column.related_model._meta.db_table} x "
                f"WHERE x.id <> coalesce({name}, 0)), coalesce({name}, 0) + 1)"
            )
        )
    if isinstance(column, models.JSONField):
        return """'{"false": 1}'"""
    if isinstance(column, models.DateTimeField):
        return "'2019-12-31 00:00:00+00:00'" if POSTGRES else "'2019-12-31 00:00:00'"
    if isinstance(column, models.DateField):
        return "'2019-12-31'"
    if isinstance(column, models.GenericIPAddressField):
        return "'10.9.8.7'"
    return f"'{'f' * min(column.max_length or 64, 64)}'" if column.max_length != 3 else "'XXX'"


def frozen(guard: append_only.Guard) -> list[models.Field]:
    every = guard.rows._meta.concrete_fields
    # all of a text is frozen, once it is published
    return [c for c in every if c.column in guard.columns or guard.rows is LegalText]


def is_mere_key(column: models.Field) -> bool:
    """A chained row is known by its rank: another key says nothing else, where nothing refers to
    it.
    """
    return column.primary_key and hasattr(column.model, "chain_name")


def row_of(guard: append_only.Guard) -> str:
    """A row in the middle of its table, one that left the house where rows have a life."""
    rows = guard.rows._base_manager.order_by("pk")
    if guard.rows is Payout:
        rows = rows.filter(state="paid")
    if guard.rows is PayoutItem:
        rows = rows.filter(payout__state="paid")
    return f"id = {rows.values_list('pk', flat=True)[1]}"


def test_the_database_refuses_each_table_in_each_way(lived):
    for guard in ALL.values():
        refuses(guard)
    assert said() == []


def refuses(guard: append_only.Guard) -> None:
    table, where = guard.table, row_of(guard)
    columns = ", ".join(f'"{c.column}"' for c in guard.rows._meta.concrete_fields)

    passed = [
        c.column
        for c in frozen(guard)
        if not refused(f'UPDATE {table} SET "{c.column}" = {other(c, table)} WHERE {where}')
    ]

    assert passed == [], guard.model
    assert refused(f"UPDATE {table} SET id = id + 100000 WHERE {where}"), guard.model
    assert refused(f"DELETE FROM {table} WHERE {where}"), guard.model
    same = f"INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE {where}"
    first = frozen(guard)[1].column
    assert refused(
        f'INSERT {same} ON CONFLICT (id) DO UPDATE SET "{first}" = {other(frozen(guard)[1], table)}'
    ), table
    if POSTGRES:
        assert refused(f"TRUNCATE {table} CASCADE"), table
        assert refused(
            f"SET LOCAL session_replication_role = replica; DELETE FROM {table} WHERE {where}"
        ), table
    else:
        assert refused(f"INSERT OR REPLACE {same}"), table
        if unique(guard):
            assert refused(replaced(guard, where)), table


def unique(guard: append_only.Guard) -> list[str]:
    return [c.column for c in guard.rows._meta.concrete_fields if c.unique and not c.primary_key]


def replaced(guard: append_only.Guard, where: str) -> str:
    """A row under another key that takes the place of one by its unique column."""
    rest = [f'"{c.column}"' for c in guard.rows._meta.concrete_fields if not c.primary_key]
    return (
        f"INSERT OR REPLACE INTO {guard.table} (id, {', '.join(rest)}) "
        f"SELECT 900000, {', '.join(rest)} FROM {guard.table} WHERE {where}"
    )


def test_verify_names_each_table_rewritten_without_guards(lived):
    with guards.down():
        for model in sorted(set(ALL) - NUMBERS):
            rewritten(ALL[model])
    for rows, column in ((Sequence, "last"), (Chain, "rank")):
        row = rows.objects.filter(**{f"{column}__gt": 0}).first()
        assert named(
            lambda r=row, c=column: run(
                f'UPDATE {r._meta.db_table} SET "{c}" = "{c}" - 1 WHERE id = {r.pk}'
            )
        ), row
    assert named(lambda: None) == [], "the control: guards away and back, nothing falsified"


def rewritten(guard: append_only.Guard) -> None:
    table, where = guard.table, row_of(guard)

    told = {
        c.column: without_guards(
            guard, f'UPDATE {table} SET "{c.column}" = {other(c, table)} WHERE {where}'
        )
        for c in frozen(guard)
        if not is_mere_key(c)
    }

    assert [column for column, sentences in told.items() if sentences == []] == [], guard.model
    assert any(told.values()), guard.model
    gone = without_guards(guard, f"DELETE FROM {table} WHERE {where}")
    assert gone is None or gone, guard.model


def forged(source: str = "sale:999999", *, balanced: bool = True) -> Entry:
    """An entry put at the end of the book by hand, its seal invented."""
    last = Entry.objects.filter(journal="ST").order_by("-rank").first()
    pk = Entry.objects.order_by("-pk").first().pk + 1
    Line.objects.create(entry_id=pk, account=Account.PSP, debit_cents=500)
    Line.objects.create(entry_id=pk, account=Account.BUYERS, credit_cents=500 if balanced else 400)
    return Entry.objects.create(
        pk=pk,
        source=source,
        journal="ST",
        label="x",
        posted_at=NOON,
        rank=last.rank + 1,
        previous=last.hash,
        hash="f" * 64,
    )


def test_lines_added_to_an_old_entry(lived):
    entry = Entry.objects.order_by("pk")[1]

    def add():
        Line.objects.create(entry=entry, account=Account.PSP, debit_cents=500)
        Line.objects.create(entry=entry, account=Account.COMMISSION, credit_cents=500)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        add()
    assert any(f"entry {entry.source} was falsified" in sentence for sentence in named(add))


def test_entries_that_nobody_posted(lived):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        forged(balanced=False)
    assert any("is not balanced" in sentence for sentence in named(lambda: forged(balanced=False)))
    assert any(
        "entry sale:999999 was falsified" in sentence for sentence in named(forged, guarded=True)
    )


def test_a_rewritten_entry_with_its_seal_made_anew(lived):
    entry = Entry.objects.filter(journal="ST").order_by("rank")[1]
    entry.label = "Autre chose"
    seal = chain.print_of(entry.previous, ledger.content(entry, list(entry.lines.order_by("pk"))))

    told = named(
        lambda: run(
            f"UPDATE accounting_entry SET label = 'Autre chose', hash = '{seal}' WHERE id ="
            f" {entry.pk}"
        )
    )

    after = Entry.objects.get(journal="ST", rank=entry.rank + 1)
    assert any(f"entry {after.source} does not follow" in sentence for sentence in told)


def test_a_whole_end_made_anew_with_the_head_is_contradicted_by_the_proof(lived):
    last = Entry.objects.filter(journal="ST").order_by("-rank").first()
    last.label = "Autre chose"
    seal = chain.print_of(last.previous, ledger.content(last, list(last.lines.order_by("pk"))))

    def rewrite():
        run(
            f"UPDATE accounting_entry SET label = 'Autre chose', hash = '{seal}' WHERE id ="
            f" {last.pk}"
        )
        run(f"UPDATE shared_chain SET hash = '{seal}' WHERE name = 'book:ST'")

    assert any("was sealed anew since the last proof" in sentence for sentence in named(rewrite))


def test_a_tail_cut_off_with_its_head_and_its_sequence(lived):
    last = Invoice.objects.filter(series__startswith="AV-").order_by("-pk").first()
    if last is None:
        last = Invoice.objects.filter(credit_notes=None).order_by("-pk").first()

    def cut():
        run(f"UPDATE accounting_payout SET invoice_id = NULL WHERE invoice_id = {last.pk}")
        run(f"DELETE FROM accounting_invoice WHERE id = {last.pk}")
        run(f"UPDATE shared_sequence SET last = last - 1 WHERE series = '{last.series}'")
        run(
            f"UPDATE shared_chain SET rank = rank - 1, hash = '{last.previous}' WHERE name ="
            f" '{last.chain_name()}'"
        )

    told = named(cut)
    assert any("the last proof saw rank" in sentence for sentence in told)
    assert any("went back" in sentence for sentence in told)


def test_a_document_slipped_in(lived):
    row = Invoice.objects.order_by("pk")[1]

    def slip():
        row.pk, row.refund, row.seller_order, row.number, row.rank = None, None, None, "FAUX-1", 999
        Invoice.objects.bulk_create([row])

    assert any("document FAUX-1" in sentence for sentence in named(slip))


def test_a_block_made_anew_does_not_hide_what_it_sealed(lived):
    for block in Block.objects.filter(rank=1):
        pk, _colon, _seal = block.rows.split()[0].partition(":")
        changed = block.rows.replace(f"{pk}:", f"{pk}:f", 1)
        told = named(
            lambda b=block, c=changed: run(
                f"UPDATE shared_block SET rows = '{c}' WHERE id = {b.pk}"
            )
        )
        assert any("block 1 was falsified" in sentence for sentence in told), block


def test_a_guard_taken_away_altered_or_switched_off_is_named(lived):
    table = Entry._meta.db_table
    on = f" ON {table}" if POSTGRES else ""
    name = f"append_only_{table}" if POSTGRES else f"append_only_{table}_update"
    weaker = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $g$BEGIN RETURN"
        " NEW; END$g$"
        if POSTGRES
        else f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END"
    )
    acts = {
        "missing": [f"DROP TRIGGER {name}{on}"],
        "is not the one": [weaker] if POSTGRES else [f"DROP TRIGGER {name}", weaker],
    }
    if POSTGRES:
        acts["switched off"] = [f"ALTER TABLE {table} DISABLE TRIGGER {name}"]
    for words, statements in acts.items():
        told = named(lambda all_=statements: [run(statement) for statement in all_], guarded=True)
        assert any(name in sentence and words in sentence for sentence in told), words


def test_rows_committed_late_are_sealed_by_the_proof(lived):
    first, middle, last = (
        Fact(name="x.Y", subject="x", happened_at=NOON, pk=10**6 + n) for n in range(3)
    )
    first.save(force_insert=True)
    last.save(force_insert=True)
    prove()
    middle.save(force_insert=True)
    prove()

    told = named(lambda: run(f"UPDATE shared_fact SET because = 'autre' WHERE id = {middle.pk}"))

    assert told == [f"shared.Fact {middle.pk} was falsified: it is not what was sealed"]
    assert named(lambda: run(f"DELETE FROM shared_fact WHERE id = {middle.pk}"))


def test_the_last_proof_is_kept_with_its_date_and_its_findings(lived, settings, mailoutbox):
    settings.ADMINS = [("Exploitation", "ops@example.test")]
    with guards.down():
        run("UPDATE catalog_price SET amount_cents = amount_cents + 1 WHERE ends_at IS NULL")
    with clock.at(NOON):
        kept = proof.run()

    assert kept.found == len(kept.findings) > 0
    assert any(finding.startswith("marketplace.shared: catalog.Price") for finding in kept.findings)
    assert proofs.last() == kept
    assert kept.ran_at == NOON
    assert proofs.is_worrying(kept, NOON)
    assert "Ne validez aucun versement" in mailoutbox[-1].body
    assert WithdrawalDeclaration.objects.count() == 3
