"""Invitations into the operator's team, for people with an account or without.

A letter invites an address; its proven reader accepts. What they may do is then proposed in the
name of whoever invited them: rights are never given by one person at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.console import people
from marketplace.events import (
    ColleagueDeclined,
    ColleagueInvited,
    ColleagueJoined,
    ColleagueNotInvited,
)
from marketplace.shared import events, files, proposals
from marketplace.shared.audience import EVERY_RIGHT, OPERATOR_ROLES, is_operator
from marketplace.shared.models import ProposedChange, TeamInvitation, User
from marketplace.shared.models.invitation import CALL, CallState
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import when


class AlreadyColleague(Refusal):
    """The person is in the team."""

    sentence = _("Cette personne fait déjà partie de l'équipe : donnez-lui des rôles sur sa page.")


class AlreadyInvited(Refusal):
    """The address was invited and has not answered."""

    sentence = _("Une invitation attend déjà à cette adresse : renvoyez-la, ou retirez-la d'abord.")


class NoRole(Refusal):
    """An invitation to do nothing."""

    sentence = _("Choisissez au moins un rôle.")


class CallOver(Refusal):
    """The invitation was answered, taken back, is too old, or its author lost the right to it."""

    sentence = _("Cette invitation n'est plus valable : demandez à être invité à nouveau.")


class NotYours(Refusal):
    """The invitation was sent to another mailbox."""

    sentence = _(
        "Cette invitation est adressée à une autre adresse : connectez-vous avec celle qui l'a"
        " reçue."
    )


@transaction.atomic(durable=True)
def invite(
    email: str, *, roles: Iterable[str], because: str, by: User, at: datetime
) -> TeamInvitation:
    """Invite the reader of an address into the team.

    Raises NotAbove, UnknownRole, NoRole, AlreadyColleague, AlreadyInvited.
    """
    chosen = sorted(set(roles))
    _demand(by)
    if not chosen:
        raise NoRole
    if not set(chosen) <= set(OPERATOR_ROLES):
        raise people.UnknownRole
    if User.objects.filter(email=email, is_staff=True).exists():
        raise AlreadyColleague
    try:
        with transaction.atomic():
            invitation = TeamInvitation.objects.create(
                email=email,
                roles=chosen,
                because=because,
                invited_by=by,
                invited_at=at,
                sent_at=at,
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    events.publish(
        ColleagueInvited(invitation_id=invitation.pk),
        about=invitation,
        by=by,
        because=because,
        at=at,
    )
    return invitation


@transaction.atomic(durable=True)
def resend(invitation: TeamInvitation, *, by: User, at: datetime) -> None:
    """Send the letter once more; the one before opens nothing any longer. Raises CallOver."""
    _demand(by)
    waiting = TeamInvitation.objects.filter(pk=invitation.pk, state=CallState.WAITING)
    if not waiting.update(sent_at=at, token_sha256=""):
        raise CallOver
    events.publish(ColleagueInvited(invitation_id=invitation.pk), about=invitation, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(invitation: TeamInvitation, *, by: User, at: datetime) -> None:
    """Take an invitation back."""
    _demand(by)
    CALL.move(invitation, CallState.WITHDRAWN, closed_at=at, token_sha256="")
    events.publish(ColleagueNotInvited(invitation_id=invitation.pk), about=invitation, by=by, at=at)


@transaction.atomic(durable=True)
def accept(invitation: TeamInvitation, *, by: User, at: datetime) -> ProposedChange:
    """Join: the invited mailbox's proven reader. The roles are proposed by whoever invited.

    Raises CallOver, NotYours.
    """
    _demand_open(invitation, at)
    if by.email != invitation.email or not by.is_proven:
        raise NotYours
    CALL.move(invitation, CallState.ACCEPTED, closed_at=at, token_sha256="")
    held = set(by.groups.values_list("name", flat=True))
    try:
        change = proposals.write_down(
            people.RIGHTS,
            by.pk,
            after={"roles": sorted(held | set(invitation.roles))},
            because=invitation.because,
            by=invitation.invited_by,
            at=at,
        )
    except (proposals.NotYours, proposals.NothingChanges) as refusal:
        raise CallOver from refusal
    events.publish(ColleagueJoined(invitation_id=invitation.pk), about=invitation, by=by, at=at)
    return change


@transaction.atomic(durable=True)
def decline(invitation: TeamInvitation, *, by: User | None, at: datetime) -> None:
    """Whoever holds the letter says no. Raises CallOver."""
    _demand_open(invitation, at)
    CALL.move(invitation, CallState.DECLINED, closed_at=at, token_sha256="")
    events.publish(ColleagueDeclined(invitation_id=invitation.pk), about=invitation, by=by, at=at)


@transaction.atomic(durable=True)
def seal(invitation: TeamInvitation) -> str:
    """The token of the letter that leaves now, stored as its print alone; empty if none waits."""
    token = secrets.token_urlsafe(32)
    waiting = TeamInvitation.objects.filter(pk=invitation.pk, state=CallState.WAITING)
    return token if waiting.update(token_sha256=files.sha256(token.encode())) else ""


def sealed(token: str) -> TeamInvitation | None:
    """The invitation that a letter opens."""
    opened = TeamInvitation.objects.select_related("invited_by").filter(
        token_sha256=files.sha256(token.encode()), state=CallState.WAITING
    )
    return opened.first()


def promised(person: User) -> ProposedChange | None:
    """The roles that somebody was offered and that are not theirs yet."""
    return ProposedChange.objects.filter(
        kind=people.RIGHTS,
        subject_id=person.pk,
        state=ChangeState.WAITING,
        after__has_key="roles",
    ).last()


def welcome(change: ProposedChange) -> str:
    """What somebody reads who just joined: the team's own rules are not theirs to know."""
    if change.state == ChangeState.APPLIED:
        return gettext("Vous avez rejoint l'équipe : vos rôles ont pris effet.")
    return gettext("Vous avez rejoint l'équipe. {when}").format(when=opens_at(change))


