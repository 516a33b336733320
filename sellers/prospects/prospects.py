"""Who might sell here, from their first words to an application: asked → contacted → applied.

One open record a mailbox: who writes again is the same person, and waits again. What they say and
what the house notes stands on the record alone, never in a fact, so that all of it can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, policy
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import when
from sellers.events import (
    ProspectApplied,
    ProspectAsked,
    ProspectBegan,
    ProspectContacted,
    ProspectEnded,
    ProspectErased,
    ProspectInvited,
    ProspectTakenUp,
    SellerApplied,
)
from sellers.models import Prospect, Seller, SellerRules
from sellers.states import OPEN_PROSPECT, PROSPECT, ProspectState

SALT = "sellers.prospect.application"
LINK_LASTS = 180 * 24 * 3600  # seconds
TOLD = ("name", "company", "phone", "place", "makes", "aisles", "site")
EMPTY: dict[str, Any] = {**dict.fromkeys(TOLD, ""), "aisles": [], "email": "", "words": []}
WORDS, AT_ONCE = 60, 500
REPEATED_WITHIN = timedelta(days=1)
ASKED, NOTED, INVITED = "asked", "noted", "invited"


class AskedElsewhere(Refusal):
    """The same mailbox has another open record."""

    sentence = _(
        "Cette personne a écrit de nouveau depuis : son échange continue sur un autre prospect,"
        " ouvert."
    )


class AlreadyInvited(Refusal):
    """Nobody gets a second invitation unawares."""

    sentence = _(
        "Une invitation est déjà partie le {day} : rien n'a été envoyé. Pour lui écrire de nouveau,"
        " choisissez « Inviter de nouveau »."
    )


class NobodyThere(Refusal):
    """What said who it is was erased."""

    sentence = _("Ce prospect est effacé : il n'y a plus personne à qui écrire.")


@transaction.atomic(durable=True)
def ask(
    email: str,
    told: Mapping[str, Any],
    *,
    message: str,
    language: str,
    source: Mapping[str, str],
    consent: str,
    at: datetime,
) -> Prospect:
    """Keep what somebody tells us of selling here, under the words they were shown; the same told
    twice within a day is told once.

    Whoever knows an address can write under it: what was told first stands on the record, what is
    told later fills only what is empty, and each message is kept whole beside the others.
    """
    known = Prospect.objects.filter(email=email, state__in=OPEN_PROSPECT)
    row = known.select_for_update().first()
    is_new = row is None
    if row is None:
        try:
            with transaction.atomic():
                row = Prospect.objects.create(
                    email=email, source=dict(source), asked_at=at, heard_at=at
                )
        except IntegrityError:  # the button was pressed twice at once
            row, is_new = known.select_for_update().get(), False
    if not is_new and _is_told(row, told, message, language, at=at):
        return row
    for name in TOLD:
        if told.get(name) and not getattr(row, name):
            setattr(row, name, told[name])
    row.language, row.consent_text, row.heard_at = language, consent, at
    _write(row, ASKED, message, by=None, at=at, told=told)
    row.save(update_fields=[*TOLD, "language", "consent_text", "heard_at", "words"])
    if row.state == ProspectState.CONTACTED:
        PROSPECT.move(row, ProspectState.NEW)
    events.publish(ProspectAsked(prospect_id=row.pk, again=not is_new), about=row, at=at)
    return row


@transaction.atomic(durable=True)
def contact(
    prospect: Prospect, *, note: str, seen: int | None = None, by: User | None, at: datetime
) -> None:
    """Note that the operator spoke with them, and what was said. `seen` is the mark of what was
    read before. Raises NobodyThere, MovedMeanwhile.
    """
    row = _held(prospect, seen)
    _write(row, NOTED, note, by=by, at=at)
    PROSPECT.move(row, ProspectState.CONTACTED, words=row.words, heard_at=at)
    events.publish(ProspectContacted(prospect_id=row.pk), about=row, by=by, at=at)


@transaction.atomic(durable=True)
def invite(
    prospect: Prospect, *, message: str, seen: int | None = None, by: User | None, at: datetime
) -> None:
    """Write to them for the first time, with the link of their application.

    Raises NobodyThere, MovedMeanwhile, AlreadyInvited.
    """
    row = _held(prospect, seen)
    if row.invited_at:
        raise AlreadyInvited(day=when(row.invited_at))
    _invited(row, message, by=by, at=at)


@transaction.atomic(durable=True)
def invite_again(
    prospect: Prospect, *, message: str, seen: int | None = None, by: User | None, at: datetime
) -> None:
    """Write once more to whoever was invited before: both links lead to one application.

    Raises NobodyThere, MovedMeanwhile.
    """
    _invited(_held(prospect, seen), message, by=by, at=at)


@transaction.atomic(durable=True)
def decline(
    prospect: Prospect, *, note: str, seen: int | None = None, by: User | None, at: datetime
) -> None:
    """They do not want to sell here. Raises NobodyThere, MovedMeanwhile."""
    _end(prospect, ProspectState.DECLINED, note, seen, by=by, at=at)


@transaction.atomic(durable=True)
def close(
    prospect: Prospect, *, note: str, seen: int | None = None, by: User | None, at: datetime
) -> None:
    """The operator goes no further. Raises NobodyThere, MovedMeanwhile."""
    _end(prospect, ProspectState.CLOSED, note, seen, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(prospect: Prospect, *, by: User | None, at: datetime) -> None:
    """Begin again with somebody. Raises NobodyThere, AskedElsewhere."""
    row = _held(prospect)
    others = Prospect.objects.filter(email=row.email, state__in=OPEN_PROSPECT)
    if others.exclude(pk=row.pk).exists():
        raise AskedElsewhere
    PROSPECT.move(row, ProspectState.NEW)
    events.publish(ProspectTakenUp(prospect_id=row.pk), about=row, by=by, at=at)


@transaction.atomic(durable=True)
def erase(prospect: Prospect, *, by: User | None, at: datetime) -> None:
    """Erase what says who they are, as they asked; whoever still waited is closed."""
    row = _held(prospect)
    if row.is_open:
        PROSPECT.move(row, ProspectState.CLOSED)
        events.publish(
            ProspectEnded(prospect_id=row.pk, state=ProspectState.CLOSED), about=row, by=by, at=at
        )
    Prospect.objects.filter(pk=row.pk).update(**EMPTY, erased_at=at)
    events.publish(ProspectErased(prospect_id=row.pk), about=row, by=by, at=at)


@transaction.atomic(durable=True)
def forget(*, at: datetime) -> int:
    """Erase those without contact for as long as the rule says, so many at a time; how many."""
    before = at - timedelta(days=policy.rules(SellerRules).prospect_days)
    due = Prospect.objects.filter(heard_at__lt=before, erased_at=None).order_by("pk")
    pks = list(due.values_list("pk", flat=True)[:AT_ONCE])
    rows = Prospect.objects.filter(pk__in=pks)
    open_ones = list(rows.filter(state__in=OPEN_PROSPECT))
    PROSPECT.move_where(rows, ProspectState.CLOSED, old=list(OPEN_PROSPECT))
    rows.update(**EMPTY, erased_at=at)
    ended = [
        (ProspectEnded(prospect_id=row.pk, state=ProspectState.CLOSED), row) for row in open_ones
    ]
    events.publish_each(ended, at=at)
    events.publish_each([(ProspectErased(prospect_id=pk), Prospect(pk=pk)) for pk in pks], at=at)
    return len(pks)


def mark(prospect: Prospect) -> int:
    """What changes with every exchange: a page that was drawn before the last one is stale."""
    return (prospect.heard_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


# --- To an application ------------------------------------------------------------------------


def token_of(prospect: Prospect) -> str:
    """What the link of their letter carries to the application."""
    return signing.dumps(prospect.pk, salt=SALT)


def invited_by(token: str) -> Prospect | None:
    """Whose link somebody came by; nobody's when it is forged or old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LASTS) if token else None
    except signing.BadSignature:
        return None
    return Prospect.objects.filter(pk=pk, erased_at=None).first() if pk else None


