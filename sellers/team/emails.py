"""The letters about a shop's team."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.shared.mail import Email
from marketplace.shared.models import User
from sellers.letters import to_owners
from sellers.models import Invitation, Role, Seller


def invitation(invitation: Invitation, *, token: str) -> Email:
    """The letter that invites into a team; whoever reads it may join, decline, or do nothing."""
    url = f"{settings.BASE_URL}{reverse('seller-invitation', args=[token])}"
    return Email(
        to=invitation.email,
        template="sellers/invitation",
        values={"invitation": invitation, "seller": invitation.seller, "url": url},
        language=_tongue(invitation),
    )


def invitation_withdrawn(invitation: Invitation) -> Email:
    """The shop took its invitation back."""
    return Email(
        to=invitation.email,
        template="sellers/invitation_withdrawn",
        values={"seller": invitation.seller},
        language=_tongue(invitation),
    )


def invitation_answered(invitation: Invitation) -> list[Email]:
    """Tell the owners that somebody joined, or does not want to."""
    return to_owners(invitation.seller, "invitation_answered", invitation=invitation)


def appointed(seller: Seller, user: User, *, role: str) -> Email:
    """A member has another role."""
    return Email(
        to=user.email,
        template="sellers/appointed",
        values={"seller": seller, "role": Role(role).label},
        language=user.language,
    )


def member_removed(seller: Seller, user: User) -> Email:
    """An owner took the person out of the team."""
    return Email(
        to=user.email,
        template="sellers/member_removed",
        values={"seller": seller},
        language=user.language,
    )


def member_left(seller: Seller, user: User) -> list[Email]:
    """Tell the owners that a person left the team."""
    return to_owners(seller, "member_left", person=user)


def _tongue(invitation: Invitation) -> str:
    return invitation.invited_by.language if invitation.invited_by else "fr"
