"""How long a password may be: hashing is slow on purpose, and a very long one would block it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 128  # characters
TOO_LONG = _("Un mot de passe compte 128 caractères au plus.")


class LongestPassword:
    """Refuses a new password of more than 128 characters, wherever one is chosen."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(TOO_LONG, code="password_too_long")

    def get_help_text(self) -> str:
        return str(TOO_LONG)


def cap(form: forms.Form) -> None:
    """Check the length of every password in a form before anything hashes it."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.PasswordInput):
            field.validators.append(MaxLengthValidator(LONGEST, message=TOO_LONG))
            field.widget.attrs["maxlength"] = str(LONGEST)
