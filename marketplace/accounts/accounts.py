"""People's accounts: a proven mailbox, a password of one's own, an address that may change.

Whoever reads the mailbox owns the account, not whoever holds a password somebody else chose. So a
proof of the mailbox removes what was there before: sessions, other addresses, and a password that
the prover did not choose.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import events as facts
from marketplace.shared import events, limits
from marketplace.shared.models import MailboxMove, MoveState, User
from marketplace.shared.models.user import MOVE
from marketplace.shared.states import Refusal

PROOF_LASTS = timedelta(days=3)
OBJECTION_LASTS = timedelta(days=7)
WAYS_IN = 3  # letters an hour that the team sends to one mailbox
SALT = "halles.mailbox-move"


class SameMailbox(Refusal):
    """The address is the one in use."""

    sentence = _("C'est déjà votre adresse de connexion.")


class MoveOver(Refusal):
    """The change was made, stopped or abandoned, or its letter is too old."""

    sentence = _("Ce lien n'est plus valable : le changement d'adresse est terminé ou abandonné.")


class MailboxTaken(Refusal):
    """Another account has the address."""

    sentence = _(
        "Cette adresse ne peut plus être prise : une autre personne s'en sert ici. Indiquez-en une"
        " autre."
    )


class AccountShut(Refusal):
    """Nobody signs in to a closed account."""

    sentence = _("Ce compte est fermé : la lettre n'ouvrirait rien.")


class EnoughLetters(Refusal):
    """The mailbox got several of these letters within the hour."""

    sentence = _(
        "Cette adresse a déjà reçu plusieurs de ces lettres depuis une heure : attendez avant d'en"
        " envoyer une autre."
    )


# --- Who somebody is ----------------------------------------------------------------------------


@transaction.atomic(durable=True)
def describe(user: User, *, first_name: str, last_name: str, phone: str, language: str) -> None:
    """Set the name, the telephone and the language of a person, who may change them freely."""
    about = {
        "first_name": first_name,
        "last_name": last_name,
        "phone": phone,
        "language": language,
    }
    User.objects.filter(pk=user.pk).update(**about)
    for column, value in about.items():
        setattr(user, column, value)


def is_known(email: str) -> bool:
    """Whether somebody signs in with this address, or did."""
    return User.objects.filter(email=email).exclude(pk__in=shells(email)).exists()


@transaction.atomic(durable=True)
def begin(
    email: str, *, password: str, first_name: str, last_name: str, language: str, at: datetime
) -> User:
    """Open an account for whoever holds a letter to this mailbox, which proves it.

    Raises MailboxTaken.
    """
    shells(email).delete()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, password, first_name=first_name, last_name=last_name, language=language
            )
    except IntegrityError as error:
        raise MailboxTaken from error
    _prove(user, at=at)
    return user


# --- The proof of a mailbox ---------------------------------------------------------------------


@transaction.atomic(durable=True)
def ask_proof(email: str, *, at: datetime) -> None:
    """Send the proof letter (again) if an account waits for it; the caller learns nothing."""
    user = User.objects.filter(email=email, is_active=True, email_proven_at=None).first()
    if user is not None:
        events.publish(facts.ProofAsked(user_id=user.pk), about=user, at=at)


@transaction.atomic(durable=True)
def prove(user: User, *, own_password: bool, at: datetime) -> None:
    """A person reads the mailbox of their account: from now on they may sign in.

    `own_password` says whether the browser that signed up is the one that proves; otherwise
    somebody else may have chosen the password, so it is removed.
    """
    if not own_password:
        user.set_unusable_password()
    _prove(user, at=at)


@transaction.atomic(durable=True)
def sign_up_again(email: str, *, at: datetime) -> None:
    """Tell the owner of an address that somebody wanted to create an account with it."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    fact = (
        facts.SignedUpAgain(user_id=user.pk)
        if user.is_proven
        else facts.ProofAsked(user_id=user.pk)
    )
    events.publish(fact, about=user, at=at)


