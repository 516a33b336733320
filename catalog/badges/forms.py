"""What the operator types of a badge: words, a drawing, thresholds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.badges import shown
from catalog.badges.kinds import Kind, Threshold
from catalog.judging import charter, claims
from catalog.models import Badge
from catalog.models.badge import check_figures
from marketplace.shared import differing
from marketplace.shared.differing import Pair
from marketplace.shared.typed import HundredthsField

WORDS = ("name", "name_en", "criterion", "criterion_en", "mark", "position")


class MeanField(HundredthsField):
    """A mean rating, kept in hundredths: 4,5."""

    unit = ""
    unreadable = _("Écrivez une note comme 4,5.")

    def __init__(self, *, bounds: Threshold, **options):
        super().__init__(**options)
        self.bounds = bounds

    def clean(self, value):
        """Within the bounds."""
        number, bounds = super().clean(value), self.bounds
        if number is not None and not bounds.least <= number <= bounds.most:
            raise forms.ValidationError(
                _("Choisissez une note entre %(least)s et %(most)s."),
                params={"least": bounds.told(bounds.least), "most": bounds.told(bounds.most)},
            )
        return number


def _field(threshold: Threshold) -> forms.Field:
    if threshold.unit == "hundredths":
        return MeanField(label=threshold.label, bounds=threshold)
    return forms.IntegerField(
        label=threshold.label,
        min_value=threshold.least,
        max_value=threshold.most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _criterion(label, lang: str = "") -> forms.CharField:
    attrs: dict[str, Any] = {"rows": 3, **({"lang": lang} if lang else {})}
    return forms.CharField(label=label, max_length=240, widget=forms.Textarea(attrs=attrs))


class BadgeForm(forms.Form):
    """A badge of a kind: its thresholds first, then how it is told."""

    name = forms.CharField(
        label=_("Nom"), max_length=24, help_text=_("Deux ou trois mots : il tient sur une photo.")
    )
    name_en = forms.CharField(label=_("Nom (anglais)"), max_length=24)
    slug = forms.SlugField(
        label=_("Adresse"),
        max_length=40,
        help_text=_("Sur la page des badges, en minuscules et sans accents : « bien-note »."),
        error_messages={
            "invalid": _(
                "L'adresse s'écrit en minuscules, sans accents ni espaces : « bien-note »."
            )
        },
    )
    criterion = _criterion(_("Critère public"))
    criterion_en = _criterion(_("Critère public (anglais)"), "en")
    mark = forms.ChoiceField(label=_("Dessin"), choices=Badge.Mark.choices)
    position = forms.IntegerField(
        label=_("Ordre"),
        min_value=0,
        max_value=999,
        help_text=_("Le plus petit d'abord. Une carte montre les deux premiers qu'elle porte."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data=None,
        *,
        kind: Kind,
        badge: Badge | None = None,
        initial=None,
        is_trial: bool = False,
    ):
        begun = dict(initial or {})
        if badge is not None:
            begun |= {name: getattr(badge, name) for name in (*WORDS, "revision")}
        begun |= kind.said(badge.thresholds if badge else {})
        super().__init__(data, initial=begun)
        self.kind = kind
        if badge is not None:
            del self.fields["slug"]
        for each in kind.thresholds:
            self.fields[each.name] = _field(each)
        named = ", ".join(f"{{{each.name}}}" for each in kind.thresholds)
        self.fields["criterion"].help_text = _now(
            "Ce que les visiteurs lisent. Nommez-y chaque seuil : {named}."
        ).format(named=named)
        self.order_fields([each.name for each in kind.thresholds])
        if is_trial:  # to count who would bear it, its thresholds are enough
            for name in self.fields.keys() - kind.names:
                self.fields[name].required = False

    def clean_name(self) -> str:
        """The French name, in words that the charter allows."""
        return self._allowed(self.cleaned_data["name"])

    def clean_name_en(self) -> str:
        """The English name, likewise."""
        return self._allowed(self.cleaned_data["name_en"])

    def clean_criterion(self) -> str:
        """The French words, which tell every threshold."""
        return self._told("criterion")

    def clean_criterion_en(self) -> str:
        """The English words, which do too."""
        return self._told("criterion_en")

    def values(self) -> dict[str, Any]:
        """The columns as they would be kept."""
        data = self.cleaned_data
        kept = {name: data[name] for name in WORDS}
        if "slug" in self.fields:
            kept["slug"] = data["slug"]
        return {**kept, "thresholds": {each.name: data[each.name] for each in self.kind.thresholds}}

    def told(self) -> dict[str, str]:
        """The criterion as visitors would read it, in both languages."""
        data, said = self.cleaned_data, self.values()["thresholds"]
        return shown.both(data["criterion"], data["criterion_en"], self.kind, said)

    def advice(self) -> list[str]:
        """What the charter would rather have said otherwise, and does not forbid."""
        words = (self.cleaned_data[name] for name in WORDS[:4])
        return [one.sentence for one in _remarks("\n".join(words))]

    def compared(self, saved: Badge) -> list[Pair]:
        """What was typed beside what somebody else saved meanwhile, where that is not the same."""
        mine, marks = self.values(), dict(Badge.Mark.choices)
        theirs = {name: getattr(saved, name) for name in WORDS}
        for words in (mine, theirs):
            words["mark"] = marks[words["mark"]]
        said = self.kind.told(self.kind.said(saved.thresholds))
        typed = self.kind.told(mine["thresholds"])
        sides = [
            *((name, theirs[name], mine[name]) for name in WORDS),
            *((name, said[name], typed[name]) for name in typed),
        ]
        return [
            differing.pair(str(self.fields[name].label), str(there), str(here))
            for name, there, here in sides
            if there != here
        ]

    def again(self, revision: int) -> BadgeForm:
        """The same form, as it was typed, to be sent over a later revision."""
        self.data = {**self.data.dict(), "revision": str(revision)}
        return self

    def _told(self, name: str) -> str:
        text = " ".join(self.cleaned_data[name].split())
        if not text:
            return text
        try:
            check_figures(text, self.kind.names)
        except ValidationError as refusal:
            raise forms.ValidationError(refusal.messages) from refusal
        return self._allowed(text)

    def _allowed(self, text: str) -> str:
        """Refuse what the charter forbids, with why and what to write instead."""
        wrong = [one.sentence for one in _remarks(text) if one.is_forbidden]
        if wrong := wrong or [_no_label(match) for match in claims.look(text)]:
            raise forms.ValidationError(wrong)
        return text


def _no_label(match: str) -> str:
    return _now(
        "« {match} » annonce un label, une certification ou une origine, et aucun critère d'un"
        " badge ne les prouve. Nommez ce que le badge compte ; ce qui demande une preuve est un"
        " label."
    ).format(match=match)


def _remarks(text: str) -> list[charter.Found]:
    return charter.look(text, path=reverse("shop-badges"))
