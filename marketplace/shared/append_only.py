"""Rows that the database itself refuses to rewrite, remove, replace or empty.

Each app says in its `guards.py` what its tables refuse; the triggers are made from that and from
the models' columns, on SQLite and on PostgreSQL alike. `migrate` runs without them and restores
them: SQLite drops them with every table that a migration rebuilds. `verify` compares what is in
place with what should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from django.apps import apps
from django.db import connections, models
from django.db.models import UniqueConstraint
from django.utils.module_loading import module_has_submodule

PREFIX = "append_only_"
KEEP = f"{PREFIX}keep"
QUOTED = re.compile(r'"(\w+)"')
NEW = re.compile(r"\bNEW\.")
FRESH = "fresh"  # the rows of an insert, in a trigger on the whole statement


@dataclass(frozen=True)
class Guard:
    """What a table refuses. Conditions are SQL on OLD and NEW, understood by both databases.

    Every column is frozen, save those of `may_change` while their condition holds ("" is always);
    with `frozen`, only the columns named there are. `may_go` is when a row may be removed,
    `must_come` what a new row must be: where rows come by the hundred thousand (`many`), PostgreSQL
    asks it of all rows of a statement at once. `sealing.py` seals the frozen columns of `sealed`
    tables.
    """

    model: str
    may_change: Mapping[str, str] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    may_go: str = ""
    must_come: tuple[str, ...] = ()
    many: bool = False
    sealed: bool = False

    @property
    def rows(self) -> type[models.Model]:
        """The guarded model."""
        return apps.get_model(self.model)

    @property
    def table(self) -> str:
        """The guarded table."""
        return self.rows._meta.db_table

    @property
    def columns(self) -> list[str]:
        """The columns that never change once a row is written."""
        every = [column.column for column in self.rows._meta.concrete_fields]
        return [c for c in every if (c in self.frozen if self.frozen else c not in self.may_change)]

    @property
    def name(self) -> str:
        """What the names of its triggers begin with."""
        return f"{PREFIX}{self.table}"


def guards() -> list[Guard]:
    """Every guard of every app, the lowest app first."""
    every: list[Guard] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "guards"):
            every += getattr(import_module(f"{config.name}.guards"), "GUARDS", ())
    return every


def install(*, using: str = "default", **_signal) -> None:
    """Create every guard that is missing or differs; hears post_migrate."""
    link = connections[using]
    # only what differs is made again: creating a trigger locks its table
    wanted, there = _wanted(link), _in_place(link)
    for name, made in wanted.items():
        if there.get(name) != made.looks:
            away = name in there and not made.comes_with_whole
            called = name.partition(" ")[0]
            _run(link, [*(_drop(link, called, made.table) if away else []), *made.statements])
    if link.vendor == "postgresql":
        return
    # triggers of an earlier version, which guarded more
    for name in set(there) - set(wanted):
        _run(link, [f'DROP TRIGGER "{name}"'])


def stand_down(*, using: str = "default", plan=(), **_signal) -> None:
    """Remove every guard while migrations run; hears pre_migrate, does nothing without a plan."""
    link = connections[using]
    if plan:
        _run(link, [drop for name, table in _names(link) for drop in _drop(link, name, table)])


def stand_down_on(table: str, *, using: str = "default") -> None:
    """Remove the guards of one table while it is cut into parts, in the caller's transaction."""
    link = connections[using]
    own = [name for name, of in _names(link) if of == table]
    _run(link, [drop for name in own for drop in _drop(link, name, table)])


def wrong(*, using: str = "default") -> Iterator[str]:
    """A sentence for each guard that is missing or differs from its definition."""
    link = connections[using]
    there = _in_place(link)
    for name, made in _wanted(link).items():
        if name not in there:
            yield f"database guard {name} is missing"
        elif there[name] != made.looks:
            yield f"database guard {name} is switched off or is not the one that was installed"


