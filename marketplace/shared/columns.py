"""What operators read in columns: badges, numbers in their unit, yes or no, reasons in words."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin import utils as admin_utils
from django.contrib.admin.templatetags import admin_list
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _lazy

from marketplace.shared import clock, facts, lists, units
from marketplace.shared.states import StateField
from marketplace.shared.templatetags.ui import badge, first_of_month


def as_read(model, column: str):
    """The column itself, a badge when it holds a state, its English where a reader has that."""
    fields = {field.name: field for field in model._meta.fields}
    if isinstance(fields.get(column), StateField):
        return stated(column, fields[column].verbose_name)
    if f"{column}_en" in fields and get_language() == "en":
        return _in_english(column, fields[column].verbose_name)
    return column


def _in_english(column: str, label):
    @admin.display(description=label, ordering=column)
    def show(row):
        return getattr(row, f"{column}_en") or getattr(row, column)

    show.__name__ = column
    return show


def stated(column: str, label):
    """A state as a badge, by which a list is sorted; also as an attribute of a section."""

    @admin.display(description=label, ordering=column)
    def show(*section_and_row):
        row = section_and_row[-1]  # as an attribute of a section, it is given the section first
        return badge(row, column=column) if getattr(row, column) else "–"

    show.__name__ = column
    return show


def worded(column: str, label, words: Mapping[str, Any]):
    """A column of codes, told by the words of each; a code without words stands as it is."""

    @admin.display(description=label, ordering=column)
    def show(*section_and_row):
        value = getattr(section_and_row[-1], column)
        return words.get(value, value)

    show.__name__ = column
    return show


def by_word(column: str, label, words: Mapping[str, Any]) -> type[admin.SimpleListFilter]:
    """A filter over such a column."""

    class Worded(admin.SimpleListFilter):
        title, parameter_name = label, column

        def lookups(self, request, model_admin):
            return words.items()

        def queryset(self, request, queryset):
            return queryset.filter(**{column: self.value()}) if self.value() else queryset

    return Worded


def by_end(column: str, label) -> type[admin.SimpleListFilter]:
    """A filter over a last day: what ends soon, and what has ended."""

    class Ending(admin.SimpleListFilter):
        title, parameter_name = label, column
        over = "finie"

        def lookups(self, request, model_admin):
            return [
                ("30", _lazy("finit d'ici 30 jours")),
                ("90", _lazy("finit d'ici 90 jours")),
                (self.over, _lazy("finie")),
            ]

        def queryset(self, request, queryset):
            chosen, today = self.value(), clock.today()
            if chosen == self.over:
                return queryset.filter(**{f"{column}__lt": today})
            if chosen in ("30", "90"):
                last = today + timedelta(days=int(chosen))
                return queryset.filter(**{f"{column}__range": (today, last)})
            return queryset

    return Ending


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 (Django's own signature)
    """A yes, a no or nothing known, in the operator's words."""
    return "–" if value is None else gettext("Oui") if value else gettext("Non")


# Columns in which the house writes sentences of its own beside those of people.
REASONS = ("because", "outcome", "failure", "comment")


def heading(name: Any, model: type[models.Model], *rest: Any, **options: Any) -> Any:
    """The heading of a column, its unit left to the values."""
    said = admin_utils.label_for_field(name, model, *rest, **options)
    try:
        field = model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return said
    if not isinstance(field, models.Field) or not units.of(field):
        return said
    return (units.label(field), *said[1:]) if isinstance(said, tuple) else units.label(field)


def shown(value: Any, field: models.Field, empty: str, **options: Any) -> Any:
    """A value of a column: a number in its unit, a sentence of ours in the reader's language."""
    if isinstance(field, StateField) and value in field.states:
        return badge(field.states[value])
    if isinstance(field, models.Field) and value is not None:
        if units.of(field):
            return units.told(field, value)
        if field.name.endswith(REASONS) and isinstance(value, str) and not field.choices:
            value = facts.reason(value)
        if isinstance(value, list) and all(isinstance(line, str) for line in value):
            return "\n".join(value) or empty
    said = admin_utils.display_for_field(value, field, empty, **options)
    return first_of_month(said) if isinstance(value, date) else said


def computed(value: Any, empty: str, boolean: bool = False) -> Any:  # noqa: FBT001, FBT002 (Django's own signature)
    """A value that a section computes; a day as French people write it."""
    said = admin_utils.display_for_value(value, empty, boolean)
    return first_of_month(said) if isinstance(value, date) else said


def speaking(fieldset: helpers.Fieldset) -> Iterator[helpers.Fieldline]:
    """The lines of a page but those that are only read and say nothing."""
    for line in _lines(fieldset):
        fields = list(line)
        line.drawn = fields  # type: ignore[attr-defined]
        if not all(field.is_readonly and lists.is_empty(_said(field)) for field in fields):
            yield line


def _drawn_once(line: helpers.Fieldline) -> Iterator[Any]:
    """The fields of a line as they were read when it was asked what they say."""
    return iter(getattr(line, "drawn", None) or _fields(line))


def _read_once(field: helpers.AdminReadonlyField) -> Any:
    """What a field says, asked of its row once."""
    if not hasattr(field, "said"):
        field.said = _contents(field)  # type: ignore[attr-defined]
    return field.said  # type: ignore[attr-defined]


def _said(field: Any) -> Any:
    return field.contents()


_lines, _fields = helpers.Fieldset.__iter__, helpers.Fieldline.__iter__
_contents = helpers.AdminReadonlyField.contents
helpers.Fieldset.__iter__ = speaking  # type: ignore[method-assign]
helpers.Fieldline.__iter__ = _drawn_once  # type: ignore[method-assign]
helpers.AdminReadonlyField.contents = _read_once  # type: ignore[assignment, method-assign]

# Django shows numbers bare, and a picture without sizes whose text is "True": it offers no other
# place to say either in words.
for place in (helpers, admin_list):
    place.display_for_field = shown  # type: ignore[attr-defined]
    place.label_for_field = heading  # type: ignore[attr-defined]
admin_list.display_for_value = computed  # type: ignore[attr-defined]
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]
