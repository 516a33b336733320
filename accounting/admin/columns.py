"""Columns of money in the operator's lists."""

from django.contrib import admin

from marketplace.shared.templatetags.ui import money


def euros(column: str, label):
    """A column that shows cents as an amount."""

    @admin.display(description=label, ordering=column)
    def show(self, row):
        return money(getattr(row, column))

    return show


class Reading(admin.TabularInline):
    """Rows shown on a page, never edited there."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Never here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never here."""
        return False

    def has_view_permission(self, request, obj=None):
        """With the page."""
        return True
