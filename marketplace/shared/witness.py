"""Rows that change only with a fact: their values are compared with what facts said last.

Each app says in its `witness.py` which rows these are and which facts hold their values: the rules
of the house, people's roles, the commission grid, where sellers are paid. Facts are sealed, so
somebody who changes such a row directly in the database is contradicted by them. What was there
before the comparison began is in `Recorded` facts, written once (`take_stock`); from then on a row
without any fact is reported too.

Sentences are in French and not translated: a proof keeps them once, in one language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from marketplace.shared import chain, events
from marketplace.shared.facts import Event, name_of
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import money


@dataclass(frozen=True, kw_only=True)
class Recorded(Event):
    """A row's values when the comparison began, or when the command line wrote them."""

    sentence = _("Valeurs relevées pour la vérification")
    values: dict


@dataclass(frozen=True, kw_only=True)
class StockTaken(Event):
    """The comparison begins: from now on a row without a fact was written past the application."""

    sentence = _("Premier relevé pour la vérification")
    rows: int


RECORDED, STOCK_TAKEN = name_of(Recorded), name_of(StockTaken)


class Row(NamedTuple):
    """A row as it is: its key, its name for people, and its values."""

    pk: int
    called: str
    values: dict


class Told(NamedTuple):
    """A fact about a row: its name, what it is about and within, its data, and when."""

    name: str
    subject: str
    within: str
    data: dict
    at: datetime


Read = Callable[[Told], tuple[int, dict | None] | None]


@dataclass(frozen=True)
class Witness:
    """Rows of a model, and the facts that must agree with them.

    `rows(keys)` gives the rows that must have a fact, and those with these keys. `facts` reads each
    fact by its name: the key of the row and its values by column, None where the row ended, nothing
    when it is about other rows. With `whole`, every column that is not empty needs a fact; without
    it, a column added later may have none. `labels` names the columns in words, `gone` is the
    sentence for a row that disappeared; without it a row may go.
    """

    model: str
    rows: Callable[[Collection[int]], Iterable[Row]]
    facts: Mapping[str, Read]
    labels: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = True
    gone: str = ""

    @property
    def label(self) -> str:
        """What subjects of facts about these rows begin with."""
        return apps.get_model(self.model)._meta.label_lower


def witnesses() -> list[Witness]:
    """Every witness of every app, the lowest app first."""
    every: list[Witness] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "witness"):
            every += getattr(import_module(f"{config.name}.witness"), "WITNESSED", ())
    return every


def about(fact: Told) -> int:
    """The key of the row that a fact is about."""
    return int(fact.subject.rpartition(":")[2])


def values_of(fact: Told) -> tuple[int, dict | None]:
    """The values in a fact about the row itself; facts older than these values hold none."""
    return about(fact), fact.data.get("values") or {}


def record(
    row: models.Model, values: dict, *, at: datetime, by: models.Model | None = None
) -> None:
    """Record as a fact the values of a row that no verb wrote, in the caller's transaction."""
    events.publish(Recorded(values=values), about=row, by=by, at=at)


@transaction.atomic
def take_stock(at: datetime) -> int:
    """Record, once per installation, what no fact says yet; returns how many rows."""
    if has_begun():
        return 0
    records = []
    for witness in witnesses():
        told_values = told(witness)
        for row in witness.rows(told_values):
            said = told_values.get(row.pk) or {}
            silent = {column: value for column, value in row.values.items() if column not in said}
            if silent:
                records.append(
                    Fact(
                        name=RECORDED,
                        subject=f"{witness.label}:{row.pk}",
                        data=asdict(Recorded(values=silent)),
                        happened_at=at,
                    )
                )
    Fact.objects.bulk_create(
        [
            *records,
            Fact(
                name=STOCK_TAKEN,
                subject="marketplace.house:1",
                data=asdict(StockTaken(rows=len(records))),
                happened_at=at,
            ),
        ]
    )
    return len(records)


def has_begun() -> bool:
    """Whether the comparison has begun: since then every row has its fact."""
    return Fact.objects.filter(name=STOCK_TAKEN).exists()


