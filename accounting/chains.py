"""The chains of the book, of issued documents and of statements, as `verify` reads them again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice

from accounting.book import ledger
from accounting.models import Entry, Invoice, Line, Payout, PayoutItem
from accounting.payouts import statements
from marketplace.shared import chain, proofs
from marketplace.shared.chain import Link

READ = 2000


def violations() -> Iterator[str]:
    """A sentence for each entry, document or statement that is not what was sealed."""
    anchors = proofs.anchors()[0]
    for prefix, links in (
        ("book:", entries()),
        ("invoice:", invoices()),
        ("statement:", _statements()),
    ):
        own = {name: head for name, head in anchors.items() if name.startswith(prefix)}
        yield from chain.broken(links, heads=chain.heads_of(prefix), anchors=own)


def entries() -> Iterator[Link]:
    """Entries and their lines side by side, in the order of their keys: each is read once."""
    lines = groupby(
        Line.objects.order_by("entry_id", "pk").iterator(chunk_size=READ),
        lambda line: line.entry_id,
    )
    at = next(lines, None)
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=READ):
        while at is not None and at[0] < entry.pk:
            at = next(lines, None)  # lines without an entry: another check reports them
        own_lines = list(at[1]) if at is not None and at[0] == entry.pk else []
        yield Link(
            key=entry.pk,
            label=f"entry {entry.source}",
            chain=entry.chain_name(),
            rank=entry.rank,
            previous=entry.previous,
            hash=entry.hash,
            content=ledger.content(entry, own_lines),
        )


def invoices() -> Iterator[Link]:
    """Issued documents, series by series, in the order of their numbers."""
    for invoice in Invoice.objects.order_by("series", "rank").iterator(chunk_size=READ):
        yield Link(
            key=invoice.pk,
            label=f"document {invoice.number}",
            chain=invoice.chain_name(),
            rank=invoice.rank,
            previous=invoice.previous,
            hash=invoice.hash,
            content=invoice.content(),
        )


def _statements() -> Iterator[Link]:
    closed = Payout.objects.exclude(statement_data={}).order_by("seller", "paid_at", "pk")
    for _seller, of_seller in groupby(
        closed.iterator(chunk_size=100), lambda payout: payout.seller_id
    ):
        # Ranks follow the order of closing, which is that of `paid_at` but for a second.
        links = [link for batch in _batches(of_seller) for link in _links_of(batch)]
        yield from sorted(links, key=lambda link: link.rank)


def _links_of(payouts: list[Payout]) -> Iterator[Link]:
    in_rows = [payout for payout in payouts if "rows" not in payout.statement_data]
    data, items = statements.as_they_are(in_rows), _items_of(payouts, without=in_rows)
    for payout in payouts:
        seal = payout.statement_data.get("seal") or {}
        yield Link(
            label=f"payout {payout.number} or its statement",
            chain=f"statement:{payout.seller_id}",
            rank=seal.get("rank", 0),
            previous=seal.get("previous", ""),
            hash=seal.get("hash", ""),
            content=statements.content(
                payout, items.get(payout.pk, []), data.get(payout.pk, payout.statement_data)
            ),
        )


def _items_of(payouts: list[Payout], *, without: list[Payout]) -> dict[int, list[tuple[int, int]]]:
    """What payouts of before statements had rows of their own paid, line by line."""
    items: dict[int, list[tuple[int, int]]] = {}
    paid = PayoutItem.objects.filter(payout__in=payouts).exclude(payout__in=without)
    columns = ("payout_id", "line_id", "amount_cents")
    for payout_id, line_id, cents in paid.order_by("line_id").values_list(*columns):
        items.setdefault(payout_id, []).append((line_id, cents))
    return items


def _batches(payouts: Iterator[Payout]) -> Iterator[list[Payout]]:
    while batch := list(islice(payouts, 100)):
        yield batch
