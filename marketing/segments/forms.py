"""What is typed of a segment: its name, and its conditions, a part of the form each.

A form is added to and looked at without a script: what was typed comes back with one condition
more or less, nothing is kept before it is sent to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketing.models import Segment
from marketing.segments import registry
from marketing.segments.condition import ConditionForm, Kind
from marketing.segments.registry import KINDS, MOST
from marketplace.shared import differing, labels
from marketplace.shared.differing import Pair


class SegmentForm(forms.Form):
    """Its name, and whether all its conditions must hold."""

    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Pour vous y retrouver : « Fidèles de 2026 ».")
    )
    match = forms.ChoiceField(
        label=_("Il faut remplir"), choices=Segment.Match.choices, widget=forms.RadioSelect
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A condition as the form shows it: its place, its kind, what is typed of it."""

    place: int
    kind: Kind
    form: ConditionForm


class Written:
    """The whole form, as it begins or as it was sent."""

    def __init__(self, head: SegmentForm, parts: list[Part], revision: int = 0):
        self.head, self.parts, self.revision = head, parts, revision
        self.errors: list[str] = []

    @classmethod
    def of(cls, segment: Segment | None) -> Written:
        """A segment as its form begins; of a new one, with nothing."""
        if segment is None:
            return cls(SegmentForm(initial={"match": Segment.Match.ALL}), [])
        head = SegmentForm(initial={"name": segment.name, "match": segment.match})
        return cls(head, [*_parts(segment.conditions)], segment.revision)

    @classmethod
    def sent(cls, data: QueryDict) -> Written:
        """What was sent, with a condition more or less when that was asked for."""
        gesture, _colon, name = data.get("do", "").partition(":")
        sent = dict.fromkeys(data.getlist("place"))  # each place once
        places = [one for one in sent if one.isascii() and one.isdecimal() and len(one) < 4]
        parts: list[Part] = []
        for place in places[:MOST]:
            kind = KINDS.get(data.get(f"c{place}-kind", ""))
            if kind and not (gesture == "remove" and name == place):
                parts.append(Part(int(place), kind, kind.form(data, prefix=f"c{place}")))
        written = cls(SegmentForm(data), parts, _revision(data))
        # nothing was handed in yet: what is still empty is no mistake
        if gesture in ("add", "remove", "see"):
            written.head._errors = ErrorDict()
        if gesture in ("add", "remove"):
            for part in parts:
                part.form._errors = ErrorDict()
        if gesture == "add" and name in KINDS and len(parts) < MOST:
            free = max((part.place for part in parts), default=-1) + 1
            kind = KINDS[name]
            parts.append(Part(free, kind, kind.form(prefix=f"c{free}")))
        return written

    @property
    def kinds(self) -> list[Kind]:
        """What may be added; nothing once there are enough."""
        return list(KINDS.values()) if len(self.parts) < MOST else []

    def is_valid(self) -> bool:
        """Whether all of it was understood."""
        if not self.parts:
            self.errors.append(str(_("Ajoutez au moins une condition : sinon, personne n'y est.")))
        understood = [part.form.is_valid() for part in self.parts]
        return self.head.is_valid() and bool(self.parts) and all(understood)

    def is_described(self) -> bool:
        """Whether its conditions were understood, whatever its name."""
        understood = [part.form.is_valid() for part in self.parts]
        return bool(self.parts) and all(understood)

    @property
    def match(self) -> str:
        """All of them, or one."""
        sent = self.head.data.get("match", "") if self.head.is_bound else ""
        return sent if sent in Segment.Match.values else Segment.Match.ALL.value

    def compared(self, saved: Segment) -> list[Pair]:
        """What was typed beside what somebody else saved meanwhile, where that is not the same."""
        matches = dict(Segment.Match.choices)
        sides = [
            (self.head.fields["name"].label, saved.name, self.head.cleaned_data["name"]),
            (self.head.fields["match"].label, matches[saved.match], matches[self.match]),
            (
                _("Conditions"),
                labels.listed(registry.told(saved.conditions)),
                labels.listed(registry.told(self.conditions())),
            ),
        ]
        return [
            differing.pair(str(label), str(there), str(here))
            for label, there, here in sides
            if there != here
        ]

    def conditions(self) -> list[dict[str, Any]]:
        """What is kept of them."""
        return [{"kind": part.kind.key, **part.form.values()} for part in self.parts]


def _parts(conditions: list[Mapping[str, Any]]):
    for place, condition in enumerate(conditions):
        kind = KINDS.get(str(condition.get("kind")))
        if kind:
            form = kind.form(initial=kind.form.begun(condition), prefix=f"c{place}")
            yield Part(place, kind, form)


def _revision(data: QueryDict) -> int:
    sent = data.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1
