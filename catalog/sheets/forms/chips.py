"""The few values of an attribute as chips to tick, with a place for what none of them says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from catalog.attributes import reading
from catalog.attributes.vocabulary import Defined
from catalog.models import Attribute

MOST = 8  # values shown at once; of more, one types
OTHER = "-autre"
CHOICES = (Attribute.Kind.CHOICE, Attribute.Kind.CHOICES)


def fit(attribute: Defined) -> bool:
    """Whether the values of an attribute are few enough to be shown all."""
    return attribute.kind in CHOICES and 0 < len(attribute.values) <= MOST


def typed(data: Any, name: str, *, several: bool) -> str:
    """What chips and the field beside them say together; of one choice, what was typed wins."""
    ticked = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
    own = str(data.get(name + OTHER, "") or "").strip()
    texts = [text.strip() for text in ticked if text and text.strip()]
    if not several and own:
        return own
    return ", ".join([*texts, own] if own else texts)


def same(text: str, told: str, attribute: Defined) -> bool:
    """Whether two texts name the same values, each of them wholly understood."""
    one, two = (reading.understood("", each, attribute) for each in (text, told))
    return one.is_whole and two.is_whole and set(one.values) == set(two.values)


class Chips(forms.Widget):
    """One chip a value: radio buttons for one choice, boxes for several. Works without script."""

    use_fieldset = True

    def __init__(self, attribute: Defined):
        super().__init__()
        self.attribute = attribute
        self.several = attribute.kind == Attribute.Kind.CHOICES

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The ticked values and what was typed, as one line of a sheet."""
        return typed(data, name, several=self.several)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Boxes that are not ticked are not sent: nothing ticked is an answer."""
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """A group has a legend and no label."""
        return ""

    def render(
        self, name: str, value: Any, attrs: Mapping | None = None, renderer: Any = None
    ) -> str:
        """The chips, those that the text names ticked; what it says otherwise is in the field."""
        text, place = str(value or ""), (attrs or {}).get("id", f"id_{name}")
        ticked, own = self._parted(text)
        kind = "checkbox" if self.several else "radio"
        pairs = [(each.label, each.label, each.key in ticked) for each in self._values()]
        if not self.several:
            pairs.insert(0, ("", _("Non précisé"), not text))
        chips = format_html_join(
            "",
            '<label><input type="{}" name="{}" id="{}_{}" value="{}"{}> {}</label>',
            (
                (kind, name, place, number, sent, " checked" if is_on else "", label)
                for number, (sent, label, is_on) in enumerate(pairs)
            ),
        )
        # of one choice the field wins: said beside it, since a chip may be ticked too
        wins = "" if self.several else _("Ce que vous écrivez ici remplace le choix.")
        return format_html(
            '<div class="value-chips" id="{}" tabindex="-1">{}<input class="input" name="{}"'
            ' id="{}" value="{}" maxlength="300" placeholder="{}" aria-label="{}">{}</div>',
            place,
            chips,
            name + OTHER,
            place + OTHER,
            own,
            _("Autre"),
            " ".join([_("{name} : autre valeur").format(name=self.attribute.label), wins]).strip(),
            format_html('<span class="help" aria-hidden="true">{}</span>', wins) if wins else "",
        )

    def _parted(self, text: str) -> tuple[set[str], str]:
        """The values that a text names, and what it says besides.

        Only where chips and field together say the same words again; otherwise all is in the field.
        """
        said = reading.understood("", text, self.attribute)
        if said.is_whole or not self.several:
            return (set(said.values), "") if said.is_whole else (set(), text)
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        known = {piece: reading.understood("", piece, self.attribute) for piece in pieces}
        ticked = {key for one in known.values() if one.is_whole for key in one.values}
        own = ", ".join(piece for piece in pieces if not known[piece].is_whole)
        again = ", ".join([*(each.label for each in self._values() if each.key in ticked), own])
        return (ticked, own) if again == text else (set(), text)

    def _values(self) -> list:
        return sorted(self.attribute.values.values(), key=lambda each: each.rank)