@dataclass(frozen=True)
class Made:
    """A trigger: the statements that create it, and its definition as the database stores it."""

    table: str
    statements: list[str]
    looks: tuple
    comes_with_whole: bool = False


def _wanted(link) -> dict[str, Made]:
    make = _on_postgres if link.vendor == "postgresql" else _on_sqlite
    with link.cursor() as cursor:
        tables, parts = set(link.introspection.table_names(cursor)), _parts(link, cursor)
        triggers: dict[str, Made] = {}
        for guard in guards():
            if guard.table not in tables:
                continue  # a database that is only partly migrated
            there = {c.name for c in link.introspection.get_table_description(cursor, guard.table)}
            if {column.column for column in guard.rows._meta.concrete_fields} <= there:
                triggers |= make(link, cursor, guard)
                for part in parts.get(guard.table, ()):
                    own = _on_postgres(link, cursor, guard, part)
                    triggers |= _on_part(own, guard, part)
    return triggers


def _parts(link, cursor) -> dict[str, list[str]]:
    """The parts of the tables that are cut, on PostgreSQL."""
    parts: dict[str, list[str]] = {}
    if link.vendor == "postgresql":
        cursor.execute(
            "SELECT inhparent::regclass::text, inhrelid::regclass::text FROM pg_inherits"
            " JOIN pg_class ON pg_class.oid = inhparent WHERE relkind = 'p'"
        )
        for whole, part in cursor.fetchall():
            parts.setdefault(whole, []).append(part)
    return parts


def _on_part(triggers: dict[str, Made], guard: Guard, part: str) -> dict[str, Made]:
    """What guards a part of a table: its rows as the whole does, and itself from being emptied.

    The trigger on rows comes and goes with the one of the whole; it can only be switched off.
    """
    always = f"ALTER TABLE {part} ENABLE ALWAYS TRIGGER {guard.name}"
    rows = triggers[guard.name]
    keep = triggers[f"{guard.name}_keep"]
    return {
        f"{guard.name} on {part}": Made(part, [always], rows.looks, comes_with_whole=True),
        f"{guard.name}_keep on {part}": keep,
    }


def _on_sqlite(link, _cursor, guard: Guard) -> dict[str, Made]:
    come = [f"({rule}) IS NOT TRUE" for rule in guard.must_come]
    refusals = {
        # REPLACE deletes rows without firing their delete triggers: it is refused on insert
        "insert": " OR ".join([*come, *_taken(link, guard)]),
        "update": _rewritten(guard, "IS NOT"),
        "delete": f"({guard.may_go}) IS NOT TRUE" if guard.may_go else "TRUE",
    }
    triggers = {}
    for act, refused in refusals.items():
        name = f"{guard.name}_{act}"
        sql = (
            f'CREATE TRIGGER "{name}" BEFORE {act.upper()} ON "{guard.table}" FOR EACH ROW WHEN'
            f" {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.table} is append-only'); END"
        )
        triggers[name] = Made(guard.table, [sql], (sql,))
    return triggers


def _on_postgres(_link, cursor, guard: Guard, table: str = "") -> dict[str, Made]:
    table = table or guard.table
    comes = " AND ".join(f"({rule}) IS TRUE" for rule in guard.must_come) or "TRUE"
    together = f"""
BEGIN
    IF EXISTS (SELECT 1 FROM {FRESH} WHERE NOT ({NEW.sub(f"{FRESH}.", comes)})) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END"""  # noqa: S608 - our own rules
    body = f"""
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF {comes} THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF NOT ({_rewritten(guard, "IS DISTINCT FROM")}) THEN RETURN NEW; END IF;
    ELSIF {f"({guard.may_go}) IS TRUE" if guard.may_go else "FALSE"} THEN RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END"""
    keep = """
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END"""
    cursor.execute("SELECT current_schema()")
    where = f"{cursor.fetchone()[0]}.{table}"
    by_row = guard.must_come and not guard.many
    acts = "INSERT OR DELETE OR UPDATE" if by_row else "DELETE OR UPDATE"
    fresh = f"AFTER INSERT ON {where} REFERENCING NEW TABLE AS {FRESH} FOR EACH STATEMENT"
    come = f"{guard.name}_come"
    return {
        **({come: _trigger(table, come, fresh, come, together)} if guard.many else {}),
        guard.name: _trigger(
            table, guard.name, f"BEFORE {acts} ON {where} FOR EACH ROW", guard.name, body
        ),
        f"{guard.name}_keep": _trigger(
            table,
            f"{guard.name}_keep",
            f"BEFORE TRUNCATE ON {where} FOR EACH STATEMENT",
            KEEP,
            keep,
        ),
    }


