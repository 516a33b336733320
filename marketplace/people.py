"""The operator's team, and accounts closed or opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.events import AccountClosed, AccountReopened, RolesGranted
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal


class NotYourself(Refusal):
    """Nobody changes their own rights."""

    sentence = _("Vous ne pouvez pas modifier vos propres droits : demandez à une autre personne.")


class NotProven(Refusal):
    """Rights are given to people, not to addresses somebody typed."""

    sentence = _("Cette personne n'a pas encore confirmé son adresse e-mail : elle ne peut pas recevoir de rôle.")


@transaction.atomic(durable=True)
def grant(user: User, roles: Iterable[str], *, by: User, at: datetime) -> None:
    """Set the roles a person holds at the operator's. Raises NotYourself, NotProven."""
    if by.pk == user.pk:
        raise NotYourself
    if not user.is_proven:
        raise NotProven
    wanted = [Group.objects.get_or_create(name=role)[0] for role in roles]
    user.groups.set(wanted)
    User.objects.filter(pk=user.pk).update(is_staff=bool(wanted) or user.is_superuser)
    events.publish(RolesGranted(user_id=user.pk, roles=sorted(roles)), about=user, by=by, at=at)


@transaction.atomic(durable=True)
def close(user: User, *, because: str, by: User, at: datetime) -> None:
    """Stop a person from signing in and end their sessions. Raises NotYourself."""
    if by.pk == user.pk:
        raise NotYourself
    User.objects.filter(pk=user.pk).update(is_active=False)
    for session in UserSession.objects.filter(user=user):
        session.end()
    events.publish(AccountClosed(user_id=user.pk), about=user, by=by, because=because, at=at)


@transaction.atomic(durable=True)
def reopen(user: User, *, by: User, at: datetime) -> None:
    """Let a person sign in again."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    events.publish(AccountReopened(user_id=user.pk), about=user, by=by, at=at)
