"""What a file still asks its seller, and answers given all at once in the form they are stored in.

    {"encoding": "cp1252", "separator": ";", "sheet": "", "header": 1,
     "columns": {"Prix": "price"},
     "categories": {"Arts de la table": "cuisine"},            by key, address or name
     "defaults": {"category": "cuisine", "rates": {"USD": 920000}},   rates in millionths
     "answers": {"mark": {"Poids": "thousands"}}}

All of it may be left out: what is proposed is then taken, and what is not answered is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.imports import dictionary, meaning, questions, readers, run
from catalog.models import Category, Import
from marketplace.shared.states import Refusal

READING = ("encoding", "separator", "sheet", "header")
RATES = "1000 … 1000000000 (920000 = 0,92 €)"
DEFAULTS = ("category", "rates")
KNOWN = {*READING, "columns", "categories", "defaults", "answers"}


class ChoicesUnreadable(Refusal):
    """Choices are a JSON object."""

    sentence = _("Les choix ne se lisent pas : {why}.")


class ChoiceUnknown(Refusal):
    """A choice names something that is not there."""

    sentence = _("Choix inconnu pour « {key} » : {value}. Possibles : {known}.")


@dataclass(slots=True, kw_only=True)
class Choices:
    """What a seller answers about a file before anything is asked."""

    reading: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)
    default: Any = None
    rates: dict[str, int] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)


def read(text: str) -> Choices:
    """Choices from JSON. Raises ChoicesUnreadable or ChoiceUnknown."""
    try:
        given = json.loads(text or "{}")
    except ValueError as error:
        raise ChoicesUnreadable(why=error) from error
    if not isinstance(given, dict):
        raise ChoicesUnreadable(why=_("il faut un objet JSON"))
    if given.get("separator") == "\t":
        given["separator"] = "tab"
    _check(given)
    defaults = given.get("defaults", {})
    _must_be(defaults.get("rates", {}), dict, "defaults.rates")
    return Choices(
        reading={name: given[name] for name in READING if given.get(name)},
        columns=given.get("columns", {}),
        categories=given.get("categories", {}),
        default=defaults.get("category"),
        rates={code: rate(code, told) for code, told in defaults.get("rates", {}).items()},
        answers=given.get("answers", {}),
    )


def columns(source: Import, choices: Choices) -> dict[str, str]:
    """The columns of a file, as chosen, else as proposed. Raises ChoiceUnknown."""
    chosen = {}
    for name, value in choices.columns.items():
        if value and value not in dictionary.FIELDS and not meaning.is_known(value):
            known = ", ".join(dictionary.FIELDS)
            raise ChoiceUnknown(key=f"columns.{name}", value=value, known=known)
        chosen[_heading(source, name, "columns")] = value
    return {**source.mapping["columns"], **chosen}


def answers(source: Import, choices: Choices) -> dict[str, dict[str, str]]:
    """The answers for columns of a file. Raises ChoiceUnknown for a column it does not have."""
    return {
        kind: {_heading(source, name, f"answers.{kind}"): told for name, told in by_column.items()}
        for kind, by_column in choices.answers.items()
    }


def places(source: Import, choices: Choices) -> tuple[dict[str, int], int | None]:
    """Our categories for the texts of a file, and the one by default. Raises ChoiceUnknown."""
    defaults = source.mapping.get("defaults", {})
    linked = dict(source.mapping.get("categories", {}))
    if not choices.categories and choices.default is None:
        return linked, defaults.get("category")
    known = _names()
    for text, told in choices.categories.items():
        if told in (None, ""):
            linked.pop(text, None)
        else:
            linked[text] = _category(f"categories.{text}", told, known)
    if choices.default in (None, ""):
        return linked, defaults.get("category")
    return linked, _category("defaults.category", choices.default, known)


def rates(source: Import, choices: Choices) -> dict[str, int]:
    """What other currencies are worth, as told now or the last time."""
    return {**source.mapping.get("defaults", {}).get("rates", {}), **choices.rates}


def waiting(source: Import) -> list[dict]:
    """The questions that a file leaves open: each with its key in the choices, and its answers."""
    seen = source.mapping.get("seen", {})
    defaults = source.mapping.get("defaults", {})
    answers = source.mapping.get("answers") or {}
    asked = [
        {
            "key": f"answers.{question['kind']}.{question['column']}",
            "choices": question.get("units") or list(questions.KINDS[question["kind"]]),
            "count": question["count"],
            "example": question["example"],
        }
        for question in seen.get("questions", ())
        if question["column"] not in answers.get(question["kind"], {})
    ]
    asked += [
        {"key": f"defaults.rates.{code}", "choices": "millionths", "count": count, "example": code}
        for code, count in seen.get("currencies", {}).items()
        if not defaults.get("rates", {}).get(code)
    ]
    if defaults.get("category"):
        return asked
    linked = source.mapping.get("categories", {})
    new = fresh(source.mapping)
    asked += [
        {"key": f"categories.{text}", "choices": "categories", "count": count, "example": text}
        for text, count in seen.get("categories", {}).items()
        if text in new and not linked.get(text)
    ]
    if new and not seen.get("categories"):
        key = "defaults.category"
        total = seen.get("total", 0)
        asked.append({"key": key, "choices": "categories", "count": total, "example": ""})
    return asked


def fresh(mapping: Mapping) -> dict[str, int]:
    """The category texts of lines that may be new products, with how many; empty for none."""
    seen = mapping.get("seen", {})
    if "fresh" in seen:
        return seen["fresh"]
    # counted before this was: any line may be new, if it has a title
    has_titles = "title" in mapping.get("columns", {}).values()
    return seen.get("categories") or {"": seen.get("total", 0)} if has_titles else {}


def categories() -> dict[str, str]:
    """Our open categories, as the answers name them."""
    open_ = Category.objects.exclude(policy=Category.Policy.FORBIDDEN)
    return dict(open_.order_by("path").values_list("slug", "name"))


def _check(given: Mapping) -> None:
    for name in given:
        if name not in KNOWN:
            raise ChoiceUnknown(key=name, value=name, known=", ".join(sorted(KNOWN)))
    for name in ("columns", "categories", "defaults", "answers"):
        _must_be(given.get(name, {}), dict, name)
    for name in given.get("defaults", {}):
        if name not in DEFAULTS:
            raise ChoiceUnknown(key="defaults", value=name, known=", ".join(DEFAULTS))
    for name in ("encoding", "separator", "sheet"):
        _must_be(given.get(name, ""), str, name)
    for name, known in (("encoding", readers.ENCODINGS), ("separator", readers.SEPARATORS)):
        if given.get(name) and given[name] not in known:
            raise ChoiceUnknown(key=name, value=given[name], known=" ".join(known))
    header = given.get("header", 1)
    if not isinstance(header, int) or not 0 <= header <= 1000:
        raise ChoiceUnknown(key="header", value=header, known="1, 2, 3…")
    _check_answers(given.get("answers", {}))


def _check_answers(answers: Mapping) -> None:
    for kind, told in answers.items():
        if kind not in questions.KINDS:
            raise ChoiceUnknown(key="answers", value=kind, known=", ".join(questions.KINDS))
        _must_be(told, dict, f"answers.{kind}")
        for column, answer in told.items():
            if answer not in questions.KINDS[kind]:
                known = ", ".join(questions.KINDS[kind])
                raise ChoiceUnknown(key=f"answers.{kind}.{column}", value=answer, known=known)


def _must_be(value: object, kind: type, key: str) -> None:
    if not isinstance(value, kind):
        raise ChoiceUnknown(key=key, value=json.dumps(value)[:80], known=kind.__name__)


def rate(code: str, millionths: object) -> int:
    """What one of a currency is worth, in millionths of a euro. Raises ChoiceUnknown."""
    # bool is an int, and no rate
    if not isinstance(millionths, int) or isinstance(millionths, bool):
        raise ChoiceUnknown(key=f"defaults.rates.{code}", value=millionths, known=RATES)
    if not run.LEAST_RATE <= millionths <= run.MOST_RATE:
        raise ChoiceUnknown(key=f"defaults.rates.{code}", value=millionths, known=RATES)
    return millionths


def _heading(source: Import, name: str, key: str) -> str:
    """A heading of the file by its name, in any case and with or without accents, if one fits."""
    headers = source.detected["headers"]
    if name in headers:
        return name
    alike = [heading for heading in headers if dictionary.plain(heading) == dictionary.plain(name)]
    if len(alike) != 1:
        raise ChoiceUnknown(key=key, value=name, known=", ".join(alike or headers))
    return alike[0]


def _names() -> dict[str, int]:
    named: dict[str, int] = {}
    for pk, slug, name, english in Category.objects.order_by("path").values_list(
        "pk", "slug", "name", "name_en"
    ):
        for key in (str(pk), slug, name, english):
            named.setdefault(dictionary.plain(key), pk)
    return named


def _category(key: str, told: object, known: Mapping[str, int]) -> int:
    found = known.get(dictionary.plain(str(told)))
    if found is None:
        raise ChoiceUnknown(key=key, value=told, known=", ".join(list(categories())[:40]))
    return found
