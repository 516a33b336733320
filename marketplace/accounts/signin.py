"""How people sign in: our answers to django-allauth, and how many guesses are allowed.

Nobody is signed in before their mailbox is proven. Guesses are counted in the database, so the
limits hold when the cache is down. The first limits are narrow (one account from one place), then
wide (one account from everywhere), and a browser that once signed in is not held up by the guesses
of others.
"""

from __future__ import annotations

import secrets
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import accounts, landing
from marketplace.shared import clock, limits, passwords, visitor
from marketplace.shared.models import Allowance, User
from orders.buying import access

MINUTE, HOUR, DAY = 60, 3600, 86_400
DEVICE = "known"  # the cookie of browsers that signed in before
DEVICE_LASTS = 180 * DAY
DEVICE_SALT = "halles.known-device"
PEOPLE_A_DEVICE = 5

Count = tuple[str, str, int, int]  # what, who, at most, in how many seconds


WRONG_CODE = _(
    "Ce n'est pas le bon code : attendez le suivant, ou prenez un code de récupération qui n'a pas"
    " servi."
)
WAYS = {  # by the page that each leads to
    "account_reauthenticate": _("Votre mot de passe"),
    "mfa_reauthenticate": _("Un code de votre application"),
    "mfa_reauthenticate_webauthn": _("Une clé de sécurité"),
}


class Backend(AuthenticationBackend):
    """Passwords of people whose mailbox is proven."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Only an open account with a proven mailbox."""
        return super().user_can_authenticate(user) and user.is_proven


