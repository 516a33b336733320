"""The statement of a payout: everything on the seller's account since the last one.

opening + every movement = closing = what the book holds: proven when it is written. Its lines are
rows, written and read a few at a time: a statement may have as many as a year of a large shop.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import chain as in_a_row
from itertools import groupby, islice

from django.core.files.base import ContentFile
from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounting.billing import billing
from accounting.book.ledger import COMMISSIONS
from accounting.events import PayoutPaid
from accounting.models import Account, Entry, Line, Payout, PayoutItem, StatementRow
from marketplace.shared import bulk, chain, files, pdf
from marketplace.shared.clock import paris_day
from marketplace.shared.events import together
from marketplace.shared.money import euros
from sellers.models import Seller

READ = 2000
MOST = 1000  # lines that a PDF lists; a longer statement is told in sums, its lines in the table
# What a payout went through before it was paid, and what is made of it afterwards.
MEANWHILE = (
    "state",
    "uid",
    "warnings",
    "failure",
    "sent_at",
    "invoice_id",
    "statement",
    "statement_data",
)
COMMISSION_KINDS = ("commission", "reversal", "takenreversal", "commissionvat")
# What a long statement is summed up by; whatever else there is comes under the last.
KINDS = (
    ("sale", gettext_noop("Ventes")),
    ("commission", gettext_noop("Commissions")),
    ("refund", gettext_noop("Remboursements")),
    ("payout", gettext_noop("Versements")),
    ("", gettext_noop("Autres mouvements")),
)
# In the order of closing: several payouts of one seller may be paid at one instant.
LATEST = (F("statement_data__seal__rank").desc(nulls_last=True), "-paid_at", "-pk")
FIRST = {"closing_cents": 0, "until_line": 0, "after_line": 0}


@together
def close(events: list[PayoutPaid]) -> None:
    """Hears PayoutPaid, once it is booked: freeze each seller's statement until this payout."""
    by_seller: dict[int, Payout] = {}
    for payout in Payout.objects.filter(pk__in=[event.payout_id for event in events]).order_by(
        "pk"
    ):
        if payout.seller_id in by_seller:  # of two payouts of one seller, each has its statement
            _close(by_seller)
            by_seller = {}
        by_seller[payout.seller_id] = payout
    _close(by_seller)


def _close(by_seller: dict[int, Payout]) -> None:
    """Freeze the statements of payouts that were just paid and booked, by their sellers.

    A movement whose transaction was still open when the last statement was written comes
    into this one: what counts is what that statement told, not how far it had read.
    """
    fresh = {pk: payout for pk, payout in by_seller.items() if not payout.statement_data}
    if not fresh:
        return
    # One statement of a seller at a time, and whoever needs several takes them in one order.
    list(Seller.objects.select_for_update().filter(pk__in=fresh).order_by("pk"))
    last = _last_before(fresh)
    counts = {pk: _Count(last.get(pk, FIRST)) for pk in fresh}
    told = (counts[line["seller"]].row(fresh[line["seller"]], line) for line in _lines(last, fresh))
    rows = (row for row in told if row is not None)
    while batch := list(islice(rows, READ)):
        bulk.insert(batch)
    closed = list(fresh.values())
    items = digests(
        PayoutItem.objects.filter(payout__in=closed)
        .order_by("payout", "line")
        .values_list("payout", "line", "amount_cents")
    )
    for payout in closed:
        count = counts[payout.seller_id]
        payout.statement_data = count.data() | {"items_sha256": items.get(payout.pk, NOTHING)}
    links = [
        chain.Place(f"statement:{payout.seller_id}", content(payout, [], payout.statement_data))
        for payout in closed
    ]
    chain.seal(links)
    for payout, link in zip(closed, links, strict=True):
        payout.statement_data["seal"] = {
            "rank": link.rank,
            "previous": link.previous,
            "hash": link.hash,
        }
    bulk.write(closed, ["statement_data"])


class _Count:
    """A statement while it is written: its balance, and the print of the rows so far."""

    def __init__(self, last: dict):
        self.opening = self.balance = last["closing_cents"]
        # Where the next statement begins to look: a line may be committed later than its key says.
        self.after, self.until = last["until_line"], last["until_line"]
        self.already = {row["line_id"] for row in last.get("rows", ())}
        self.print, self.count = hashlib.sha256(), 0

    def row(self, payout: Payout, line: dict) -> StatementRow | None:
        """The next row; none where the last statement, of before rows, has told the line."""
        if line["pk"] in self.already:
            return None
        self.balance += line["credit_cents"] - line["debit_cents"]
        self.count += 1
        self.until = line["pk"]
        document, billed_on = _bill(
            line["entry__journal"],
            line["entry__posted_at"],
            is_billed=line["entry__billed"] is not None,
            document=line["entry__billed__invoice__number"],
        )
        row = StatementRow(
            payout=payout,
            line_id=line["pk"],
            balance_cents=self.balance,
            document=document,
            billed_on=billed_on,
        )
        self.print.update(_told(row.line_id, row.balance_cents, document, billed_on))
        return row

    def data(self) -> dict:
        """What the statement comes to."""
        return {
            "opening_cents": self.opening,
            "closing_cents": self.balance,
            "count": self.count,
            "rows_sha256": self.print.hexdigest(),
            "after_line": self.after,
            "until_line": self.until,
        }


