"""The unique identifier that a producer has in each recycling scheme (C. env. L541-10-13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import RecyclingNumbersGiven
from catalog.models import RecyclingNumber
from catalog.recycling import watch
from marketplace.shared import clock, events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

FORM = re.compile(r"FR(\d{6})(\d{2})([A-Z0-9]{4})", re.ASCII)
BETWEEN = re.compile(r"[\s\u00a0\u202f_.\-–]+")


class UnreadableNumber(Refusal):
    """What was typed is no identifier of a scheme."""

    sentence = _(
        "« {text} » n'est pas un identifiant de filière : il s'écrit FR, six chiffres, un tiret"
        " bas, deux chiffres et quatre lettres ou chiffres, comme FR123456_01ABCD."
    )


def read(text: str) -> str:
    """An identifier as it is written, however it was typed. Raises UnreadableNumber."""
    found = FORM.fullmatch(BETWEEN.sub("", text).upper())
    if found is None:
        raise UnreadableNumber(text=text.strip()[:40])
    return f"FR{found[1]}_{found[2]}{found[3]}"


@transaction.atomic(durable=True)
def give(shop: Seller, numbers: Mapping[str, str], *, by: User | None, at: datetime) -> None:
    """A seller gives, confirms for a year, or takes back (an empty text) the number of each scheme.

    Raises UnreadableNumber; nothing is kept then.
    """
    told = {scheme: read(text) if text.strip() else "" for scheme, text in numbers.items()}
    Seller.objects.select_for_update(no_key=True).get(pk=shop.pk)
    own = RecyclingNumber.objects.filter(seller=shop)
    before = {row.scheme: row.number for row in own}
    own.filter(scheme__in=[scheme for scheme, number in told.items() if not number]).delete()
    for scheme, number in told.items():
        if number:
            values = {"number": number, "confirmed_on": clock.paris_day(at), "confirmed_by": by}
            own.update_or_create(seller=shop, scheme=scheme, defaults=values)
    if any(before.get(scheme, "") != number or number for scheme, number in told.items()):
        given = RecyclingNumbersGiven(seller_id=shop.pk, numbers=told)
        events.publish(given, about=shop, by=by, at=at)
    watch.look(shop, at=at)


def of(shop: Seller) -> dict[str, RecyclingNumber]:
    """The numbers of a seller, by scheme, too old ones included."""
    return {row.scheme: row for row in RecyclingNumber.objects.filter(seller=shop)}


def good_until(number: RecyclingNumber) -> date:
    """The last day before a number must be confirmed again."""
    return number.confirmed_on + timedelta(days=watch.YEAR - 1)
