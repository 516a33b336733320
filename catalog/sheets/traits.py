"""The lines of a sheet, parted into the fields of its category and what is left beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from catalog.attributes import doubts, reading
from catalog.attributes.vocabulary import STEP, Defined, Vocabulary, vocabulary
from catalog.models import Attribute, AttributePlace, Category
from marketplace.shared import clock

FIELD = "trait-"  # begins the name of an attribute's field
Level = AttributePlace.Level
Choices = Mapping[str, Sequence[str]]  # by axis what the variants say of it: `doubts.chosen`
RANK: dict[str, int] = {Level.REQUIRED: 0, Level.RECOMMENDED: 1, Level.OPTIONAL: 2}


@dataclass(slots=True)
class Parted:
    """The lines of one sheet: by attribute (heading as written, text), and the others."""

    fields: dict[str, Defined]
    levels: dict[str, str]
    due: dict[str, date] = field(default_factory=dict)  # what is required from a later day on
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    path: str = ""  # of the category
    local: set[str] = field(default_factory=set)  # asked for in this branch of the tree alone


def path_of(category_id: int | None) -> str:
    """Where a category lies in the tree; empty where none is chosen."""
    if not category_id:
        return ""
    return Category.objects.filter(pk=category_id).values_list("path", flat=True).first() or ""


def part(lines: Mapping[str, object], path: str) -> Parted:
    """The fields of a category, by its path, with the line that each of them holds."""
    known = vocabulary()
    levels = known.of(path) if path else {}
    parted = Parted(
        {
            key: known.by_key[key]
            for key in sorted(levels, key=lambda key: RANK[levels[key]])
            if known.by_key[key].kind != Attribute.Kind.DOCUMENT  # attached on a page of its own
        },
        levels,
        _due(path, known),
    )
    parted.path = path
    parted.local = {key for key in parted.fields if _is_local(key, path, known)}
    for heading, value in lines.items():
        text = _text(value)
        attribute = reading.attribute_of(heading, [text], path, known)
        if attribute is None or attribute.key not in parted.fields or attribute.key in parted.told:
            parted.others[heading] = text
        else:
            parted.told[attribute.key] = (heading, text)
    return parted


def _is_local(key: str, path: str, known: Vocabulary) -> bool:
    """Whether an attribute matters in one branch of the tree alone, that of this category."""
    places = [
        above for above, levels in known.levels.items() if levels.get(key, Level.OFF) != Level.OFF
    ]
    return all(above and above[:STEP] == path[:STEP] for above in places)


def _due(path: str, known: Vocabulary) -> dict[str, date]:
    asked = known.asked(path) if path else {}
    return {key: day for key, day in asked.items() if day and day > clock.today()}


def missing(
    lines: Mapping[str, object], choices: Choices, path: str, known: Vocabulary | None = None
) -> dict[str, list[Defined]]:
    """The attributes of a category that neither a line nor a choice of the buyer tells, by level;
    nonsense tells nothing. `path` is the category's. Who asks of many sheets brings the vocabulary.
    """
    known = known or vocabulary()
    return lacking(told(lines, choices, path, known), path, known)


def told(
    lines: Mapping[str, object], choices: Choices, path: str, known: Vocabulary
) -> frozenset[str]:
    """The keys of the attributes that a line tells, or a choice of the buyer."""
    keys = doubts.told_by_choice(choices, path, known)
    for heading, value in lines.items():
        line = reading.line(heading, _text(value), path, known)
        if line.attribute is not None and not doubts.is_void(line):
            keys.add(line.attribute.key)
    return frozenset(keys)


def lacking(told: Set[str], path: str, known: Vocabulary) -> dict[str, list[Defined]]:
    """The attributes of a category that are not among the told ones, by level."""
    found: dict[str, list[Defined]] = {level: [] for level in Level}
    for key, level in known.of(path).items() if path else ():
        attribute = known.by_key[key]
        if key not in told and attribute.kind != Attribute.Kind.DOCUMENT:
            found[level].append(attribute)
    return found


def void(lines: Mapping[str, object], choices: Choices, path: str) -> dict[str, str]:
    """The remarks on lines and on choices that tell nothing of their attribute, by its key."""
    known = vocabulary()
    said = reading.read(lines, path, known)
    for axis, texts in choices.items():
        voids = (doubts.void_choice(each, axis, texts) for each in known.meant(axis, path))
        said += filter(None, voids)
    return {
        line.attribute.key: doubts.remark(line)
        for line in said
        if line.attribute and doubts.is_void(line)
    }


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def join(
    parted: Parted, texts: Mapping[str, str], others: Mapping[str, str], lines: Mapping[str, object]
) -> dict[str, str]:
    """The lines of a sheet from its fields and the rest: in their old order, the new ones behind.

    A heading stays as the seller wrote it, so that saving unchanged fields changes nothing.
    """
    named = {
        parted.told[key][0] if key in parted.told else attribute.fr: texts.get(key, "")
        for key, attribute in parted.fields.items()
    }
    # what was typed beside the fields under a field's own name does not overwrite the field
    every = {**others, **{heading: text for heading, text in named.items() if text}}
    order = [*(heading for heading in lines if heading in every), *every]
    return {heading: every[heading] for heading in dict.fromkeys(order)}