def told(witness: Witness) -> dict[int, dict | None]:
    """The last value that facts gave each column of each row; None for a row that ended."""
    return _told_of_each([witness])[0]


def last(*names: str) -> dict[int, Fact]:
    """The last fact of these names about each row, by the row's key: who, when, what."""
    facts = Fact.objects.filter(name__in=names).order_by("pk")
    return {int(fact.subject.rpartition(":")[2]): fact for fact in facts.iterator(chunk_size=2000)}


def history(witness: Witness, column: str) -> dict[int, list[tuple[datetime, Any]]]:
    """Which values facts gave a column of each row, and when, oldest first."""
    spans: dict[int, list[tuple[datetime, Any]]] = {}
    for fact in _facts([witness]):
        pk, values = _heard(witness, fact) or (0, None)
        if values and column in values:
            spans.setdefault(pk, []).append((fact.at, values[column]))
    return spans


def at(history: Iterable[tuple[datetime, Any]], when: datetime) -> Any:
    """The value of a column at an instant; None where no fact says it."""
    return next((value for since, value in reversed(list(history)) if since <= when), None)


def violations() -> Iterator[str]:
    """A sentence for each row that differs from what facts said last."""
    strict, every = has_begun(), witnesses()
    for witness, told_values in zip(every, _told_of_each(every), strict=True):
        yield from _differs(witness, told_values, strict)


def _differs(witness: Witness, told_values: dict[int, dict | None], strict: bool) -> Iterator[str]:  # noqa: FBT001
    for row in witness.rows(told_values):
        said = told_values.pop(row.pk, None)
        if said is None:
            if strict:
                yield f"{row.called} : aucun fait ne dit qui l'a inscrit"
            continue
        for column, value in row.values.items():
            if column in said and _other(value, said[column]):
                was = _shown(column, said[column])
                yield (
                    f"{row.called} : {_named(witness, column, value)}, le dernier fait dit «"
                    f" {was} »"
                )
            elif column not in said and strict and witness.whole and value:
                yield f"{row.called} : {_named(witness, column, value)}, aucun fait ne le dit"
    if witness.gone:
        for pk in sorted(pk for pk, values in told_values.items() if values):
            yield witness.gone.format(pk=pk)


def _other(value: Any, other: Any) -> bool:
    return chain.canonical({"v": value}) != chain.canonical({"v": other})


def _named(witness: Witness, column: str, value: Any) -> str:
    with translation.override("fr"):
        return f"{witness.labels.get(column, column)} vaut « {_shown(column, value)} »"


def _shown(column: str, value: Any) -> str:
    if column.endswith("_cents") and isinstance(value, int):
        return money(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "aucun"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "rien" if value in (None, "") else str(value)


def _told_of_each(every: list[Witness]) -> list[dict[int, dict | None]]:
    """The last word of facts on the rows of each witness; the facts are read once for all."""
    by_witness: list[dict[int, dict | None]] = [{} for _witness in every]
    for fact in _facts(every):
        for witness, by_key in zip(every, by_witness, strict=True):
            heard = _heard(witness, fact)
            if heard is not None:
                pk, values = heard
                by_key[pk] = None if values is None else {**(by_key.get(pk) or {}), **values}
    return by_witness


def _facts(every: list[Witness]) -> Iterator[Told]:
    """The facts that these witnesses read, oldest first."""
    names = {RECORDED}.union(*(witness.facts for witness in every))
    facts = Fact.objects.filter(name__in=names).order_by("pk")
    for columns in facts.values_list("name", "subject", "within", "data", "happened_at").iterator(
        chunk_size=2000
    ):
        yield Told(*columns)


def _heard(witness: Witness, fact: Told) -> tuple[int, dict | None] | None:
    read = witness.facts.get(fact.name)
    if read is not None:
        return read(fact)
    ours = fact.name == RECORDED and fact.subject.startswith(f"{witness.label}:")
    return values_of(fact) if ours else None
