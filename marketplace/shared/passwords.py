"""What a new password may be: not longer than can be hashed soon, and not its owner's own address.

Hashing is slow on purpose, and a very long one would block it.
"""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    get_default_password_validators,
)
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

LONGEST = 128  # characters
TOO_LONG = _("Un mot de passe compte 128 caractères au plus.")
OWN_MAILBOX = _(
    "Ce mot de passe est trop proche de votre adresse e-mail, que d’autres connaissent :"
    " choisissez-en un autre."
)
DIGITS = "0123456789"


class LongestPassword:
    """Refuses a new password of more than 128 characters, wherever one is chosen."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(TOO_LONG, code="password_too_long")

    def get_help_text(self) -> str:
        return str(TOO_LONG)


class OwnMailbox(UserAttributeSimilarityValidator):
    """Refuses a new password that is like the address one signs in with, or what is before its @.

    Capitals, dots and figures at either end make no other word of it: « Camille.Martin2026 ».
    """

    def __init__(self) -> None:
        super().__init__(user_attributes=("email",))

    def validate(self, password: str, user: object = None) -> None:
        email = getattr(user, "email", "") or ""
        name = email.rpartition("@")[0]
        known = {_bare(part) for part in (email, name, name.partition("+")[0])} - {""}
        typed = _bare(password)
        words = {part.strip(DIGITS) for part in known} - {""}
        refusal = ValidationError(OWN_MAILBOX, code="password_is_mailbox")
        if typed in known or typed.strip(DIGITS) in words:
            raise refusal
        try:
            super().validate(password, user)  # type: ignore[arg-type]
        except ValidationError as error:
            raise refusal from error

    def get_help_text(self) -> str:
        return str(OWN_MAILBOX)


def _bare(text: str) -> str:
    """The letters and figures of a text, small."""
    return "".join(filter(str.isalnum, text.casefold()))


def hint() -> str:
    """What a new password must be, in one sentence; what else is refused is said when it is."""
    asked = (v for v in get_default_password_validators() if isinstance(v, MinimumLengthValidator))
    least = next((each.min_length for each in asked), 1)
    return _now("{least} caractères au moins ; évitez les mots de passe courants.").format(
        least=least
    )


def cap(form: forms.Form) -> None:
    """Check the length of every password in a form before anything hashes it."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.PasswordInput):
            field.validators.append(MaxLengthValidator(LONGEST, message=TOO_LONG))
            field.widget.attrs["maxlength"] = str(LONGEST)
            is_new = field.widget.attrs.get("autocomplete") == "new-password"
            if is_new and field.help_text:  # every rule, in the framework's words
                field.help_text = hint()
