"""Who comes to a date: signing up, waiting for a seat, withdrawing, being reminded, coming in.

Whoever changes seats locks the date first, so that a seat is given once and a free one is never
left while somebody waits; the counter and the database refuse more than there are besides.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketing.events import (
    CheckedIn,
    CheckInUndone,
    SeatGiven,
    SignedUp,
    SignupReminded,
    SignupWithdrawn,
)
from marketing.gatherings import shown
from marketing.models import Gathering, Signup
from marketing.states import SIGNUP, GatheringState, SignupState
from marketplace.shared import events, mailboxes, numbers
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal

SALT = "marketing.signup"
AGAIN = timedelta(minutes=5)  # between two letters that the same address asks for
DAY, HOUR = "day", "hour"
BEFORE = {DAY: timedelta(days=1), HOUR: timedelta(hours=1)}
AT_ONCE = 100
KEPT = timedelta(days=30)  # after the date: a question, a recap, then the names are forgotten


class Closed(Refusal):
    """Nobody signs up for what is not published, cancelled or over."""

    sentence = _("Les inscriptions à ce rendez-vous sont closes.")


class UnknownSeat(Refusal):
    """The link of a seat is forged, or the names of that date are forgotten."""

    sentence = _(
        "Ce lien n'est plus valable : l'inscription n'existe plus, ou le rendez-vous est passé"
        " depuis plus d'un mois."
    )


class TooLateToWithdraw(Refusal):
    """What is over or cancelled needs no withdrawal."""

    sentence = _("Ce rendez-vous est terminé ou annulé : il n'y a plus rien à annuler.")


class NotHeld(Refusal):
    """Nobody comes in where nothing takes place."""

    sentence = _("Ce rendez-vous est annulé : on n'y accueille personne.")


class NoSuchCode(Refusal):
    """A code that opens no door here."""

    sentence = _(
        "Aucune inscription à ce rendez-vous n'a le code « {code} » : vérifiez les huit signes."
    )


class NotSeated(Refusal):
    """Whoever waits or has withdrawn has no seat."""

    sentence = _("{name} n'a pas de place : {state}.")


@transaction.atomic(durable=True)
def ask(
    gathering: Gathering,
    *,
    email: str,
    name: str,
    language: str,
    reader: User | None,
    at: datetime,
) -> Signup:
    """Give somebody a seat, or the next place in the waiting list; a letter says which.

    Asked again, the letter leaves again, though not within minutes (pressed twice is asked once):
    whoever asks learns nothing of an address that is not theirs. Raises Closed.
    """
    locked = _locked(gathering)
    if locked.state != GatheringState.PUBLISHED or locked.is_over(at):
        raise Closed
    address = mailboxes.plain(email)
    own = reader if reader is not None and reader.is_proven and reader.email == address else None
    signup = Signup.objects.filter(gathering=locked, email=address).first()
    if signup is None:
        signup = _new(
            gathering=locked,
            email=address,
            name=name,
            language=language,
            person=own,
            asked_at=at,
            written_at=at,
            told_sequence=locked.sequence,
        )
    elif signup.state == SignupState.WITHDRAWN:
        SIGNUP.move(
            signup,
            SignupState.WAITING,
            name=name,
            language=language,
            person=own,
            asked_at=at,
            written_at=at,
            seated_at=None,
            withdrawn_at=None,
            day_told_at=None,
            hour_told_at=None,
            told_sequence=locked.sequence,
        )
    else:
        rested = Signup.objects.filter(pk=signup.pk, written_at__lte=at - AGAIN)
        if rested.update(written_at=at):
            _tell(signup, at=at)
        return signup
    _seat(signup, at=at)
    _tell(signup, at=at)
    shown.changed()
    return signup


def _tell(signup: Signup, *, at: datetime) -> None:
    """Note it; the letter follows from that."""
    asked = SignedUp(
        signup_id=signup.pk,
        gathering_id=signup.gathering_id,
        is_seated=signup.state == SignupState.SEATED,
    )
    events.publish(asked, about=signup, within=signup.gathering, at=at)


def _new(**columns) -> Signup:
    """A sign-up under a code of its own."""
    code = numbers.code()
    while Signup.objects.filter(code=code).exists():
        code = numbers.code()
    return Signup.objects.create(code=code, **columns)


def _locked(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update().get(pk=gathering.pk)


def _seat(signup: Signup, *, at: datetime) -> bool:
    """Give a seat if one is free: taken and counted in one statement."""
    free = Q(capacity=None) | Q(taken__lt=F("capacity"))
    took = Gathering.objects.filter(free, pk=signup.gathering_id).update(taken=F("taken") + 1)
    if took:
        SIGNUP.move(signup, SignupState.SEATED, seated_at=at)
    return bool(took)


def fill(gathering: Gathering, *, at: datetime) -> int:
    """Give the free seats to those who wait, in their order, and tell them; how many.

    Within the transaction of whoever freed them, under its lock.
    """
    row = Gathering.objects.only("capacity", "taken").get(pk=gathering.pk)
    waiting = Signup.objects.filter(gathering=gathering, state=SignupState.WAITING)
    first = waiting.order_by("asked_at", "pk")[: row.left]
    seated = [signup for signup in first if _seat(signup, at=at)]
    given = [
        (SeatGiven(signup_id=signup.pk, gathering_id=gathering.pk), signup) for signup in seated
    ]
    events.publish_each(given, within=gathering, at=at)
    return len(seated)


@transaction.atomic(durable=True)
def withdraw(signup: Signup, *, by: User | None, at: datetime) -> Signup:
    """Somebody does not come; their seat goes to the first who waits. Once is as good as twice.

    Raises TooLateToWithdraw.
    """
    gathering = _locked(signup.gathering)
    if gathering.is_cancelled or gathering.is_over(at):
        raise TooLateToWithdraw
    row = Signup.objects.select_related("gathering").get(pk=signup.pk)
    if row.state == SignupState.WITHDRAWN:
        return row
    was_seated = row.state == SignupState.SEATED
    SIGNUP.move(row, SignupState.WITHDRAWN, withdrawn_at=at, came_at=None)
    withdrawn = SignupWithdrawn(signup_id=row.pk, gathering_id=gathering.pk)
    events.publish(withdrawn, about=row, within=gathering, by=by, at=at)
    if was_seated:
        Gathering.objects.filter(pk=gathering.pk).update(taken=F("taken") - 1)
        fill(gathering, at=at)
    shown.changed()
    return row


@transaction.atomic(durable=True)
def check_in(gathering: Gathering, code: str, *, by: User | None, at: datetime) -> Signup:
    """Somebody with a seat came in; scanned twice they came once. Raises NoSuchCode, NotHeld,
    NotSeated.
    """
    signup = bearer(gathering, code)
    if signup.gathering.is_cancelled:
        raise NotHeld
    if signup.state != SignupState.SEATED:
        raise NotSeated(name=signup.name, state=signup.get_state_display().lower())
    if Signup.objects.filter(pk=signup.pk, came_at=None).update(came_at=at):
        signup.came_at = at
        came = CheckedIn(signup_id=signup.pk, gathering_id=gathering.pk)
        events.publish(came, about=signup, within=gathering, by=by, at=at)
    return signup


@transaction.atomic(durable=True)
def undo_check_in(signup: Signup, *, by: User | None, at: datetime) -> None:
    """Somebody was checked in by mistake. Raises MovedMeanwhile."""
    if not Signup.objects.filter(pk=signup.pk, came_at__isnull=False).update(came_at=None):
        raise MovedMeanwhile
    signup.came_at = None
    undone = CheckInUndone(signup_id=signup.pk, gathering_id=signup.gathering_id)
    events.publish(undone, about=signup, within=signup.gathering, by=by, at=at)


def bearer(gathering: Gathering, code: str) -> Signup:
    """Who shows a code at the door of a date. Raises NoSuchCode."""
    typed = "".join(code.split()).replace("-", "").upper()[:20]
    rows = Signup.objects.select_related("gathering").filter(gathering=gathering)
    signup = rows.filter(code=typed).first() if typed.isalnum() else None
    if signup is None:
        raise NoSuchCode(code=typed)
    return signup


@transaction.atomic(durable=True)
def remind(before: str, *, at: datetime) -> int:
    """Have those reminded whose date begins within a day, or an hour; each once, a few at a time.

    Whoever got a seat later than that has just read the hour. The mark and the letter to be sent
    are one transaction: a worker that dies loses none and repeats none.
    """
    mark, span = f"{before}_told_at", BEFORE[before]
    due = Signup.objects.filter(
        **{mark: None},
        state=SignupState.SEATED,
        gathering__state=GatheringState.PUBLISHED,
        gathering__starts_at__gt=at,
        gathering__starts_at__lte=at + span,
    )
    if before == DAY:  # within the last hour the other reminder is enough
        due = due.filter(gathering__starts_at__gt=at + BEFORE[HOUR])
    rows = list(due.select_related("gathering").order_by("pk")[:AT_ONCE])
    unmarked = Signup.objects.filter(**{mark: None})
    mine = [row for row in rows if unmarked.filter(pk=row.pk).update(**{mark: at})]
    late = [row for row in mine if row.seated_at < row.gathering.starts_at - span]
    events.publish_each(
        [(SignupReminded(signup_id=row.pk, before=before), row) for row in late], at=at
    )
    return len(rows)


def remind_anew(gathering: Gathering) -> None:
    """At another hour the reminders begin again."""
    gathering.signups.update(day_told_at=None, hour_told_at=None)


def untold(gathering: Gathering, *, most: int = AT_ONCE) -> list[int]:
    """Mark some of those who were not told of the latest change; their keys.

    Within the transaction that hands their letters over.
    """
    concerned = (SignupState.SEATED, SignupState.WAITING)
    rows = Signup.objects.filter(
        gathering=gathering, state__in=concerned, told_sequence__lt=gathering.sequence
    )
    keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True)[:most])
    Signup.objects.filter(pk__in=keys).update(told_sequence=gathering.sequence)
    return keys


@transaction.atomic(durable=True)
def forget_old(*, at: datetime) -> int:
    """Forget who signed up for what was over or cancelled a month ago; how many came is kept."""
    old = at - KEPT
    over = Q(gathering__ends_at__lt=old) | Q(gathering__cancelled_at__lt=old)
    rows = Signup.objects.filter(over)
    for row in rows.values("gathering").annotate(came=Count("came_at")).order_by("gathering"):
        Gathering.objects.filter(pk=row["gathering"], came=None).update(came=row["came"])
    return rows.delete()[0]


def of(reader: User, *, at: datetime) -> list[Signup]:
    """What somebody's own mailbox is signed up for and is not over, the next one first."""
    if not reader.is_proven:  # anybody may type anybody's address
        return []
    rows = Signup.objects.select_related("gathering").exclude(state=SignupState.WITHDRAWN)
    theirs = rows.filter(email=reader.email.lower(), gathering__ends_at__gt=at)
    return list(theirs.order_by("gathering__starts_at", "pk"))


def waiting_before(signup: Signup) -> int:
    """How many wait before somebody."""
    earlier = Q(asked_at__lt=signup.asked_at) | Q(asked_at=signup.asked_at, pk__lt=signup.pk)
    same = Signup.objects.filter(gathering=signup.gathering_id, state=SignupState.WAITING)
    return same.filter(earlier).count()


def those_of(gathering: Gathering) -> QuerySet[Signup]:
    """Who has a seat or waits, in the order of names."""
    return gathering.signups.exclude(state=SignupState.WITHDRAWN).order_by("name", "pk")


def token_of(signup: Signup) -> str:
    """What the link in a letter carries."""
    return signing.dumps(signup.pk, salt=SALT)


def holder_of(token: str) -> Signup:
    """The sign-up a link opens. Raises UnknownSeat."""
    try:
        pk = signing.loads(token, salt=SALT)
        return Signup.objects.select_related("gathering", "gathering__picture").get(pk=pk)
    except (signing.BadSignature, Signup.DoesNotExist) as error:
        raise UnknownSeat from error
