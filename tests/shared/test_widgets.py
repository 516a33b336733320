"""Controls drawn by ourselves are the same, letter by letter, as those of Django's templates."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from marketplace.shared.widgets import INPUTS, PlainRenderer

ODD = "a\"b<c>&'é"
COUNTRIES = [("FR", "France"), ("", gettext_lazy("Choisir")), (1234, 5678), (ODD, mark_safe("<b>"))]
GROUPED = [(ODD, [("a", ODD), ("b", "B")]), ("c", "C"), (gettext_lazy("Rayons"), [("d", "D")])]
CONTROLS = {
    **{
        kind.__name__: (kind(attrs={"class": ODD, "required": True, "disabled": False}), value)
        for kind in (
            forms.TextInput,
            forms.EmailInput,
            forms.TelInput,
            forms.NumberInput,
            forms.URLInput,
            forms.SearchInput,
            forms.ColorInput,
            forms.PasswordInput,
            forms.HiddenInput,
            forms.DateInput,
            forms.DateTimeInput,
            forms.TimeInput,
            forms.FileInput,
        )
        for value in (ODD,)
    },
    "empty": (forms.TextInput(), None),
    "number": (forms.NumberInput(attrs={"min": 1000, "step": 0.5}), 12345),
    "safe": (forms.TextInput(), mark_safe("a&amp;b")),
    "ticked": (forms.CheckboxInput(), True),
    "valued": (forms.CheckboxInput(), "x"),
    "list": (forms.Select(choices=COUNTRIES), "FR"),
    "amount": (forms.Select(attrs={"autocomplete": ODD}, choices=COUNTRIES), 1234),
    "groups": (forms.Select(choices=GROUPED), "d"),
    "several": (forms.SelectMultiple(choices=GROUPED), [ODD, "a", "c"]),
    "yes or no": (forms.NullBooleanSelect(), True),
    "radio": (forms.RadioSelect(choices=COUNTRIES), "FR"),
    "long": (forms.Textarea(attrs={"rows": 3}), ODD),
}


@pytest.mark.parametrize(("widget", "value"), CONTROLS.values(), ids=CONTROLS)
def test_a_control_is_what_django_would_draw(widget, value):
    ours = widget.render("champ", value, attrs={"id": "id_champ"}, renderer=PlainRenderer())
    djangos = widget.render("champ", value, attrs={"id": "id_champ"}, renderer=DjangoTemplates())
    assert ours == djangos


def test_every_input_drawn_by_ourselves_is_one_of_django(settings):
    known = {
        kind.template_name
        for kind in vars(forms.widgets).values()
        if isinstance(kind, type) and hasattr(kind, "template_name")
    }
    assert known >= INPUTS
    assert settings.FORM_RENDERER == "marketplace.shared.widgets.PlainRenderer"
