"""What the pages of exchanges show: to each side what it may read, in a fixed number of statements.

Nobody reads what was not said to them; the operator reads everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.shared import contact_data
from marketplace.shared.models import User
from marketplace.shared.templatetags.ui import when
from sellers.conversations import conversations, subjects
from sellers.models import AnswerDue, Enclosure, Message, Seller, Side, Thread
from sellers.states import ThreadState

PAGE = 30  # messages of one page
LATE = "late"  # what a shop owes and the operator was given
VIEWS = {
    "answer": gettext_lazy("À répondre"),
    "open": gettext_lazy("En cours"),
    "closed": gettext_lazy("Clos"),
}


@dataclass(frozen=True)
class Said:
    """A message as one side reads it."""

    message: Message
    who: str
    is_own: bool
    reads: str  # who reads it, in words
    tone: str
    masked: str  # to its author: what was hidden, and why

    @property
    def pk(self) -> int:
        """The number of the message: a page begins before one."""
        return self.message.pk


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An exchange as one side reads it, the oldest message of the page first."""

    thread: Thread
    title: str
    topic: str
    subject_at: str  # the page of what it is about
    said: Sequence[Said]
    older: int  # the page before begins before this message; 0: there is none
    to: Sequence[tuple[str, str]]  # whom this side may address, in words
    owes: str  # since when this side owes an answer, in words
    waits: bool  # whether this side waits for one


def shown(thread: Thread, side: str, *, before: int = 0) -> Shown:
    """An exchange as a side reads it, from its last messages or those before one of them; it was
    read by `with_dues`.
    """
    rows = visible(Message.objects.filter(thread=thread), side).select_related("by")
    rows = rows.prefetch_related(Prefetch("enclosures", Enclosure.objects.order_by("pk")))
    if before:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    last = list(reversed(page[:PAGE]))
    row = subjects.row_of(thread)
    kind = subjects.of(thread.kind)
    return Shown(
        thread=thread,
        title=subjects.title(thread),
        topic=subjects.topic(thread),
        subject_at=kind.page(side, row) if kind is not None else "",
        said=[_read(message, thread, side) for message in last],
        older=last[0].pk if len(page) > PAGE else 0,
        to=addressed(thread, side),
        owes=_owed(thread),
        waits=thread.waits,  # type: ignore[attr-defined]
    )


def visible(messages: QuerySet[Message], side: str) -> QuerySet[Message]:
    """The messages that a side wrote or that were said to it."""
    if side == Side.OPERATOR:
        return messages
    return messages.filter(Q(side=side) | Q(**{f"to_{side}": True}))


def _read(message: Message, thread: Thread, side: str) -> Said:
    is_own = message.side == side
    readers = {*message.recipients, message.side} - {""}
    inner = message.to_operator and len(message.recipients) == 1
    tone = "warning" if inner else "accent" if Side.OPERATOR in readers else "active"
    return Said(
        message=message,
        who=who(message.side, thread, side) if message.side else _("Message automatique"),
        is_own=is_own,
        reads=reads(readers, thread, side),
        tone="quiet" if message.automatic else tone,
        masked=contact_data.told([contact_data.Kind(name) for name in message.masked])
        if is_own
        else "",
    )


def who(side: str, thread: Thread, reader: str) -> str:
    """A side by its name, as another reads it."""
    if side == reader:
        return _("Vous")
    if side == Side.SELLER:
        return str(thread.seller) if thread.seller else _("Boutique")
    if side == Side.BUYER:
        return thread.name or _("L'acheteur")
    return _("Le service client")


def reads(readers: set[str], thread: Thread, side: str) -> str:
    """Whom a message is for, in words: « pour l'atelier et vous »; not that they read it yet."""
    names = [named(one, thread) for one in Side.values if one in readers and one != side]
    if side in readers:
        names.append(_("vous"))
    first, last = names[:-1], names[-1]
    whole = _("{these} et {that}").format(these=", ".join(first), that=last) if first else last
    return _("pour {people}").format(people=whole)


def named(side: str, thread: Thread) -> str:
    """A side by its name, in the middle of a sentence."""
    if side == Side.SELLER:
        return str(thread.seller) if thread.seller else _("la boutique")
    if side == Side.BUYER:
        return thread.name or _("l'acheteur")
    return _("le service client")


def addressed(thread: Thread, side: str) -> list[tuple[str, str]]:
    """Whom a side may write to, each choice in words: one of them, or all of them."""
    return choices(conversations.may_address(thread, side), thread)


def choices(sides: Sequence[str], thread: Thread) -> list[tuple[str, str]]:
    """The choices of whom to write to."""
    each = [(side, _to(side, thread)) for side in sides]
    if len(each) == 2:
        both = _("{one} et {other}").format(one=each[0][1], other=named(sides[1], thread))
        return [*each, (",".join(sides), both)]
    return each


def _to(side: str, thread: Thread) -> str:
    if side == Side.SELLER:
        return str(thread.seller) if thread.seller else _("La boutique")
    if side == Side.BUYER:
        return thread.name or _("L'acheteur")
    return _("Le service client")


# --- Lists ------------------------------------------------------------------------------------


def of_seller(shop: Seller, kinds: Sequence[str]) -> QuerySet[Thread]:
    """The exchanges in which a shop takes part, of the kinds that a member reads."""
    return Thread.objects.filter(
        seller=shop, with_seller=True, kind__in=kinds, erased_at=None, seller_at__isnull=False
    )


