"""The rules of the house: each app owns its row; all are proposed, changed and proven as one.

A column belongs to one row only: proposals and facts name it without its app.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, policy, proposals, units, witness
from marketplace.shared.facts import Event
from marketplace.shared.labels import listed, plainly
from marketplace.shared.models import Rules, RulesRow, User
from marketplace.shared.models.policy import Between
from marketplace.shared.states import Refusal
from marketplace.shared.witness import Row, Told, Witness

ONLY = 1  # the number of every row of rules
HOUSE = Rules._meta.label_lower


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event):
    """Rules that move neither money nor rights were changed on their page."""

    sentence = _("Règles changées")
    before: dict
    after: dict

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Each setting with its old value and its new one."""
        known, before = owners(), values["before"]
        return listed(
            plainly(
                units.label(column(name)),
                f"{units.told(column(name), before[name])} → {units.told(column(name), value)}",
            )
            for name, value in values["after"].items()
            if name in known
        )


class OutOfBounds(Refusal):
    """A proposed value lies outside the bounds of its setting."""

    sentence = _("Choisissez une valeur entre {least} et {most}.")


def columns(model: type[RulesRow]) -> list[models.Field]:
    """The settings that an app owns."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def owners() -> dict[str, type[RulesRow]]:
    """Which model each setting belongs to, in the order of the page."""
    return {field.name: model for model in policy.rows_of_rules() for field in columns(model)}


def subjects() -> list[tuple[Any, list[str]]]:
    """The settings by subject, in the order of the page; what no subject names comes last."""
    groups: list[tuple[Any, list[str]]] = []
    for model in policy.rows_of_rules():
        named = [*model.subjects]
        left = [
            field.name
            for field in columns(model)
            if not any(field.name in names for _subject, names in named)
        ]
        groups += [(subject, [*names]) for subject, names in named]
        groups += [(model._meta.verbose_name, left)] if left else []
    return groups


def column(name: str) -> models.Field:
    """The model field of a setting."""
    return next(field for field in columns(owners()[name]) if field.name == name)


def at_once() -> list[str]:
    """The settings that move neither money nor rights: changed on the page, without a proposal."""
    return [name for name, model in owners().items() if name in model.at_once]


def standing(names: Iterable[str]) -> dict[str, Any]:
    """The values of these settings in the database now, past any cache."""
    values: dict[str, Any] = {}
    for model, own in _by_row(dict.fromkeys(names)):
        row = model._base_manager.filter(pk=ONLY).first() or model()
        values |= {name: getattr(row, name) for name in own}
    return values


def bounds() -> dict[str, Between]:
    """The bounds of each setting that has some, from its column's validators."""
    return {
        name: validator
        for name in owners()
        for validator in column(name).validators
        if isinstance(validator, Between)
    }


def wrong(values: dict) -> dict[str, str]:
    """What is wrong with values of the rules, by name."""
    limited = bounds()
    said = {
        name: units.out_of_bounds(column(name), value)
        for name, value in values.items()
        if name in limited
    }
    return {name: sentence for name, sentence in said.items() if sentence}


def lay(at: datetime) -> Rules:
    """Create the missing rows, with the default values.

    Once the nightly comparison has begun, a new row is recorded as a fact: without one it would be
    reported.
    """
    for model in policy.rows_of_rules():
        row, is_new = model._base_manager.get_or_create(pk=ONLY)
        if is_new and witness.has_begun():
            own_witness = witnessed(model, called="")
            if not witness.told(own_witness):
                witness.record(row, _values_of(model, row), at=at)
    policy.forget()
    return Rules.objects.order_by("pk").first() or Rules.objects.create()


def change_at_once(values: dict, *, house: Rules, by: User, at: datetime) -> None:
    """Write settings that need no proposal, in the caller's transaction, and say what they were."""
    assert set(values) <= {*at_once()}
    before = standing(values)
    for model, own in _by_row(values):
        model._base_manager.filter(pk=ONLY).update(**own)
    _forget()
    events.publish(RulesChanged(before=before, after=values), about=house, by=by, at=at)


def changes(name: str, *, label: Any, role: str, delay: timedelta) -> proposals.Kind:
    """The kind of change that sets settings of any app: one decision, applied whole or not."""

    def apply(pk: int, before: dict, after: dict, *, by: User, at: datetime) -> None:
        for model, own in _by_row(after):
            # compare and set: whoever changed one of these values since is not overwritten
            as_it_stood = {name: before[name] for name in own if name in before}
            row = model._base_manager.filter(pk=ONLY, **as_it_stood)
            if row.update(**own) != 1:
                raise proposals.ChangedMeanwhile
        _forget()

    def check(pk: int, after: dict, at: datetime) -> None:
        for knob in wrong(after):
            field, limits = column(knob), bounds()[knob]
            raise OutOfBounds(
                least=units.plain(field, limits.least), most=units.plain(field, limits.most)
            )

    def words(values: dict) -> dict[str, tuple[Any, Any]]:
        models_by_knob = owners()
        return {
            knob: proposals.in_words(models_by_knob[knob], knob, value)
            for knob, value in values.items()
        }

    return proposals.Kind(
        name, label, role, delay, Rules, lambda pk, names: standing(names), apply, check, words
    )


# --- What facts tell of them ----------------------------------------------------------------------


def witnessed(model: type[RulesRow], *, called: str) -> Witness:
    """A row of rules must equal what facts said last: the changes applied to the house's rules.

    A fact of the time when all settings lay in one row still proves the row that took each over.
    """
    governed = {field.name: field for field in _governed(model)}
    house, own = f"{HOUSE}:", f"{model._meta.label_lower}:"

    def rows(known_keys: Collection[int]) -> Iterator[Row]:
        for row in model._base_manager.order_by("pk"):
            yield Row(row.pk, called, _values_of(model, row))

    def part_of(values: dict) -> tuple[int, dict] | None:
        part = {name: value for name, value in values.items() if name in governed}
        return (ONLY, part) if part else None

    def applied(fact: Told) -> tuple[int, dict] | None:
        return part_of(fact.data["after"]) if fact.within.startswith(house) else None

    def recorded(fact: Told) -> tuple[int, dict] | None:
        ours = fact.subject.startswith((own, house))
        return part_of(fact.data.get("values") or {}) if ours else None

    return Witness(
        model._meta.label,
        rows,
        {"marketplace.ChangeApplied": applied, witness.RECORDED: recorded},
        labels={name: field.verbose_name for name, field in governed.items()},
        whole=False,
        gone=f"{called} : la ligne a disparu",
    )


def history(model: type[RulesRow], knob: str) -> list[tuple[datetime, Any]]:
    """When a setting took which value, oldest first."""
    return witness.history(witnessed(model, called=""), knob).get(ONLY, [])


def _governed(model: type[RulesRow]) -> list[models.Field]:
    return [field for field in columns(model) if field.name not in model.at_once]


def _values_of(model: type[RulesRow], row: models.Model) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in _governed(model)}


def _by_row(values: dict) -> Iterator[tuple[type[RulesRow], dict]]:
    owner_of = owners()
    for model in policy.rows_of_rules():
        own = {name: value for name, value in values.items() if owner_of[name] is model}
        if own:
            yield model, own


def _forget() -> None:
    policy.forget()
    # once more: another process may have cached the old row before this commit
    transaction.on_commit(policy.forget)
