"""The only door to the book: balanced entries, each business event once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from accounting.book import months
from accounting.models import Account, Entry, Line, Unsettled
from marketplace.shared import chain
from sellers.models import Seller

PROVIDER, COMMISSIONS, OTHER = "ST", "VC", "OD"
JOURNALS = {
    PROVIDER: "Prestataire de paiement",
    COMMISSIONS: "Commissions",
    OTHER: "Opérations diverses",
}


class Unbalanced(ValueError):
    """Debits and credits of an entry differ, or it has fewer than two sides."""


class Conflict(ValueError):
    """The same event was already booked with other amounts."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an entry: a positive amount is a debit, a negative one a credit."""

    account: str
    cents: int
    seller_id: int | None = None
    seller_order_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An entry to be written: `source` names the event, in the book once for ever."""

    source: str
    journal: str
    label: str
    at: datetime
    sides: tuple[Side, ...]
    currency: str = "EUR"


def debit(account: str, cents: int, part=None, **also) -> Side:
    """The debit of an account; `part` is the seller order it concerns."""
    return Side(account, cents, **_about(part), **also)


def credit(account: str, cents: int, part=None, **also) -> Side:
    """The credit of an account; `part` is the seller order it concerns."""
    return Side(account, -cents, **_about(part), **also)


def post(*bookings: Booking) -> list[Entry]:
    """Write entries in the book, inside the caller's transaction.

    An event already booked with the same amounts is answered with its entry; with other
    amounts, Conflict is raised and nothing is written. Entries of nothing are passed over.
    """
    wanted = [booking for booking in map(_without_nothing, bookings) if booking.sides]
    for booking in wanted:
        _check(booking)
    if not wanted:
        return []
    # A savepoint, so that the caller's transaction goes on when the event was booked already.
    try:
        with transaction.atomic():
            return _write(wanted)
    except IntegrityError:
        return [_again(booking) for booking in wanted]


def balance(account: str, *, seller: Seller | None = None) -> int:
    """Debits less credits of an account, of one seller's part of it if named, in cents."""
    return months.balance(account, seller=None if seller is None else seller.pk)


def owed(seller: Seller) -> int:
    """What the operator holds for a seller, due or not; negative when the seller owes."""
    return -balance(Account.SELLERS, seller=seller)


def owed_by(sellers: Iterable[int]) -> dict[int, int]:
    """What the operator holds for each seller, by key; who has no line is left out."""
    return months.owed_by(sellers)


def _write(bookings: list[Booking]) -> list[Entry]:
    """Lines first, then the entry that closes them: the database takes no line after it.

    The heads of all journals are locked before the keys are taken, so that keys, ranks and commits
    of a journal go in one order, and two writers of two journals never wait for each other.
    """
    heads = chain.lock(f"book:{journal}" for journal in {*JOURNALS, *(b.journal for b in bookings)})
    entries = [
        Entry(
            pk=pk,
            source=b.source,
            journal=b.journal,
            label=b.label[:160],
            currency=b.currency,
            posted_at=b.at,
        )
        for pk, b in zip(_keys(len(bookings)), bookings, strict=True)
    ]
    lines = Line.objects.bulk_create(
        [
            Line(
                entry_id=entry.pk,
                account=side.account,
                seller_id=side.seller_id,
                seller_order_id=side.seller_order_id,
                debit_cents=max(side.cents, 0),
                credit_cents=max(-side.cents, 0),
                note=side.note[:160],
            )
            for entry, booking in zip(entries, bookings, strict=True)
            for side in booking.sides
        ]
    )
    own = defaultdict(list)
    for line in lines:
        own[line.entry_id].append(line)
    chain.seal(entries, heads, content=lambda entry: content(entry, own[entry.pk]))
    written = Entry.objects.bulk_create(entries)
    journals = {entry.pk: entry.journal for entry in entries}
    Unsettled.objects.bulk_create(
        [
            Unsettled(
                line=line,
                seller_id=line.seller_id,
                seller_order_id=line.seller_order_id,
                amount_cents=line.credit_cents - line.debit_cents,
            )
            for line in lines
            if is_paid_out(line, journals[line.entry_id])
        ]
    )
    return written


def is_paid_out(line: Line, journal: str) -> bool:
    """Whether a payout is to take a line: payouts bear no order, the roundings of a month's
    commission invoice neither, yet those are paid out.
    """
    return line.account == Account.SELLERS and (
        line.seller_order_id is not None or journal == COMMISSIONS
    )


def content(entry: Entry, lines: Iterable[Line]) -> list:
    """What the seal of an entry is about: itself and each of its lines."""
    return [entry.pk, chain.content(entry), [[line.pk, chain.content(line)] for line in lines]]


def _keys(count: int) -> list[int]:
    """The keys of the next entries: their lines come first and must name them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('accounting_entry', 'id')) FROM"
                " generate_series(1, %s)",
                [count],
            )
            return [key[0] for key in cursor.fetchall()]
        # one writer at a time: nobody else takes them
        cursor.execute(
            "SELECT max((SELECT coalesce(max(id), 0) FROM accounting_entry), "
            "(SELECT coalesce(max(entry_id), 0) FROM accounting_line))"
        )
        last = cursor.fetchone()[0]
    return list(range(last + 1, last + 1 + count))


def _again(booking: Booking) -> Entry:
    entry = Entry.objects.filter(source=booking.source).prefetch_related("lines").first()
    if entry is None:
        return _write([booking])[0]
    written = _shape(
        (line.account, line.debit_cents - line.credit_cents, line.seller_id, line.seller_order_id)
        for line in entry.lines.all()
    )
    meant = _shape((s.account, s.cents, s.seller_id, s.seller_order_id) for s in booking.sides)
    if written != meant:
        raise Conflict(booking.source)
    return entry


def _shape(sides: Iterable[tuple]) -> list[tuple]:
    return sorted(
        (str(account), cents, seller or 0, part or 0) for account, cents, seller, part in sides
    )


def _check(booking: Booking) -> None:
    if len(booking.sides) < 2 or sum(side.cents for side in booking.sides) != 0:
        raise Unbalanced(booking.source)


def _without_nothing(booking: Booking) -> Booking:
    sides = tuple(side for side in booking.sides if side.cents)
    return Booking(
        source=booking.source,
        journal=booking.journal,
        label=booking.label,
        at=booking.at,
        sides=sides,
        currency=booking.currency,
    )


def _about(part) -> dict:
    return {"seller_id": part.seller_id, "seller_order_id": part.pk} if part is not None else {}