def of_buyer(person: User) -> QuerySet[Thread]:
    """The exchanges of whoever is signed in."""
    return Thread.objects.filter(
        buyer=person, with_buyer=True, erased_at=None, buyer_at__isnull=False
    )


def view(rows: QuerySet[Thread], side: str, name: str) -> QuerySet[Thread]:
    """Those of a view: where this side owes an answer, that go on, that are closed."""
    owed = Exists(AnswerDue.objects.filter(thread=OuterRef("pk"), side=side))
    if name == "closed":
        return rows.filter(state=ThreadState.CLOSED)
    apart = Q(state=ThreadState.SNOOZED, snoozed_by=side)
    if name == "answer":
        return rows.filter(owed).exclude(apart)
    return rows.exclude(state=ThreadState.CLOSED).exclude(owed & ~apart)


def search(rows: QuerySet[Thread], side: str, text: str) -> QuerySet[Thread]:
    """Those whose subject, other side or words hold what was typed."""
    for word in text.split()[:5]:
        says = visible(Message.objects.filter(thread=OuterRef("pk")), side)
        rows = rows.filter(
            Q(about__icontains=word)
            | Q(detail__icontains=word)
            | Q(name__icontains=word)
            | Q(number__iexact=word)
            | Exists(says.filter(text__icontains=word))
        )
    return rows


def listed(page: Sequence[Thread], side: str) -> list[dict[str, Any]]:
    """The rows of a list, with what each is about and who owes an answer, in two statements."""
    rows = list(page)
    dues: dict[int, dict[str, AnswerDue]] = {}
    for due in AnswerDue.objects.filter(thread__in=[row.pk for row in rows]).order_by("-pk"):
        dues.setdefault(due.thread_id, {})[due.side] = due
    return [
        {
            "thread": row,
            "title": subjects.title(row),
            "topic": subjects.topic(row),
            "with": who(other(row, side), row, side),
            "at": row.buyer_at if side == Side.BUYER else row.seller_at,
            "owes": dues.get(row.pk, {}).get(side),
            "waits": any(one != side for one in dues.get(row.pk, {})),
            "apart": row.state == ThreadState.SNOOZED and row.snoozed_by == side,
        }
        for row in rows
    ]


def other(thread: Thread, side: str) -> str:
    """The side that one speaks with: the operator where nobody else takes part."""
    for one in (Side.SELLER, Side.BUYER):
        if one != side and one in thread.sides:
            return one
    return Side.OPERATOR


def counted(shop: Seller, kinds: Sequence[str]) -> int:
    """How many exchanges wait for an answer of a shop, pauses aside."""
    rows = AnswerDue.objects.filter(seller=shop, side=Side.SELLER, thread__kind__in=kinds)
    apart = Q(thread__state=ThreadState.SNOOZED, thread__snoozed_by=Side.SELLER)
    return rows.exclude(apart).values("thread").distinct().count()


def of_desk(rows: QuerySet[Thread], role: str) -> QuerySet[Thread]:
    """The exchanges that a role of the operator's team answers."""
    return rows.filter(kind__in=subjects.kinds_of_desk([role]))


def waiting(rows: QuerySet[Thread], who: str) -> QuerySet[Thread]:
    """The exchanges in which a side owes an answer; LATE are those handed to the operator.

    What the operator set aside is in none of the operator's queues until its day.
    """
    dues = AnswerDue.objects.filter(thread=OuterRef("pk"))
    if who in (LATE, Side.OPERATOR):
        rows = rows.exclude(state=ThreadState.SNOOZED, snoozed_by=Side.OPERATOR)
    if who == LATE:
        return rows.filter(Exists(dues.filter(side=Side.SELLER, escalated_at__isnull=False)))
    return rows.filter(Exists(dues.filter(side=who)))


def enclosure(thread: Thread, side: str, pk: int) -> Enclosure | None:
    """A file of a message that this side reads, of this exchange and no other."""
    read = visible(Message.objects.filter(thread=thread), side)
    return Enclosure.objects.filter(pk=pk, message__in=read).first()


def with_dues(rows: QuerySet[Thread], side: str) -> QuerySet[Thread]:
    """Exchanges with their sides, since when this side owes an answer, and whether it waits for
    one: in the statement that finds them.
    """
    dues = AnswerDue.objects.filter(thread=OuterRef("pk"))
    owed = dues.filter(side=side).order_by("since", "pk")
    return rows.select_related("seller", "buyer").annotate(
        owed_since=Subquery(owed.values("since")[:1]),
        owed_paused=Subquery(owed.values("paused_at")[:1]),
        waits=Exists(dues.filter(asker=side)),
    )


def find(rows: QuerySet[Thread], number: str, side: str) -> Thread:
    """An exchange by its number, among those that a reader may see. Raises Thread.DoesNotExist."""
    return with_dues(rows, side).get(number=number)


def _owed(thread: Thread) -> str:
    since, paused = thread.owed_since, thread.owed_paused  # type: ignore[attr-defined]
    if since is None:
        return ""
    words = _("Réponse attendue depuis le {day}.")
    if paused is not None:
        words = _("Réponse attendue depuis le {day} ; le délai ne court pas pendant vos congés.")
    return words.format(day=when(since))
