"""The letters about accounts, to whoever reads the mailbox in question."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_noop

from marketplace.accounts import accounts
from marketplace.shared.mail import Email
from marketplace.shared.models import MailboxMove, User

PROOF_SALT = "halles.proof"
CHANGED = gettext_noop(
    "Les réglages de la double authentification de votre compte viennent de changer."
)
FACTORS = {
    "totp_activated": gettext_noop(
        "Une application d'authentification vient d'être activée sur votre compte."
    ),
    "totp_deactivated": gettext_noop(
        "L'application d'authentification de votre compte vient d'être désactivée."
    ),
    "recovery_codes_generated": gettext_noop(
        "De nouveaux codes de récupération viennent d'être créés."
    ),
    "webauthn_added": gettext_noop("Une clé de sécurité vient d'être ajoutée à votre compte."),
    "webauthn_removed": gettext_noop("Une clé de sécurité vient d'être retirée de votre compte."),
}


def proof(user: User) -> Email:
    """The link that proves a mailbox."""
    return _to(user, "proof", url=_absolute("account_confirm_email", proof_key(user)))


def exists(user: User) -> Email:
    """Somebody wanted to create an account at an address that has one."""
    return _to(
        user,
        "exists",
        login_url=_absolute("account_login"),
        reset_url=_absolute("account_reset_password"),
    )


def reset(user: User) -> Email:
    """The link to a new password."""
    return _to(user, "reset", url=f"{settings.BASE_URL}{reset_path(user)}")


def password_chosen(user: User) -> Email:
    """The password was replaced."""
    return _to(user, "password_chosen", reset_url=_absolute("account_reset_password"))


def second_factor(user: User, what: str) -> Email:
    """A second factor came or went."""
    return _to(
        user, "second_factor", sentence=FACTORS.get(what, CHANGED), url=_absolute("mfa_index")
    )


def guessed_at(user: User) -> Email:
    """Somebody tries passwords."""
    return _to(user, "guessed_at", reset_url=_absolute("account_reset_password"))


def move_asked(move: MailboxMove) -> list[Email]:
    """A change of login address: the new mailbox proves itself, the old one may stop it."""
    stop = _absolute("shop-mailbox-object", accounts.seal(move, "object"))
    old = _to(move.user, "move_asked", to=move.old_email, move=move, url=stop)
    others = User.objects.filter(email=move.new_email).exclude(pk=move.user_id)
    if others.exclude(pk__in=accounts.shells(move.new_email)).exists():
        new = _to(move.user, "move_taken", to=move.new_email, move=move)
    else:
        url = _absolute("shop-mailbox-move", accounts.seal(move, "prove"))
        new = _to(move.user, "move_prove", to=move.new_email, move=move, url=url)
    return [new, old]


def moved(move: MailboxMove) -> Email:
    """The login address changed: the old one may take it back."""
    back = _absolute("shop-mailbox-object", accounts.seal(move, "object"))
    return _to(move.user, "moved", to=move.old_email, move=move, url=back)


def move_objected(move: MailboxMove) -> Email:
    """The old mailbox stopped the change."""
    return _to(move.user, "move_objected", to=move.new_email, move=move)


def proof_key(user: User) -> str:
    """The part of a link that proves the mailbox of an account."""
    return signing.dumps([user.pk, user.email], salt=PROOF_SALT)


def reset_path(user: User) -> str:
    """Where the reader of a mailbox chooses a new password: once, and for a while."""
    key = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )


def _absolute(name: str, *args: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _to(user: User, what: str, *, to: str = "", **values: object) -> Email:
    return Email(
        to=to or user.email,
        template=f"accounts/{what}",
        values={"person": user, **values},
        language=user.language,
    )
