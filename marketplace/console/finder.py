"""One box for every number: what somebody reads out on the telephone leads to its file.

By an index first: exactly so, else by its beginning. Then by any piece of a name or a number, among
the latest rows of each kind only: a search costs the same however long the house has traded. Only
sections that the reader may open are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admin import site
from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.text import capfirst

from accounting.models import Invoice, Payout, PayoutRun
from catalog.models import Product
from marketplace.shared import mailboxes, places
from orders.fulfilment import withdrawn
from orders.models import (
    Buyer,
    Dispute,
    Guest,
    Incident,
    Order,
    Payment,
    Refund,
    Return,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.models.buyer import of_mailbox
from sellers.models import Seller

MOST = 10  # of each kind
SHORTEST = 4  # signs from which the beginning of a number is looked for
SHORTEST_PIECE = 3  # signs from which a piece of a name or number is looked for
LATEST = 20_000  # rows of each kind in which a piece is looked for


@dataclass(frozen=True)
class Look:
    """A kind of row and the columns that name it; `begins` are found by their beginning too.

    `phones` hold telephone numbers, found by their digits however they are written.
    """

    model: type[Model]
    columns: tuple[str, ...]
    begins: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A row that was found, and what of it is what was typed."""

    row: Model
    why: str = ""


NUMBER = ("number",)
LOOKS = (
    Look(Order, NUMBER, NUMBER),
    Look(SellerOrder, NUMBER, NUMBER),
    Look(Return, NUMBER, NUMBER),
    Look(Incident, NUMBER, NUMBER),
    Look(Shipment, ("tracking",)),
    Look(Dispute, ("ref",)),
    Look(Refund, ("uid", "ref")),
    Look(Payment, ("ref", "uid")),
    Look(Invoice, NUMBER, NUMBER),
    Look(Payout, NUMBER, NUMBER),
    Look(PayoutRun, NUMBER, NUMBER),
    Look(Seller, ("siret", "code"), ("siret",)),  # the beginning of a SIRET is a SIREN
    Look(Product, ("ref",)),
)
MAILBOX = Look(Buyer, (), ("email",))


PIECES = (
    Look(Order, ("number", "recipient", "email", "city", "payment__ref"), phones=("phone",)),
    Look(Buyer, ("first_name", "last_name", "email")),
    Look(SellerOrder, NUMBER),
    Look(Return, NUMBER),
    Look(Incident, NUMBER),
    Look(WithdrawalDeclaration, ("name", "email", "order_number")),
    Look(Shipment, ("tracking",)),
    Look(Dispute, ("ref",)),
    Look(Refund, ("ref",)),
    Look(Payment, ("ref",)),
    Look(Invoice, NUMBER),
    Look(Payout, ("number", "ref")),
    Look(PayoutRun, NUMBER),
    Look(
        Seller,
        ("name", "legal_name", "city", "email", "siret", "recycling_numbers__number"),
        phones=("phone",),
    ),
    Look(Product, ("title", "ref", "offers__sku", "variants__gtin")),
)


def find(typed: str, request: HttpRequest) -> list[Hit]:
    """The rows that bear this number, this address or a piece of it, of those that open here."""
    words = typed.strip()
    if not words:
        return []
    if "@" in words:
        whose = [Hit(row) for row in _of_address(mailboxes.plain(words), request)]
        return whose or _by_piece(words, request)
    number = "".join(words.split())
    exactly = {words, number, number.upper()}
    refund = Refund.key_of(number)  # written in no column
    found = _rows(Look(Refund, ("pk",)), ("pk",), "in", [refund], request) if refund else []
    found += [
        row for look in LOOKS for row in _rows(look, look.columns, "in", sorted(exactly), request)
    ]
    if not found and len(number) >= SHORTEST:
        begun = number.upper()
        found = [
            *(r for look in LOOKS for r in _rows(look, look.begins, "startswith", begun, request)),
            *_rows(MAILBOX, MAILBOX.begins, "startswith", number.lower(), request),
        ]
    known = {(type(row), row.pk) for row in found}
    if found and any(_bears(row, exactly) for row in found):
        return [Hit(row) for row in found]
    by_piece = _by_piece(words, request)
    return [
        *(Hit(row) for row in found),
        *(hit for hit in by_piece if (type(hit.row), hit.row.pk) not in known),
    ]