def begin(seller: Seller, *, invited: Prospect | None, by: User, at: datetime) -> None:
    """An application begins: it is that of whoever was invited by link, else of whoever wrote from
    the same mailbox. Within the verb that begins it.
    """
    rows = Prospect.objects.filter(state__in=OPEN_PROSPECT, seller=None)
    own = rows.filter(pk=invited.pk) if invited else rows.filter(email=by.email.lower())
    row = own.select_for_update().first()
    if row is None:
        return
    own.filter(pk=row.pk).update(seller=seller, heard_at=at)
    began = ProspectBegan(prospect_id=row.pk, seller_id=seller.pk)
    events.publish(began, about=row, within=seller, by=by, at=at)


def on_applied(event: SellerApplied) -> None:
    """Hears SellerApplied: whoever began it as a prospect is one no more."""
    for row in Prospect.objects.filter(seller=event.seller_id, state__in=OPEN_PROSPECT):
        PROSPECT.move(row, ProspectState.APPLIED)
        applied = ProspectApplied(prospect_id=row.pk, seller_id=event.seller_id)
        events.publish(applied, about=row)


# --- Within -----------------------------------------------------------------------------------


def _held(prospect: Prospect, seen: int | None = None) -> Prospect:
    row = Prospect.objects.select_for_update().get(pk=prospect.pk)
    if row.erased_at:
        raise NobodyThere
    if seen is not None and seen != mark(row):
        raise MovedMeanwhile
    return row


def _invited(row: Prospect, message: str, *, by: User | None, at: datetime) -> None:
    _write(row, INVITED, message, by=by, at=at)
    PROSPECT.move(row, ProspectState.CONTACTED, words=row.words, heard_at=at, invited_at=at)
    events.publish(ProspectInvited(prospect_id=row.pk), about=row, by=by, at=at)


def _is_told(
    row: Prospect, told: Mapping[str, Any], message: str, language: str, *, at: datetime
) -> bool:
    """Whether they said the very same within a day: the button was pressed twice."""
    if row.language != language:
        return False
    since = at - REPEATED_WITHIN
    return any(
        word["text"] == message.strip()
        and word.get("told", {}) == _telling(told)
        and datetime.fromisoformat(word["at"]) >= since
        for word in row.words
        if word["kind"] == ASKED
    )


def _telling(told: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a message says of who writes, without what it leaves empty."""
    return {name: told[name] for name in TOLD if told.get(name)} if told else {}


def _write(  # noqa: PLR0913
    row: Prospect,
    kind: str,
    text: str,
    *,
    by: User | None,
    at: datetime,
    told: Mapping[str, Any] | None = None,
) -> None:
    said = _telling(told)
    if text.strip() or said:
        word = {"at": at.isoformat(), "kind": kind, "by": str(by or ""), "text": text.strip()}
        row.words = [*row.words, word | ({"told": said} if said else {})][-WORDS:]


def _end(  # noqa: PLR0913
    prospect: Prospect, state: str, note: str, seen: int | None, *, by: User | None, at: datetime
) -> None:
    row = _held(prospect, seen)
    _write(row, NOTED, note, by=by, at=at)
    PROSPECT.move(row, state, words=row.words, heard_at=at)
    events.publish(ProspectEnded(prospect_id=row.pk, state=state), about=row, by=by, at=at)
