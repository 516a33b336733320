"""The rules of the house as people read them: chapters of sentences, and what becomes of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from marketplace.console import registry
from marketplace.console.governed import RULES
from marketplace.shared import facts, policy, rules, units
from marketplace.shared.models import Fact, ProposedChange
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.templatetags.ui import dated


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule in one sentence, since when it is so and by whom, and what is proposed instead."""

    name: str
    sentence: str
    since: str
    at_once: bool
    pending: list[tuple[ProposedChange, str]] = field(default_factory=list)


def chapters() -> list[tuple[str, list[Rule]]]:
    """Every rule under its heading, in the order of the page; three statements in all."""
    since, pending, at_once = _since(), _pending(), {*rules.at_once()}
    owners = rules.owners()

    def rule(name: str) -> Rule:
        value = getattr(policy.rules(owners[name]), name)
        return Rule(
            name=name,
            sentence=units.sentence(rules.column(name), value),
            since=since.get(name, _("Valeur de départ.")),
            at_once=name in at_once,
            pending=pending.get(name, []),
        )

    return [
        (capfirst(str(subject)), [rule(name) for name in names])
        for subject, names in rules.subjects()
    ]


def touched(name: str) -> str:
    """What a change of this rule would reach now; nothing where it cannot be known."""
    for console in registry.CONSOLES:
        if name in console.touched:
            return console.touched[name]()
    return ""


def _since() -> dict[str, str]:
    """Since when each rule is as it is: the last change names it."""
    said: list[tuple[Any, dict, str]] = [
        *((change.decided_at, change.after, _by(change)) for change in _applied()),
        *((fact.happened_at, fact.data["after"], str(fact.actor or "")) for fact in _changed()),
    ]
    since = {}
    for moment, after, by in sorted(said, key=lambda change: change[0]):
        begun = _("En vigueur depuis le {day}").format(day=dated(moment))
        since.update(dict.fromkeys(after, f"{begun} · {by}" if by else begun))
    return since


def _by(change: ProposedChange) -> str:
    if change.decided_by is None:
        return str(change.proposed_by)
    return _("{author}, approuvé par {approver}").format(
        author=change.proposed_by, approver=change.decided_by
    )


def _applied() -> Iterator[ProposedChange]:
    changes = ProposedChange.objects.filter(kind=RULES, state=ChangeState.APPLIED)
    return changes.select_related("proposed_by", "decided_by").iterator()


def _changed() -> Iterator[Fact]:
    changes = Fact.objects.filter(name=facts.name_of(rules.RulesChanged))
    return changes.select_related("actor").iterator()


def _pending() -> dict[str, list[tuple[ProposedChange, str]]]:
    """What is proposed for each rule, in words."""
    waiting = ProposedChange.objects.filter(kind=RULES, state=ChangeState.WAITING)
    by_rule: dict[str, list[tuple[ProposedChange, str]]] = {}
    for change in waiting.select_related("proposed_by").order_by("takes_effect_at", "pk"):
        for name, value in change.after.items():
            by_rule.setdefault(name, []).append((change, _expected(change, name, value)))
    return by_rule


def _expected(change: ProposedChange, name: str, value: Any) -> str:
    column = rules.column(name)
    said = units.told(column, value) if column.choices else units.plain(column, value)
    if change.takes_effect_at is None:
        return _(
            "{value}, proposé par {author} : attend l'approbation d'une autre personne"
        ).format(value=said, author=change.proposed_by)
    return _("À partir du {day} : {value}, proposé par {author}").format(
        day=dated(change.takes_effect_at), value=said, author=change.proposed_by
    )