def opens_at(change: ProposedChange) -> str:
    """From when on the roles of somebody who joined are theirs, in words for them."""
    if change.takes_effect_at is None:
        return gettext("Vos rôles prennent effet dès qu'ils sont approuvés.")
    day = when(change.takes_effect_at)
    if proposals.alone():
        return gettext("Vos rôles prennent effet le {day}.").format(day=day)
    return gettext(
        "Vos rôles prennent effet dès qu'une autre personne de l'équipe les approuve, au plus"
        " tard le {day}."
    ).format(day=day)


def opens_in() -> str:
    """The same before somebody answers their invitation."""
    if proposals.is_at_once():
        return gettext("Ils prennent effet dès votre réponse.")
    if proposals.alone():
        return gettext("Ils prennent effet un jour après votre réponse.")
    return gettext(
        "Ils prennent effet dès qu'une autre personne de l'équipe les approuve, ou un jour"
        " après votre réponse."
    )


def proposed_by(invitation: TeamInvitation) -> ProposedChange | None:
    """The proposal that an accepted invitation became."""
    made = ProposedChange.objects.filter(
        kind=people.RIGHTS, proposed_by=invitation.invited_by, proposed_at=invitation.closed_at
    )
    return made.last()


def roles_in_words(invitation: TeamInvitation) -> str:
    """What somebody is invited to do."""
    return ", ".join(str(OPERATOR_ROLES.get(role, role)) for role in invitation.roles)


def _demand(by: User) -> None:
    if not is_operator(User.objects.get(pk=by.pk), EVERY_RIGHT):
        raise people.NotAbove


def _demand_open(invitation: TeamInvitation, at: datetime) -> None:
    if invitation.state != CallState.WAITING or at > invitation.ends_at:
        raise CallOver
