"""The chains of the book, of issued documents and of statements, as `verify` reads them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import groupby, islice
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from accounting.models import Entry, Invoice, Line, Payout, PayoutItem
from accounting.payouts import statements
from marketplace.shared import canonical, chain, proofs, swift
from marketplace.shared.canonical import Written
from marketplace.shared.chain import PROVEN, Link
from marketplace.shared.proofs import Since

READ, CHAINS = 2000, 100  # rows read at a time, chains asked for at a time
MANY = 1000  # rows that the database finds different, from which on Python reads all
ENTRY = ("pk", "source", "journal", "rank", "previous", "hash")


def violations(since: Since | None = None) -> Iterator[str]:
    """A sentence for each entry, document or statement that is not what was sealed."""
    for check in (book, issued, closed):
        yield from check(since)


def book(since: Since | None = None) -> Iterator[str]:
    """The journals: entries with their lines."""
    yield from _broken("book:", entries(since), since)


def issued(since: Since | None = None) -> Iterator[str]:
    """The series of documents."""
    yield from _broken("invoice:", invoices(since), since)


def closed(since: Since | None = None) -> Iterator[str]:
    """The statements of each seller."""
    yield from _broken("statement:", _statements(since), since)


def marks() -> dict[str, int]:
    """The last entry of each journal, by its key: where the next verification goes on."""
    last = (
        (journal, Entry.objects.filter(journal=journal).order_by("-pk").first())
        for journal in (name.removeprefix("book:") for name in chain.heads_of("book:"))
    )
    return {journal: entry.pk for journal, entry in last if entry is not None}


def _broken(prefix: str, links: Iterable[Link], since: Since | None) -> Iterator[str]:
    proven = since.chains if since else proofs.anchors()[0]
    own = {name: head for name, head in proven.items() if name.startswith(prefix)}
    yield from chain.broken(
        links, heads=chain.heads_of(prefix), anchors=own, since=own if since else None
    )


def entries(since: Since | None = None) -> Iterator[Link]:
    """Entries and their lines, in the order of their keys: each is read once."""
    falsified = _entries_apart() if since is None else None
    every = Entry.objects.order_by("pk")
    if since is not None:
        # keys of entries go as their commits do: the heads of all journals are locked for them
        last = list(since.marks.get("book", {}).values())
        every = every.filter(Q(pk__gt=max(last, default=0)) | Q(pk__in=last))
    if falsified is None:
        yield from _entries_read(every)
        return
    named = {link.key: link for link in _entries_read(every.filter(pk__in=falsified))}
    for place in every.values_list(*ENTRY).iterator(chunk_size=READ):
        yield named.get(place[0]) or _entry(place, PROVEN)


def _entries_read(every: QuerySet[Entry]) -> Iterator[Link]:
    of_entry, of_line = chain.columns(Entry), chain.columns(Line)
    write_entry, write_line = canonical.of_rows(of_entry), canonical.of_rows(of_line)
    rows = every.values_list(*of_entry, *ENTRY).iterator(chunk_size=READ)
    while some := list(islice(rows, READ)):
        lines: dict[int, list[str]] = {}
        theirs = Line.objects.filter(entry_id__in=[row[-len(ENTRY)] for row in some])
        for line in theirs.order_by("pk").values_list(*of_line, "pk"):
            told = f"[{line[-1]},{write_line(line)}]"
            lines.setdefault(line[of_line.index("entry_id")], []).append(told)
        for row in some:
            place = row[-len(ENTRY) :]
            own = ",".join(lines.get(place[0], []))
            # as ledger.content tells them
            yield _entry(place, Written(f"[{place[0]},{write_entry(row)},[{own}]]"))


def _entry(place: tuple, content: Any) -> Link:
    pk, source, journal, rank, previous, seal = place
    return Link(f"entry {source}", f"book:{journal}", rank, previous, seal, content, pk)


def _entries_apart() -> list[int] | None:
    """The entries that the database finds different; None where Python must read them."""
    if not swift.is_able():
        return None
    entry = swift.text_of(Entry, chain.columns(Entry), "e")
    line = swift.text_of(Line, chain.columns(Line), "l")
    if entry is None or line is None:
        return None
    own = (
        f"SELECT coalesce(string_agg('[' || l.id || ',' || {line} || ']', ',' ORDER BY l.id), '')"  # noqa: S608
        f" FROM {Line._meta.db_table} l WHERE l.entry_id = e.id"
    )
    text = f"e.previous || chr(10) || '[' || e.id || ',' || {entry} || ',[' || ({own}) || ']]'"
    found = swift.rows(
        f"SELECT e.id FROM {Entry._meta.db_table} e WHERE e.hash <> {swift.seal_of(text)}"  # noqa: S608
        f" LIMIT {MANY}"
    )
    return [pk for (pk,) in found] if len(found) < MANY else None


def invoices(since: Since | None = None) -> Iterator[Link]:
    """Issued documents, series by series, in the order of their numbers."""
    own = sorted({*chain.columns(Invoice, without=Invoice.FILE), "rank"})
    write = canonical.of_rows(own)
    columns = (*own, "pk", "number", "series", "rank", "previous", "hash")
    for some in documents(since):
        for row in some.order_by("series", "rank").values_list(*columns).iterator(chunk_size=READ):
            pk, number, series, rank, previous, seal = row[-6:]
            content = Written(write(row))
            yield Link(f"document {number}", f"invoice:{series}", rank, previous, seal, content, pk)


def documents(since: Since | None = None) -> Iterator[QuerySet[Invoice]]:
    """All documents, or those that came since and the last before them of each series."""
    if since is None:
        yield Invoice.objects.all()
        return
    moved = since.moved("invoice:")
    for some in _some(sorted(moved), CHAINS):
        of_each = [Q(series=name.removeprefix("invoice:"), rank__gte=moved[name]) for name in some]
        yield Invoice.objects.filter(reduce(or_, of_each))


def _statements(since: Since | None) -> Iterator[Link]:
    moved = since.moved("statement:") if since else {}
    every = Payout.objects.exclude(statement_data={})
    parts = (
        [every]
        if since is None
        else [
            every.filter(seller__in=[int(name.partition(":")[2]) for name in some])
            for some in _some(sorted(moved), CHAINS)
        ]
    )
    for part in parts:
        of_sellers = part.order_by("seller", "paid_at", "pk").iterator(chunk_size=100)
        for seller, own in groupby(of_sellers, lambda payout: payout.seller_id):
            proven = moved.get(f"statement:{seller}", 0)
            newer = (payout for payout in own if _rank(payout) >= proven)
            # Ranks follow the order of closing, which is that of `paid_at` but for a second.
            links = [link for some in _some(newer, 100) for link in _links_of(some)]
            yield from sorted(links, key=lambda link: link.rank)


def _rank(payout: Payout) -> int:
    return (payout.statement_data.get("seal") or {}).get("rank", 0)


def _links_of(payouts: Iterable[Payout]) -> Iterator[Link]:
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


def _items_of(
    payouts: Iterable[Payout], *, without: list[Payout]
) -> dict[int, list[tuple[int, int]]]:
    """What payouts of before statements had rows of their own paid, line by line."""
    items: dict[int, list[tuple[int, int]]] = {}
    paid = PayoutItem.objects.filter(payout__in=payouts).exclude(payout__in=without)
    columns = ("payout_id", "line_id", "amount_cents")
    for payout_id, line_id, cents in paid.order_by("line_id").values_list(*columns):
        items.setdefault(payout_id, []).append((line_id, cents))
    return items


def _some(every: Iterable[Any], count: int) -> Iterator[list[Any]]:
    turn = iter(every)
    while some := list(islice(turn, count)):
        yield some