class Adapter(DefaultAccountAdapter):
    """Our answers to django-allauth."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "L'adresse e-mail ou le mot de passe n'est pas le bon. "
            "Vous venez de créer votre compte ? Ouvrez d'abord le lien reçu par e-mail."
        ),
        "too_many_login_attempts": _(
            "Trop d'essais : attendez quelques minutes, une heure au plus, ou choisissez un nouveau"
            " mot de passe."
        ),
        "incorrect_password": _("Ce n'est pas le bon mot de passe."),
        "enter_current_password": _("Ce n'est pas votre mot de passe actuel."),
        "incorrect_code": WRONG_CODE,
        "account_inactive": _("Ce compte est fermé : écrivez-nous pour en savoir plus."),
        "email_taken": _("Cette adresse sert déjà à un autre compte."),
        "invalid_password_reset": _("Ce lien n'est plus valable : demandez-en un nouveau."),
        "invalid_or_expired_key": _("Ce lien n'est plus valable : demandez-en un nouveau."),
        "rate_limited": _("Trop de demandes depuis votre connexion : réessayez dans une heure."),
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove anew who one is, called in our words."""
        names = {reverse(page): name for page, name in WAYS.items()}
        return [
            {**way, "description": names.get(way["url"], way["description"])}
            for way in super().get_reauthentication_methods(user)
        ]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address as our own proxies saw it."""
        return visitor.exact_address(request)

    def new_user(self, request: HttpRequest) -> User:
        """A new account with the language of the page."""
        return User(language=(get_language() or "fr")[:2])

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person with this address and password; an unproven mailbox gets its letter again."""
        # before hashing: the length of a guess must not decide how long it takes us
        if len(credentials.get("password") or "") > passwords.LONGEST:
            return None
        user = cast("User | None", super().authenticate(request, **credentials))
        if user is None or (user.is_active and not user.is_proven):
            if user is not None:
                send_proof(user.email)
            return None
        if user.is_proven:
            accounts.mirror(user)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse one guess too many, before the password is looked at."""
        email = (credentials.get("email") or "").lower()
        self._taken = []
        for count in guesses(request, email):
            if not limits.take(*count):
                # counts taken before the one that is full are given back: this guess was not tried
                self._rollback_login_failed_rl_usage()
                if count[0] == "guess-account" and limits.take("guess-told", email, 1, DAY):
                    accounts.tell_guessing(email, at=clock.now())
                raise self.validation_error("too_many_login_attempts")
            self._taken.append(count)

    def _rollback_login_failed_rl_usage(self) -> None:
        for kind, key, _most, _seconds in self._taken:
            give_back(kind, key)
        self._taken = []

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether the person at an open session knows the password; few tries."""
        request = self.request
        taken: list[Count] = [
            ("again-here", f"{user.pk}:{visitor.address(request)}", 5, 5 * MINUTE),
            ("again", str(user.pk), 20, HOUR),
        ]
        for count in taken:
            if not limits.take(*count):
                raise self.validation_error("too_many_login_attempts")
        if not user.check_password(password):
            return False
        for kind, key, _most, _seconds in taken:
            give_back(kind, key)
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people where they work, or back to where they were."""
        user = cast("User", request.user)
        return landing.place_of(user, came_from=request.POST.get("came_from", ""))

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        """Remember the browser, so others' guesses do not block it; take over guest orders."""
        with transaction.atomic():
            access.adopt(user)
        response = super().post_login(request, user, **about)
        remember_device(request, response, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The library sends nothing: our worker sends every letter."""

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: Any,
        signup: bool,  # noqa: FBT001 - as the library calls it
    ) -> None:
        """Send the letter that proves a mailbox."""
        send_proof(emailconfirmation.email_address.email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell an owner that somebody, perhaps themselves, signs up with their address."""
        if limits.take("letter", f"exists:{email}", 3, DAY):
            accounts.sign_up_again(email, at=clock.now())

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Send the letter with the link to a new password; the form counted the requests."""
        accounts.ask_reset(user, at=clock.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of changed second factors; our own verbs tell of everything else."""
        app, _mail, what = template_prefix.partition("/email/")
        if app == "mfa":
            accounts.tell_second_factor(user, what, at=clock.now())


class Factors(DefaultMFAAdapter):
    """Our answers to the library's second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "unverified_email": _(
            "Confirmez d'abord votre adresse e-mail : la double authentification s'active ensuite."
        ),
        "add_email_blocked": _(
            "Un compte protégé par la double authentification garde une seule adresse."
        ),
    }


def send_proof(email: str) -> None:
    """Send the letter of proof to an account that waits for it, not too often."""
    if limits.take("letter", f"proof:{email}", 5, HOUR):
        accounts.ask_proof(email, at=clock.now())


def guesses(request: HttpRequest, email: str) -> list[Count]:
    """The counts that a guess at a password adds to, narrow before wide."""
    here = visitor.address(request)
    # a known browser has its own count, so guesses of strangers cannot lock its owner out
    device = known_device(request, email)
    if device:
        return [("guess-device", f"{email}:{device}", 10, 15 * MINUTE)]
    return [
        ("guess-here", f"{email}:{here}", 5, 5 * MINUTE),
        ("guess-visitor", here, 30, 10 * MINUTE),
        ("guess-account", email, 30, HOUR),
    ]


def give_back(kind: str, key: str) -> None:
    """Take a correct guess off the count."""
    Allowance.objects.filter(pk=limits.print_of(kind, key), used__gt=0).update(used=F("used") - 1)


def forgive(user: User, request: HttpRequest) -> None:
    """Reset the counts of guesses at the account of somebody who reads its mailbox, those from this
    place too; what this place guessed at other accounts stays counted.
    """
    pk, here = str(user.pk), visitor.address(request)
    names = [("guess-account", user.email), ("code", pk), ("code-hour", pk), ("again", pk)]
    names.append(("guess-here", f"{user.email}:{here}"))
    Allowance.objects.filter(pk__in=[limits.print_of(*name) for name in names]).delete()


def known_device(request: HttpRequest, email: str) -> str:
    """The name of a browser that signed in here before, while the password is still the same."""
    user = User.objects.filter(email=email).first()
    return next(
        (
            name
            for pk, name, mark in _devices(request)
            if user and pk == user.pk and mark == _mark(user)
        ),
        "",
    )


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Leave a signed cookie in a browser in which the person proved who they are."""
    others = [mark for mark in _devices(request) if mark[0] != user.pk][: PEOPLE_A_DEVICE - 1]
    value = signing.dumps([[user.pk, secrets.token_hex(8), _mark(user)], *others], salt=DEVICE_SALT)
    response.set_cookie(
        DEVICE,
        value,
        max_age=DEVICE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _devices(request: HttpRequest) -> list[list]:
    try:
        return signing.loads(
            request.COOKIES.get(DEVICE, ""), salt=DEVICE_SALT, max_age=DEVICE_LASTS
        )
    except signing.BadSignature:
        return []


def _mark(user: User) -> str:
    return salted_hmac(DEVICE_SALT, user.password, algorithm="sha256").hexdigest()[:16]
