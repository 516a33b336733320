"""The console's page about proposed changes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketplace.console import chapters
from marketplace.console.governed import RULES
from marketplace.shared import clock, places, proposals, rules, units
from marketplace.shared.admin import NOTE, Because, Filed, Verb, present, register
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.labels import labelled
from marketplace.shared.models import (
    ProposedChange,
)
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.templatetags.ui import badge, when


def _rivals_in_words(change: ProposedChange) -> str:
    """The other proposals about the same values, each with the way to it."""
    rivals = proposals.rivals(change)
    if not rivals:
        return ""
    said = ngettext(
        "Une autre proposition attend sur la même valeur : {others}. Dès que l'une prend effet,"
        " l'autre ne le peut plus.",
        "D'autres propositions attendent sur la même valeur : {others}. Dès que l'une prend effet,"
        " les autres ne le peuvent plus.",
        len(rivals),
    )
    links = format_html_join(", ", "{}", ((places.link(other),) for other in rivals))
    return format_html(said, others=links)


def _reached(change: ProposedChange) -> list[str]:
    """What each setting of a change would reach now, as its proposer read it; the setting is named
    where there are several.
    """
    if change.kind != RULES:
        return []
    told = {name: chapters.touched(name) for name in change.after}
    if len(told) == 1:
        return [*told.values()]
    return [
        labelled(capfirst(units.label(rules.column(name))), _within(told[name])) for name in told
    ]


def _within(sentence: str) -> str:
    """A sentence as it goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]


def _to_know(change: ProposedChange) -> list[str]:
    """What whoever decides must know of a change that waits: of its subject, of what it would
    reach, of what else waits about the same.
    """
    said = [proposals.warning(change), *_reached(change), _rivals_in_words(change)]
    return [one for one in said if one]


def _before_and_after(change: ProposedChange) -> str:
    """Each value before and after, in words, a line each."""
    return format_html_join(
        "",
        "{} → <strong>{}</strong><br>",
        ((labelled(name, before), after) for name, before, after in _sides(change)),
    )


def _sides(change: ProposedChange) -> list[tuple[Any, Any, Any]]:
    """The name of each value that changes, the value before, the value after."""
    return [(capfirst(name), *both) for name, *both in proposals.changes_in_words(change)]


def _subject(change: ProposedChange) -> str:
    """A link to the row that would change."""
    model = proposals.kind_of(change).model
    return places.link(model._base_manager.filter(pk=change.subject_id).first())


def _effect(change: ProposedChange) -> str:
    """When the change takes effect, or whose approval it waits for; when it did."""
    if change.state == ChangeState.APPLIED:
        day, first = when(change.decided_at), proposals.first_day(change, decided=change.decided_at)
        if first:
            said = gettext("Décidé le {day}, le changement s'applique à partir du {first}.")
            return said.format(day=day, first=first)
        return gettext("En vigueur depuis le {day}.").format(day=day)
    if change.state != ChangeState.WAITING:
        return gettext("Cette proposition n'a rien changé.")
    if proposals.is_overtaken(change):
        return f"{gettext('Proposition dépassée.')} {proposals.ChangedMeanwhile()}"
    first = proposals.first_day(change, decided=change.takes_effect_at or clock.now())
    applies = first and gettext("Il s'appliquera à partir du {first}.").format(first=first)
    return f"{_expected(change)} {applies}".strip()


def _expected(change: ProposedChange) -> str:
    """When a change that waits takes effect, or whose approval it waits for."""
    if change.takes_effect_at is None:
        return gettext(
            "Prend effet quand une personne qui a tous les droits l'approuve ; sans réponse, rien"
            " ne change."
        )
    day = when(change.takes_effect_at)
    if proposals.alone():
        return gettext("Prend effet le {day}.").format(day=day)
    return gettext(
        "Prend effet le {day}, ou dès qu'une autre personne qui a tous les droits l'approuve."
    ).format(day=day)


def _what_is_proposed(change: ProposedChange) -> str:
    """What would change, and when it would without anybody."""
    return format_html("{}{}", _before_and_after(change), _without_answer(change))


def _without_answer(change: ProposedChange) -> str:
    if change.takes_effect_at is None or proposals.is_overtaken(change):
        return gettext("Sans réponse, rien ne change.")
    day = when(change.takes_effect_at)
    first = proposals.first_day(change, decided=change.takes_effect_at)
    if first:
        said = gettext("Sans réponse, il est acquis le {day} et s'applique à partir du {first}.")
        return said.format(day=day, first=first)
    return gettext("Sans réponse, le changement prend effet le {day}.").format(day=day)


