"""Who may come in: one door for each audience.

A record that a person may not see does not exist for them: a closed door answers 404 to
someone signed in, and shows the way to sign in to a stranger.
"""

from __future__ import annotations

from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

OPERATOR_ROLES = {
    "moderation": "Modération",
    "sellers": "Relation vendeurs",
    "finance": "Finance",
    "support": "Service client",
    "editorial": "Animation",
}


def buyer(view):
    """Let signed-in people in."""

    @wraps(view)
    def door(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    door.audience = "buyer"
    return door


def operator(role: str = ""):
    """Let operators in who hold a role (any operator when none is named)."""

    def wrap(view):
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


def proven_again(view):
    """Ask the password or the second factor again, unless it was given again minutes ago.

    For acts that move money, rights or addresses: an open session alone is not enough. A form that
    was being sent is kept meanwhile and carried out after the proof.
    """
    return reauthentication_required(view)


def is_operator(user, role: str = "") -> bool:
    """Whether a person works for the operator, in this role."""
    if not (user.is_active and user.is_staff):
        return False
    return user.is_superuser or not role or role in roles_of(user)


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


def mfa_sentence() -> str:
    """What an operator without a second factor is told."""
    return _("Votre rôle demande une double authentification : activez-la pour continuer.")
