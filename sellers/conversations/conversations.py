"""What a buyer, a shop and the operator may do in an exchange: ask, say, come in, set aside, close.

Each message says to whom. Between buyers and shops, what tells how to be reached elsewhere is
hidden before anybody reads it, and its author is told; to the operator everything is said whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from marketplace.shared import contact_data, enclosed, events, numbers
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.conversations import awaited, enclosures, subjects, working
from sellers.conversations.subjects import Kind, Reader
from sellers.events import (
    AnswerGiven,
    AnswerWaived,
    MessageSaid,
    OperatorJoined,
    ThreadClosed,
    ThreadNoted,
    ThreadOpened,
    ThreadReopened,
    ThreadSnoozed,
)
from sellers.letters import tongue
from sellers.models import Enclosure, Message, Side, Thread
from sellers.states import THREAD, ThreadState

LONGEST = 4000  # signs of one message
GATHERED = timedelta(minutes=5)  # what is said meanwhile goes into the same letter
LETTERED = ("", Message.Automatic.WAIVED)  # of the others a letter of their own tells
SAID_TWICE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=60)


class NotTaking(Refusal):
    """The message is for a side that takes no part and may not be asked here."""

    sentence = _("Choisissez à qui ce message s'adresse.")


class NotNow(Refusal):
    """What is asked about is not there any more, or not in a state to be asked about."""

    sentence = _(
        "On ne peut plus écrire à ce sujet d'ici : il n'est plus en ligne, ou il a changé depuis."
    )


class WrongTopic(Refusal):
    """The topic is none of those of the subject as it is now."""

    sentence = _("Choisissez un sujet de la liste : il a pu changer depuis que vous l'avez lue.")


class AnswerFirst(Refusal):
    """Somebody waits for an answer of the side that wants to close."""

    sentence = _(
        "Une réponse de votre part est attendue : répondez d'abord, ou dites pourquoi aucune"
        " réponse n'est nécessaire."
    )


class NothingAwaited(Refusal):
    """Nobody waits for an answer."""

    sentence = _("Aucune réponse n'est attendue ici : quelqu'un vient de répondre.")


class ReasonMissing(Refusal):
    """Whoever was asked says that they will not answer, and not why."""

    sentence = _(
        "Dites en quelques mots pourquoi aucune réponse n'est nécessaire : qui l'attendait le lit."
    )


class BadPause(Refusal):
    """The end of a pause lies behind, or too far ahead."""

    sentence = _("Choisissez une date à venir, dans les 60 jours.")


class Erased(Refusal):
    """What was said is erased."""

    sentence = _("Cet échange est effacé : ouvrez-en un nouveau.")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says: to whom, whether an answer is awaited, with which stored files."""

    text: str
    to: Sequence[str]
    awaits: bool = True
    topic: str = ""
    detail: str = ""
    enclosures: Sequence[enclosed.Kept] = ()


@transaction.atomic(durable=True)
def begin(  # noqa: PLR0913
    name: str, pk: int, words: Words, *, side: str, asker: Reader, by: User | None, at: datetime
) -> Thread:
    """Ask about a subject: its exchange, a new one or the one that is there already.

    `asker` is the buyer who asks about what anybody may ask about; of other subjects the row says
    whose they are. Raises NotNow, WrongTopic, NotTaking.
    """
    kind = subjects.of(name)
    row = kind.row(pk) if kind is not None else None
    if kind is None or row is None:
        raise NotNow
    if words.topic not in kind.topics(row):
        raise WrongTopic
    details = dict(kind.details(row))
    if words.detail and words.detail not in details:
        raise WrongTopic
    if not words.to or set(words.to) - set(kind.answers.get(side, ())):
        raise NotTaking
    thread = _of(name, pk, kind, row, asker=asker, sides=(side, *words.to), by=by, at=at)
    thread.topic, thread.detail = words.topic, details.get(words.detail, "")[:200]
    thread.save(update_fields=["topic", "detail"])
    _say(thread, words, side=side, by=by, at=at, row=row)
    return thread


