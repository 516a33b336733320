"""Large tables of PostgreSQL, cut into parts by ranges of their keys.

Keys grow with time, so the parts before the last are cold: never written again, vacuumed once. The
primary key stays, and with it every foreign key; Django and migrations see one table. Only tables
without another unique rule may be cut. What is done and why: docs/adr/0044.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max

from marketplace.shared import append_only

TABLES = ("shared.Fact", "accounting.Line", "catalog.StockMove", "orders.OrderLine")
DUE = 50_000_000  # rows from which a table is better cut
SIZE = 25_000_000  # keys of a part
AHEAD = 2  # whole parts that stand empty behind the one that is written
WAIT = "5s"  # how long the trade may be kept waiting for the lock

PARTS = """
    SELECT c.relname,
        (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''?(\\d+)'))[1]::bigint
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(%s) AND c.relispartition ORDER BY 2"""
# what would be lost or would follow the old table: a table that has any of it is left as it is
ODD = {
    "it has a unique rule beside its key": (
        "SELECT 1 FROM pg_index WHERE indrelid = to_regclass(%s) AND indisunique AND NOT"
        " indisprimary"
    ),
    "an index of it is not valid": (
        "SELECT 1 FROM pg_index WHERE indrelid = to_regclass(%s) AND NOT indisvalid"
    ),
    "its key is not one column `id` that counts by itself": (
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid ="
        " i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = to_regclass(%s) AND"
        " i.indisprimary AND i.indnkeyatts = 1 AND a.attname = 'id' AND a.attidentity = 'd')"
    ),
    "it has a trigger that is not ours": (
        "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgname"
        " NOT LIKE 'append\\_only\\_%%'"
    ),
    "it inherits from another table, or another from it": (
        "SELECT 1 FROM pg_inherits WHERE to_regclass(%s) IN (inhrelid, inhparent)"
    ),
    "a view reads it": (
        "SELECT 1 FROM pg_depend WHERE refobjid = to_regclass(%s) AND classid ="
        " 'pg_rewrite'::regclass"
    ),
    "it has policies, own grants, a publication or another owner than who asks": (
        "SELECT 1 FROM pg_class c WHERE c.oid = to_regclass(%s) AND (c.relrowsecurity OR c.relacl"
        " IS NOT NULL OR c.relpersistence <> 'p' OR c.relreplident <> 'd' OR NOT"
        " pg_has_role(c.relowner, 'USAGE') OR EXISTS (SELECT 1 FROM pg_publication_rel p WHERE"
        " p.prrelid = c.oid))"
    ),
    "a foreign key of it or to it is not valid": (
        "SELECT 1 FROM pg_constraint WHERE to_regclass(%s) IN (conrelid, confrelid) AND contype ="
        " 'f' AND NOT convalidated"
    ),
}
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = to_regclass(%s) AND NOT i.indisprimary ORDER BY 1"""
KEY = "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'p'"
OUT = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = to_regclass(%s) AND contype = 'f' ORDER BY 1"""
IN = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid),
        (SELECT relkind = 'r' FROM pg_class WHERE oid = conrelid)
    FROM pg_constraint WHERE confrelid = to_regclass(%s) AND contype = 'f' AND conparentid = 0
    ORDER BY 1, 2"""


class Refused(Exception):
    """The table is left exactly as it was; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class State:
    """How a table stands: its size, its parts, and the keys that are left in them."""

    label: str
    table: str
    rows: int
    bytes: int
    last: int
    parts: tuple[tuple[str, int], ...]

    @property
    def is_cut(self) -> bool:
        """Whether it is cut already."""
        return bool(self.parts)

    @property
    def is_due(self) -> bool:
        """Whether it is large enough to be better cut."""
        return not self.is_cut and self.rows >= DUE

    @property
    def width(self) -> int:
        """How many keys the newest part takes: the next ones are made alike."""
        return self.parts[-1][1] - self.parts[-2][1]

    @property
    def left(self) -> int:
        """How many keys still have a part to go to."""
        return self.parts[-1][1] - 1 - self.last if self.parts else 0


def states() -> Iterator[State]:
    """Every table that may be cut, as it stands."""
    if connection.vendor == "postgresql":
        yield from (state(label) for label in TABLES)


def state(label: str) -> State:
    """How the table of a model stands."""
    model = apps.get_model(label)
    table = model._meta.db_table
    size = (
        "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint,"
        " coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c WHERE c.relkind ="
        " 'r' AND c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass(%s)) UNION SELECT"
        " to_regclass(%s))"
    )
    # keys that were given to transactions that gave up are gone too
    (given,), *_ = _read(
        "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')), 0)", table
    )
    last = max(given, model._base_manager.aggregate(last=Max("pk"))["last"] or 0)
    (rows, bytes_), *_ = _read(size, table, table)
    parts = tuple(_read(PARTS, table))
    return State(label=label, table=table, rows=rows, bytes=bytes_, last=last, parts=parts)


def wrong() -> Iterator[str]:
    """A sentence for each cut table whose keys will soon have no part to go to."""
    for each in map(state, _cut_already()):
        if each.left < each.width:
            yield f"table {each.table} has parts for {each.left} more rows only"


def _cut_already() -> list[str]:
    """The tables that are cut, in one question."""
    if connection.vendor != "postgresql":
        return []
    labels = {apps.get_model(label)._meta.db_table: label for label in TABLES}
    wholes = "SELECT relname FROM pg_class WHERE relkind = 'p' AND oid = ANY(%s::regclass[])"
    return [labels[table] for (table,) in _read(wholes, list(labels))]


def cut(label: str, *, size: int = SIZE) -> State:
    """Cut a table in place: what it holds becomes its first part, and nothing is copied.

    The rows are looked at before the lock is taken. Under the lock all is one transaction; what
    could not be proven within it (the keys of others to this table) is proven after it, and by
    the next call where this one was interrupted.
    """
    table = apps.get_model(label)._meta.db_table
    if not state(label).is_cut:
        refuse_what_is_odd(table)
        # with room for what is written before the lock is taken
        first = ((state(label).last + size // 10) // size + 1) * size + 1
        _look_at_keys(table, first)
        try:
            _convert(label, table, first, size)
        finally:
            _forget_look(table)
    _prove_keys(table)
    append_only.install()
    _run(f"ANALYZE {table}")
    return state(label)


def refuse_what_is_odd(table: str) -> None:
    """Raise Refused where a table has what a cut would lose."""
    for why, question in ODD.items():
        if _read(question, table):
            raise Refused(f"{table}: {why}")


def cut_ahead() -> int:
    """Make the next parts of every cut table, well before they are needed; returns how many.

    Also counts the rows of the whole anew, which PostgreSQL does for parts alone by itself.
    """
    made = 0
    for each in states():
        if each.is_cut:
            with transaction.atomic(durable=True):
                made += _extend(each.label, each.width)
            _run(f"ANALYZE {each.table}")
        else:
            _forget_look(each.table)
    if made:
        append_only.install()
    return made


def _extend(label: str, size: int) -> int:
    each, made = state(label), 0
    end = each.parts[-1][1]
    while end - 1 - each.last < AHEAD * size:
        _add_part(each.table, end, end + size)
        end, made = end + size, made + 1
    return made


def _convert(label: str, table: str, first: int, size: int) -> None:
    with transaction.atomic(durable=True):
        _run(f"SET LOCAL lock_timeout = '{WAIT}'")
        others = _read(IN, table)
        locked = ", ".join([table, *sorted({other for other, *_rest in others})])
        _run(f"LOCK TABLE {locked} IN ACCESS EXCLUSIVE MODE")
        refuse_what_is_odd(table)
        (key,), *_ = _read(KEY, table)
        out, indexes = _read(OUT, table), _read(INDEXES, table)
        old, look = f"{table}_from_1", _look(table)
        (sequence,), *_ = _read("SELECT pg_get_serial_sequence(%s, 'id')", table)
        (last, called), *_ = _read(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - our own
        short = sequence.rpartition(".")[2]
        append_only.stand_down_on(table)
        for other, name, _definition, _plain in others:
            _run(f'ALTER TABLE {other} DROP CONSTRAINT "{name}"')
        _run(
            f"ALTER TABLE {table} ALTER id DROP IDENTITY",
            f"ALTER TABLE {table} RENAME TO {old}",
            f'ALTER TABLE {old} RENAME CONSTRAINT "{key}" TO "{key[:54]}_from_1"',
            *(f'ALTER INDEX {name} RENAME TO "{name[:54]}_from_1"' for name, _made in indexes),
            f"CREATE TABLE {table} (LIKE {old} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING"
            " GENERATED INCLUDING STORAGE INCLUDING COMMENTS) PARTITION BY RANGE (id)",
            f'ALTER TABLE {table} DROP CONSTRAINT "{look}"',
            f"ALTER TABLE {table} ALTER id ADD GENERATED BY DEFAULT AS IDENTITY"
            f" (SEQUENCE NAME {short})",
            f'ALTER TABLE {table} ADD CONSTRAINT "{key}" PRIMARY KEY (id)',
            *(made for _name, made in indexes),
            *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}' for name, made in out),
            f"ALTER TABLE {table} ATTACH PARTITION {old} FOR VALUES FROM (1) TO ({first})",
            f'ALTER TABLE {old} DROP CONSTRAINT "{look}"',
        )
        _read("SELECT setval(%s, %s, %s)", short, last, called)
        for other, name, definition, plain in others:
            later = " NOT VALID" if plain else ""
            _run(f'ALTER TABLE {other} ADD CONSTRAINT "{name}" {definition}{later}')
        _extend(label, size)
        append_only.install()


def _prove_keys(table: str) -> None:
    """Look at the keys of others to a cut table, while everybody goes on."""
    unproven = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE confrelid ="
        " to_regclass(%s) AND contype = 'f' AND conparentid = 0 AND NOT convalidated"
    )
    for other, name in _read(unproven, table):
        _run(f'ALTER TABLE {other} VALIDATE CONSTRAINT "{name}"')


def _look(table: str) -> str:
    return f"{table}_to_be_cut"


def _look_at_keys(table: str, first: int) -> None:
    """Prove that every key is of the first part, while the trade goes on, not under the lock."""
    _forget_look(table)
    with transaction.atomic(durable=True):
        _run(
            f"SET LOCAL lock_timeout = '{WAIT}'",
            f'ALTER TABLE {table} ADD CONSTRAINT "{_look(table)}" CHECK (id >= 1 AND id <'
            f" {first}) NOT VALID",
        )
    _run(f'ALTER TABLE {table} VALIDATE CONSTRAINT "{_look(table)}"')


def _forget_look(table: str) -> None:
    """Take the proof away again: it would refuse keys of later parts."""
    there = "SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(%s) AND conname = %s"
    if _read(there, table, _look(table)):
        _run(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{_look(table)}"')


def _add_part(table: str, start: int, end: int) -> None:
    _run(
        f"CREATE TABLE {table}_from_{start} PARTITION OF {table}"
        f" FOR VALUES FROM ({start}) TO ({end})"
    )


def _read(question: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