def _bears(row: Model, exactly: set[str]) -> bool:
    """Whether one of its columns is exactly what was typed."""
    columns = {column for look in LOOKS if look.model is type(row) for column in look.columns}
    return any(getattr(row, column) in exactly for column in columns)


def _by_piece(typed: str, request: HttpRequest) -> list[Hit]:
    """The latest rows in which each word of what was typed stands somewhere."""
    words, number = typed.split(), "".join(typed.split())
    if len(number) < SHORTEST_PIECE:
        return []
    if number.isdigit():
        words = [number]  # a number read out in groups is one number
    hits: list[Hit] = []
    for look in PIECES:
        if not places.opens(look.model):
            continue
        wanted = _phone(look, typed)
        named = Q()
        for word in words:
            anywhere = Q()
            for column in look.columns:
                anywhere |= Q(**{f"{column}__icontains": word})
            named &= anywhere
        latest = look.model._default_manager.order_by("-pk").values("pk")[:LATEST]
        section = site._registry[look.model]
        rows = section.get_queryset(request).filter(named | wanted, pk__in=latest)
        for row in rows.order_by("-pk").distinct()[:MOST]:
            if places.opens(look.model, row):
                hits.append(Hit(row, _why(look, row, words)))
    return hits


def _phone(look: Look, typed: str) -> Q:
    """A telephone by its digits: they are kept with the sign of their country, without a nought."""
    digits = re.sub(r"[\s.()+-]", "", typed)
    wanted = Q(pk__in=[])
    if digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST:
        for column in look.phones:
            wanted |= Q(**{f"{column}__contains": digits.removeprefix("0")})
    return wanted


def _why(look: Look, row: Model, words: list[str]) -> str:
    """The first column that holds a word of what was typed, with its value."""
    for column in (*look.columns, *look.phones):
        for value in _values(row, column):
            text = str(value or "")
            if any(_holds(text, word) for word in words):
                return f"{capfirst(str(_label(look.model, column)))} : {text}"
    return ""


def _holds(text: str, word: str) -> bool:
    return word.lower() in text.lower() or (word.isdigit() and word.removeprefix("0") in text)


def _values(row: Model, column: str) -> Iterable[object]:
    """What a column of a row holds; of a relation, its few values."""
    if "__" not in column:
        return [getattr(row, column)]
    return type(row)._default_manager.filter(pk=row.pk).values_list(column, flat=True)[:50]


def _label(model: type[Model], column: str) -> object:
    """How people call a column, at the end of its relation."""
    *relations, name = column.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _rows(
    look: Look, columns: Iterable[str], how: str, value: object, request: HttpRequest
) -> list[Model]:
    wanted = Q()
    for column in columns:
        wanted |= Q(**{f"{column}__{how}": value})
    if not wanted or not places.opens(look.model):
        return []
    rows = site._registry[look.model].get_queryset(request).filter(wanted).order_by("-pk")[:MOST]
    return [row for row in rows if places.opens(look.model, row)]


def _of_address(email: str, request: HttpRequest) -> Iterator[Model]:
    """Whoever reads a mailbox: as a buyer, with an account or without, and as a shop; and what was
    declared from it and waits for somebody.
    """
    if places.opens(Buyer):
        buyers = site._registry[Buyer].get_queryset(request)
        known = buyers.filter(email=email).first() or of_mailbox(email)
        if isinstance(known, Guest) or known is not None and places.address(Buyer, known.pk):
            yield known
    if places.opens(Seller):
        shops = Seller.objects.filter(Q(email=email) | Q(members__user__email=email))
        yield from shops.distinct().order_by("-pk")[:MOST]
    if places.opens(WithdrawalDeclaration):
        waiting = withdrawn.waiting().filter(email__iexact=email)
        yield from waiting.order_by("-pk")[:MOST]
