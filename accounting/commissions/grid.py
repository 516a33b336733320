"""The commission grid: changed by finance, never so that a sale has no rule.

A rule that already served keeps its words: a change ends it and writes another. Nobody changes
the grid alone and at once: what finance writes is a proposed change, made here on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.commissions import commissions
from accounting.commissions.commissions import Rule
from accounting.events import GridChanged
from accounting.models import Commission, CommissionRule
from catalog.models import Category
from marketplace.shared import events, proposals
from marketplace.shared.clock import paris_day, today
from marketplace.shared.models import ProposedChange, User
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import dated, money, percent
from sellers.models import Seller

FIELDS = (
    "position",
    "name",
    "seller",
    "category",
    "bps",
    "fixed_cents",
    "minimum_cents",
    "valid_from",
    "valid_until",
)
DAY = timedelta(days=1)


class Contradicts(Refusal):
    """The grid would contradict itself, or leave sales without a rule."""

    sentence = gettext_lazy("Cette grille ne tiendrait pas : {problems}")


class OverBeforeItBegins(Refusal):
    """The last day of the rule is past: it would never serve."""

    sentence = gettext_lazy(
        "Le dernier jour de cette règle est déjà passé : elle ne servirait jamais."
    )


class EndsBeforeItBegins(Refusal):
    """The last day of the rule comes before its first one."""

    sentence = gettext_lazy(
        "« {rule} » finirait le {last}, avant de commencer le {first} : elle ne servirait jamais."
        " Changez l'un de ces deux jours."
    )


def problems(rules: list[Rule], on: date) -> list[str]:
    """What is wrong with a grid from a day on: no default, or rules that can never apply."""
    alive = [rule for rule in rules if rule.valid_until is None or rule.valid_until >= on]
    wrong = _holes(alive, on)
    for i, rule in enumerate(alive):
        before = next((other for other in alive[:i] if _swallows(other, rule, on)), None)
        if before is not None:
            wrong.append(
                _("« {rule} » ne s'applique jamais : « {before} » passe avant.").format(
                    rule=rule.name, before=before.name
                )
            )
    wrong += [
        _(
            "« {first} » et « {second} » valent toutes deux le {day}, au même ordre et pour les"
            " mêmes ventes : changez l'ordre ou les jours de l'une."
        ).format(first=first.name, second=second.name, day=f"{day:%d/%m/%Y}")
        for first, second, day in overlaps(alive, on)
        if not _swallows(first, second, on)
    ]
    return wrong


def overlaps(rules: Iterable[Rule], on: date) -> list[tuple[Rule, Rule, date]]:
    """Rules of one place, seller and position that share a day, from this one on: the first such.

    Only its position lets a rule pass before another: here nothing says which one applies.
    """
    shared = []
    by_place: dict[tuple, list[Rule]] = {}
    for rule in rules:
        known = by_place.setdefault((rule.position, rule.seller_id, rule.path), [])
        for other in known:
            day = max(rule.valid_from, other.valid_from, on)
            if all(one.valid_until is None or day <= one.valid_until for one in (rule, other)):
                shared.append((other, rule, day))
        known.append(rule)
    return shared


def check(on: date) -> list[str]:
    """What is wrong with the grid in force."""
    return problems(commissions.grid(), on)


def add(*, values: dict, by: User | None, at: datetime) -> CommissionRule:
    """Write a rule into the grid, from today on at the earliest."""
    values = {**values, "valid_from": max(values["valid_from"], paris_day(at))}
    _must_hold(None, values, at)
    rule = CommissionRule.objects.create(**{name: values[name] for name in FIELDS})
    _tell(rule, by, at)
    return rule


def change(rule: CommissionRule, *, values: dict, by: User | None, at: datetime) -> CommissionRule:
    """Change a rule; if it already served, end it yesterday and let another follow from today."""
    if not _served(rule):
        _must_hold(rule, values, at)
        CommissionRule.objects.filter(pk=rule.pk).update(**{name: values[name] for name in FIELDS})
        rule.refresh_from_db()
        _tell(rule, by, at)
        return rule
    values, last = _followed(rule, values, at)
    _must_hold(rule, values, at)
    CommissionRule.objects.filter(pk=rule.pk).update(valid_until=last)
    _tell(rule, by, at)
    follower = CommissionRule.objects.create(**{name: values[name] for name in FIELDS})
    _tell(follower, by, at)
    return follower


def end(rule: CommissionRule, *, on: date, by: User | None, at: datetime) -> None:
    """Let a rule apply until a day and no longer."""
    _may_end(rule.pk, on, at)
    CommissionRule.objects.filter(pk=rule.pk).update(valid_until=on)
    _tell(rule, by, at)


def _served(rule: CommissionRule) -> bool:
    return Commission.objects.filter(rule=rule).exists()


def _followed(rule: CommissionRule, values: dict, at: datetime) -> tuple[dict, date]:
    """The values of what follows a rule that served, and the last day of that rule."""
    # a rule that began today keeps today: what was sold this morning was sold under it
    first = max(values["valid_from"], paris_day(at), rule.valid_from + DAY)
    last = min(first - DAY, rule.valid_until or first)
    return {**values, "valid_from": first}, last


def _may_end(pk: int, on: date, at: datetime) -> None:
    rule = CommissionRule.objects.get(pk=pk)
    _in_order(rule.name, rule.valid_from, on)
    rules = [
        replace(rule, valid_until=on) if rule.pk == pk else rule for rule in commissions.read()
    ]
    _refuse(problems(rules, paris_day(at)))


def _must_hold(rule: CommissionRule | None, values: dict, at: datetime) -> None:
    """Refuse a change that brings the grid a contradiction it did not have. Raises Contradicts."""
    ended = []
    if rule is not None and _served(rule):
        values, last = _followed(rule, values, at)
        ended = [replace(commissions.as_rule(rule), valid_until=last)]
    _in_order(values["name"], values["valid_from"], values["valid_until"])
    draft = commissions.as_rule(
        CommissionRule(pk=rule.pk if rule else 0, **{name: values[name] for name in FIELDS})
    )
    others = [other for other in commissions.read() if rule is None or other.pk != rule.pk]
    is_new = rule is None or bool(ended)  # of one position, the older row is tried first
    rules = sorted(
        [*ended, *others, draft],
        key=lambda one: (one.position, is_new and one is draft, one.pk),
    )
    today = paris_day(at)
    before = set(problems(commissions.read(), today))
    _refuse([problem for problem in problems(rules, today) if problem not in before])


def _in_order(name: str, first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise EndsBeforeItBegins(rule=name, first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def _holes(rules: list[Rule], on: date) -> list[str]:
    """Days, from this one on, on which some sale would find no rule."""
    defaults = [rule for rule in rules if rule.seller_id is None and not rule.path]
    day = on
    for rule in sorted(defaults, key=lambda rule: rule.valid_from):
        if rule.valid_from <= day and (rule.valid_until is None or rule.valid_until >= day):
            if rule.valid_until is None:
                return []
            day = rule.valid_until + DAY
    return [_("aucune règle générale à partir du {day}.").format(day=f"{day:%d/%m/%Y}")]


def _swallows(first: Rule, second: Rule, on: date) -> bool:
    """Whether the first rule takes every sale that the second one could."""
    start = max(second.valid_from, on)
    same_seller = first.seller_id in (None, second.seller_id)
    ends = first.valid_until is None or (
        second.valid_until is not None and second.valid_until <= first.valid_until
    )
    return same_seller and second.path.startswith(first.path) and first.valid_from <= start and ends


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise Contradicts(problems=" ".join(wrong))


def _tell(rule: CommissionRule, by: User | None, at: datetime) -> None:
    values = packed(CommissionRule.objects.filter(pk=rule.pk).values(*FIELDS).get())
    events.publish(GridChanged(rule_id=rule.pk, values=values), about=rule, by=by, at=at)
    # Now for this transaction, and again after it: others may meanwhile remember the old grid.
    commissions.forget()
    transaction.on_commit(commissions.forget)


# --- The grid as kinds of proposed changes ------------------------------------------------------

DATES = ("valid_from", "valid_until")
ROWS: dict[str, Any] = {"seller": Seller, "category": Category}
RULE, END = "commission", "commission_end"


def packed(values: dict) -> dict:
    """The values of a rule as a proposal stores them: keys and days for JSON."""
    return {name: _packed(values[name]) for name in FIELDS if name in values}


def _packed(value):
    return value.isoformat() if isinstance(value, date) else getattr(value, "pk", value)


def _lock(pk: int) -> None:
    """Whoever changes the grid holds all of it: each rule is judged beside the others."""
    list(CommissionRule.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _read(pk: int, names: Iterable[str]) -> dict:
    rule = CommissionRule.objects.filter(pk=pk).values(*FIELDS).first()
    return {name: _packed(rule[name]) for name in names} if rule else {}


def overtaken(changes: Iterable[ProposedChange]) -> set[int]:
    """Which of the changes that wait can no longer take effect, their rule being another by now
    (`proposals.is_overtaken`, for all of them in two statements).
    """
    changes = [*changes]
    pks = {change.subject_id for change in changes}
    now = {
        rule["pk"]: packed(rule)
        for rule in CommissionRule.objects.filter(pk__in=pks).values("pk", *FIELDS)
    }
    made = ProposedChange.objects.filter(
        kind__in=(RULE, END), subject_id__in=pks - {0}, state=ChangeState.APPLIED
    ).values_list("subject_id", "decided_at")
    decided: dict[int, datetime] = {}
    for pk, at in made:
        decided[pk] = max(at, decided.get(pk, at))
    return {
        change.pk
        for change in changes
        if change.subject_id
        and (
            any(
                value != now.get(change.subject_id, {}).get(name)
                for name, value in change.before.items()
            )
            or change.subject_id in decided
            and decided[change.subject_id] > change.proposed_at
        )
    }


def _unpacked(pk: int, after: dict) -> dict:
    """All the values of the rule as it will be."""
    values = {**_read(pk, FIELDS), **after}
    return {
        **values,
        "seller": Seller.objects.filter(pk=values["seller"]).first(),
        "category": Category.objects.filter(pk=values["category"]).first(),
        **{name: values[name] and date.fromisoformat(values[name]) for name in DATES},
    }


def _check(pk: int, after: dict, at: datetime) -> None:
    last = after.get("valid_until")
    if last and date.fromisoformat(last) < paris_day(at):
        raise OverBeforeItBegins
    _must_hold(CommissionRule.objects.filter(pk=pk).first(), _unpacked(pk, after), at)


def _apply(pk: int, before: dict, after: dict, *, by: User, at: datetime) -> None:
    values = _unpacked(pk, after)
    rule = CommissionRule.objects.select_for_update().filter(pk=pk).first()
    if rule is None:
        add(values=values, by=by, at=at)
    else:
        change(rule, values=values, by=by, at=at)


def _check_end(pk: int, after: dict, at: datetime) -> None:
    _may_end(pk, _last_day(after, at), at)


def _apply_end(pk: int, before: dict, after: dict, *, by: User, at: datetime) -> None:
    end(
        CommissionRule.objects.select_for_update().get(pk=pk),
        on=_last_day(after, at),
        by=by,
        at=at,
    )


def _last_day(after: dict, at: datetime) -> date:
    """Today at the earliest: what was sold meanwhile was sold under the rule."""
    return max(date.fromisoformat(after["valid_until"]), paris_day(at))


def _first_day(values: dict) -> date | None:
    """The first day of the rule that a change writes."""
    return date.fromisoformat(values["valid_from"]) if values.get("valid_from") else None


def _day_after(values: dict) -> date:
    """The first day without the rule that a change ends."""
    return date.fromisoformat(values["valid_until"]) + DAY


def _begins_late(pk: int, after: dict) -> str:
    """That a first day in the past changes no sale that was made."""
    first = after.get("valid_from")
    if not first or date.fromisoformat(first) >= today():
        return ""
    return _(
        "Le premier jour est passé : la règle ne vaut que pour les commandes passées à partir du"
        " jour où elle prend effet."
    )


def _ends_late(pk: int, after: dict) -> str:
    """That a last day in the past takes the rule from no sale that was made."""
    if date.fromisoformat(after["valid_until"]) >= today():
        return ""
    return _("Le dernier jour est passé : la règle finit le jour où ce changement prend effet.")


def differences(changes: Iterable[ProposedChange]) -> dict[int, list[tuple[str, Any, Any]]]:
    """What each proposed change does: names, values before and after in words; two statements."""
    changes = [*changes]
    told = [values for change in changes for values in (change.before, change.after)]
    rows = {
        name: model.objects.in_bulk({values[name] for values in told if values.get(name)})
        for name, model in ROWS.items()
    }
    said = {}
    for change in changes:
        before, after = _words(change.before, rows), _words(change.after, rows)
        said[change.pk] = [
            (label, before[name][1] if name in before else "–", value)
            for name, (label, value) in after.items()
        ]
    return said


def _words(values: dict, rows: Mapping[str, Mapping[int, Any]] | None = None) -> dict:
    labels = {
        field.name: str(field.verbose_name).partition(" (")[0]
        for field in CommissionRule._meta.fields
    }
    return {name: (labels[name], _in_words(name, value, rows)) for name, value in values.items()}


def _in_words(name: str, value, rows: Mapping[str, Mapping[int, Any]] | None):
    if name in ("fixed_cents", "minimum_cents"):
        return money(value)
    if name == "bps":
        return percent(value)
    if name in DATES:
        return dated(date.fromisoformat(value)) if value else "–"
    if name in ROWS:
        if value is None:
            return "–"
        known = rows[name] if rows else ROWS[name].objects.in_bulk([value])
        return str(known.get(value) or "–")
    return value


CHANGES = (
    proposals.Kind(
        RULE,
        gettext_lazy("Grille de commissions"),
        "finance",
        proposals.MONEY_DELAY,
        CommissionRule,
        _read,
        _apply,
        _check,
        _words,
        _begins_late,
        FIELDS,
        _lock,
        _first_day,
    ),
    proposals.Kind(
        END,
        gettext_lazy("Fin d'une règle de commission"),
        "finance",
        proposals.MONEY_DELAY,
        CommissionRule,
        _read,
        _apply_end,
        _check_end,
        _words,
        _ends_late,
        FIELDS,
        _lock,
        _day_after,
    ),
)
