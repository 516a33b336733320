"""The operator's team, and accounts closed or opened again.

Only somebody with every right gives rights, and never alone at once: giving is a proposal that a
second person approves or a day lets pass; taking away is immediate.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.events import AccountClosed, AccountReopened, RolesGranted, SessionEnded
from marketplace.shared import events, proposals
from marketplace.shared.audience import EVERY_RIGHT, OPERATOR_ROLES, is_operator
from marketplace.shared.models import ProposedChange, User
from marketplace.shared.states import Refusal
from sellers.models import Seller


class NotYourself(Refusal):
    """Nobody changes their own rights."""

    sentence = _("Vous ne pouvez pas modifier vos propres droits : demandez à une autre personne.")


class NotProven(Refusal):
    """Rights are given to people, not to addresses somebody typed."""

    sentence = _(
        "Cette personne n'a pas encore confirmé son adresse e-mail : elle ne peut pas recevoir de"
        " rôle."
    )


class NotAbove(Refusal):
    """Only who holds every right decides about rights."""

    sentence = _("Seule une personne qui a tous les droits décide des droits des autres.")


class LastWithEveryRight(Refusal):
    """Without this person nobody could decide about rights any more."""

    sentence = _("C'est la dernière personne qui a tous les droits : son compte reste ouvert.")


class UnknownRole(Refusal):
    """A role the console does not know."""

    sentence = _("Ce rôle n'existe pas.")


@transaction.atomic(durable=True)
def grant(
    user: User, roles: Iterable[str], *, because: str, by: User, at: datetime
) -> ProposedChange | None:
    """Set a person's operator roles: fewer at once, more as a proposal, which is returned.

    Raises NotYourself, NotAbove, NotProven, UnknownRole.
    """
    user = _decided_by(by, user)
    wanted = set(roles)
    if not wanted <= set(OPERATOR_ROLES):
        raise UnknownRole
    if wanted and not user.is_proven:
        raise NotProven
    held = set(user.groups.values_list("name", flat=True))
    if held - wanted:
        _set(user, held & wanted, because=because, by=by, at=at)
    if not wanted - held:
        return None
    return proposals.write_down(
        RIGHTS, user.pk, after={"roles": sorted(wanted)}, because=because, by=by, at=at
    )


@transaction.atomic(durable=True)
def close(user: User, *, because: str, by: User, at: datetime) -> None:
    """Close an account and end its sessions. Raises NotYourself, NotAbove, LastWithEveryRight."""
    user = _decided_by(by, user)
    if user.is_superuser and not _with_every_right().exclude(pk=user.pk).exists():
        raise LastWithEveryRight
    User.objects.filter(pk=user.pk).update(is_active=False)
    _end_sessions(user)
    events.publish(AccountClosed(user_id=user.pk), about=user, by=by, because=because, at=at)


@transaction.atomic(durable=True)
def reopen(user: User, *, because: str, by: User, at: datetime) -> ProposedChange | None:
    """Open an account again; for the operator's team it is a proposal, which is returned."""
    user = _decided_by(by, user)
    if user.is_staff:
        return proposals.write_down(
            RIGHTS, user.pk, after={"is_active": True}, because=because, by=by, at=at
        )
    _reopen(user, because=because, by=by, at=at)
    return None


@transaction.atomic(durable=True)
def end_session(session: UserSession, *, by: User, at: datetime) -> None:
    """Sign one browser of a person out, at once. Raises NotAbove."""
    if not is_operator(User.objects.get(pk=by.pk), EVERY_RIGHT):
        raise NotAbove
    session.end()
    events.publish(SessionEnded(user_id=session.user_id), about=session.user, by=by, at=at)


def _decided_by(by: User, user: User) -> User:
    """The person as they are now, locked with all who hold every right: closings take turns."""
    if by.pk == user.pk:
        raise NotYourself
    if by.pk not in _with_every_right().select_for_update().order_by("pk").values_list(
        "pk", flat=True
    ):
        raise NotAbove
    return User.objects.select_for_update().get(pk=user.pk)


def _with_every_right():
    return User.objects.filter(is_superuser=True, is_staff=True, is_active=True)


def _set(user: User, roles: set[str], *, because: str, by: User, at: datetime) -> None:
    """Write the roles down; whoever has other rights than before signs in again."""
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in sorted(roles)])
    is_staff = bool(roles) or user.is_superuser
    User.objects.filter(pk=user.pk).update(is_staff=is_staff)
    _end_sessions(user)
    events.publish(
        RolesGranted(user_id=user.pk, roles=sorted(roles), is_staff=is_staff),
        about=user,
        by=by,
        because=because,
        at=at,
    )


def _reopen(user: User, *, because: str, by: User, at: datetime) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)
    events.publish(AccountReopened(user_id=user.pk), about=user, by=by, because=because, at=at)


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


# --- Rights as a kind of proposed change --------------------------------------------------------

RIGHTS = "rights"


def _read(pk: int, names: Iterable[str]) -> dict:
    user = User.objects.get(pk=pk)
    now = {"roles": sorted(user.groups.values_list("name", flat=True)), "is_active": user.is_active}
    return {name: now[name] for name in names}


def _check(pk: int, after: dict, at: datetime) -> None:
    """Whoever was closed meanwhile is given nothing."""
    if "roles" in after and not User.objects.filter(pk=pk, is_active=True).exists():
        raise ClosedMeanwhile
    if after.get("roles") and not User.objects.get(pk=pk).is_proven:
        raise NotProven


class ClosedMeanwhile(Refusal):
    """Roles are for people who may sign in."""

    sentence = _("Ce compte est fermé : rouvrez-le avant de donner des rôles.")


def _apply(pk: int, before: dict, after: dict, *, by: User, at: datetime) -> None:
    user = User.objects.select_for_update().get(pk=pk)
    if "roles" in after:
        _set(user, set(after["roles"]), because="", by=by, at=at)
    if after.get("is_active"):
        _reopen(user, because="", by=by, at=at)


def _words(values: dict) -> dict:
    words = {}
    if "roles" in values:
        names = [str(OPERATOR_ROLES.get(role, role)) for role in values["roles"]]
        words["roles"] = (_now("Rôles"), ", ".join(names) or _now("aucun"))
    if "is_active" in values:
        words["is_active"] = (
            _now("Compte"),
            _now("ouvert") if values["is_active"] else _now("fermé"),
        )
    return words


def warning(pk: int, after: dict) -> str:
    """Roles for somebody who sells here: they cannot decide about their own shop, but see all."""
    shops = [str(shop) for shop in Seller.objects.filter(members__user=pk).order_by("name", "pk")]
    if not shops or not after.get("roles", True):
        return ""
    return ngettext(
        "Attention : cette personne fait partie de l'équipe de la boutique {shops}.",
        "Attention : cette personne fait partie de l'équipe des boutiques {shops}.",
        len(shops),
    ).format(shops=", ".join(shops))


CHANGE = proposals.Kind(
    RIGHTS,
    _("Droits d'une personne"),
    EVERY_RIGHT,
    proposals.RIGHTS_DELAY,
    User,
    _read,
    _apply,
    _check,
    _words,
    warning,
)