def is_taken(email: str, *, at: datetime) -> bool:
    """Whether an address belongs to an account, or may still be taken back by one."""
    return User.objects.filter(email=email).exists() or _kept_for_others(email, at=at).exists()


# --- The password -------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def ask_reset(user: User, *, at: datetime) -> None:
    """Have a letter sent with a link to replace a forgotten password."""
    events.publish(facts.ResetAsked(user_id=user.pk), about=user, at=at)


def send_way_in(user: User, *, by: User, at: datetime) -> None:
    """Send the letter with which a person gets in again: to prove the mailbox, or to choose a new
    password. Raises AccountShut, EnoughLetters.
    """
    if not user.is_active:
        raise AccountShut
    if not limits.take("letter", f"way-in:{user.email}", WAYS_IN, limits.HOUR):
        raise EnoughLetters
    fact = facts.ResetAsked if user.is_proven else facts.ProofAsked
    with transaction.atomic(durable=True):
        events.publish(fact(user_id=user.pk), about=user, by=by, at=at)


@transaction.atomic(durable=True)
def reset_password(user: User, password: str, *, at: datetime) -> None:
    """Replace a forgotten password from the letter: proves the mailbox, ends all sessions."""
    user.set_password(password)
    _prove(user, at=at)
    events.publish(
        facts.PasswordChosen(user_id=user.pk, forgotten=True), about=user, by=user, at=at
    )


@transaction.atomic(durable=True)
def change_password(user: User, password: str, *, at: datetime) -> None:
    """Replace a known password; all other sessions end."""
    user.set_password(password)
    user.sessions_epoch += 1
    user.save(update_fields=["password", "sessions_epoch"])
    events.publish(
        facts.PasswordChosen(user_id=user.pk, forgotten=False), about=user, by=user, at=at
    )


@transaction.atomic(durable=True)
def tell_second_factor(user: User, what: str, *, at: datetime) -> None:
    """Tell a person that a second factor was added to their account or taken from it."""
    events.publish(
        facts.SecondFactorChanged(user_id=user.pk, what=what), about=user, by=user, at=at
    )


