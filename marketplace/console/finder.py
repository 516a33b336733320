"""One box for every number: what somebody reads out on the telephone leads to its file.

Each look-up is by an index, exact first and by its beginning when nothing is exactly so. Only
sections that the reader may open are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admin import site
from django.db.models import Model, Q
from django.http import HttpRequest

from accounting.models import Invoice, Payout, PayoutRun
from catalog.models import Product
from marketplace.shared import mailboxes, places
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
)
from orders.models.buyer import of_mailbox
from sellers.models import Seller

MOST = 10  # of each kind
SHORTEST = 4  # signs from which the beginning of a number is looked for


@dataclass(frozen=True)
class Look:
    """A kind of row and the columns that name it; `begins` are found by their beginning too."""

    model: type[Model]
    columns: tuple[str, ...]
    begins: tuple[str, ...] = ()


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


def find(typed: str, request: HttpRequest) -> list[Model]:
    """The rows that bear this number or this address, of those that the reader may open."""
    words = typed.strip()
    if not words:
        return []
    if "@" in words:
        return list(_of_address(mailboxes.plain(words), request))
    number = "".join(words.split())
    exactly = {words, number, number.upper()}
    refund = Refund.key_of(number)  # written in no column
    found = [
        *(_rows(Look(Refund, ("pk",)), ("pk",), "in", [refund], request) if refund else ()),
    ]
    found += [
        row for look in LOOKS for row in _rows(look, look.columns, "in", sorted(exactly), request)
    ]
    if found or len(number) < SHORTEST:
        return found
    begun = number.upper()
    return [
        *(row for look in LOOKS for row in _rows(look, look.begins, "startswith", begun, request)),
        *_rows(MAILBOX, MAILBOX.begins, "startswith", number.lower(), request),
    ]


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
    """Whoever reads a mailbox: as a buyer, with an account or without, and as a shop."""
    if places.opens(Buyer):
        buyers = site._registry[Buyer].get_queryset(request)
        known = buyers.filter(email=email).first() or of_mailbox(email)
        if isinstance(known, Guest) or known is not None and places.address(Buyer, known.pk):
            yield known
    if places.opens(Seller):
        shops = Seller.objects.filter(Q(email=email) | Q(members__user__email=email))
        yield from shops.distinct().order_by("-pk")[:MOST]