def _trigger(table: str, name: str, when: str, function: str, body: str) -> Made:
    sql = f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()"
    return Made(
        table,
        [
            (
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $guard${body}$guard$"
            ),
            sql,
            # also for a session in replica mode, which skips ordinary triggers
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ],
        (sql, "A", body),
    )


def _rewritten(guard: Guard, differs: str) -> str:
    """The condition under which an update is refused."""
    if not guard.may_change and not guard.frozen:
        return "TRUE"
    frozen = [f'OLD."{c}" {differs} NEW."{c}"' for c in guard.columns]
    bound = [
        f'(OLD."{column}" {differs} NEW."{column}" AND ({rule}) IS NOT TRUE)'
        for column, rule in guard.may_change.items()
        if rule
    ]
    return " OR ".join(frozen + bound)


def _taken(link, guard: Guard) -> list[str]:
    """Conditions: does an existing row have the key or another unique value of a new row?"""
    meta = guard.rows._meta
    keys = [([column.column], "") for column in meta.concrete_fields if column.unique]
    editor = link.schema_editor(collect_sql=True)
    for rule in meta.constraints:
        if isinstance(rule, UniqueConstraint) and rule.fields:
            condition = rule._get_condition_sql(guard.rows, editor) or ""  # type: ignore[attr-defined]
            of = {column.name: column.column for column in meta.concrete_fields}
            keys.append(([of[name] for name in rule.fields], condition))
    conditions = []
    for columns, condition in keys:
        same = [f'"{column}" = NEW."{column}"' for column in columns]
        both = (
            [f"({condition})", "(" + QUOTED.sub(r'NEW."\1"', condition) + ")"] if condition else []
        )
        twin = f'SELECT 1 FROM "{guard.table}" WHERE {" AND ".join(same + both)}'  # noqa: S608 - our own columns
        conditions.append(f"EXISTS ({twin})")
    return conditions


def _in_place(link) -> dict[str, tuple]:
    """The guards of this database, by name, with their stored definitions."""
    with link.cursor() as cursor:
        if link.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname ||"
                " CASE WHEN c.relispartition THEN ' on ' || c.relname ELSE '' END,"
                " pg_get_triggerdef(t.oid), t.tgenabled::text, p.prosrc FROM"
                " pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid ="
                " t.tgrelid WHERE t.tgname LIKE 'append\\_only\\_%' AND c.relnamespace ="
                " current_schema()::regnamespace"
            )
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE"
                " 'append\\_only\\_%' ESCAPE '\\'"
            )
        return {trigger[0]: tuple(trigger[1:]) for trigger in cursor.fetchall()}


def _names(link) -> list[tuple[str, str]]:
    """(trigger, table) of every guard in place, whichever version put it there."""
    with link.cursor() as cursor:
        if link.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE t.tgname LIKE 'append\\_only\\_%' AND c.relnamespace ="
                " current_schema()::regnamespace AND t.tgparentid = 0"
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE "
                "'append\\_only\\_%' ESCAPE '\\'"
            )
        return cursor.fetchall()


def _drop(link, name: str, table: str) -> list[str]:
    where = f' ON "{table}"' if link.vendor == "postgresql" else ""
    return [f'DROP TRIGGER IF EXISTS "{name}"{where}']


def _run(link, statements: list[str]) -> None:
    with link.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
