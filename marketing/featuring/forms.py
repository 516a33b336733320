"""What is typed to find the next shops to put forward, and to decide of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing.featuring import featuring, proposing
from marketing.featuring.turns import Span
from marketplace.shared import clock
from marketplace.shared.typed import MotiveField

MOST_PERIODS = 8
LATE = timedelta(hours=1)  # a page read so long ago still begins now
PLACE = re.compile(r"p\d{1,2}-\d{1,2}", re.ASCII)  # as a timetable names its places
MOST_KEYS = 12  # digits of a shop's number


class SpanForm(forms.Form):
    """From when on, for how many days; which shop, where one is looked for by its name."""

    le = forms.DateTimeField(
        label=_("Du"),
        required=False,
        help_text=_("Heure de Paris. Laissez vide pour maintenant."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    jours = forms.IntegerField(label=_("Pendant (jours)"), min_value=1, max_value=60)
    boutique = forms.CharField(
        label=_("Chercher une boutique"),
        required=False,
        max_length=80,
        help_text=_("Une partie de son nom ; laissez vide pour les voir toutes."),
    )

    def clean_le(self) -> datetime | None:
        """When it begins: what is past is decided no more, what is far off not yet."""
        typed, at = self.cleaned_data["le"], clock.now()
        if typed is None:
            return None
        if typed <= at - LATE:
            raise forms.ValidationError(
                _("Cette date est passée : une mise en avant commence maintenant ou plus tard.")
            )
        if typed > at + featuring.FURTHEST:
            raise forms.ValidationError(
                _("Cette date est trop lointaine : choisissez-en une d'ici un an.")
            )
        return typed

    def spans(self, many: int = 1, *, at: datetime) -> list[Span]:
        """The periods that were asked for."""
        typed = self.cleaned_data["le"]
        begins = at if typed is None or at - LATE < typed < at else typed
        return proposing.spans(begins, days=self.cleaned_data["jours"], many=many)


class AcceptForm(SpanForm):
    """One shop, for one period."""

    shop = forms.IntegerField(min_value=1, max_value=2**31)


class TimetableForm(SpanForm):
    """Several periods, one after the other."""

    boutique = None  # type: ignore[assignment]
    periodes = forms.IntegerField(
        label=_("Nombre de périodes"),
        min_value=1,
        max_value=MOST_PERIODS,
        help_text=_("L'une après l'autre : quatre périodes de sept jours font quatre semaines."),
    )

    def clean(self):
        """None of them begins later than one may be decided."""
        data, at = super().clean(), clock.now()
        if not self.errors and self.periods(at=at)[-1].starts_at > at + featuring.FURTHEST:
            raise forms.ValidationError(
                _("La dernière période commencerait dans plus d'un an : demandez-en moins.")
            )
        return data

    def periods(self, *, at: datetime) -> list[Span]:
        """The periods that were asked for."""
        return self.spans(self.cleaned_data["periodes"], at=at)


class WithdrawForm(forms.Form):
    """Why a shop is put forward no longer."""

    because = MotiveField(help_text=_("Il reste chez nous : la boutique ne le lit pas."))


def chosen(sent: dict[str, str]) -> dict[str, int | None]:
    """Which shop somebody put in which place; None where the place stays free."""
    return {name: _key(value) for name, value in sent.items() if PLACE.fullmatch(name)}


def _key(value: str) -> int | None:
    if not value:
        return None
    is_number = value.isascii() and value.isdecimal() and len(value) <= MOST_KEYS
    return int(value) if is_number else 0  # no shop: refused like any that cannot be chosen


def shown(form: forms.Form, names: Sequence[str]) -> dict[str, str]:
    """What was typed, to be sent again with another form."""
    return {name: form[name].value() or "" for name in names}
