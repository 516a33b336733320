"""Who may come in: one door for each audience.

A record that a person may not see does not exist for them: a closed door answers 404 to
someone signed in, and shows the way to sign in to a stranger.
"""

from __future__ import annotations

from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

OPERATOR_ROLES = {
    "moderation": _("Modération"),
    "sellers": _("Relation vendeurs"),
    "finance": _("Finance"),
    "support": _("Service client"),
    "editorial": _("Animation"),
}
ANY = "any"  # every person of the operator's team, whatever their role
EVERY_RIGHT = "every-right"  # only those who hold every right
CONSOLE_ROLES = {*OPERATOR_ROLES, ANY, EVERY_RIGHT}


def known_role(role: str, of: object) -> str:
    """The role a page, a verb or a door declares; without a known one it does not load."""
    if role not in CONSOLE_ROLES:
        raise ImproperlyConfigured(f"{of} says no role that the console knows: {role!r}")
    return role


def buyer(view, *, asked_at: str | None = None):
    """Let signed-in people in; strangers are led to `asked_at`, or to sign in."""

    @wraps(view)
    def door(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), asked_at)
        return view(request, *args, **kwargs)

    door.audience = "buyer"
    return door


def newcomer(view):
    """Let signed-in people in; strangers create an account first, for few of them have one."""
    return buyer(view, asked_at="account_signup")


def operator(role: str):
    """Let operators in who hold a role (ANY: whichever they hold)."""

    def wrap(view):
        known_role(role, view.__qualname__)

        @wraps(view)
        def door(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not is_operator(request.user, role):
                raise Http404
            if needs_mfa(request.user):
                return redirect("mfa_index")
            return view(request, *args, **kwargs)

        door.audience = "operator"
        door.role = role
        return door

    return wrap


def proven_again(view, *, to_read: bool = True):
    """Ask the password or the second factor again, unless it was given again minutes ago.

    For acts that move money, rights or addresses: an open session alone is not enough. A form that
    was being sent is kept meanwhile and carried out after the proof. Where a page may be read
    without, `to_read=False` asks only what is sent.
    """
    return reauthentication_required(view, allow_get=not to_read)


def is_operator(user, role: str = ANY) -> bool:
    """Whether a person works for the operator, in this role."""
    if not (user.is_active and user.is_staff):
        return False
    return user.is_superuser or role == ANY or (role in OPERATOR_ROLES and role in roles_of(user))


def roles_of(user) -> set[str]:
    """The operator roles of a person, asked once a request."""
    if not hasattr(user, "_operator_roles"):
        user._operator_roles = set(user.groups.values_list("name", flat=True))
    return user._operator_roles


def needs_mfa(user) -> bool:
    """Whether an operator must set up a second factor before anything else."""
    if not settings.OPERATOR_MFA_REQUIRED:
        return False
    return not user.authenticator_set.exists()