@transaction.atomic(durable=True)
def tell_guessing(email: str, *, at: datetime) -> None:
    """Tell the owner of an account, if there is one, that somebody tries passwords on it."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        events.publish(facts.GuessedAt(user_id=user.pk), about=user, at=at)


# --- Another login address ----------------------------------------------------------------------


@transaction.atomic(durable=True)
def ask_move(user: User, *, email: str, at: datetime) -> MailboxMove:
    """Begin to change the login address: the new one must prove itself, the old one is told.

    The page never says that the new address is taken; only its mailbox is told. Raises SameMailbox.
    """
    if email == user.email:
        raise SameMailbox
    user = User.objects.select_for_update().get(pk=user.pk)
    MOVE.move_where(MailboxMove.objects.filter(user=user), MoveState.DROPPED, old=[MoveState.ASKED])
    move = MailboxMove.objects.create(user=user, old_email=user.email, new_email=email, asked_at=at)
    events.publish(facts.MoveAsked(move_id=move.pk), about=user, by=user, at=at)
    return move


@transaction.atomic(durable=True)
def drop_move(user: User) -> None:
    """The person keeps the address they have: the open change is abandoned."""
    for move in MailboxMove.objects.filter(user=user, state=MoveState.ASKED):
        MOVE.move(move, MoveState.DROPPED)


@transaction.atomic(durable=True)
def move(change: MailboxMove, *, by: User, at: datetime) -> None:
    """The new mailbox is proven: sign-in moves there, all other sessions end.

    Raises MoveOver, MailboxTaken.
    """
    if (
        change.user_id != by.pk
        or change.state != MoveState.ASKED
        or at > change.asked_at + PROOF_LASTS
    ):
        raise MoveOver
    # an address just left may be taken back by its owner for a week: nobody else gets it before
    if _kept_for_others(change.new_email, at=at).exclude(user=by).exists():
        raise MailboxTaken
    # an account of somebody who only typed the address gives way to its reader
    shells(change.new_email).delete()
    MOVE.move(change, MoveState.DONE, done_at=at)
    _settle(by, email=change.new_email, at=at)
    events.publish(facts.MailboxMoved(move_id=change.pk), about=by, by=by, at=at)


@transaction.atomic(durable=True)
def object_to_move(change: MailboxMove, *, at: datetime) -> User:
    """The old mailbox objects: its address stays or returns; sessions and password end.

    Second factors added since the change was asked are taken off. Raises MoveOver, MailboxTaken.
    """
    if not may_object(change, at=at):
        raise MoveOver
    user = User.objects.select_for_update().get(pk=change.user_id)
    MOVE.move(change, MoveState.STOPPED if change.state == MoveState.ASKED else MoveState.REVERTED)
    for later in MailboxMove.objects.filter(
        user=user, pk__gt=change.pk, state__in=(MoveState.ASKED, MoveState.DONE)
    ):
        MOVE.move(
            later, MoveState.STOPPED if later.state == MoveState.ASKED else MoveState.REVERTED
        )
    user.set_unusable_password()
    _settle(user, email=change.old_email, at=at)
    # the thief who changed the address may have added a factor to keep the owner out
    Authenticator.objects.filter(user=user, created_at__gte=change.asked_at).delete()
    events.publish(facts.MoveObjected(move_id=change.pk), about=user, at=at)
    return user


def may_object(change: MailboxMove, *, at: datetime) -> bool:
    """Whether the old mailbox can still stop a change of address or take it back."""
    if change.state == MoveState.ASKED:
        return True
    done_at = change.done_at if change.state == MoveState.DONE else None
    return done_at is not None and at <= done_at + OBJECTION_LASTS


def shells(email: str) -> QuerySet[User]:
    """Accounts that somebody created with an address and nobody ever signed in to."""
    return User.objects.filter(email=email, email_proven_at=None, last_login=None)


def seal(change: MailboxMove, what: str) -> str:
    """The signed part of a link: which change it is about, and "prove" or "object"."""
    return signing.dumps([change.pk, what], salt=SALT)


def unseal(token: str, what: str) -> MailboxMove | None:
    """The change a link is about; None when it was not written by us, or allows something else."""
    lasts = PROOF_LASTS if what == "prove" else PROOF_LASTS + OBJECTION_LASTS
    try:
        pk, allowed = signing.loads(token, salt=SALT, max_age=lasts)
    except signing.BadSignature:
        return None
    if allowed != what:
        return None
    return MailboxMove.objects.select_related("user").filter(pk=pk).first()


def _kept_for_others(email: str, *, at: datetime) -> QuerySet[MailboxMove]:
    return MailboxMove.objects.filter(
        old_email=email, state=MoveState.DONE, done_at__gte=at - OBJECTION_LASTS
    )


def _prove(user: User, *, at: datetime) -> None:
    """Inside a verb: whoever reads the mailbox now owns the account alone."""
    first = not user.is_proven
    user.email_proven_at = at
    user.sessions_epoch += 1
    user.save(update_fields=["password", "email_proven_at", "sessions_epoch"])
    MOVE.move_where(MailboxMove.objects.filter(user=user), MoveState.DROPPED, old=[MoveState.ASKED])
    _mirror(user)
    if first:
        events.publish(facts.MailboxProven(user_id=user.pk), about=user, by=user, at=at)


def _settle(user: User, *, email: str, at: datetime) -> None:
    """Inside a verb: sign-in happens with this address, everything else ends."""
    user.email, user.email_proven_at = email, at
    user.sessions_epoch += 1
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "password", "email_proven_at", "sessions_epoch"])
            _mirror(user)
    except IntegrityError as error:
        raise MailboxTaken from error


def mirror(user: User) -> None:
    """Keep the library's own list of addresses equal to ours: the one login address, verified."""
    mirrored = EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True)
    if not mirrored.exists():
        with transaction.atomic():
            _mirror(user)


def _mirror(user: User) -> None:
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    # left by accounts that never proved the address
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