def _of(  # noqa: PLR0913
    name: str,
    pk: int,
    kind: Kind,
    row: Any,
    *,
    asker: Reader,
    sides: Sequence[str],
    by: User | None,
    at: datetime,
) -> Thread:
    """The exchange of a subject, under a lock; the last one is taken up where it was closed."""
    key = str(asker.person.pk) if kind.is_anybodys and asker.person else ""
    known = Thread.objects.filter(kind=name, subject=pk, asker=key, erased_at=None)
    known = known.select_for_update(of=("self",)).order_by("-pk")
    thread = known.first()
    if thread is not None:
        return thread
    buyer = kind.buyer(row) or (asker if kind.is_anybodys else Reader())
    thread = Thread(
        number=numbers.code(10),
        kind=name,
        subject=pk,
        asker=key,
        about=kind.about(row)[:200],
        seller=kind.seller(row),
        buyer=buyer.person,
        email=buyer.email,
        name=buyer.name[:120],
        language=buyer.language,
        with_buyer=Side.BUYER in sides,
        with_seller=Side.SELLER in sides,
        with_operator=Side.OPERATOR in sides,
        opened_by=sides[0],
        opened_at=at,
        last_at=at,
    )
    try:
        with transaction.atomic():
            thread.save(force_insert=True)
    except IntegrityError:  # the button was pressed twice at once
        found = known.first()
        if found is None:
            raise
        return found
    events.publish(ThreadOpened(thread_id=thread.pk, side=sides[0]), about=thread, by=by, at=at)
    return thread


@transaction.atomic(durable=True)
def say(thread: Thread, words: Words, *, side: str, by: User | None, at: datetime) -> Message:
    """Say something to one or several sides; a closed exchange goes on. Raises NotTaking, Erased.

    The very same said twice within minutes is said once: the button was pressed twice.
    """
    row = _held(thread)
    return _say(row, words, side=side, by=by, at=at, row=subjects.row_of(row))


