"""Withdrawing from a contract on the public page: declared, acknowledged, followed up.

The declaration counts from the instant it is sent (L221-21), whoever sends it and whether or
not the order exists: what it leads to is worked out afterwards.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders import parts, returns
from orders.events import WithdrawalDeclared
from orders.models import Order, SellerOrder, WithdrawalDeclaration

LETTERS_AN_HOUR = 5  # acknowledgements to one address: the page is no way to flood a mailbox


class AlreadyHandled(Refusal):
    """Someone followed it up before."""

    sentence = gettext_lazy("Cette déclaration a déjà reçu une suite.")


def declare(
    *, key: str, name: str, order_number: str, email: str, goods: str = "", language: str = "fr",
    by: User | None = None, now: datetime,
) -> WithdrawalDeclaration:
    """Write a declaration down as it was sent; the same key twice is one declaration."""
    words = {"name": name, "order_number": order_number, "email": email, "goods": goods}
    print_ = hashlib.sha256(json.dumps([words, now.isoformat()], sort_keys=True).encode()).hexdigest()
    try:
        return _write(key=key, language=language, sha256=print_, declared_at=now, by=by, **words)
    except IntegrityError:
        return WithdrawalDeclaration.objects.get(key=key)


@transaction.atomic(durable=True)
def _write(*, by: User | None, **columns) -> WithdrawalDeclaration:
    row = WithdrawalDeclaration.objects.create(**columns)
    events.publish(WithdrawalDeclared(row.pk), about=row, by=by, at=row.declared_at)
    return row


def may_be_written_to(row: WithdrawalDeclaration) -> bool:
    """Whether the acknowledgement leaves by mail: once, and not the sixth of the hour."""
    if row.acknowledged_at is not None:
        return False
    before = WithdrawalDeclaration.objects.filter(
        email__iexact=row.email, pk__lt=row.pk, declared_at__gt=row.declared_at - timedelta(hours=1))
    return before.count() < LETTERS_AN_HOUR


def acknowledged(row: WithdrawalDeclaration, *, now: datetime) -> None:
    """Remember when the acknowledgement left."""
    WithdrawalDeclaration.objects.filter(pk=row.pk, acknowledged_at=None).update(acknowledged_at=now)


@transaction.atomic(durable=True)
def follow_up(declaration_id: int, *, now: datetime) -> list:
    """Open the returns that a declaration asks for; what it cannot say waits for an operator.

    Only an order of that number and that address is touched, and only what may be returned.
    """
    row = WithdrawalDeclaration.objects.select_for_update(of=("self",)).get(pk=declaration_id)
    found = _meant(row)
    if row.handled_at is not None or row.order_id is not None or not found:
        return []
    WithdrawalDeclaration.objects.filter(pk=row.pk).update(order=found[0].order)
    if row.goods.strip():
        return []  # words that name some articles are read by a person
    opened = [back for back in (_open(part, row) for part in found) if back is not None]
    if len(opened) == len(found):
        numbers = ", ".join(back.number for back in opened)
        WithdrawalDeclaration.objects.filter(pk=row.pk).update(
            handled_at=now, outcome=_("retours ouverts : {numbers}").format(numbers=numbers)[:300])
    return opened


@transaction.atomic(durable=True)
def settle(row: WithdrawalDeclaration, *, because: str, by: User | None, now: datetime) -> None:
    """An operator says what became of a declaration. Raises AlreadyHandled."""
    mine = WithdrawalDeclaration.objects.filter(pk=row.pk, handled_at=None)
    if not mine.update(handled_at=now, outcome=because[:300]):
        raise AlreadyHandled


def _meant(row: WithdrawalDeclaration) -> list[SellerOrder]:
    number = row.order_number.replace(" ", "").upper()
    orders = Order.objects.filter(email__iexact=row.email)
    rows = SellerOrder.objects.filter(order__in=orders, paid_at__isnull=False)
    return list(
        rows.filter(Q(order__number=number) | Q(number=number))
        .exclude(state="cancelled").select_related("order", "seller").order_by("pk"))


def _open(part: SellerOrder, row: WithdrawalDeclaration):
    part = parts.lock_part(part)
    excepted = {line.pk for line in part.lines.all() if line.withdrawal_exception}
    pieces = {pk: left for pk, left in returns.returnable(part).items() if left > 0 and pk not in excepted}
    try:
        return returns.open_(
            part, pieces=pieces, reason=returns.WITHDRAWAL, comment=_("Déclarée en ligne."), by=None,
            now=row.declared_at)
    except Refusal:
        return None