def _lines(last: dict[int, dict], sellers: Iterable[int]) -> Iterator[dict]:
    """The lines that the statements of these sellers may still have to tell, seller by seller."""
    after = [(pk, last.get(pk, FIRST)["after_line"]) for pk in sellers]
    # each seller's from a place of their own: said as one condition of many `or`, PostgreSQL would
    # read the lines of all sellers
    since = RawSQL(  # noqa: S611 - numbers alone
        f"WITH since (seller, after) AS (VALUES {', '.join(['(%s, %s)'] * len(after))})"  # noqa: S608
        ' SELECT l."id" FROM since JOIN "accounting_line" l ON l."account" = %s'
        ' AND l."seller_id" = since.seller AND l."id" > since.after',
        [*in_a_row(*after), Account.SELLERS.value],
    )
    lines = Line.objects.filter(pk__in=since)
    columns = (
        "pk",
        "seller",
        "debit_cents",
        "credit_cents",
        "entry__journal",
        "entry__posted_at",
        "entry__billed",
        "entry__billed__invoice__number",
    )
    told = _told_already(last)
    row = next(told, None)
    for line in lines.order_by("seller", "pk").values(*columns).iterator(chunk_size=READ):
        place = line["seller"], line["pk"]
        while row is not None and row < place:
            row = next(told, None)
        if row != place:
            yield line


def _told_already(last: dict[int, dict]) -> Iterator[tuple[int, int]]:
    """(seller, line) of each row of the last statements, in the order of the lines."""
    rows = StatementRow.objects.filter(payout__in=[data["payout"] for data in last.values()])
    told = rows.order_by("payout__seller", "line").values_list("payout__seller", "line")
    return told.iterator(chunk_size=READ)


def content(payout: Payout, items: list[tuple[int, int]], data: dict) -> list:
    """What a statement's seal is about: the payout, (line, cents) of what it paid, its content.

    Its rows and items stand in its content by their prints; those of before, themselves.
    """
    unsealed = {key: value for key, value in data.items() if key != "seal"}
    return [chain.content(payout, without=MEANWHILE), items, unsealed]


def as_they_are(payouts: list[Payout]) -> dict[int, dict]:
    """The data of statements with the prints of their rows and items as these are now."""
    rows = StatementRow.objects.filter(payout__in=payouts).order_by("payout", "line")
    items = PayoutItem.objects.filter(payout__in=payouts).order_by("payout", "line")
    row_prints = digests(
        rows.values_list("payout", "line", "balance_cents", "document", "billed_on")
    )
    item_prints = digests(items.values_list("payout", "line", "amount_cents"))
    return {
        payout.pk: payout.statement_data
        | {
            "rows_sha256": row_prints.get(payout.pk, NOTHING),
            "items_sha256": item_prints.get(payout.pk, NOTHING),
        }
        for payout in payouts
    }


def digests(rows) -> dict[int, str]:
    """The print of the rows of each payout, which comes first in them; a few are read at a time."""
    prints = {}
    for payout, own in groupby(rows.iterator(chunk_size=READ), lambda row: row[0]):
        digest = hashlib.sha256()
        for row in own:
            digest.update(_told(*row[1:]))
        prints[payout] = digest.hexdigest()
    return prints


def _told(*values) -> bytes:
    return f"{chain.canonical(values)}\n".encode()


NOTHING = hashlib.sha256().hexdigest()


def rows(payout: Payout) -> Iterator[dict]:
    """The lines of a statement as they are shown, one at a time."""
    if "rows" in payout.statement_data:
        yield from payout.statement_data["rows"]
        return
    told = payout.statement_rows.select_related("line__entry", "line__seller_order").only(
        "balance_cents",
        "document",
        "billed_on",
        "line__debit_cents",
        "line__credit_cents",
        "line__entry__label",
        "line__entry__source",
        "line__entry__posted_at",
        "line__seller_order__number",
    )
    for row in told.order_by("line").iterator(chunk_size=READ):
        yield {
            "line_id": row.line_id,
            "day": paris_day(row.line.entry.posted_at).isoformat(),
            "label": row.line.entry.label,
            "number": row.line.seller_order.number if row.line.seller_order else "",
            "debit_cents": row.line.debit_cents,
            "credit_cents": row.line.credit_cents,
            "balance_cents": row.balance_cents,
            "document": row.document,
            "billed_on": row.billed_on.isoformat() if row.billed_on else "",
        }


def count(payout: Payout) -> int:
    """How many lines a statement has."""
    data = payout.statement_data
    return len(data["rows"]) if "rows" in data else data["count"]


def is_long(payout: Payout) -> bool:
    """Whether a PDF lists the sums of a statement and not its lines."""
    return count(payout) > MOST and "rows" not in payout.statement_data