def _say(
    thread: Thread, words: Words, *, side: str, by: User | None, at: datetime, row: Any
) -> Message:
    to = [other for other in Side.values if other in words.to]
    if not to or side in to or set(to) - set(may_address(thread, side)):
        raise NotTaking
    twice = _said_already(thread, words, side=side, to=to, at=at)
    if twice is not None:
        transaction.on_commit(partial(enclosed.drop, words.enclosures))
        return twice
    _take_in(thread, to)
    message = _written(thread, words, side=side, to=to, by=by, at=at, row=row)
    if thread.state != ThreadState.OPEN:
        _reopen(thread, side=side, by=by, at=at)
    answered = awaited.told(thread, side, to, awaits=words.awaits, at=at)
    _note(thread, message, at=at)
    said = MessageSaid(thread_id=thread.pk, message_id=message.pk, side=side)
    events.publish(said, about=thread, by=by, at=at)
    for due in answered:
        minutes = int(working.between(due.counts_from, due.paused_at or at).total_seconds() // 60)
        given = AnswerGiven(thread_id=thread.pk, side=side, asker=due.asker, minutes=minutes)
        events.publish(given, about=thread, by=by, at=at)
    return message


def may_address(thread: Thread, side: str) -> list[str]:
    """To whom a side may speak: those who take part, and those whom the subject lets it ask."""
    kind = subjects.of(thread.kind)
    answers = kind.answers if kind is not None else {}
    asked = {*answers} if side == Side.OPERATOR else {*answers.get(side, ())}
    return [other for other in Side.values if other in {*thread.sides, *asked} and other != side]


def _take_in(thread: Thread, to: Sequence[str]) -> None:
    """Whoever is spoken to takes part from now on."""
    new = [f"with_{side}" for side in to if not getattr(thread, f"with_{side}")]
    for column in new:
        setattr(thread, column, True)
    if new:
        thread.save(update_fields=new)


def _written(  # noqa: PLR0913
    thread: Thread,
    words: Words,
    automatic: str = "",
    *,
    side: str,
    to: list[str],
    by: User | None,
    at: datetime,
    row: Any,
) -> Message:
    text, whole, masked = words.text.strip(), "", []
    if to != [Side.OPERATOR] and side != Side.OPERATOR:
        kind = subjects.of(thread.kind)
        dispatched = kind is not None and row is not None and kind.dispatched(row)
        with translation.override(_reads(thread, to)):  # the marks are for whoever reads them
            hidden = contact_data.mask(text, dispatched=dispatched, but=_told_on_purpose(kind))
        if hidden.found:
            text, whole, masked = hidden.text, text, [str(kind) for kind in hidden.found]
    message = Message.objects.create(
        thread=thread,
        side=side,
        by=by,
        to_buyer=Side.BUYER in to,
        to_seller=Side.SELLER in to,
        to_operator=Side.OPERATOR in to,
        automatic=automatic,
        text=text,
        whole=whole,
        masked=masked,
        said_at=at,
    )
    enclosures.attach(message, words.enclosures)
    return message


def _told_on_purpose(kind: Kind | None) -> tuple[contact_data.Kind, ...]:
    return (contact_data.Kind.ADDRESS,) if kind is not None and kind.has_address else ()


def _reads(thread: Thread, to: list[str]) -> str:
    """The language of whoever reads a message beside the operator."""
    if Side.BUYER in to or thread.seller is None:
        return thread.language
    return tongue(thread.seller)


def _said_already(
    thread: Thread, words: Words, *, side: str, to: list[str], at: datetime
) -> Message | None:
    last = Message.objects.filter(thread=thread).order_by("-pk").first()
    if last is None or last.side != side or last.recipients != to:
        return None
    same = words.text.strip() in (last.text, last.whole) and at - last.said_at < SAID_TWICE
    prints = sorted(kept.sha256 for kept in words.enclosures)
    known = sorted(Enclosure.objects.filter(message=last).values_list("sha256", flat=True))
    return last if same and prints == known else None


def _note(thread: Thread, message: Message, *, at: datetime) -> None:
    """When each side last read or wrote something, and when a letter of it is due."""
    thread.last_at = at
    read = {*message.recipients, message.side}
    if Side.BUYER in read:
        thread.buyer_at = at
    if Side.SELLER in read:
        thread.seller_at = at
    if message.automatic in LETTERED and message.recipients != [message.side]:
        if message.to_buyer:
            thread.tell_buyer_at = thread.tell_buyer_at or at + GATHERED
        if message.to_seller:
            thread.tell_seller_at = thread.tell_seller_at or at + GATHERED
    thread.save(
        update_fields=["last_at", "buyer_at", "seller_at", "tell_buyer_at", "tell_seller_at"]
    )


@transaction.atomic(durable=True)
def join(thread: Thread, *, by: User, at: datetime) -> None:
    """The operator comes in and reads all of it; both sides are told. Joined already: nothing."""
    row = _held(thread)
    if row.with_operator:
        return
    row.with_operator = True
    row.save(update_fields=["with_operator"])
    tell(row, Message.Automatic.JOINED, at=at)
    events.publish(OperatorJoined(thread_id=row.pk), about=row, by=by, at=at)


def tell(thread: Thread, what: Message.Automatic, *, at: datetime) -> None:
    """Say something automatic to those who take part, in the caller's transaction."""
    message = Message.objects.create(
        thread=thread,
        automatic=what,
        to_buyer=thread.with_buyer,
        to_seller=thread.with_seller,
        to_operator=thread.with_operator,
        said_at=at,
    )
    _note(thread, message, at=at)


@transaction.atomic(durable=True)
def snooze(thread: Thread, *, until: datetime, side: str, by: User, at: datetime) -> None:
    """Set an exchange aside until an instant, or until something is said. The clock of an answer
    that is owed goes on. Raises BadPause, IllegalMove.
    """
    if not at < until <= at + LONGEST_PAUSE:
        raise BadPause
    row = _held(thread)
    THREAD.move(row, ThreadState.SNOOZED, snoozed_until=until, snoozed_by=side)
    snoozed = ThreadSnoozed(thread_id=row.pk, side=side, until=until.isoformat())
    events.publish(snoozed, about=row, by=by, at=at)


@transaction.atomic(durable=True)
def reopen(thread: Thread, *, side: str, by: User | None, at: datetime) -> None:
    """Take an exchange up again. Raises IllegalMove, Erased."""
    _reopen(_held(thread), side=side, by=by, at=at)


def _reopen(thread: Thread, *, side: str, by: User | None, at: datetime) -> None:
    THREAD.move(thread, ThreadState.OPEN, snoozed_until=None, snoozed_by="", closed_at=None)
    events.publish(ThreadReopened(thread_id=thread.pk, side=side), about=thread, by=by, at=at)


@transaction.atomic(durable=True)
def close(thread: Thread, *, side: str, by: User | None, at: datetime) -> None:
    """End an exchange: nobody owes an answer any more, and a new message opens it again. A shop and
    the operator answer first what they were asked. Raises AnswerFirst, IllegalMove.
    """
    row = _held(thread)
    if side != Side.BUYER and awaited.owes(row, side):
        raise AnswerFirst
    THREAD.move(row, ThreadState.CLOSED, closed_at=at, snoozed_until=None, snoozed_by="")
    awaited.drop(row)
    events.publish(ThreadClosed(thread_id=row.pk, side=side), about=row, by=by, at=at)


@transaction.atomic(durable=True)
def no_answer_needed(
    thread: Thread, *, side: str, because: str, by: User | None, at: datetime
) -> None:
    """Nobody waits any more: by the side that asked, or by the one that was asked, with a reason.

    Raises NothingAwaited, ReasonMissing.
    """
    row = _held(thread)
    if not because.strip() and awaited.owes(row, side):
        raise ReasonMissing
    asked = awaited.drop(row, asker=side)
    owed = awaited.drop(row, side=side)
    if not asked and not owed:
        raise NothingAwaited
    if owed:  # whoever waited reads why no answer comes
        to = [one for one in Side.values if one in {due.asker for due in owed}]
        why = Words(text=because[:500], to=to)
        automatic = Message.Automatic.WAIVED
        subject = subjects.row_of(row)
        message = _written(row, why, automatic, side=side, to=to, by=by, at=at, row=subject)
        _note(row, message, at=at)
    events.publish(AnswerWaived(thread_id=row.pk, side=side), about=row, by=by, at=at)


@transaction.atomic(durable=True)
def note(thread: Thread, text: str, *, by: User, at: datetime) -> None:
    """Write what the operator's team alone reads: it is shown to and counted for nobody else, and
    is erased with the exchange. Raises Erased.
    """
    row = _held(thread)
    Message.objects.create(
        thread=row, side=Side.OPERATOR, by=by, to_operator=True, text=text.strip(), said_at=at
    )
    events.publish(ThreadNoted(thread_id=row.pk), about=row, by=by, at=at)


def adopt(person: User) -> int:
    """Inside a verb: what was written as a guest is the reader's of the mailbox; how many."""
    if not person.is_proven:
        return 0
    guests = Thread.objects.filter(buyer=None, email__iexact=person.email, erased_at=None)
    return guests.exclude(email="").update(buyer=person)


def _held(thread: Thread) -> Thread:
    row = Thread.objects.select_for_update(of=("self",)).select_related("seller").get(pk=thread.pk)
    if row.erased_at:
        raise Erased
    return row
