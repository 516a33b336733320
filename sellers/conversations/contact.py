"""A message to the operator about no order: from anybody, to whatever mailbox they give.

The mailbox is proven by the letter's link, which opens the exchange: the answer is read there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from marketplace.shared import events, numbers
from marketplace.shared.models import User
from sellers.conversations import awaited, reading, subjects
from sellers.events import ContactAsked, MessageSaid, ThreadOpened
from sellers.models import Message, Side, Thread
from sellers.models.conversation import CONTACT

SALT = "sellers.conversation"
REPEATED_WITHIN = timedelta(days=1)


def topics() -> subjects.Topics:
    """What may be written about."""
    kind = subjects.of(CONTACT)
    return kind.topics(None) if kind is not None else {}


@transaction.atomic(durable=True)
def write(
    text: str,
    *,
    topic: str,
    name: str,
    email: str,
    language: str,
    by: User | None,
    at: datetime,
) -> Thread:
    """Write to the operator; the same from the same mailbox within a day is one message."""
    said = Message.objects.filter(
        thread__kind=CONTACT,
        thread__email__iexact=email,
        thread__erased_at=None,
        said_at__gte=at - REPEATED_WITHIN,
        text=text.strip(),
        side=Side.BUYER,
    )
    twice = said.select_related("thread").first()
    if twice is not None:
        return twice.thread
    thread = Thread.objects.create(
        number=numbers.code(10),
        kind=CONTACT,
        about=name[:200],
        topic=topic,
        buyer=by,
        email=email,
        name=name[:120],
        language=language,
        with_buyer=True,
        with_operator=True,
        opened_by=Side.BUYER,
        opened_at=at,
        last_at=at,
        buyer_at=at,
        proven_at=at if by is not None else None,
    )
    message = Message.objects.create(
        thread=thread, side=Side.BUYER, by=by, to_operator=True, text=text.strip(), said_at=at
    )
    awaited.told(thread, Side.BUYER, [Side.OPERATOR], awaits=True, at=at)
    opened = ThreadOpened(thread_id=thread.pk, side=Side.BUYER)
    events.publish(opened, about=thread, by=by, at=at)
    spoke = MessageSaid(thread_id=thread.pk, message_id=message.pk, side=Side.BUYER)
    events.publish(spoke, about=thread, by=by, at=at)
    events.publish(ContactAsked(thread_id=thread.pk), about=thread, by=by, at=at)
    return thread


def prove(thread: Thread, *, at: datetime) -> None:
    """Inside no verb: whoever wrote by the letter's link reads that mailbox."""
    Thread.objects.filter(pk=thread.pk, proven_at=None).update(proven_at=at)


def token_of(thread: Thread) -> str:
    """What the link of a letter carries: it opens this exchange, for as long as it is kept."""
    return signing.dumps(thread.pk, salt=SALT)


def opened_by(token: str) -> Thread | None:
    """The exchange that a link opens; None where the link is none of ours, or all is erased."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    rows = reading.with_dues(Thread.objects.all(), Side.BUYER)
    return rows.filter(pk=pk, kind=CONTACT, erased_at=None).first()
