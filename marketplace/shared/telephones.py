"""Telephone numbers as people type them: what can be read one way is taken, two ways is asked.

A number without its country is one of the country it is used in, or one of ours: a parcel goes to
Brussels, and the person who ordered it answers in Paris.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumber, PhoneNumberFormat

from marketplace.shared import countries, invisible, territories

HOME = "FR"
SENTENCE = _(
    "Ce numéro de téléphone n'est pas valable : écrivez-le comme 06 12 34 56 78, ou avec"
    " l'indicatif de son pays, comme +32 470 12 34 56."
)
# Numbers of one plan with ours, dialled from France with a zero, and their own country code.
OVERSEAS = (
    (re.compile(r"(26[239]|69[23]|639)\d{6}"), 262),
    (re.compile(r"(590|69[01])\d{6}"), 590),
    (re.compile(r"(594|694)\d{6}"), 594),
    (re.compile(r"(596|69[67])\d{6}"), 596),
    (re.compile(r"508(\d{6})"), 508),
)
# How our numbers are written: in pairs, or those from overseas by four and in pairs, or in one.
_PAIRS = re.compile(r"0\d( \d\d){4}|0\d{3}( \d\d){3}|0 ?\d{3}( \d{3}){2}|0\d{9}")


def readings(typed: str, country: str = HOME) -> list[str]:
    """The numbers that a typed one may be, as +33612345678, the likeliest first."""
    text = _plain(typed)
    if text.startswith(("+", "00")):
        return _written([_international(text, country)])
    digits = re.sub(r"\D", "", text)
    local = _ours(digits) if country == HOME else _parsed(text, country)
    ours = None
    if country != HOME and _PAIRS.fullmatch(text):
        ours = _ours(digits)
        if not text[2:3].isspace() and text[4:5].isspace() and ours and ours.country_code == 33:
            ours = None  # by four and in pairs: so are written Belgian numbers, never ours
    candidates = [number for number in (local, ours) if number is not None]
    valid = [number for number in candidates if phonenumbers.is_valid_number(number)]
    # a number of a range the library does not know yet is one all the same
    known = valid or candidates
    if not known and (whole := _international(f"+{digits}", country)):
        known = [whole] if phonenumbers.is_valid_number(whole) else []
    return _written(known)


def readings_anywhere(typed: str, countries: Iterable[str]) -> list[str]:
    """The same where no country is known: ours by how it is written, or whichever may be meant.

    In pairs a number is ours, and so is a mobile number; our others in one run of digits may be the
    mobile number of somebody who lives elsewhere.
    """
    text = _plain(typed)
    ours = readings(typed)
    if text.startswith(("+", "00")) or re.fullmatch(r"0\d( \d\d){4}", text):
        return ours
    foreign = [_parsed(text, country) for country in countries if country != HOME]
    mobiles = _written(number for number in foreign if number is not None and _is_mobile(number))
    from_overseas = any(not number.startswith("+33") for number in ours)
    if re.fullmatch(r"0\d{3}( \d\d){3}", text) and mobiles and not from_overseas:
        return [number for number in mobiles if number not in ours]
    if any(_is_mobile(phonenumbers.parse(number)) for number in ours):
        return ours
    return list(dict.fromkeys([*ours, *mobiles]))


def shown(number: str) -> str:
    """A number as it is written for everybody: +33 6 12 34 56 78."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def named(number: str) -> str:
    """A number with the country it belongs to, in the reader's language."""
    region = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    return f"{shown(number)} ({countries.named(region)})" if region else shown(number)


def one(typed: str) -> str:
    """The number meant where no country is known, as +33612345678.

    Refused when nobody can dial it, and when several countries have it: then it is asked.
    """
    numbers = readings_anywhere(typed, ["MC", *sorted(territories.EUROPE)])
    if not numbers:
        raise forms.ValidationError(SENTENCE)
    if len(numbers) > 1:
        raise forms.ValidationError(
            _("Ce numéro existe dans plusieurs pays, écrivez-le avec l'indicatif : %(numbers)s."),
            params={"numbers": " · ".join(named(number) for number in numbers)},
        )
    return numbers[0]


class TelephoneField(forms.CharField):
    """A telephone number that can be read one way, kept as +33612345678."""

    def clean(self, value):
        """The number in international form; asked when it may be of several countries."""
        text = super().clean(value)
        return one(text) if text else ""


def _plain(typed: str) -> str:
    """Digits of ours, with single spaces where anything parted them."""
    text = unicodedata.normalize("NFKC", invisible.cleaned(typed)).replace("(0)", " ")
    text = re.sub(r"[\s.\-/\u2010-\u2015\u2212()]+", " ", text).strip()
    return re.sub(r"^\+ ", "+", text)


def _international(text: str, country: str) -> PhoneNumber | None:
    """A number that names its country: +33 6…, 0033 6…, whatever stands before its zero."""
    number = _parsed(f"+{text[2:].lstrip()}" if text.startswith("00") else text, country)
    # French numbers from overseas are often written under +33, which reaches nobody
    if number is not None and number.country_code == 33:
        return _ours(str(number.national_number)) or number
    return number


def _ours(digits: str) -> PhoneNumber | None:
    """A number as it is dialled in France, its overseas numbers included."""
    dialled = digits.removeprefix("0")
    for pattern, code in OVERSEAS:
        if match := pattern.fullmatch(dialled):
            own = int(match[1] if code == 508 else dialled)
            number = PhoneNumber(country_code=code, national_number=own)
            # of the numbers in 06 39, some are of Mayotte and some of France
            if match[1] != "639" or phonenumbers.is_valid_number(number):
                return number
    return _parsed(digits, HOME)


def _parsed(text: str, country: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _is_mobile(number: PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def _written(numbers: Iterable[PhoneNumber | None]) -> list[str]:
    written = [
        phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for number in numbers
        if number is not None
    ]
    return list(dict.fromkeys(written))
