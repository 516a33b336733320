"""Rows that change only with a fact: what they say today is compared with what facts said last.

Each app says in its `witness.py` which rows these are and which facts tell their values: the rules
of the house, people's roles, the commission grid, where sellers are paid. Facts are sealed, so
whoever writes such a row past the house is contradicted by them. What stood before the house began
to compare is told by `Recorded` facts, written once (`take_stock`); from then on a row that no fact
tells is named too.

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
    """What a row said when the house began to compare it with facts, or when the command line wrote
    it.
    """

    sentence = _("Valeurs relevées pour la preuve")
    values: dict


@dataclass(frozen=True, kw_only=True)
class StockTaken(Event):
    """From now on every such row has its fact: one without was written past the house."""

    sentence = _("Premier relevé pour la preuve")
    rows: int


RECORDED, STOCK_TAKEN = name_of(Recorded), name_of(StockTaken)


class Row(NamedTuple):
    """A row as it is: its key, what people call it, and what it says."""

    pk: int
    called: str
    values: dict


class Told(NamedTuple):
    """A fact about a row: its name, what it is about and within, what it says, and when it
    happened.
    """

    name: str
    subject: str
    within: str
    data: dict
    at: datetime


Read = Callable[[Told], tuple[int, dict | None] | None]


@dataclass(frozen=True)
class Witness:
    """Rows of a model and the facts that tell them.

    `rows(known)` gives the rows that must be told, and those of these keys. `facts` reads each fact
    by its name: the key of the row and its values by column, None where the row ended, nothing when
    it is about other rows. With `whole`, a column that is not empty must have been told; else a
    column of a later version may be silent. `labels` tells columns in words, `gone` a row that is
    no longer there; without it a row may go.
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
    """A fact about the row itself that bears its values; those of before they were borne tell
    none.
    """
    return about(fact), fact.data.get("values") or {}


def record(
    row: models.Model, values: dict, *, at: datetime, by: models.Model | None = None
) -> None:
    """Tell what a row says that no verb of the house wrote, in the caller's transaction."""
    events.publish(Recorded(values=values), about=row, by=by, at=at)


@transaction.atomic
def take_stock(at: datetime) -> int:
    """Record, once in the life of a house, what no fact told so far; returns how many rows."""
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
    """Whether every row has its fact since."""
    return Fact.objects.filter(name=STOCK_TAKEN).exists()


def told(witness: Witness) -> dict[int, dict | None]:
    """What facts say of each row, the last word on each column; None for a row that ended."""
    return _told_of_each([witness])[0]


def last(*names: str) -> dict[int, Fact]:
    """The last fact of these names about each row, by the row's key: who, when, what."""
    facts = Fact.objects.filter(name__in=names).order_by("pk")
    return {int(fact.subject.rpartition(":")[2]): fact for fact in facts.iterator(chunk_size=2000)}


def history(witness: Witness, column: str) -> dict[int, list[tuple[datetime, Any]]]:
    """When each row was told to say what in a column, oldest first."""
    spans: dict[int, list[tuple[datetime, Any]]] = {}
    for fact in _facts([witness]):
        pk, values = _heard(witness, fact) or (0, None)
        if values and column in values:
            spans.setdefault(pk, []).append((fact.at, values[column]))
    return spans


def at(history: Iterable[tuple[datetime, Any]], when: datetime) -> Any:
    """What a column said at an instant; None where nothing tells."""
    return next((value for since, value in reversed(list(history)) if since <= when), None)


def violations() -> Iterator[str]:
    """A sentence for each row that does not say what facts said last."""
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
