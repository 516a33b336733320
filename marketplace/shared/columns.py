"""What operators read in columns: states as badges, and yes or no."""

from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.utils.translation import gettext

from marketplace.shared.states import StateField
from marketplace.shared.templatetags.ui import badge


def as_badge(model, column: str):
    """The column itself, or a badge when it tells a state."""
    field = next((field for field in model._meta.fields if field.name == column), None)
    if not isinstance(field, StateField):
        return column

    @admin.display(description=field.verbose_name, ordering=column)
    def show(row):
        return badge(row, column=column) if getattr(row, column) else "–"

    show.__name__ = column
    return show


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 (Django's own signature)
    """A yes, a no or nothing known, in the operator's words."""
    return "–" if value is None else gettext("Oui") if value else gettext("Non")


# Django draws a picture without sizes, whose text is "True": it offers no other place to say it in
# words.
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]
