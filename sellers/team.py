"""A seller's team: who works for the shop, and as what."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Member, Role, Seller


class NobodyThere(Refusal):
    """Nobody has this address here."""

    sentence = _("Aucun compte n'existe à cette adresse : la personne doit d'abord s'inscrire.")


class AlreadyMember(Refusal):
    """The person is in the team."""

    sentence = _("Cette personne fait déjà partie de votre équipe.")


class LastOwner(Refusal):
    """A shop always has someone who answers for it."""

    sentence = _("Une boutique garde au moins un responsable : nommez-en un autre d'abord.")


@transaction.atomic(durable=True)
def join(seller: Seller, *, email: str, role: str, now: datetime) -> Member:
    """Take a person into the team. Raises NobodyThere, AlreadyMember."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise NobodyThere
    member, made = Member.objects.get_or_create(
        seller=seller, user=user, defaults={"role": role, "joined_at": now}
    )
    if not made:
        raise AlreadyMember
    return member


@transaction.atomic(durable=True)
def appoint(member: Member, *, role: str) -> None:
    """Give a member another role. Raises LastOwner."""
    if role != Role.OWNER:
        _check_not_last(member)
    Member.objects.filter(pk=member.pk).update(role=role)


@transaction.atomic(durable=True)
def leave(member: Member) -> None:
    """Take a person out of the team. Raises LastOwner."""
    _check_not_last(member)
    member.delete()


def is_member(user) -> bool:
    """Whether a person belongs to a seller's team."""
    return user.memberships.exists()


def _check_not_last(member: Member) -> None:
    owners = Member.objects.select_for_update().filter(seller=member.seller_id, role=Role.OWNER)
    if member.role == Role.OWNER and len(owners) < 2:
        raise LastOwner