def render(payout_id: int) -> bool:
    """Make the statement's PDF, once. False when this machine cannot make PDFs yet."""
    payout = Payout.objects.select_related("seller", "run").get(pk=payout_id)
    if payout.statement or not payout.statement_data:
        return True
    try:
        page = pdf.render("payout_statement", {"payout": payout}, language="fr")
    except pdf.NoRenderer:
        return False
    fresh = Payout.objects.filter(pk=payout.pk, statement="")
    with files.bound([payout.statement]):
        payout.statement.save(f"{payout.number}.pdf", ContentFile(page), save=False)
        stored = fresh.update(statement=payout.statement.name)
    if not stored:  # another worker was faster
        payout.statement.storage.delete(payout.statement.name)
    return True


def render_waiting(*, at_most: int = 100) -> int:
    """Make the PDFs of statements that miss, until this machine says that it cannot."""
    made = 0
    waiting = Payout.objects.filter(statement="", state="paid").exclude(statement_data={})
    for payout_id in waiting.order_by("pk").values_list("pk", flat=True)[:at_most]:
        if not render(payout_id):
            break
        made += 1
    return made


def as_csv(payout: Payout) -> Iterator[str]:
    """The statement as a table that spreadsheets open: semicolons, decimal commas; in pieces."""
    data = payout.statement_data
    with translation.override("fr"):
        head = [
            _("Date"),
            _("Libellé"),
            _("Commande"),
            _("Document"),
            _("Débit"),
            _("Crédit"),
            _("Solde"),
        ]
        opening, closing = _("Solde d'ouverture"), _("Solde de clôture")
    yield "\ufeff" + _lined([head, ["", opening, "", "", "", "", euros(data["opening_cents"])]])
    every = rows(payout)
    while batch := list(islice(every, READ)):
        with translation.override("fr"):
            piece = _lined(map(_cells, batch))
        yield piece
    yield _lined([["", closing, "", "", "", "", euros(data["closing_cents"])]])


def _cells(row: dict) -> list[str]:
    return [
        row["day"],
        row["label"],
        row["number"],
        told_by(row),
        euros(row["debit_cents"]),
        euros(row["credit_cents"]),
        euros(row["balance_cents"]),
    ]


def _lined(table: Iterable[list[str]]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(table)
    return out.getvalue()


@dataclass
class Sum:
    """The movements of one kind in a statement: how many, and how much."""

    name: str
    count: int = 0
    debit_cents: int = 0
    credit_cents: int = 0


def sums(payout: Payout) -> list[Sum]:
    """A statement too long to be read line by line: what its movements of each kind come to."""
    by_kind = {kind: Sum(_(name)) for kind, name in KINDS}
    of = payout.statement_rows.values_list(
        "line__entry__source", "line__debit_cents", "line__credit_cents"
    )
    for source, debit, credit in of.iterator(chunk_size=READ):
        kind = source.partition(":")[0]
        total = by_kind.get(kind) or by_kind["commission" if kind in COMMISSION_KINDS else ""]
        total.count += 1
        total.debit_cents += debit
        total.credit_cents += credit
    return [total for total in by_kind.values() if total.count]


def told_by(row: dict) -> str:
    """The document that bills a row of a statement, or the day when it was to be billed."""
    if row.get("document"):
        return row["document"]
    if row.get("billed_on"):
        return _("à facturer le {day}").format(
            day=date_format(date.fromisoformat(row["billed_on"]), "d/m/Y")
        )
    return ""


def _last_before(fresh: dict[int, Payout]) -> dict[int, dict]:
    """The last statement of each seller, by seller."""
    earlier = (
        Payout.objects.filter(seller=OuterRef("pk"), state="paid")
        .exclude(pk__in=[payout.pk for payout in fresh.values()])
        .exclude(statement_data={})
        .order_by(*LATEST)
    )
    last = Seller.objects.filter(pk__in=fresh).annotate(last=Subquery(earlier.values("pk")[:1]))
    keys = [key for key in last.values_list("last", flat=True) if key]
    told = Payout.objects.filter(pk__in=keys).values_list("seller", "pk", "statement_data")
    return {seller: {**data, "payout": pk} for seller, pk, data in told}


def billing_in_words(entry: Entry) -> str:
    """The document that bills a commission, or when it will be; nothing for other entries."""
    billed = getattr(entry, "billed", None) if entry.journal == COMMISSIONS else None
    document, billed_on = _bill(
        entry.journal,
        entry.posted_at,
        is_billed=billed is not None,
        document=billed.invoice.number if billed and billed.invoice else None,
    )
    return told_by({"document": document, "billed_on": billed_on.isoformat() if billed_on else ""})


def _bill(
    journal: str, posted_at, *, is_billed: bool, document: str | None
) -> tuple[str, date | None]:
    """What the statement says of a commission: its document, or the day of its invoice."""
    if journal != COMMISSIONS:
        return "", None
    if is_billed:
        return document or "", None
    return "", billing.last_day(paris_day(posted_at))
