"""What operators read in columns: states as badges, and yes or no."""

from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.utils.translation import gettext

from marketplace.shared.states import StateField
from marketplace.shared.templatetags.ui import badge


def as_badge(model, column: str):
    """The column itself, or a badge when it holds a state."""
    field = next((field for field in model._meta.fields if field.name == column), None)
    if not isinstance(field, StateField):
        return column

    return stated(column, field.verbose_name)


def stated(column: str, label):
    """A state as a badge, by which a list is sorted; also as an attribute of a section."""

    @admin.display(description=label, ordering=column)
    def show(*section_and_row):
        row = section_and_row[-1]  # as an attribute of a section, it is given the section first
        return badge(row, column=column) if getattr(row, column) else "–"

    show.__name__ = column
    return show


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 (Django's own signature)
    """A yes, a no or nothing known, in the operator's words."""
    return "–" if value is None else gettext("Oui") if value else gettext("Non")


# Django draws a picture without sizes, whose text is "True": it offers no other place to say it in
# words.
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]
