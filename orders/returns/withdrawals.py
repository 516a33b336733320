"""Withdrawing from a contract: declared, acknowledged, taken into effect on what it finds.

The right exists from the contract on (C. conso L221-18). A declaration counts from the instant it
is sent (L221-21), whoever sends it and whether or not the order exists. What has not left is
cancelled and refunded; what travels, or arrived, opens a return that counts from the declaration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.withdrawal import is_excepted, is_sealed
from marketplace.shared import events
from marketplace.shared.language import kept
from marketplace.shared.models import Fact, User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import day
from orders import parts
from orders.authority import NeedsFinance
from orders.events import (
    AcknowledgementAsked,
    WithdrawalDeclared,
    WithdrawalRead,
    WithdrawalSettled,
    WithdrawalTaken,
    WithdrawalTakenUpAgain,
    WithdrawalToRead,
)
from orders.fulfilment import cancellations, withdrawn
from orders.models import Order, OrderLine, Refund, Return, SellerOrder, WithdrawalDeclaration
from orders.returns import returns
from orders.states import ReturnState

LETTERS_AN_HOUR = 5  # acknowledgements to one address: the page is no way to flood a mailbox


ACKNOWLEDGED_WITHIN = timedelta(hours=1)  # « sans retard injustifié »: it leaves by itself at once


class AlreadyAcknowledged(Refusal):
    """The letter left already, or leaves not at all: the address had too many within the hour."""

    sentence = gettext_lazy("L'accusé de cette déclaration est déjà parti.")


class AlreadyHandled(Refusal):
    """Somebody, or the worker, followed the declaration up before."""

    sentence = gettext_lazy("Cette déclaration a déjà reçu une suite.")


class NothingToTakeUp(Refusal):
    """The declaration waits already, and is attached to no order."""

    sentence = gettext_lazy("Cette déclaration attend déjà une suite : il n'y a rien à reprendre.")


class TookEffect(Refusal):
    """Something was cancelled or sent back by it: attaching it elsewhere undoes none of that."""

    sentence = gettext_lazy(
        "Cette déclaration a déjà pris effet sur la commande {number} : {outcome}. L'acheteur y"
        " abandonne un retour ouvert par erreur, depuis la page de sa commande ; une annulation"
        " remboursée ne se défait pas, il commande de nouveau. Pour la bonne commande, invitez le"
        " déclarant à se rétracter depuis la page de celle-ci."
    )


class NoSuchOrder(Refusal):
    """The operator named an order that nobody paid."""

    sentence = gettext_lazy("Aucune commande payée ne porte le numéro {number} : vérifiez-le.")


class PlacedAfter(Refusal):
    """Nobody withdraws from a contract that is to be made yet."""

    sentence = gettext_lazy(
        "La commande {number} a été passée le {day}, après cette déclaration : ce n'est pas elle"
        " qui est visée. Cherchez-en une autre."
    )


class NothingLeft(Refusal):
    """All of it is already cancelled, on its way back, or excepted by law."""

    sentence = gettext_lazy(
        "Rien dans cette commande ne peut plus faire l'objet d'une rétractation : tout est déjà"
        " annulé, en retour, ou excepté par la loi."
    )


class MoreThanLeft(Refusal):
    """More pieces than the buyer may still withdraw from."""

    sentence = gettext_lazy("Vous pouvez vous rétracter d'au plus {left} × « {title} ».")


@dataclass(slots=True)
class Taken:
    """What a withdrawal came to on one part: a refund of what had not left, returns of the rest."""

    refund: Refund | None = None
    returns: list[Return] = field(default_factory=list)


def withdrawable(part: SellerOrder, *, left: Mapping[int, int] | None = None) -> dict[int, int]:
    """How many pieces of each line the buyer may still withdraw from, wherever they are.

    `left`: what of each line is not refunded, from a page that fetched it at once.
    """
    if not withdrawn.is_granted(part):
        return {line.pk: 0 for line in part.lines.all()}
    at_seller, owed = returns.withheld(part), returns.unrefunded(part, left)
    free = {
        line.pk: (
            0
            if is_excepted(line.withdrawal_exception) or line.refunded_cents >= line.total_cents
            else line.quantity
            - line.cancelled
            - line.came_back
            - line.returned
            - at_seller.get(line.pk, 0)
        )
        for line in part.lines.all()
    }
    for back in part.returns.all():  # read from memory where the page fetched them at once
        if back.state in returns.OPEN:
            for return_line in back.lines.all():
                free[return_line.line_id] -= return_line.quantity
                owed[return_line.line_id] -= return_line.quantity
    return {pk: max(min(count, owed[pk]), 0) for pk, count in free.items()}


def asks_for_seal(line: OrderLine) -> bool:
    """Whether to ask the buyer about the seal: it may be broken once the article arrived."""
    return is_sealed(line.withdrawal_exception) and line.delivered > line.returned


@transaction.atomic(durable=True)
def withdraw(
    seller_order: SellerOrder,
    *,
    pieces: Mapping[int, int] | None = None,
    unsealed: Mapping[int, bool] | None = None,
    comment: str = "",
    by: User | None,
    at: datetime,
) -> Taken:
    """The buyer withdraws from a part, or from some pieces of it, on the order's own page.

    Raises NoConsumer, NothingChosen, NothingLeft, MoreThanLeft, NotReturnable, WindowClosed.
    """
    part = parts.hold(seller_order.pk)
    return take(
        part,
        pieces=pieces,
        unsealed=unsealed,
        comment=comment,
        declared_at=at,
        by_right=True,
        by=by,
        at=at,
    )


def take(
    part: SellerOrder,
    *,
    pieces: Mapping[int, int] | None,
    unsealed: Mapping[int, bool] | None = None,
    comment: str = "",
    declared_at: datetime,
    by_right: bool = False,
    by: User | None,
    at: datetime,
) -> Taken:
    """Let a withdrawal take effect on a locked part, in the caller's transaction.

    Pieces are taken from what waits (cancelled at once), then from what travels, then from what
    arrived (to be sent back). `by_right`: it is the buyer who acts, on their own page.
    """
    if not withdrawn.is_granted(part):
        raise withdrawn.NoConsumer
    wanted = _wanted(part, pieces)
    closed = returns.closed_since(part, declared_at)
    if closed is not None:
        raise returns.WindowClosed(day=closed.strftime("%d/%m/%Y"))
    waiting, travelling, arrived = _split(part, wanted)
    done = Taken()
    # nobody can have broken the seal of what still travels
    for goods, state, seals in (
        (travelling, ReturnState.ON_ITS_WAY, None),
        (arrived, ReturnState.ASKED, unsealed),
    ):
        if goods:
            done.returns.append(
                returns.open_(
                    part,
                    goods,
                    reason=withdrawn.WITHDRAWAL,
                    comment=comment,
                    unsealed=seals,
                    state=state,
                    by=by,
                    asked_at=declared_at,
                    at=at,
                )
            )
    if waiting:
        done.refund = cancellations.call_off(
            part,
            because=gettext_lazy("rétractation de l'acheteur"),
            restock=True,
            withdrawn=True,
            by_right=by_right,
            pieces=waiting,
            by=by,
            at=at,
        )
    events.publish(
        WithdrawalTaken(
            seller_order_id=part.pk,
            seller_id=part.seller_id,
            refund_id=done.refund.pk if done.refund else None,
            return_ids=[back.pk for back in done.returns],
            called_off=_named(part, waiting)[:500],
            travelling=_named(part, travelling)[:500],
            arrived=_named(part, arrived)[:500],
        ),
        about=part,
        within=part.order,
        by=by,
        at=at,
    )
    return done


def declare(
    *,
    key: str,
    name: str,
    order_number: str,
    email: str,
    goods: str = "",
    language: str = "fr",
    from_order: Order | None = None,
    pieces: Mapping[int, int] | None = None,
    unsealed: Mapping[int, bool] | None = None,
    by: User | None = None,
    at: datetime,
) -> WithdrawalDeclaration:
    """Write a declaration down as it was sent; the same key twice is one declaration.

    `from_order` is the order on whose own page it was declared: whoever opened that page may.
    """
    words = {"name": name, "order_number": order_number, "email": email, "goods": goods}
    print_ = hashlib.sha256(
        json.dumps([words, at.isoformat()], sort_keys=True).encode()
    ).hexdigest()
    chosen = {
        "pieces": {str(pk): count for pk, count in (pieces or {}).items()},
        "unsealed": {str(pk): said for pk, said in (unsealed or {}).items()},
    }
    try:
        return _write(
            key=key,
            language=language,
            sha256=print_,
            declared_at=at,
            from_order=from_order,
            by=by,
            **words,
            **chosen,
        )
    except IntegrityError:  # the same form sent twice: the first counts, with its instant
        return WithdrawalDeclaration.objects.get(key=key)


@transaction.atomic(durable=True)
def _write(*, by: User | None, **columns) -> WithdrawalDeclaration:
    declaration = WithdrawalDeclaration.objects.create(**columns)
    events.publish(
        WithdrawalDeclared(declaration_id=declaration.pk),
        about=declaration,
        by=by,
        at=declaration.declared_at,
    )
    return declaration


def may_be_written_to(declaration: WithdrawalDeclaration) -> bool:
    """Whether the acknowledgement leaves by mail: once, and not the sixth of the hour."""
    return declaration.acknowledged_at is None and not is_one_too_many(declaration)


def is_one_too_many(declaration: WithdrawalDeclaration) -> bool:
    """Whether an address had so many declarations within an hour that this one sends no letter."""
    before = WithdrawalDeclaration.objects.filter(
        email__iexact=declaration.email,
        pk__lt=declaration.pk,
        declared_at__gt=declaration.declared_at - timedelta(hours=1),
    )
    return before.count() >= LETTERS_AN_HOUR


def unacknowledged(at: datetime) -> QuerySet[WithdrawalDeclaration]:
    """The declarations whose acknowledgement should have left (L221-21), and did not."""
    before = (
        WithdrawalDeclaration.objects.filter(
            email__iexact=OuterRef("email"),
            pk__lt=OuterRef("pk"),
            declared_at__gt=OuterRef("declared_at") - timedelta(hours=1),
        )
        .order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return (
        WithdrawalDeclaration.objects.filter(
            acknowledged_at=None, declared_at__lt=at - ACKNOWLEDGED_WITHIN
        )
        .annotate(before=Coalesce(Subquery(before), 0))
        .filter(before__lt=LETTERS_AN_HOUR)
    )


@transaction.atomic(durable=True)
def acknowledge_again(declaration: WithdrawalDeclaration, *, by: User | None, at: datetime) -> None:
    """Send the acknowledgement that did not leave. Raises AlreadyAcknowledged."""
    fresh = WithdrawalDeclaration.objects.select_for_update().get(pk=declaration.pk)
    if not may_be_written_to(fresh):
        raise AlreadyAcknowledged
    events.publish(AcknowledgementAsked(declaration_id=fresh.pk), about=declaration, by=by, at=at)


def acknowledged(declaration: WithdrawalDeclaration, *, at: datetime) -> None:
    """Note when the acknowledgement left, so that it leaves once."""
    WithdrawalDeclaration.objects.filter(pk=declaration.pk, acknowledged_at=None).update(
        acknowledged_at=at
    )


@transaction.atomic(durable=True)
def follow_up(declaration_id: int, *, at: datetime) -> list[Return]:
    """Let a declaration take effect; one that is not clear waits for an operator.

    Only an order of that number and that address is touched, or the one from whose page it came.
    Words that name some articles are read by a person: until then nothing of the part may leave.
    """
    declaration = _open_declaration(declaration_id)
    meant = _meant(declaration) if declaration is not None and declaration.order_id is None else []
    if declaration is None or not meant:
        return []
    return _follow(declaration, meant, at=at)


def follow_paid(order_id: int, *, at: datetime) -> None:
    """An order was paid: what was declared before the payment arrived takes effect now."""
    order = Order.objects.get(pk=order_id)
    early = WithdrawalDeclaration.objects.filter(Q(from_order=order) | Q(email__iexact=order.email))
    for pk in early.filter(order=None, handled_at=None).order_by("pk").values_list("pk", flat=True):
        follow_up(pk, at=at)


@transaction.atomic(durable=True)
def link(
    declaration: WithdrawalDeclaration, *, order_number: str, by: User | None, at: datetime
) -> list[Return]:
    """An operator names the order of a declaration: it takes effect from its original instant.

    Raises NoSuchOrder, PlacedAfter, AlreadyHandled, NeedsFinance.
    """
    fresh = _open_declaration(declaration.pk)
    if fresh is None:
        raise AlreadyHandled
    meant = list(_parts(withdrawn.written(order_number)))
    if not meant:
        raise NoSuchOrder(number=order_number)
    if all(part.order.placed_at > fresh.declared_at for part in meant):
        raise PlacedAfter(number=meant[0].order.number, day=day(meant[0].order.placed_at))
    _settled(
        fresh,
        because=kept(gettext_lazy("commande {number}")).format(number=order_number),
        by=by,
        at=at,
    )
    return _follow(fresh, meant, by=by, at=at)


@transaction.atomic(durable=True)
def follow_by_hand(
    declaration: WithdrawalDeclaration, *, pieces: Mapping[int, int], by: User | None, at: datetime
) -> list[Return]:
    """An operator has read the words of a declaration: these pieces of its order are meant.

    Raises AlreadyHandled, NothingChosen, NeedsFinance, and what `take` refuses.
    """
    fresh = _open_declaration(declaration.pk)
    if fresh is None or fresh.order_id is None:
        raise AlreadyHandled
    wanted = {pk: count for pk, count in pieces.items() if count}
    lines = list(OrderLine.objects.filter(pk__in=wanted, seller_order__order=fresh.order_id))
    if not lines or len(lines) < len(wanted):
        raise parts.NothingChosen
    opened, outcomes = [], []
    for pk in sorted({line.seller_order_id for line in lines}):
        own = {line.pk: wanted[line.pk] for line in lines if line.seller_order_id == pk}
        part = parts.hold(pk)
        taken = take(
            part,
            pieces=own,
            comment=_comment(fresh, part),
            declared_at=fresh.declared_at,
            by=by,
            at=at,
        )
        opened += taken.returns
        outcomes.append(_outcome(part, taken))
    _close(fresh, " ; ".join(outcomes), at=at)
    _settled(fresh, because=" ; ".join(outcomes), by=by, at=at)
    taken_off = {line.seller_order_id for line in lines}
    nothing = kept(gettext_lazy("cette déclaration porte sur d'autres articles"))
    _tell_read(fresh, but=taken_off, because=nothing, by=by, at=at)
    return opened


@transaction.atomic(durable=True)
def settle(
    declaration: WithdrawalDeclaration, *, because: str, by: User | None, at: datetime
) -> None:
    """An operator says what became of a declaration. Raises AlreadyHandled."""
    unhandled = WithdrawalDeclaration.objects.filter(pk=declaration.pk, handled_at=None)
    # compare and set: of two operators, the second is told
    if not unhandled.update(handled_at=at, outcome=because[:300]):
        raise AlreadyHandled
    _settled(declaration, because=because, by=by, at=at)
    # as it is now: the page may be older than its order
    fresh = WithdrawalDeclaration.objects.get(pk=declaration.pk)
    _tell_read(fresh, because=because, by=by, at=at)


@transaction.atomic(durable=True)
def take_up_again(
    declaration: WithdrawalDeclaration, *, because: str, by: User | None, at: datetime
) -> None:
    """What was said of a declaration, or its order, was wrong: it is detached and waits anew.

    Raises NothingToTakeUp, TookEffect.
    """
    rows = WithdrawalDeclaration.objects.select_for_update(of=("self",)).select_related("order")
    fresh = rows.get(pk=declaration.pk)
    if fresh.order is None and fresh.handled_at is None:
        raise NothingToTakeUp
    refusal = effect(fresh)
    if refusal is not None:
        raise refusal
    if fresh.handled_at is None:
        _tell_read(
            fresh,
            because=kept(gettext_lazy("cette déclaration ne concerne pas la commande")),
            by=by,
            at=at,
        )
    WithdrawalDeclaration.objects.filter(pk=fresh.pk).update(
        order=None, handled_at=None, outcome=""
    )
    events.publish(
        WithdrawalTakenUpAgain(declaration_id=fresh.pk),
        about=fresh,
        by=by,
        because=because[:500],
        at=at,
    )


def effect(declaration: WithdrawalDeclaration) -> TookEffect | None:
    """Why a declaration can no longer be attached elsewhere; None while nothing came of it."""
    order = declaration.order
    if order is None:
        return None
    taken = Fact.objects.filter(name="orders.WithdrawalTaken", within=events.subject_of(order))
    if declaration.handled_at is not None:
        taken = taken.filter(happened_at=declaration.handled_at)
    elif declaration.outcome:  # some parts refused, and some may have taken it
        taken = taken.filter(happened_at__gte=declaration.declared_at)
    else:
        taken = taken.none()
    back = Return.objects.filter(
        seller_order__order=order,
        reason=withdrawn.WITHDRAWAL,
        asked_at=declaration.declared_at,
    )
    if not taken.exists() and not back.exists():
        return None
    return TookEffect(number=order.number, outcome=declaration.outcome)


def _tell_read(
    declaration: WithdrawalDeclaration,
    *,
    but: Collection[int] = (),
    because: str,
    by: User | None,
    at: datetime,
) -> None:
    """Announce, to the parts of its order that wait for its reading, that they wait no more."""
    asked = Fact.objects.filter(
        name="orders.WithdrawalToRead", data__declaration_id=declaration.pk
    ).values_list("subject", flat=True)
    waiting = SellerOrder.objects.filter(order=declaration.order_id).exclude(pk__in=but)
    for part in waiting.select_related("order").order_by("pk"):
        if events.subject_of(part) in set(asked):
            events.publish(
                WithdrawalRead(declaration_id=declaration.pk, seller_order_id=part.pk),
                about=part,
                within=part.order,
                by=by,
                because=because[:500],
                at=at,
            )


def _open_declaration(pk: int) -> WithdrawalDeclaration | None:
    """A declaration without outcome, its row locked: a task delivered twice acts once."""
    declaration = WithdrawalDeclaration.objects.select_for_update(of=("self",)).get(pk=pk)
    return None if declaration.handled_at is not None else declaration


def _follow(
    declaration: WithdrawalDeclaration,
    meant: list[SellerOrder],
    *,
    by: User | None = None,
    at: datetime,
) -> list[Return]:
    declaration.order = meant[0].order
    WithdrawalDeclaration.objects.filter(pk=declaration.pk).update(order=declaration.order)
    if withdrawn.has_words(declaration):
        _ask_to_read(declaration, meant, by=by, at=at)
        return []
    opened, outcomes, refused = [], [], False
    pieces = {int(pk): count for pk, count in declaration.pieces.items()}
    for part in meant:
        part = parts.hold(part.pk)
        own = {line.pk: pieces[line.pk] for line in part.lines.all() if line.pk in pieces}
        if pieces and not own:
            continue
        try:
            with transaction.atomic():  # one part's refusal leaves nothing half done
                taken = take(
                    part,
                    pieces=own or None,
                    unsealed={int(pk): said for pk, said in declaration.unsealed.items()},
                    comment=_comment(declaration, part),
                    declared_at=declaration.declared_at,
                    by=by,
                    at=at,
                )
        except (MovedMeanwhile, NeedsFinance):
            raise  # undoes the whole follow-up: none of it may stay half done
        except (NothingLeft, MoreThanLeft):
            outcomes.append(
                _("{number} : déjà pris en compte, ou excepté par la loi").format(
                    number=part.number
                )
            )
        except Refusal as refusal:
            refused = True
            outcomes.append(f"{part.number} : {refusal}")
        else:
            opened += taken.returns
            outcomes.append(_outcome(part, taken))
    WithdrawalDeclaration.objects.filter(pk=declaration.pk).update(
        outcome=" ; ".join(outcomes)[:300]
    )
    if outcomes and not refused:
        _close(declaration, " ; ".join(outcomes), at=at)
    return opened


def _ask_to_read(
    declaration: WithdrawalDeclaration, meant: list[SellerOrder], *, by: User | None, at: datetime
) -> None:
    """Announce, part by part, that a person must read which articles are meant."""
    for part in meant:
        events.publish(
            WithdrawalToRead(declaration_id=declaration.pk, seller_order_id=part.pk),
            about=part,
            within=part.order,
            by=by,
            because=withdrawn.words_on(declaration, part.order)[:500],
            at=at,
        )


def _close(declaration: WithdrawalDeclaration, outcome: str, *, at: datetime) -> None:
    WithdrawalDeclaration.objects.filter(pk=declaration.pk).update(
        handled_at=at, outcome=outcome[:300]
    )


def _settled(
    declaration: WithdrawalDeclaration, *, because: str, by: User | None, at: datetime
) -> None:
    events.publish(
        WithdrawalSettled(declaration_id=declaration.pk),
        about=declaration,
        by=by,
        because=because[:500],
        at=at,
    )


def _outcome(part: SellerOrder, taken: Taken) -> str:
    """What the declaration's page says of its outcome on one part."""
    words = [kept(gettext_lazy("annulé et remboursé"))] if taken.refund else []
    words += [back.number for back in taken.returns]
    return f"{part.number} : {', '.join(words)}"


