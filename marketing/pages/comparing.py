"""What differs between two versions of a page, in words a person reads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketing.blocks import typed
from marketing.blocks.registry import KINDS
from marketing.models import Version

PIECES = re.compile(r"\s+|[^\s]+")
SAME, OLD, NEW = "same", "old", "new"
HEADS = ("title", "title_en", "description", "description_en", "audience")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what happened, and the words before and after as pieces."""

    where: str
    what: str
    pieces: list[tuple[str, str]]  # (same | old | new, words)


def changes(old: Version, new: Version) -> list[Change]:
    """Every difference, the page's own words first, then block by block."""
    return [*_heads(old, new), *of_blocks(old.blocks, new.blocks)]


def _heads(old: Version, new: Version) -> Iterator[Change]:
    for name in HEADS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            field: Any = Version._meta.get_field(name)
            if name == "audience":
                before, after = old.get_audience_display(), new.get_audience_display()
            yield Change(_("La page"), str(field.verbose_name), pieces(before, after))


def of_blocks(old: list[typed.Block], new: list[typed.Block]) -> Iterator[Change]:
    """What differs between two lists of blocks."""
    before = {block["id"]: block for block in old}
    after = {block["id"]: block for block in new}
    for name, block in after.items():
        if name not in before:
            yield Change(name_of(block), _("bloc ajouté"), [(NEW, _said(block))])
        else:
            yield from _block(before[name], block)
    for name, block in before.items():
        if name not in after:
            yield Change(name_of(block), _("bloc retiré"), [(OLD, _said(block))])
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        order = ", ".join(name_of(block) for block in new)
        yield Change(_("La page"), _("ordre des blocs"), [(NEW, order)])


def _block(old: typed.Block, new: typed.Block) -> Iterator[Change]:
    if old["hidden"] != new["hidden"]:
        yield Change(name_of(new), _("bloc masqué") if new["hidden"] else _("bloc montré"), [])
    if bool(old.get("beside")) != bool(new.get("beside")):
        said = _("placé à côté du précédent") if new.get("beside") else _("sur toute la largeur")
        yield Change(name_of(new), said, [])
    kind = KINDS.get(new["kind"])
    if kind is None:
        return
    before, after = typed.flat(kind, old["data"]), typed.flat(kind, new["data"])
    for name, field in typed.form_of(kind).base_fields.items():
        told = _shown(field, before.get(name)), _shown(field, after.get(name))
        if told[0] != told[1]:
            yield Change(name_of(new), str(field.label), pieces(*told))


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if value and hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    return str(value or "")


def name_of(block: typed.Block) -> str:
    """A block in words: its kind and its title."""
    kind = KINDS.get(block["kind"])
    title = str(block["data"].get("title") or "")
    name = str(kind.name) if kind else block["kind"]
    return f"{name} « {title[:40]} »" if title else name


def _said(block: typed.Block) -> str:
    kind = KINDS.get(block["kind"])
    told = typed.flat(kind, block["data"]) if kind else {}
    return " · ".join(str(value) for value in told.values() if isinstance(value, str) and value)


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts as what stayed, what went and what came, word by word."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    told: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            told.append((SAME, "".join(old[a:b])))
            continue
        if b > a:
            told.append((OLD, "".join(old[a:b])))
        if d > c:
            told.append((NEW, "".join(new[c:d])))
    return told
