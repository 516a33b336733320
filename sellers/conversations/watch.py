"""What the timetable does with exchanges: letters, reminders, what the operator takes up, pauses
that end, exchanges whose time is over. Each step may run twice and does its work once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from marketplace.shared import clock, events, files, policy
from sellers.conversations import working
from sellers.conversations.conversations import GATHERED, LETTERED, tell
from sellers.events import (
    AnswerEscalated,
    AnswerReminded,
    MessagesDue,
    ThreadErased,
    ThreadReopened,
)
from sellers.models import AnswerDue, Enclosure, Message, Seller, SellerRules, Side, Thread
from sellers.states import THREAD, ThreadState

AT_ONCE = 500  # rows of one transaction
TELLS = {Side.BUYER: "tell_buyer_at", Side.SELLER: "tell_seller_at"}


# --- Letters ----------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def write_letters(side: str, *, at: datetime) -> int:
    """Have a side written to about what was said to it minutes ago: one letter an exchange, however
    much was said. How many exchanges.
    """
    column = TELLS[Side(side)]
    due = Thread.objects.filter(**{f"{column}__lte": at}).order_by(column, "pk")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    Thread.objects.filter(pk__in=[row.pk for row in rows]).update(**{column: None})
    told = []
    for row in rows:
        since = getattr(row, column) - GATHERED
        said = _said_to(row, side).filter(said_at__gte=since).order_by("pk")
        first, last = said.first(), said.last()
        # whoever wrote since has read it
        if first is not None and last is not None and not _wrote_after(row, side, last):
            told.append((MessagesDue(thread_id=row.pk, side=side, message_id=first.pk), row))
    events.publish_each(told, at=at)
    return len(rows)


def _said_to(thread: Thread, side: str):
    return Message.objects.filter(thread=thread, automatic__in=LETTERED, **{f"to_{side}": True})


def _wrote_after(thread: Thread, side: str, last: Message) -> bool:
    return Message.objects.filter(thread=thread, side=side, pk__gt=last.pk).exists()


# --- Answers that are owed --------------------------------------------------------------------


@transaction.atomic(durable=True)
def stop_clocks(*, at: datetime) -> None:
    """The delay of a shop's answers does not run while it is on holiday, and goes on when it is
    back: whatever became of the days it had announced.
    """
    today = clock.paris_day(at)
    away = Seller.objects.filter(holiday_from__lte=today, holiday_until__gte=today)
    running = AnswerDue.objects.filter(side=Side.SELLER, paused_at=None, seller__in=away)
    for start in set(running.values_list("seller__holiday_from", flat=True)):
        since = Greatest(F("counts_from"), working.midnight(start))
        same = away.filter(holiday_from=start)
        AnswerDue.objects.filter(side=Side.SELLER, paused_at=None, seller__in=same).update(
            paused_at=since
        )
    back = AnswerDue.objects.exclude(paused_at=None).exclude(seller__in=away)
    rows = list(back.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        # what had gone by before the holiday has gone by since a moment that lies so far behind
        lasted = working.between(row.counts_from, row.paused_at)
        row.counts_from, row.paused_at = working.behind(at, lasted), None
    AnswerDue.objects.bulk_update(rows, ["counts_from", "paused_at"], batch_size=AT_ONCE)


@transaction.atomic(durable=True)
def remind(*, at: datetime) -> int:
    """Remind once each side that owes an answer for as long as the rule says; how many. The
    operator is told by the queue.
    """
    hours = policy.rules(SellerRules).answer_reminder_hours
    due = AnswerDue.objects.filter(
        ~Q(side=Side.OPERATOR),
        reminded_at=None,
        paused_at=None,
        escalated_at=None,
        counts_from__lte=working.before(at, hours),
    )
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
    AnswerDue.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    # one letter a side of an exchange, whoever waits for it
    sides = {(row.thread_id, row.side): row for row in rows}
    reminded = [
        (AnswerReminded(thread_id=row.thread_id, side=row.side), Thread(pk=row.thread_id))
        for row in sides.values()
    ]
    events.publish_each(reminded, at=at)
    return len(rows)


@transaction.atomic(durable=True)
def escalate(*, at: datetime) -> int:
    """Give the operator the exchanges in which a shop has owed a buyer an answer for as long as the
    rule says; how many.
    """
    hours = policy.rules(SellerRules).answer_escalation_hours
    due = AnswerDue.objects.filter(
        side=Side.SELLER,
        asker=Side.BUYER,
        escalated_at=None,
        paused_at=None,
        counts_from__lte=working.before(at, hours),
    )
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("thread__seller")
        .order_by("pk")[:AT_ONCE]
    )
    AnswerDue.objects.filter(pk__in=[row.pk for row in rows]).update(escalated_at=at)
    pks = [row.thread_id for row in rows]
    Thread.objects.filter(pk__in=pks).update(with_operator=True, escalated_at=at)
    THREAD.move_where(
        Thread.objects.filter(pk__in=pks),
        ThreadState.OPEN,
        old=[ThreadState.SNOOZED],
        snoozed_until=None,
        snoozed_by="",
    )
    for row in rows:
        row.thread.with_operator = True
        tell(row.thread, Message.Automatic.ESCALATED, at=at)
    taken = [(AnswerEscalated(thread_id=row.thread_id), row.thread) for row in rows]
    events.publish_each(taken, at=at)
    return len(rows)


@transaction.atomic(durable=True)
def wake(*, at: datetime) -> int:
    """Take up the exchanges whose pause is over; how many."""
    due = Thread.objects.filter(state=ThreadState.SNOOZED, snoozed_until__lte=at)
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
    if not rows:
        return 0
    by = {row.pk: row.snoozed_by for row in rows}
    THREAD.move_all(rows, ThreadState.OPEN, snoozed_until=None, snoozed_by="")
    events.publish_each(
        [(ThreadReopened(thread_id=row.pk, side=by[row.pk]), row) for row in rows], at=at
    )
    return len(rows)


# --- What is over -----------------------------------------------------------------------------


def forget(*, at: datetime) -> int:
    """Erase the exchanges that were closed for as long as the rule says, so many at a time; how
    many. Their files go once their rows have.
    """
    before = at - timedelta(days=policy.rules(SellerRules).thread_days)
    names = _erase(before, at=at)
    storage = files.private_storage()
    for name in names[1]:
        storage.delete(name)
    return names[0]


@transaction.atomic(durable=True)
def _erase(before: datetime, *, at: datetime) -> tuple[int, list[str]]:
    due = Thread.objects.filter(state=ThreadState.CLOSED, closed_at__lt=before, erased_at=None)
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
    pks = [row.pk for row in rows]
    enclosed = Enclosure.objects.filter(message__thread__in=pks)
    names = list(enclosed.values_list("file", flat=True))
    enclosed.delete()
    Message.objects.filter(thread__in=pks).update(text="", whole="", by=None)
    Thread.objects.filter(pk__in=pks).update(
        buyer=None, email="", name="", detail="", about="", erased_at=at
    )
    events.publish_each([(ThreadErased(thread_id=row.pk), row) for row in rows], at=at)
    return len(rows), names
