"""A marketplace with a past: one order sold by the real verbs, then copied inside the database.

Each copy has its own keys, numbers and days, and refers to the rows that were copied with it; what
is sealed is sealed again. Columns that no rule names are those of the order that was sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from django.db import models

SPAN = 400  # days over which the orders spread, the last one yesterday
SOLD = 31  # days ago that the order was sold from which the others are copied
LATER = f"interval '1 day' * ({SOLD - 1 - SPAN} + g * {SPAN} / %(count)s)"
# A number of eight letters for each order, whatever its key.
NUMBER = "translate(lpad(to_hex({id} + 16777216), 8, 'Z'), '0123456789abcdef', 'BCDFGHJKLMNPQRST')"

# What waits for a payout, as the ledger writes it beside its lines.
UNSETTLED = """
INSERT INTO accounting_unsettled (line_id, seller_id, seller_order_id, amount_cents)
SELECT l.id, l.seller_id, l.seller_order_id, l.credit_cents - l.debit_cents
FROM accounting_line l WHERE l.account = '467100' AND l.seller_order_id IS NOT NULL
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A row of the order that was sold, and the columns that differ in each copy (in SQL)."""

    row: models.Model
    columns: dict[str, str]


class Past:
    """The order that was sold, and the way to copy it."""

    def __init__(self, link: psycopg.Connection):
        self.link = link
        self.rows = _sold()
        self.keys: dict[str, list[int]] = {}
        for copied in self.rows:
            self.keys.setdefault(copied.row._meta.db_table, []).append(copied.row.pk)

    def sellers(self, count: int) -> int:
        """So many more shops like the first one; returns the key before the first of them."""
        first = self.rows[0].row.seller
        self._unguarded()
        table, base = "sellers_seller", self._last("sellers_seller")
        own = {
            "id": f"{base} + g",
            "code": "'W' || lpad(g::text, 6, '0')",
            "slug": "'boutique-' || g",
            "name": "'Boutique ' || g",
            "siret": "lpad((90000000000000 + g)::text, 14, '0')",
            "email": "'boutique' || g || '@example.test'",
            "account_ref": "'acct_boutique' || g",
        }
        self._copy(table, first, own, count)
        account = {
            "id": f"{self._last('shared_sandboxaccount')} + g",
            "ref": "'acct_boutique' || g",
            "key": "'boutique-' || g",
        }
        self._copy("shared_sandboxaccount", _account(first), account, count)
        self._go_on(table, "shared_sandboxaccount")
        return base

    def orders(self, count: int, *, seller: str, series: str) -> None:
        """So many copies of the order, of the seller whose key is `seller` (in SQL, of `g`)."""
        self._unguarded()
        base = {table: self._last(table) for table in self.keys}
        for copied in self.rows:
            self._copy(
                copied.row._meta.db_table,
                copied.row,
                self._columns(copied, base, seller, series),
                count,
            )
        self.link.execute(UNSETTLED)
        self._go_on(*self.keys)

    def seal(self) -> None:
        """Seal entries and invoices anew, and what is sealed in blocks."""
        from accounting import chains
        from accounting.models import Entry, Invoice
        from marketplace.shared import clock, sealing
        from tests.bench import told

        self._unguarded()
        self._seal(Entry, chains.entries())
        self._seal(Invoice, chains.invoices())
        self.link.execute(
            "UPDATE shared_sequence s SET last = r.last FROM (SELECT series, max(rank) AS last"
            " FROM accounting_invoice GROUP BY series) r WHERE r.series = s.series"
        )
        self.link.execute(
            "INSERT INTO shared_sequence (series, last) SELECT series, max(rank) FROM"
            " accounting_invoice GROUP BY series ON CONFLICT DO NOTHING"
        )
        self.link.execute(
            "UPDATE catalog_offer o SET stock = s.stock FROM (SELECT offer_id, sum(delta) AS stock"
            " FROM catalog_stockmove GROUP BY offer_id) s WHERE s.offer_id = o.id"
        )
        self._billed()
        self._guarded()
        told.tell()
        sealing.seal_new(clock.now())
        self.link.execute("VACUUM ANALYZE")

    def _billed(self) -> None:
        """The commissions of months that are over are told by some document."""
        self.link.execute(
            "INSERT INTO accounting_billedcommission (entry_id) SELECT id FROM accounting_entry"
            " WHERE journal = 'VC' AND posted_at < date_trunc('month', now())"
        )

    def _unguarded(self) -> None:
        """What is copied goes past guards and keys: it is whole when it is done."""
        from marketplace.shared import append_only

        append_only.stand_down(plan=[(None, False)])
        self.link.execute("SET session_replication_role = replica")

    def _guarded(self) -> None:
        from marketplace.shared import append_only

        self.link.execute("SET session_replication_role = origin")
        append_only.install()

    def _columns(self, copied: Copied, base: dict[str, int], seller: str, series: str) -> dict:
        own = {}
        for field in copied.row._meta.concrete_fields:
            value = getattr(copied.row, field.attname)
            related = field.related_model._meta.db_table if field.is_relation else ""
            if field.primary_key:
                own[field.column] = self._moved(copied.row._meta.db_table, value, base)
            elif related in self.keys and value:
                own[field.column] = self._moved(related, value, base)
            elif related == "sellers_seller" and value:
                own[field.column] = seller
            elif isinstance(field, models.DateField) and value:
                kind = "timestamptz" if isinstance(field, models.DateTimeField) else "date"
                own[field.column] = f"(src.{field.column} + {LATER})::{kind}"
        words = {"seller": seller, "series": f"'{series}'", "later": LATER}
        for table in self.keys:
            words[table] = self._moved(table, self.keys[table][0], base)
        words["number"] = NUMBER.format(id=words["orders_order"])
        return own | {
            name: told.format(**words, id=own["id"]) for name, told in copied.columns.items()
        }

    def _moved(self, table: str, key: int, base: dict[str, int]) -> str:
        """The key that a row of the order has in copy `g`."""
        keys = self.keys[table]
        return f"({base[table]} + (g - 1) * {len(keys)} + {keys.index(key) + 1})"

    def _copy(self, table: str, row: models.Model, own: dict[str, str], count: int) -> None:
        columns = [field.column for field in row._meta.concrete_fields]
        told = ", ".join(own.get(column, f'src."{column}"') for column in columns)
        named = ", ".join(f'"{column}"' for column in columns)
        self.link.execute(
            f'INSERT INTO "{table}" ({named}) SELECT {told} FROM "{table}" src,'
            f" generate_series(1, {count}) g WHERE src.id = {row.pk}".replace(
                "%(count)s", str(count)
            )
        )

    def _last(self, table: str) -> int:
        return self.link.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()[0]

    def _go_on(self, *tables: str) -> None:
        for table in tables:
            self.link.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {self._last(table)})"
            )
        self._guarded()
        self.link.execute("VACUUM ANALYZE")

    def _seal(self, model, links: Iterator) -> None:
        from marketplace.shared import chain

        table, heads = model._meta.db_table, {}
        self.link.execute("DROP TABLE IF EXISTS resealed")
        self.link.execute(
            "CREATE TEMPORARY TABLE resealed (id bigint, rank bigint, previous text, hash text)"
        )
        with self.link.cursor().copy("COPY resealed FROM STDIN") as stream:
            for link in links:
                rank, last = heads.get(link.chain, (0, ""))
                seal = chain.print_of(last, link.content)  # documents say the rank of their copy
                heads[link.chain] = rank + 1, seal
                stream.write_row([link.key, rank + 1, last, seal])
        self.link.execute(
            f"UPDATE {table} t SET rank = r.rank, previous = r.previous, hash = r.hash FROM"
            " resealed r WHERE r.id = t.id"
        )
        for name, (rank, seal) in heads.items():
            self.link.execute(
                "INSERT INTO shared_chain (name, rank, hash) VALUES (%s, %s, %s) ON CONFLICT"
                " (name) DO UPDATE SET rank = excluded.rank, hash = excluded.hash",
                [name, rank, seal],
            )


def _account(seller):
    from marketplace.shared.models import SandboxAccount

    return SandboxAccount.objects.get(ref=seller.account_ref)


def _sold() -> list[Copied]:
    """An order of one piece that was bought, paid, accepted, sent and received."""
    from accounting.models import Commission, Entry, Invoice, Line
    from catalog.models import StockMove
    from marketplace.shared import clock
    from marketplace.shared.models import Fact, SandboxAccount, SandboxPayment
    from orders.models import OrderLine, Payment, Shipment, ShipmentLine
    from tests import cast

    at = clock.now().replace(microsecond=0) - timedelta(days=SOLD)
    last = Fact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with clock.at(at):
        shop = cast.seller(
            "Grande boutique",
            owner=cast.user("grande@example.test"),
            code="GRANDE",
            siret=cast.siret(900_000),
            account_ref="acct_grande",
            created_at=at,
            opened_at=at,
        )
        SandboxAccount.objects.create(
            ref=shop.account_ref,
            key=shop.code,
            email=shop.email,
            legal_name=shop.legal_name,
            siret=shop.siret,
            state="verified",
            created_at=at,
        )
        part = cast.sold(cast.offer(shop, stock=999_999), at=at)
    order, payment = part.order, Payment.objects.get(order=part.order)
    line, parcel = OrderLine.objects.get(seller_order=part), Shipment.objects.get(seller_order=part)
    entries = Entry.objects.filter(
        source__in=(f"sale:{part.pk}", f"commission:{part.pk}", f"fee:{payment.pk}")
    )
    ref = "'pay_' || {orders_order}"
    copied = [
        Copied(row=part, columns={"number": "{number} || '-1'"}),
        Copied(
            row=order,
            columns={
                "number": "{number}",
                "key": "md5({orders_order}::text)",
                "token": "'t' || {orders_order}",
                "email": "'acheteur' || (g % 20000) || '@example.test'",
            },
        ),
        Copied(row=payment, columns={"uid": "{number} || '-1'", "ref": ref}),
        Copied(
            row=SandboxPayment.objects.get(ref=payment.ref),
            columns={"ref": ref, "key": "{number} || '-1'", "order_ref": "{number}"},
        ),
        Copied(row=line, columns={}),
        Copied(row=parcel, columns={}),
        Copied(row=ShipmentLine.objects.get(shipment=parcel), columns={}),
        Copied(row=Commission.objects.get(line=line), columns={}),
        Copied(
            row=Invoice.objects.get(seller_order=part),
            columns={
                "series": "{series}",
                "rank": "g",
                "number": "{series} || '-' || lpad(g::text, 6, '0')",
            },
        ),
        Copied(row=StockMove.objects.get(ref=order.number), columns={"ref": "{number}"}),
    ]
    for entry in entries.order_by("pk"):
        kind = entry.source.partition(":")[0]
        about = "{orders_payment}" if kind == "fee" else "{orders_sellerorder}"
        copied.append(
            Copied(
                row=entry,
                columns={
                    "source": f"'{kind}:' || {about}",
                    "label": f"'{entry.label.rpartition(' ')[0]} ' || {{number}} || '-1'",
                },
            )
        )
    lines = Line.objects.filter(entry__in=entries).order_by("pk")
    copied += [Copied(row=one, columns={}) for one in lines]
    facts = Fact.objects.filter(pk__gt=last).order_by("pk")
    own = [fact for fact in facts if fact.name.startswith(("orders.", "accounting."))]
    return copied + [_fact(fact) for fact in own]


def _fact(fact) -> Copied:
    """A fact about a row of the order: each copy tells of its own."""
    told = {}
    for column in ("subject", "within"):
        label, _colon, _key = getattr(fact, column).partition(":")
        if label:
            told[column] = f"'{label}:' || {{{label.replace('.', '_')}}}"
    keys = {
        "order_id": "orders_order",
        "seller_order_id": "orders_sellerorder",
        "payment_id": "orders_payment",
        "shipment_id": "orders_shipment",
        "invoice_id": "accounting_invoice",
    }
    pairs = ", ".join(
        f"'{name}', {{{keys[name] if name != 'seller_id' else 'seller'}}}"
        for name in fact.data
        if name in keys or name == "seller_id"
    )
    if pairs:
        told["data"] = f"src.data || jsonb_build_object({pairs})"
    return Copied(row=fact, columns=told)
