"""The statement of a payout: everything on the seller's account since the last one.

opening + every movement = closing = what the book holds: proven when it is written.
"""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounting.billing import billing
from accounting.book.ledger import COMMISSIONS
from accounting.events import PayoutPaid
from accounting.models import Account, Entry, Line, Payout
from marketplace.shared import chain, files, pdf
from marketplace.shared.clock import paris_day
from marketplace.shared.money import euros
from sellers.models import Seller

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


def close(event: PayoutPaid) -> None:
    """Hears PayoutPaid, once it is booked: freeze the seller's statement until this payout.

    A movement whose transaction was still open when the last statement was written comes
    into this one: what counts is what that statement told, not how far it had read.
    """
    payout = Payout.objects.get(pk=event.payout_id)
    if payout.statement_data:
        return
    Seller.objects.select_for_update().get(pk=payout.seller_id)  # one statement at a time
    last = _last_before(payout) or {
        "closing_cents": 0,
        "until_line": 0,
        "after_line": 0,
        "rows": [],
    }
    stated = {row["line_id"] for row in last["rows"]}
    lines = Line.objects.filter(
        account=Account.SELLERS, seller=payout.seller_id, pk__gt=last["after_line"]
    )
    rows, balance = [], last["closing_cents"]
    for line in lines.select_related("entry__billed__invoice", "seller_order").order_by("pk"):
        if line.pk not in stated:
            balance += line.credit_cents - line.debit_cents
            rows.append(_row(line, balance))
    data = {
        "opening_cents": last["closing_cents"],
        "closing_cents": balance,
        "rows": rows,
        # Where the next statement begins to look: a line may be committed later than its key says.
        "after_line": last["until_line"],
        "until_line": max((row["line_id"] for row in rows), default=last["until_line"]),
    }
    Payout.objects.filter(pk=payout.pk).update(statement_data=_sealed(payout, data))


def content(payout: Payout, items: list[tuple[int, int]], data: dict) -> list:
    """What a statement's seal is about: the payout, (line, cents) of what it paid, its content."""
    unsealed = {key: value for key, value in data.items() if key != "seal"}
    return [chain.content(payout, without=MEANWHILE), items, unsealed]


def _sealed(payout: Payout, data: dict) -> dict:
    """The statement with its place in the chain of its seller's statements."""
    items = list(payout.items.order_by("line_id").values_list("line_id", "amount_cents"))
    link = chain.Place(f"statement:{payout.seller_id}", content(payout, items, data))
    chain.seal([link])
    return {**data, "seal": {"rank": link.rank, "previous": link.previous, "hash": link.hash}}


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


def as_csv(payout: Payout) -> str:
    """The statement as a table that spreadsheets open: semicolons, decimal commas."""
    out = StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    data = payout.statement_data
    with translation.override("fr"):
        table.writerow(
            [
                _("Date"),
                _("Libellé"),
                _("Commande"),
                _("Document"),
                _("Débit"),
                _("Crédit"),
                _("Solde"),
            ]
        )
        table.writerow(["", _("Solde d'ouverture"), "", "", "", "", euros(data["opening_cents"])])
        for row in data["rows"]:
            table.writerow(
                [
                    row["day"],
                    row["label"],
                    row["number"],
                    told_by(row),
                    euros(row["debit_cents"]),
                    euros(row["credit_cents"]),
                    euros(row["balance_cents"]),
                ]
            )
        table.writerow(["", _("Solde de clôture"), "", "", "", "", euros(data["closing_cents"])])
    return "\ufeff" + out.getvalue()


def told_by(row: dict) -> str:
    """The document that bills a row of a statement, or the day when it was to be billed."""
    if row.get("document"):
        return row["document"]
    if row.get("billed_on"):
        return _("à facturer le {day}").format(
            day=date_format(date.fromisoformat(row["billed_on"]), "d/m/Y")
        )
    return ""


def _last_before(payout: Payout) -> dict | None:
    earlier = Payout.objects.filter(seller=payout.seller_id, state="paid").exclude(pk=payout.pk)
    return (
        earlier.exclude(statement_data={})
        .order_by("-paid_at", "-pk")
        .values_list("statement_data", flat=True)
        .first()
    )


def _row(line: Line, balance: int) -> dict:
    return {
        "line_id": line.pk,
        "day": paris_day(line.entry.posted_at).isoformat(),
        "label": line.entry.label,
        "number": line.seller_order.number if line.seller_order else "",
        "debit_cents": line.debit_cents,
        "credit_cents": line.credit_cents,
        "balance_cents": balance,
        **_billing(line.entry),
    }


def billing_in_words(entry: Entry) -> str:
    """The document that bills a commission, or when it will be; nothing for other entries."""
    return told_by(_billing(entry))


def _billing(entry: Entry) -> dict:
    """What the statement says of a commission: its document, or the day of its invoice."""
    if entry.journal != COMMISSIONS:
        return {}
    billed = getattr(entry, "billed", None)
    if billed is not None:
        return {"document": billed.invoice.number} if billed.invoice else {}
    return {"billed_on": billing.last_day(paris_day(entry.posted_at)).isoformat()}
