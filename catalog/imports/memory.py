"""What a seller decided about other files, for one whose headings are not quite theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from catalog.attributes import makers
from catalog.imports import dictionary, meaning
from catalog.imports.dictionary import IGNORE, SEVERAL

# a column that was left out for a better one is wanted where that one is missing
NEEDED = ("sku", "title", "price", "stock")


def recalled(proposed: Mapping[str, str], memories: Sequence[Mapping]) -> dict[str, Any]:
    """A mapping whose columns, categories, values and answers are those of earlier files, the
    newest first, as far as they speak of its headings. `recalled`: the headings that were decided.
    """
    fields = _by_heading(mapping.get("columns", {}) for mapping in memories)
    columns, taken, told = dict(proposed), set(), []
    for name in proposed:
        field = fields.get(dictionary.plain(name))
        if field is None or field in taken and field not in SEVERAL:
            continue
        if _is_better(proposed[name], field, others=proposed.values()):
            continue
        columns[name] = field
        told.append(name)
        taken.add(field)
    taken.discard(IGNORE)
    for name in proposed:
        if name not in told and columns[name] in taken and columns[name] not in SEVERAL:
            columns[name] = IGNORE
    mapping: dict[str, Any] = {"columns": columns}
    if told:
        mapping["recalled"] = told
    if answers := _answers(columns, memories):
        mapping["answers"] = answers
    for kind in ("categories", "values"):
        if kept := _joined(memory.get(kind, {}) for memory in memories):
            mapping[kind] = kept
    # the default category was that of another file
    rates = _joined((memory.get("defaults") or {}).get("rates", {}) for memory in memories)
    return mapping | ({"defaults": {"category": None, "rates": rates}} if rates else {})


def _is_better(proposed: str, field: str, *, others: Collection[str]) -> bool:
    """Whether what a file itself proposes counts before what another one had under that heading."""
    if (proposed, field) == ("sku", "ref"):
        return field in others  # a bare reference, that joined variants beside a SKU
    if field == IGNORE:
        return proposed in NEEDED
    # brands stood there for want of a column of theirs; here they have one, or addresses stand here
    return field == "brand" and meaning.key_of(proposed) == makers.MAKER


def _by_heading(choices: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What each heading was last chosen to be, however it is written."""
    known: dict[str, str] = {}
    for chosen in choices:
        for name, field in chosen.items():
            known.setdefault(dictionary.plain(name), field)
    return known


def _answers(columns: Mapping[str, str], memories: Iterable[Mapping]) -> dict[str, dict[str, str]]:
    """The answers about columns of these headings."""
    by_kind: dict[str, dict[str, str]] = {}
    for memory in memories:
        for kind, given in (memory.get("answers") or {}).items():
            known = by_kind.setdefault(kind, {})
            for name, answer in given.items():
                known.setdefault(dictionary.plain(name), answer)
    named = {
        kind: {
            name: known[dictionary.plain(name)]
            for name in columns
            if dictionary.plain(name) in known
        }
        for kind, known in by_kind.items()
    }
    return {kind: given for kind, given in named.items() if given}


def _joined(kept: Iterable[Mapping]) -> dict[str, Any]:
    """Decisions of several files in one, the newest first; those of an attribute word by word."""
    joined: dict[str, Any] = {}
    for decided in kept:
        for key, value in decided.items():
            if isinstance(value, Mapping):
                joined[key] = {**value, **joined.get(key, {})}
            else:
                joined.setdefault(key, value)
    return joined
