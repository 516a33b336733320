"""Rows that the database itself refuses to rewrite: the book, issued documents, stock and prices.

The triggers are installed by a migration, on SQLite and on PostgreSQL alike; on PostgreSQL
another one checks at commit that every entry is balanced.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

PREFIX = "append_only_"
BALANCED = "append_only_entry_balanced"
ISSUED = (
    "kind", "series", "rank", "number", "seller_id", "seller_order_id", "refund_id", "corrects_id",
    "issued_on", "issued_at", "period_from", "period_until", "language", "currency", "issuer",
    "customer", "lines", "rates", "mentions", "net_cents", "vat_cents", "gross_cents",
)


@dataclass(frozen=True)
class Guard:
    """What a table refuses: `on` is the act, `when` an SQL condition on OLD."""

    table: str
    act: str
    on: str
    when: str = ""

    @property
    def name(self) -> str:
        """The trigger's name."""
        return f"{PREFIX}{self.table}_{self.act}"


GUARDS = (
    Guard("accounting_entry", "update", "UPDATE"),
    Guard("accounting_entry", "delete", "DELETE"),
    Guard("accounting_line", "update", "UPDATE"),
    Guard("accounting_line", "delete", "DELETE"),
    Guard("accounting_invoice", "update", f"UPDATE OF {', '.join(ISSUED)}"),
    Guard("accounting_invoice", "file", "UPDATE OF file, sha256, rendered_at",
          "OLD.rendered_at IS NOT NULL"),
    Guard("accounting_invoice", "delete", "DELETE"),
    Guard("catalog_stockmove", "update", "UPDATE"),
    Guard("catalog_price", "update", "UPDATE OF offer_id, amount_cents, starts_at"),
)

SQLITE = """CREATE TRIGGER {name} BEFORE {on} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
REFUSE = """CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""
POSTGRES = """CREATE TRIGGER {name} BEFORE {on} ON {table} FOR EACH ROW {when}
EXECUTE FUNCTION append_only_refuse()"""
CHECK = """CREATE OR REPLACE FUNCTION append_only_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(debit_cents) <> sum(credit_cents) FROM accounting_line
        WHERE entry_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'entry % is not balanced', NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$"""
AT_COMMIT = f"""CREATE CONSTRAINT TRIGGER {BALANCED} AFTER INSERT ON accounting_line
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION append_only_balanced()"""


def install(_apps, schema_editor) -> None:
    """Put every guard in place."""
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def remove(_apps, schema_editor) -> None:
    """Take every guard away."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for guard in GUARDS:
        table = f" ON {guard.table}" if postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{table}", params=None)
    if postgres:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {BALANCED} ON accounting_line", params=None)


def statements(vendor: str) -> list[str]:
    """The SQL of every guard."""
    postgres = vendor == "postgresql"
    template = POSTGRES if postgres else SQLITE
    guards = [
        template.format(
            name=guard.name, on=guard.on, table=guard.table,
            when=f"WHEN ({guard.when})" if guard.when else "")
        for guard in GUARDS
    ]
    return [REFUSE, CHECK, *guards, AT_COMMIT] if postgres else guards


def missing() -> list[str]:
    """The guards that are not in place in this database."""
    names = {guard.name for guard in GUARDS}
    if connection.vendor == "postgresql":
        names.add(BALANCED)
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'append_only_%'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(names - {row[0] for row in cursor.fetchall()})