def _what_approving_does(change: ProposedChange) -> str:
    """What changes, from when, and what whoever approves must know first."""
    first = proposals.first_day(change, decided=clock.now())
    effect = (
        gettext("Approuvé, le changement s'appliquera à partir du {first}.").format(first=first)
        if first
        else gettext("Approuvé, le changement prend effet aussitôt.")
    )
    said = [_what_is_proposed(change), effect, *_to_know(change)]
    return format_html_join(" ", "{}", ((one,) for one in said))


@register(ProposedChange)
class ProposedChangeAdmin(Filed):
    """Proposed changes and what became of them; each person sees those of their roles."""

    role = ANY
    by_row = True
    list_display = (
        "__str__",
        "what",
        "state",
        "because",
        "proposed_by",
        "proposed_at",
        "day",
        "decided_by",
    )
    list_filter = ("state",)
    list_select_related = ("proposed_by", "decided_by")
    search_fields = ("because", "outcome")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "approve",
            _("Approuver"),
            lambda row, request, data: proposals.approve(row, **present(request)),
            role=EVERY_RIGHT,
            sensitive=True,
            when=lambda row: row.state == ChangeState.WAITING and not proposals.is_overtaken(row),
            tone="positive",
            sentence=_what_approving_does,
            done=_("Le changement est approuvé."),
        ),
        Verb(
            "refuse",
            _("Refuser"),
            lambda row, request, data: proposals.refuse(
                row, because=data["because"], **present(request)
            ),
            role=EVERY_RIGHT,
            sensitive=True,
            form=Because,
            when=lambda row: row.state == ChangeState.WAITING,
            tone="danger",
            sentence=_what_is_proposed,
            done=_("Le changement est refusé."),
        ),
        Verb(
            "withdraw",
            _("Retirer ma proposition"),
            lambda row, request, data: proposals.withdraw(row, **present(request)),
            role=ANY,
            sensitive=True,
            when=lambda row: row.state == ChangeState.WAITING,
            tone="danger",
            done=_("La proposition est retirée."),
        ),
    )

    def get_queryset(self, request):
        """Only the kinds that this person's roles decide."""
        return super().get_queryset(request).filter(kind__in=proposals.kinds_of(request.user))

    def has_view_permission(self, request, obj=None):
        """Of the section everybody, of a row those whose roles decide its kind."""
        may = super().has_view_permission(request, obj)
        return may and (obj is None or obj.kind in proposals.kinds_of(request.user))

    def may(self, request, said, row=None):
        """The proposer may only withdraw; only others may decide."""
        if not super().may(request, said, row):
            return False
        if row is None or said.name == NOTE:
            return True
        return (row.proposed_by_id == request.user.pk) == (said.name == "withdraw")

    @admin.display(description=_("objet"), ordering="kind")
    def what(self, change):
        return proposals.kind_of(change).label

    @admin.display(description=_("effet le"), ordering="takes_effect_at")
    def day(self, change):
        """When it will take effect, or did: an approval does not wait for the delay."""
        if change.state == ChangeState.WAITING:
            return change.takes_effect_at
        return change.decided_at if change.state == ChangeState.APPLIED else None

    def dossier(self, request, row) -> Dossier:
        """What would change, how it stands now, whom it touches, and what happened."""
        waits = row.state == ChangeState.WAITING
        told = _to_know(row) if waits else []
        lines = format_html_join("", "{}<br>", ((one,) for one in told))
        known = [(gettext("À savoir"), lines)] if told else []
        return Dossier(
            title=str(row),
            who=capfirst(proposals.kind_of(row).label),
            badges=[badge(row)],
            says=[_effect(row)],
            main=[
                Panel(
                    title=gettext("Ce qui change"),
                    template="admin/shared/_proposed.html",
                    # what it started from is no longer what holds today, once it is overtaken
                    values={
                        "rows": _sides(row),
                        "is_waiting": waits and not proposals.is_overtaken(row),
                    },
                ),
                *([Panel(title=gettext("Ce que cela touche"), rows=known)] if known else []),
            ],
            beside=[
                Panel(
                    title=gettext("Proposition"),
                    rows=[
                        (gettext("Dossier"), _subject(row)),
                        (gettext("Motif"), row.because),
                        (gettext("Proposé par"), row.proposed_by),
                        (gettext("Proposé le"), when(row.proposed_at)),
                        (gettext("Décidé par"), row.decided_by),
                        (gettext("Décidé le"), when(row.decided_at)),
                        (gettext("Suite"), row.outcome),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )
