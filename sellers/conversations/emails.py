"""The letters of exchanges. Each leads to the exchange's page; nobody's address is told to another.

A letter to a mailbox that nobody proved repeats nothing of what was written.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace.shared.mail import Email
from sellers.conversations import contact, reading, subjects
from sellers.conversations.conversations import LETTERED
from sellers.letters import to_seller
from sellers.models import AnswerDue, Message, Side, Thread
from sellers.models.conversation import CONTACT

SHOWN = 10  # messages told in one letter


def received(thread: Thread) -> Email:
    """What was written by the contact form arrived: the link that opens the exchange."""
    return _to_buyer(thread, "thread_received", key="received")


def said(thread: Thread, side: str, first: int) -> Email:
    """What was said to a side since a message, in one letter."""
    rows = Message.objects.filter(thread=thread, automatic__in=LETTERED, pk__gte=first)
    told = list(rows.filter(**{f"to_{side}": True}).order_by("pk")[:SHOWN])
    is_proven = thread.kind != CONTACT or thread.buyer_id is not None
    return _to(
        side, thread, "thread_said", key=f"said-{side}-{first}", told=told if is_proven else []
    )


def joined(thread: Thread) -> list[Email]:
    """The operator came in."""
    return [_to(side, thread, "thread_joined", key=f"joined-{side}") for side in _both(thread)]


def closed(thread: Thread, by: str) -> list[Email]:
    """A side closed the exchange: the others read it."""
    last = Message.objects.filter(thread=thread).order_by("-pk").values_list("pk", flat=True)
    key = f"closed-{last.first()}"
    others = [side for side in _both(thread) if side != by]
    return [_to(side, thread, "thread_closed", key=f"{key}-{side}", by=by) for side in others]


def reminded(thread: Thread, side: str) -> Email | None:
    """A side owes an answer; nobody, once it was given."""
    due = AnswerDue.objects.filter(thread=thread, side=side).order_by("pk").first()
    if due is None:
        return None
    key = f"reminded-{due.pk}"
    return _to(side, thread, "thread_reminded", key=key, due=due, asker=due.asker)


def escalated(thread: Thread) -> list[Email]:
    """The shop did not answer in time: both sides read that the operator is told."""
    key = f"escalated-{thread.escalated_at:%Y%m%d%H%M}" if thread.escalated_at else "escalated"
    return [_to(side, thread, "thread_late", key=f"{key}-{side}") for side in _both(thread)]


def _both(thread: Thread) -> list[str]:
    return [side for side in thread.sides if side != Side.OPERATOR]


def _to(side: str, thread: Thread, template: str, *, key: str, **values: Any) -> Email:
    if side == Side.BUYER:
        return _to_buyer(thread, template, key=key, **values)
    shop = thread.seller
    if shop is None:
        raise LookupError(f"{thread!r} has no shop to write to")
    letter = to_seller(shop, template, **_about(thread, side, values))
    return _named(letter, thread, key)


def _to_buyer(thread: Thread, template: str, *, key: str, **values: Any) -> Email:
    person = thread.buyer
    letter = Email(
        to=person.email if person is not None else thread.email,
        template=f"sellers/{template}",
        values={"person": person, **_about(thread, Side.BUYER, values)},
        language=person.language if person is not None else thread.language,
    )
    return _named(letter, thread, key)


def _named(letter: Email, thread: Thread, key: str) -> Email:
    words = {**letter.values}
    with translation.override(letter.language):
        words["title"] = subjects.title(thread)
        words["told"] = [
            (reading.who(message.side, thread, words["side"]), message)
            for message in words.get("told") or ()
        ]
        if words["told"]:
            words["author"] = reading.named(words["told"][0][1].side, thread)
        if "by" in words:
            words["by"] = reading.who(words["by"], thread, words["side"])
        if "asker" in words:
            words["asker"] = reading.named(words["asker"], thread)
    return Email(
        to=letter.to,
        template=letter.template,
        values=words,
        language=letter.language,
        key=f"thread-{thread.number}-{key}",
    )


def _about(thread: Thread, side: str, values: dict) -> dict[str, Any]:
    return {"thread": thread, "side": side, "page_url": page_of(thread, side), **values}


def page_of(thread: Thread, side: str) -> str:
    """Where a side reads the exchange: signed in, by the order's link, by the letter's own."""
    if side == Side.SELLER:
        return settings.BASE_URL + reverse("seller-thread", args=[thread.number])
    if thread.buyer_id is not None:
        return settings.BASE_URL + reverse("account-thread", args=[thread.number])
    kind, row = subjects.of(thread.kind), subjects.row_of(thread)
    if kind is not None and kind.address is not None and row is not None:
        return settings.BASE_URL + kind.address(row)
    return settings.BASE_URL + reverse("shop-thread", args=[contact.token_of(thread)])
