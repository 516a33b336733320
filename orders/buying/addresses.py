"""The addresses that a signed-in buyer had parcels sent to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.shared import communes, postcodes
from marketplace.shared.countries import named
from marketplace.shared.models import Address, User
from marketplace.shared.states import Refusal
from marketplace.shared.territories import EUROPE
from orders.models import Order

MOST = 30
COLUMNS = ("recipient", "line1", "line2", "postcode", "city", "country", "phone")
TAKES = "city:"  # the button of a commune sends the form to be counted anew, with this before it


def countries() -> list[tuple[str, str]]:
    """Where we deliver: France first, then its neighbours by name."""
    others = sorted(((code, named(code)) for code in EUROPE), key=lambda pair: pair[1])
    return [("FR", named("FR")), ("MC", named("MC")), *others]


def completed(posted: QueryDict) -> QueryDict:
    """What was sent, with the commune that was pressed; with the only one of its postcode, where
    no town was typed.
    """
    taken = posted.get("refresh", "")
    if taken.startswith(TAKES):
        return _in_town(posted, taken.removeprefix(TAKES))
    if posted.get("city", "").strip() or posted.get("country", "FR") != "FR":
        return posted
    towns = communes.of(postcodes.read(posted.get("postcode", "")[:10]))
    return _in_town(posted, towns[0]) if len(towns) == 1 else posted


def _in_town(posted: QueryDict, town: str) -> QueryDict:
    whole = posted.copy()
    whole["city"] = town
    return whole


def town_line(postcode: str, city: str) -> str:
    """A postcode and its town on one line: what is confirmed of an odd pair."""
    return f"{postcodes.read(postcode[:10])} {city.strip()}"


@transaction.atomic(durable=True)
def keep(user: User, address: dict, *, at: datetime) -> None:
    """Remember where an order went: it is proposed first next time.

    The same place with another telephone, or one written otherwise, is the same entry.
    """
    place = {name: text for name, text in address.items() if name != "phone"}
    known = Address.objects.filter(user=user, **place).order_by("-used_at", "-pk").first()
    if known is None:
        Address.objects.create(user=user, used_at=at, **address)
        return
    Address.objects.filter(pk=known.pk).update(used_at=at, phone=address.get("phone", ""))


class TooMany(Refusal):
    """An address book with more addresses than anybody uses."""

    sentence = _("Votre carnet compte déjà {most} adresses : retirez-en une d'abord.")


@transaction.atomic(durable=True)
def write(user: User, address: dict, *, pk: int | None, at: datetime) -> None:
    """Add an address to the book, or correct one of it; one that it holds already stays alone.

    Raises TooMany.
    """
    book = Address.objects.filter(user=user)
    place = {name: text for name, text in address.items() if name != "phone"}
    same = book.filter(**place).exclude(pk=pk).order_by("-used_at", "-pk").first()
    if pk is not None:
        book.filter(pk=pk).update(**address)
        if same:
            book.filter(pk=same.pk).delete()
    elif same:
        book.filter(pk=same.pk).update(phone=address.get("phone", "") or same.phone)
    elif book.count() >= MOST:
        raise TooMany(most=MOST)
    else:
        Address.objects.create(user=user, used_at=None, **address)


@transaction.atomic(durable=True)
def put_first(user: User, pk: int, *, at: datetime) -> None:
    """Propose this address first at the next order."""
    Address.objects.filter(user=user, pk=pk).update(used_at=at)


@transaction.atomic(durable=True)
def forget(user: User, pk: int) -> None:
    """Take an address out of the book; orders keep their copies."""
    Address.objects.filter(user=user, pk=pk).delete()


def book_of(user: User) -> list[Address]:
    """A person's addresses, the one that is proposed first before the others."""
    return list(
        Address.objects.filter(user=user).order_by(F("used_at").desc(nulls_last=True), "-pk")
    )


def is_of(row: Address, typed: Mapping[str, str]) -> bool:
    """Whether what was typed is this address; its telephone is another matter."""
    place = (name for name in COLUMNS if name != "phone")
    return all(getattr(row, name) == typed.get(name, "").strip() for name in place)


def first_proposed(user: User) -> dict[str, str]:
    """Where the last order went; before the first order, what the account says of the person."""
    last = next(iter(book_of(user)), None)
    if last is None:
        return {"recipient": user.get_full_name(), "phone": user.phone}
    return as_filled_in(last)


def as_filled_in(row: Address | Order) -> dict[str, str]:
    """An address of the book or of an order as a form shows it; an odd town of it was confirmed."""
    place = {name: getattr(row, name) for name in COLUMNS}
    return place | {"town_kept": town_line(row.postcode, row.city)}
