"""A seller's team: who works for the shop, and as what.

Nobody is put into a team: a letter invites an address, and its proven reader accepts.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, files
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.events import (
    InvitationDeclined,
    InvitationWithdrawn,
    MemberAppointed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
)
from sellers.models import Invitation, Member, Role, Seller
from sellers.states import INVITATION, InvitationState


class AlreadyMember(Refusal):
    """The person is in the team."""

    sentence = _("Cette personne fait déjà partie de votre équipe.")


class AlreadyInvited(Refusal):
    """The address was invited and has not answered."""

    sentence = _("Une invitation attend déjà à cette adresse : renvoyez-la, ou retirez-la d'abord.")


class InvitationOver(Refusal):
    """The invitation was answered, taken back, or is too old."""

    sentence = _(
        "Cette invitation n'est plus valable : demandez à la boutique de vous inviter à nouveau."
    )


class NotYours(Refusal):
    """The invitation was sent to another mailbox."""

    sentence = _(
        "Cette invitation est adressée à une autre adresse : connectez-vous avec celle qui l'a"
        " reçue."
    )


class LastOwner(Refusal):
    """A shop always has someone who answers for it."""

    sentence = _("Une boutique garde au moins un responsable : nommez-en un autre d'abord.")


@transaction.atomic(durable=True)
def invite(seller: Seller, *, email: str, role: str, by: User | None, at: datetime) -> Invitation:
    """Invite the reader of an address, with an account or not.

    Raises AlreadyMember, AlreadyInvited.
    """
    if seller.members.filter(user__email=email).exists():
        raise AlreadyMember
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                seller=seller, email=email, role=role, invited_by=by, invited_at=at, sent_at=at
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    events.publish(
        MemberInvited(invitation_id=invitation.pk), about=invitation, within=seller, by=by, at=at
    )
    return invitation


@transaction.atomic(durable=True)
def resend(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """Send the letter once more; the one before opens nothing any longer. Raises InvitationOver."""
    waiting = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.WAITING)
    if not waiting.update(sent_at=at, token_sha256=""):
        raise InvitationOver
    events.publish(
        MemberInvited(invitation_id=invitation.pk),
        about=invitation,
        within=invitation.seller,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def withdraw(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """The shop takes its invitation back."""
    INVITATION.move(invitation, InvitationState.WITHDRAWN, closed_at=at, token_sha256="")
    events.publish(
        InvitationWithdrawn(invitation_id=invitation.pk),
        about=invitation,
        within=invitation.seller,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def accept(invitation: Invitation, *, by: User, at: datetime) -> Member:
    """Join the team: the reader of the invited mailbox, proven. Raises InvitationOver, NotYours."""
    if invitation.state != InvitationState.WAITING or at > invitation.ends_at:
        raise InvitationOver
    if by.email != invitation.email or not by.is_proven:
        raise NotYours
    INVITATION.move(invitation, InvitationState.ACCEPTED, closed_at=at, token_sha256="")
    # Somebody may have joined since: the role that they hold stands.
    member, _made = Member.objects.get_or_create(
        seller=invitation.seller, user=by, defaults={"role": invitation.role, "joined_at": at}
    )
    joined = MemberJoined(invitation_id=invitation.pk, member_id=member.pk, values=told(member))
    events.publish(joined, about=invitation, within=invitation.seller, by=by, at=at)
    return member


def told(member: Member) -> dict:
    """A membership as facts hold it: who works for which shop, as what."""
    return {"seller": member.seller_id, "user": member.user_id, "role": str(member.role)}


@transaction.atomic(durable=True)
def decline(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """Whoever holds the letter says no. Raises InvitationOver."""
    if invitation.state != InvitationState.WAITING or at > invitation.ends_at:
        raise InvitationOver
    INVITATION.move(invitation, InvitationState.DECLINED, closed_at=at, token_sha256="")
    events.publish(
        InvitationDeclined(invitation_id=invitation.pk),
        about=invitation,
        within=invitation.seller,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def appoint(member: Member, *, role: str, by: User | None, at: datetime) -> None:
    """Give a member another role. Raises LastOwner."""
    owners = _owners(member.seller_id)
    if role != Role.OWNER:
        _check_not_last(member, owners)
    if Member.objects.filter(pk=member.pk).exclude(role=role).update(role=role):
        fact = MemberAppointed(seller_id=member.seller_id, user_id=member.user_id, role=role)
        events.publish(fact, about=member, within=member.seller, by=by, at=at)


@transaction.atomic(durable=True)
def leave(member: Member, *, at: datetime) -> None:
    """A person leaves the team of their own will. Raises LastOwner."""
    _part(member, removed=False, by=member.user, at=at)


@transaction.atomic(durable=True)
def remove(member: Member, *, by: User | None, at: datetime) -> None:
    """An owner takes a person out of the team. Raises LastOwner."""
    _part(member, removed=True, by=by, at=at)


@transaction.atomic(durable=True)
def seal(invitation: Invitation) -> str:
    """The token of the letter that leaves now, stored as its print alone; empty if none waits."""
    # Only its print is stored: who reads the database cannot answer the letter.
    token = secrets.token_urlsafe(32)
    waiting = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.WAITING)
    return token if waiting.update(token_sha256=files.sha256(token.encode())) else ""


def sealed(token: str) -> Invitation | None:
    """The invitation that a letter opens."""
    opened = Invitation.objects.select_related("seller").filter(
        token_sha256=files.sha256(token.encode())
    )
    return opened.filter(state=InvitationState.WAITING).first()


def is_member(user) -> bool:
    """Whether a person belongs to a seller's team."""
    return user.memberships.exists()


def _part(member: Member, *, removed: bool, by: User | None, at: datetime) -> None:
    _check_not_last(member, _owners(member.seller_id))
    fact = MemberLeft(seller_id=member.seller_id, user_id=member.user_id, removed=removed)
    events.publish(fact, about=member, within=member.seller, by=by, at=at)
    Member.objects.filter(pk=member.pk).delete()


def _owners(seller_id: int) -> list[int]:
    """The owners of a shop, locked: two who leave at once go one after the other."""
    owners = Member.objects.select_for_update().filter(seller=seller_id, role=Role.OWNER)
    return list(owners.order_by("pk").values_list("pk", flat=True))


def _check_not_last(member: Member, owners: list[int]) -> None:
    if owners == [member.pk]:
        raise LastOwner
