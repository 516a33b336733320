"""What differs between two versions of a page, in words a person reads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketing.blocks import references, rich, typed
from marketing.blocks.fields import Named, OwnPicture
from marketing.blocks.registry import KINDS
from marketing.models import ShopPicture, Version

PIECES = re.compile(r"\s+|[^\s]+")
SAME, OLD, NEW = "same", "old", "new"
HEADS = ("title", "title_en", "description", "description_en")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what happened, and the words before and after as pieces."""

    where: str
    what: str
    pieces: list[tuple[str, str]]  # (same | old | new, words)
    pictures: list[ShopPicture] = field(default_factory=list)  # of the shop's own, to be looked at


def changes(old: Version, new: Version) -> list[Change]:
    """Every difference, the page's own words first, then block by block."""
    return [*_heads(old, new), *of_blocks(old.blocks, new.blocks)]


def _heads(old: Version, new: Version) -> Iterator[Change]:
    for name in HEADS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(_("La page"), _column(name), pieces(before, after))
    if old.whom != new.whom:
        told = pieces(old.whom_told, new.whom_told)
        yield Change(_("La page"), _column("audience"), told)


def _column(name: str) -> str:
    column: Any = Version._meta.get_field(name)
    return str(column.verbose_name)


def of_blocks(
    old: list[typed.Block],
    new: list[typed.Block],
    own: Mapping[int, ShopPicture] | None = None,
) -> Iterator[Change]:
    """What differs between two lists of blocks; `own`: the pictures of the shop they name."""
    before = {block["id"]: block for block in old}
    after = {block["id"]: block for block in new}
    own = own or {}
    for name, block in after.items():
        if name not in before:
            looks = _pictures(block, own)
            yield Change(name_of(block), _("bloc ajouté"), [(NEW, _said(block, own))], looks)
        else:
            yield from _block(before[name], block, own)
    for name, block in before.items():
        if name not in after:
            yield Change(name_of(block), _("bloc retiré"), [(OLD, _said(block, own))])
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        order = ", ".join(name_of(block) for block in new)
        yield Change(_("La page"), _("ordre des blocs"), [(NEW, order)])


def _block(old: typed.Block, new: typed.Block, own: Mapping[int, ShopPicture]) -> Iterator[Change]:
    if old["hidden"] != new["hidden"]:
        yield Change(name_of(new), _("bloc masqué") if new["hidden"] else _("bloc montré"), [])
    if bool(old.get("beside")) != bool(new.get("beside")):
        said = _("placé à côté du précédent") if new.get("beside") else _("sur toute la largeur")
        yield Change(name_of(new), said, [])
    kind = KINDS.get(new["kind"])
    if kind is None:
        return
    before, after = typed.flat(kind, old["data"]), typed.flat(kind, new["data"])
    for name, part in typed.form_of(kind).base_fields.items():
        raw = before.get(name) or "", after.get(name) or ""
        told = _shown(part, raw[0], own), _shown(part, raw[1], own)
        if told[0] == told[1] and raw[0] != raw[1]:
            told = str(raw[0]), str(raw[1])  # the same words in another form
        if told[0] != told[1]:
            looks = _pictures(new, own) if isinstance(part, OwnPicture) else []
            yield Change(name_of(new), _label(name, part), pieces(*told), looks)


def _shown(part: Any, value: Any, own: Mapping[int, ShopPicture]) -> str:
    """What is typed in a field, in words: no code, no number of a row, no sign of form."""
    if isinstance(part, forms.BooleanField):
        return _("oui") if value else _("non")
    if hasattr(part, "choices"):
        return str(dict(part.choices).get(value, value))
    text = str(value or "")
    if isinstance(part, OwnPicture):
        picture = own.get(int(text)) if text.isascii() and text.isdecimal() else None
        return f"« {picture.local_alt} »" if picture else text and f"n° {text}"
    if isinstance(part, Named):
        return ", ".join(references.name(line) for line in references.lines(text))
    return rich.told(text) if "data-rich" in part.widget.attrs else text


def _label(name: str, part: Any) -> str:
    """The name of a field, with its place among repeated ones."""
    row = name.split("-")[1:2]
    return f"{part.label} {int(row[0]) + 1}" if row else str(part.label)


def _pictures(block: typed.Block, own: Mapping[int, ShopPicture]) -> list[ShopPicture]:
    named = str(block["data"].get("picture") or "")
    picture = own.get(int(named)) if named.isascii() and named.isdecimal() else None
    return [picture] if picture else []


def name_of(block: typed.Block) -> str:
    """A block in words: its kind and its title."""
    kind = KINDS.get(block["kind"])
    title = str(block["data"].get("title") or "")
    name = str(kind.name) if kind else block["kind"]
    return f"{name} « {title[:40]} »" if title else name


def _said(block: typed.Block, own: Mapping[int, ShopPicture]) -> str:
    """All that is typed in a block, a line each: what is asked, then what is said."""
    kind = KINDS.get(block["kind"])
    if kind is None:
        return ""
    told = typed.flat(kind, block["data"])
    return "\n".join(
        _("{what} : {value}").format(what=_label(name, part), value=_shown(part, told[name], own))
        for name, part in typed.form_of(kind).base_fields.items()
        if told.get(name)
    )


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