def _comment(declaration: WithdrawalDeclaration, part: SellerOrder) -> str:
    words = withdrawn.words_on(declaration, part.order)
    if words and withdrawn.has_words(declaration):
        return words
    return kept(gettext_lazy("Déclarée en ligne."))


def _meant(declaration: WithdrawalDeclaration) -> list[SellerOrder]:
    number = withdrawn.written(declaration.order_number)
    return list(
        _parts(number).filter(
            Q(order=declaration.from_order_id) | Q(order__email__iexact=declaration.email)
        )
    )


def is_sold(number: str) -> bool:
    """Whether an order that was paid, or a part of one, bears this number as it was typed."""
    return _parts(withdrawn.written(number)).exists()


def _parts(number: str):
    sold = SellerOrder.objects.filter(
        Q(order__number=number) | Q(number=number), paid_at__isnull=False
    )
    return sold.select_related("order", "seller").order_by("pk")


def _wanted(part: SellerOrder, pieces: Mapping[int, int] | None) -> dict[int, int]:
    free, lines = withdrawable(part), {line.pk: line for line in part.lines.all()}
    if pieces is None:
        wanted = {pk: count for pk, count in free.items() if count}
        if not wanted:
            raise NothingLeft
        return wanted
    wanted = {pk: count for pk, count in pieces.items() if count > 0}
    if not wanted:
        raise parts.NothingChosen
    for pk, count in wanted.items():
        line = lines.get(pk)
        if line is None:
            raise parts.NothingChosen
        if is_excepted(line.withdrawal_exception):
            raise returns.NotReturnable(title=line.title)
        if count > free[pk]:
            raise MoreThanLeft(title=line.title, left=free[pk])
    return wanted


def _split(
    part: SellerOrder, wanted: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """The pieces of each line that wait, travel, or arrived: taken in that order."""
    waiting, travelling, arrived = {}, {}, {}
    for line in part.lines.all():
        count = wanted.get(line.pk, 0)
        off = min(count, line.waiting)
        moving = min(count - off, _travelling(part, line))
        for group, pieces in (
            (waiting, off),
            (travelling, moving),
            (arrived, count - off - moving),
        ):
            if pieces:
                group[line.pk] = pieces
    return waiting, travelling, arrived


def _travelling(part: SellerOrder, line: OrderLine) -> int:
    """How many pieces of a line travel and were not withdrawn from yet."""
    promised = sum(
        return_line.quantity
        for back in part.returns.all()
        if back.state == ReturnState.ON_ITS_WAY
        for return_line in back.lines.all()
        if return_line.line_id == line.pk
    )
    return max(line.shipped - line.delivered - line.came_back - promised, 0)


def _named(part: SellerOrder, pieces: Mapping[int, int]) -> str:
    """Pieces with their titles, as the timelines name them."""
    titles = {line.pk: line.title for line in part.lines.all()}
    return ", ".join(f"{count} × {titles[pk]}" for pk, count in pieces.items())
