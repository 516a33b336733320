"""What people type: amounts and rates, kept in hundredths, and the reasons they give."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", re.ASCII)  # 1,234.56
LONG = re.compile(r"\d{1,9}[.,]\d{3,}", re.ASCII)
NUMBER = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
MINUS = ("-", "\u2212", "\u2013")
HUGE = re.compile(r"\d{10,}(?:[.,]\d*)?", re.ASCII)  # a number, though none that we count
LETTERS = 3  # the shortest word that tells a reason: vol, bug
SPACES = re.compile(r"[\s\u00a0\u202f]")


def hundredths(text: str, unit: str = "€") -> int | None:
    """What a written number is worth, in hundredths: 24,90, 24.90 € or 1 024,9; None otherwise.

    Whoever reads English writes as English pages do, too: €1,234.56.
    """
    digits = _bare(text, unit)
    if get_language() == "en" and ENGLISH.fullmatch(digits):
        digits = digits.replace(",", "")
    number = NUMBER.fullmatch(digits)
    if number is None:
        return None
    return int(number[1]) * 100 + int((number[2] or "0").ljust(2, "0"))


def _bare(text: str, unit: str) -> str:
    """A number without spaces, and without its unit on either side."""
    return SPACES.sub("", text).removesuffix(unit).removeprefix(unit)


class HundredthsField(forms.CharField):
    """A number with at most two decimals, kept in hundredths; nothing typed is `nothing`."""

    unit = "€"
    unreadable = _("Écrivez un montant comme 4,90.")
    too_fine = _("Écrivez deux chiffres après la virgule au plus, comme 24,90.")
    too_much = _("Ce nombre est trop grand.")
    nothing: int | None = None

    def __init__(self, *, most: int | None = None, **options):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 8, "class": "number"})
        super().__init__(**{"widget": widget, "max_length": 20, **options})
        self.most = most

    def prepare_value(self, value):
        return f"{value // 100},{value % 100:02d}" if isinstance(value, int) else value

    def clean(self, value):
        """Hundredths within the limits; otherwise a sentence that says what is wrong."""
        text = super().clean(value)
        if not text.strip():
            return self.nothing
        number = hundredths(text, self.unit)
        if HUGE.fullmatch(SPACES.sub("", text).removesuffix(self.unit)):
            raise forms.ValidationError(self.too_much, code="too_much")
        if number is None:
            raise forms.ValidationError(self._why(_bare(text, self.unit)))
        if self.most is not None and number > self.most:
            raise forms.ValidationError(self.too_much, code="too_much")
        return number

    def _why(self, digits: str):
        """What is wrong with what cannot be read."""
        below = digits[:1] in MINUS and NUMBER.fullmatch(digits[1:])
        if below:
            return _("Écrivez un nombre de zéro ou plus.")
        return self.too_fine if LONG.fullmatch(digits) else self.unreadable

    def has_changed(self, initial, data):
        """Compared as written, with a comma, not in hundredths."""
        return super().has_changed(self.prepare_value(initial), data)


class LinesField(forms.CharField):
    """A text of several lines: how a browser ends them is no change of it."""

    def to_python(self, value):
        """With the ends of lines that are kept."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def has_changed(self, initial, data):
        """Both as they would be kept."""
        return super().has_changed(self.to_python(initial), data)


def telling(text: str) -> None:
    """Refuse a reason in which nobody could read anything: signs, a lone letter."""
    if sum(character.isalpha() for character in text) < LETTERS:
        raise forms.ValidationError(
            _("Écrivez-le en toutes lettres : d'autres le liront."), code="untold"
        )


class MotiveField(forms.CharField):
    """Why something is decided, in words that whoever looks later understands."""

    default_validators = [telling]

    def __init__(self, *, error_messages=None, **options):
        area = forms.Textarea(attrs={"rows": 3})
        super().__init__(
            **{"label": _("Motif"), "max_length": 300, "widget": area, **options},
            error_messages=error_messages,
        )
        self._says_its_own = "required" in (error_messages or {})

    def validate(self, value):
        """Nothing written is told by the words that stand above the field."""
        if self.required and value in self.empty_values and not self._says_its_own:
            raise forms.ValidationError(
                gettext("Remplissez « {label} ».").format(label=self.label), code="required"
            )
        super().validate(value)
