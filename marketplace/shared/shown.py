"""Forms that know what they showed: only what somebody changed in them is theirs.

A form may lie open while others change the same values. Each field therefore carries the value it
showed: what was left as it was shown is nobody's wish, and what was changed by both is asked again.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.shared.labels import listed

NOT_VALUES = ("because",)


class AgainstShown(forms.BaseForm):
    """Compares what is sent to what the form showed, and that to what stands now (`initial`)."""

    changed_meanwhile = _(
        "Pendant que vous écriviez, d'autres ont changé : {changes}. Ce que vous avez écrit est"
        " gardé : relisez-le, puis envoyez à nouveau."
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in self._names():
            self.fields[name].show_hidden_initial = True

    @cached_property
    def changed_data(self) -> list[str]:
        """As Django has it; a form that tells nothing of what it showed is compared to what is."""
        told = {name for name in self.fields if self._is_told(name)}
        return [
            name
            for name, asked in self.fields.items()
            if asked.has_changed(
                self._shown(name) if name in told else self[name].initial, self[name].data
            )
        ]

    def changed(self) -> dict[str, Any]:
        """The values that whoever filled the form changed; all of them if it shows none."""
        return {
            name: self.cleaned_data[name]
            for name in self._names()
            if name in self.cleaned_data and self._shown(name) != self.cleaned_data[name]
        }

    def clean(self):
        """Ask again where somebody else changed meanwhile what was changed here too."""
        values = super().clean()
        mine = self.changed()
        stale = {
            name: now
            for name in self._names()
            if self._is_told(name) and self._shown(name) != (now := self._standing(name))
        }
        both = [name for name, now in stale.items() if name in mine and mine[name] != now]
        if both:
            changes = listed(self._change_in_words(name) for name in both)
            self.add_error(None, self.changed_meanwhile.format(changes=changes))
            self._show_what_stands(stale, kept=mine)
        return values

    def _names(self) -> list[str]:
        return [name for name in self.fields if name not in NOT_VALUES]

    def _is_told(self, name: str) -> bool:
        return self[name].html_initial_name in self.data

    def _shown(self, name: str) -> Any:
        """What the form showed, as it would be kept; nothing equals it where it was not told."""
        if not self._is_told(name):
            return object()
        return self._kept(name, self.data[self[name].html_initial_name])

    def _standing(self, name: str) -> Any:
        return self._kept(name, self._written(name))

    def _written(self, name: str) -> Any:
        return self.fields[name].prepare_value(self[name].initial)

    def _kept(self, name: str, written: Any) -> Any:
        try:
            return self.fields[name].clean(written)
        except forms.ValidationError:
            return written

    def _change_in_words(self, name: str) -> str:
        bound = self[name]
        before, now = (
            dict(getattr(bound.field, "choices", ())).get(value, value)
            for value in (self.data[bound.html_initial_name], self._written(name))
        )
        return f"{bound.label} ({before} → {now})"

    def _show_what_stands(self, stale: dict, *, kept: dict) -> None:
        """Sent again, the form has shown what stands; what was typed in it stays."""
        sent = cast(Any, self.data).copy()  # what a request brought cannot be written to
        for name in stale:
            sent[self[name].html_initial_name] = self._written(name)
            if name not in kept:
                sent[self[name].html_name] = self._written(name)
        self.data = sent


class OnlyChanged(AgainstShown):
    """Values to propose: its data are those that its author changed, and the reason."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            self.cleaned_data = {**self.changed(), "because": self.cleaned_data["because"]}
