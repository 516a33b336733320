"""E-mail addresses as every form takes them: a name and a domain of the public network."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.regex_helper import _lazy_re_compile
from django.utils.translation import gettext_lazy as _

from marketplace.shared import invisible

SENTENCE = _("Indiquez une adresse e-mail valide : nom@exemple.fr.")
LONGEST = 254  # characters (RFC 5321)
OURS_ALONE = ("localhost", "local", "internal", "invalid", "onion")  # domains no letter reaches


class Mailbox(EmailValidator):
    """Refuses what no letter reaches: literals like a@[127.0.0.1], a@localhost, quoted names."""

    message = SENTENCE
    user_regex = _lazy_re_compile(
        r"^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*\Z", re.IGNORECASE
    )

    def __init__(self) -> None:
        super().__init__(allowlist=[])

    def __call__(self, value: str | None) -> None:
        super().__call__(value)
        value = value or ""
        name, _at, domain = value.rpartition("@")
        last = domain.rpartition(".")[2].lower()
        reached = all(map(_is_written, domain)) and not domain.startswith("[")
        if (
            not reached
            or last in OURS_ALONE
            or last.isdigit()
            or len(name) > 64
            or len(value) > LONGEST
        ):
            raise ValidationError(self.message, code=self.code, params={"value": value})


check = Mailbox()


def _is_written(sign: str) -> bool:
    """Whether people write this character in a domain: our letters, Greek, Cyrillic; no filler."""
    return sign.isascii() or unicodedata.name(sign, "").startswith(
        ("LATIN SMALL", "GREEK SMALL", "CYRILLIC SMALL")
    )


def plain(address: str) -> str:
    """The one spelling of a mailbox: lower case, nothing invisible, its domain as in the DNS.

    Two spellings of one mailbox are one account, one invitation and one share of the limits.
    """
    seen = invisible.cleaned(address)
    seen = "".join(sign for sign in seen if unicodedata.category(sign) != "Cf").strip().lower()
    name, at, domain = seen.rpartition("@")
    try:
        return f"{name}{at}{domain.encode('idna').decode('idna')}"
    except UnicodeError:  # no such domain can exist: the check that follows refuses it
        return seen


class MailboxField(forms.EmailField):
    """The one field for an e-mail address; gives it back in small letters."""

    default_validators = [check]
    default_error_messages = {
        "required": _("Indiquez votre adresse e-mail."),
        "invalid": SENTENCE,
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Adresse e-mail"))
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)

    def to_python(self, value) -> str:
        """As a mailbox is written."""
        return plain(super().to_python(value) or "")


def in_place_of(field: forms.Field) -> MailboxField:
    """This field for an address where a form of a library brings its own."""
    return MailboxField(
        label=field.label, widget=field.widget, required=field.required, help_text=field.help_text
    )
