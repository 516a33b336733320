"""What a buyer has withdrawn from, read where goods are about to leave or to be paid for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day
from orders.models import (
    Order,
    SellerOrder,
    WithdrawalDeclaration,
)


class Withdrawn(Refusal):
    """The buyer no longer wants what is about to leave."""

    sentence = _(
        "L'acheteur s'est rétracté de « {title} » : n'expédiez plus cet article, il est annulé et"
        " remboursé."
    )


class WithdrawalPending(Refusal):
    """A declaration has just come and is not worked out yet, or a person must read its words."""

    sentence = _(
        "L'acheteur a déclaré le {day} qu'il se rétracte de cette commande : n'expédiez rien avant"
        " que la suite en soit donnée."
    )


class NoConsumer(Refusal):
    """A company bought, and the house grants companies no withdrawal."""

    sentence = _(
        "Cette commande est celle d'une entreprise : la loi réserve la rétractation aux"
        " consommateurs. Pour un article abîmé ou différent, signalez-le depuis la page de la"
        " commande."
    )


def is_granted(part: SellerOrder) -> bool:
    """Whether the buyer may withdraw at all: a person may by law, a company where it is granted
    (C. conso L221-18).
    """
    business = part.order.business
    return business is None or business.may_withdraw


def written(number: str) -> str:
    """An order's number as it was typed, made comparable."""
    return number.replace(" ", "").upper()


def pending(
    part: SellerOrder, declared: Iterable[WithdrawalDeclaration] | None = None
) -> WithdrawalDeclaration | None:
    """The first declaration on this part without effect yet: new, or to be read by a person.

    `declared` holds what `pending_among` read of many parts at once, this one among them.
    """
    numbers, order = (part.number, part.order.number), part.order
    if declared is None:
        declared = pending_among([order])
    for declaration in declared:
        if not _is_on(declaration, order):
            continue
        if written(declaration.order_number) in numbers and (
            declaration.order_id is None or has_words(declaration)
        ):
            # asked last: most parts have no declaration at all
            return declaration if is_granted(part) else None
    return None


def pending_among(orders: Sequence[Order]) -> list[WithdrawalDeclaration]:
    """The declarations without effect yet that may be about these orders, oldest first."""
    keys = [order.pk for order in orders]
    own = Q(from_order__in=keys)
    for email in {order.email for order in orders}:
        own |= Q(email__iexact=email)
    waiting = WithdrawalDeclaration.objects.filter(handled_at=None)
    return list(waiting.filter(Q(order=None) & own | Q(order__in=keys)).order_by("pk"))


def _is_on(declaration: WithdrawalDeclaration, order: Order) -> bool:
    """Whether a declaration was sent from an order or its mailbox, or a person tied it to it."""
    if declaration.order_id is not None:
        return declaration.order_id == order.pk
    return declaration.from_order_id == order.pk or declaration.email.lower() == order.email.lower()


def has_words(declaration: WithdrawalDeclaration) -> bool:
    """Whether a declaration names articles in words only, that a person must read."""
    return bool(declaration.goods.strip()) and not declaration.pieces


def words_on(declaration: WithdrawalDeclaration, order: Order) -> str:
    """The words of a declaration, where an order's own people read them: only their own.

    A person may have attached it to the order of another mailbox, by mistake or not.
    """
    own = declaration.from_order_id == order.pk or declaration.email.lower() == order.email.lower()
    return declaration.goods if own else ""


def sentence(part: SellerOrder) -> str:
    """Why nothing may be shipped after a withdrawal, as the seller reads it; "" without one."""
    try:
        check(part, None)
    except Refusal as refusal:
        return str(refusal)
    return ""


def unread(order) -> QuerySet[WithdrawalDeclaration]:
    """The declarations of an order that wait for a person; `order` may be a query expression."""
    return waiting().filter(order=order)


def waiting() -> QuerySet[WithdrawalDeclaration]:
    """The declarations that wait for a person, whichever order they are about."""
    return WithdrawalDeclaration.objects.filter(handled_at=None)


def check(
    part: SellerOrder,
    pieces: Mapping[int, int] | None,
    declared: Iterable[WithdrawalDeclaration] | None = None,
) -> None:
    """Stop a locked part from shipping what its buyer withdrew from.

    Raises Withdrawn, WithdrawalPending.
    """
    declaration = pending(part, declared)
    if declaration is not None:
        raise WithdrawalPending(day=day(declaration.declared_at))
    lines = list(part.lines.all())
    # "all that waits" of a part where nothing does: the withdrawal is the reason to name
    over = not any(line.waiting for line in lines)
    for line in lines:
        wanted = pieces.get(line.pk, 0) if pieces else int(over)
        if line.withdrawn and wanted > line.waiting:
            raise Withdrawn(title=line.title)


WITHDRAWAL = "withdrawal"


def last_day(part: SellerOrder) -> date | None:
    """The last day to withdraw; None until receipt is proven: the delay has not begun.

    A presumption of delivery (`presumed_at`) starts nothing (C. conso L221-18, L221-22).
    """
    if part.delivered_at is None:
        return None
    return clock.withdrawal_end(clock.paris_day(part.delivered_at), part.withdrawal_days)
