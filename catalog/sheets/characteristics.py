"""The characteristics of a proposal: what is written, what is understood of it, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.attributes import doubts, measures, moments, reading
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined, Vocabulary, vocabulary
from catalog.judging import remarks
from catalog.judging.rules.missing_attributes import READ
from catalog.models import AttributePlace, Category
from marketplace.shared.differing import marked

Level = AttributePlace.Level
RANK: dict[str, int] = {Level.REQUIRED: 0, Level.RECOMMENDED: 1}


@dataclass(slots=True, kw_only=True)
class Characteristic:
    """One line of a sheet, or one that its category asks for and that is not there.

    `told` is what is understood; empty where nothing is, which `is_unread` says of values that
    have a list. Lines that no attribute knows have no `level`.
    """

    place: str  # where a remark about it belongs
    name: str
    level: str
    before: SafeString | str
    after: SafeString | str
    told: str
    is_unread: bool
    is_missing: bool
    is_free: bool
    paper: str  # the address of an attached document
    changed: bool

    @property
    def is_required(self) -> bool:
        """Whether the category cannot do without it."""
        return self.level == Level.REQUIRED


def of(live: Mapping | None, proposed: Mapping) -> list[Characteristic]:
    """The lines of a proposal beside those online: what is required first, then as written."""
    known = vocabulary()
    path = _path(proposed)
    levels = known.of(path) if path else {}
    # what tells variants apart is told by each of them
    chosen = {each.key for axis in proposed.get("axes") or () for each in known.meant(axis, path)}
    new, old = _read(proposed, path, known), _read(live or {}, path, known)
    asked = [key for key, level in levels.items() if level in RANK and key not in chosen]
    wanted = dict.fromkeys([*new, *old, *asked])
    rows = [
        _row(key, old.get(key), new.get(key), known.by_key.get(key), levels.get(key, ""), live)
        for key in wanted
    ]
    return sorted(rows, key=lambda row: RANK.get(row.level, 2))


def understood(line: Said) -> str:
    """What is understood of a line, in the reader's words."""
    attribute = line.attribute
    if attribute is None:
        return ""
    if line.amount is not None:
        return measures.told(line.amount, attribute.unit, french=get_language() != "en")
    if line.flag is not None:
        return _("Oui") if line.flag else _("Non")
    if line.moment is not None:
        return moments.told(line.moment)
    return ", ".join(attribute.values[key].label for key in line.values)


def _row(
    key: str,
    old: Said | None,
    new: Said | None,
    attribute: Defined | None,
    level: str,
    live: Mapping | None,
) -> Characteristic:
    before, after = old.text if old else "", new.text if new else ""
    changed = live is not None and before != after
    left, right = marked(before, after) if changed else (before, after)
    line = new or old
    reads = attribute is not None and attribute.kind in READ
    return Characteristic(
        place=f"{remarks.TRAIT}{attribute.key if attribute else line.name if line else key}",
        name=attribute.label if attribute else line.name if line else key,
        level=level if level in RANK else "",
        before=left,
        after=right,
        told=understood(new) if new else "",
        is_unread=bool(
            new
            and (
                doubts.of(new) in doubts.FALSE
                or (reads and (new.unread or not reading.is_understood(new)))
            )
        ),
        is_missing=new is None and level in RANK,
        is_free=attribute is None,
        paper=reverse("shop-paper", args=[new.document]) if new and new.document else "",
        changed=changed,
    )


def _read(content: Mapping, path: str, known: Vocabulary) -> dict[str, Said]:
    """The lines of a content, by attribute; those that nobody knows and second ones by heading."""
    found: dict[str, Said] = {}
    for line in reading.read(content.get("attributes") or {}, path, known):
        key = line.attribute.key if line.attribute else ""
        if not key or key in found:
            key = f"\0{line.name}"
            line = Said(line.name, line.text)  # a second line of one attribute stands by itself
        found[key] = line
    return found


def _path(content: Mapping) -> str:
    category = content.get("category_id")
    return Category.objects.filter(pk=category).values_list("path", flat=True).first() or ""
