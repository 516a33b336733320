"""What is told in French alone: a column `…_en` is empty beside a French one that is not."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

EN = "_en"
MISSING, WHOLE = "manque", "complet"


def missing(model: type[Model]) -> Q:
    """The rows of a model that lack English, or a part of it."""
    lacks, fields = Q(), {field.name: field for field in model._meta.concrete_fields}
    for name in fields:
        french = name.removesuffix(EN)
        if french == name:
            continue
        empty = Q(**{name: ""})
        # a name is always there
        lacks |= empty & ~Q(**{french: ""}) if fields[french].blank else empty
    return lacks


class English(admin.SimpleListFilter):
    """Whether the rows of a list are told in English too, all of each."""

    title = _("anglais")
    parameter_name = "anglais"

    def lookups(self, request, model_admin):
        """Some of it lacks, or nothing does."""
        return [(MISSING, _("manque")), (WHOLE, _("complet"))]

    def queryset(self, request, queryset):
        """By what each row says of itself."""
        if self.value() == MISSING:
            return queryset.filter(missing(queryset.model))
        return queryset.exclude(missing(queryset.model)) if self.value() == WHOLE else queryset
