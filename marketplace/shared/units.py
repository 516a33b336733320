"""What a number of a column means to people: 15000 cents are 150,00 €, 850 basis points 8,5 %.

The column's own name says its unit in brackets, "délai d'acceptation (heures)": people read the
unit behind the value, not behind the name. What is typed is read in the same unit.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.shared.models.policy import Between, RulesRow
from marketplace.shared.templatetags.ui import NO_BREAK, figure, money, percent
from marketplace.shared.typed import HundredthsField

CENTS, BPS = "cents", "bps"
COUNTED = ("percent", "days", "hours", "minutes", "pixels")  # as the rules of the house count
BRACKETS = re.compile(r" \(([^()]*)\)$")


def of(field: models.Field) -> str:
    """The unit in which a column counts, from the end of its name: cents, bps, days; or nothing."""
    last = field.name.rpartition("_")[2]
    if not isinstance(field, models.IntegerField):
        return ""
    known = {CENTS, BPS, *COUNTED} if issubclass(field.model, RulesRow) else {CENTS, BPS}
    return last if last in known else ""


def label(field: models.Field) -> str:
    """A column's name without its unit, which stands behind the value."""
    name = str(field.verbose_name)
    return BRACKETS.sub("", name) if of(field) else name


def told(field: models.Field, value: Any) -> Any:
    """A value as people read it, with its unit; a choice in its words."""
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(field, models.BooleanField):
        return _("Oui") if value else _("Non")
    unit = of(field)
    if value is None or not unit:
        return value
    return f"{plain(field, value)} {_circumstance(field)}".strip()


def plain(field: models.Field, value: int) -> str:
    """A number with its unit alone, as bounds are said."""
    unit = of(field)
    if unit == CENTS:
        return money(value)
    if unit in (BPS, "percent"):
        return percent(value if unit == BPS else value * 100)
    words = {
        "days": ngettext("{count} jour", "{count} jours", value),
        "hours": ngettext("{count} heure", "{count} heures", value),
        "minutes": ngettext("{count} minute", "{count} minutes", value),
        "pixels": ngettext("{count} pixel", "{count} pixels", value),
    }
    return words.get(unit, "{count}").format(count=figure(value)).replace(" ", NO_BREAK)


def sentence(field: models.Field, value: Any) -> str:
    """A setting with its value, as people would tell it."""
    model: type[RulesRow] = field.model  # type: ignore[assignment]
    if value == 0 and field.name in model.at_naught:
        return str(model.at_naught[field.name])
    words = str(model.sentences[field.name])
    said = told(field, value) if field.choices else plain(field, value)
    return words.format(value=said)


def _circumstance(field: models.Field) -> str:
    """What the brackets say beyond the unit: after delivery."""
    found = BRACKETS.search(str(field.verbose_name)) if of(field) not in (CENTS, BPS) else None
    return found[1].partition(" ")[2] if found else ""


def bounds(field: models.Field) -> str:
    """Between which values a column makes sense, in its unit; empty without bounds."""
    for limit in field.validators:
        if isinstance(limit, Between):
            return _("Entre {least} et {most}.").format(
                least=plain(field, limit.least), most=plain(field, limit.most)
            )
    return ""


def out_of_bounds(field: models.Field, value: Any) -> str:
    """What is wrong with a value that lies outside its bounds; empty when nothing is."""
    limits = [limit for limit in field.validators if isinstance(limit, Between)]
    if value is None or all(limit.allows(value) for limit in limits):
        return ""
    return _("Choisissez une valeur entre {least} et {most}.").format(
        least=plain(field, limits[0].least), most=plain(field, limits[0].most)
    )


def hint(field: models.Field) -> str:
    """What a value is for, in which unit it is typed and between which bounds."""
    said = {
        CENTS: _("En euros."),
        BPS: _("En pour cent."),
        "percent": _("En pour cent."),
        "days": _("En jours."),
        "hours": _("En heures."),
        "minutes": _("En minutes."),
    }
    hints = (str(field.help_text), said.get(of(field), ""), bounds(field))
    return " ".join(text for text in hints if text)


class Typed(HundredthsField):
    """An amount in euros or a rate in per cent, kept in cents or basis points."""

    def __init__(self, *, unit: str, **options: Any):
        super().__init__(**options)
        self.unit = "€" if unit == CENTS else "%"
        if unit == BPS:
            self.unreadable = gettext_lazy("Écrivez un taux comme 8,5.")


def formfield(field: models.Field) -> forms.Field:
    """The field in which a value is typed in its unit, the unit and the bounds said beside it."""
    unit = of(field)
    # forms are made when the process starts, and read in several languages
    options: dict[str, Any] = {
        "label": lazy(lambda: capfirst(label(field)), str)(),
        "help_text": lazy(lambda: hint(field), str)(),
    }
    if unit in (CENTS, BPS):
        return Typed(unit=unit, **options)
    asked = field.formfield(**options)
    assert isinstance(asked, forms.Field)
    return asked


def written(field: models.Field, value: Any) -> Any:
    """A value as somebody would type it into that field."""
    asked = formfield(field)
    return asked.prepare_value(value)
