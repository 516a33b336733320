"""Blocks as they are kept, and as a form sends them.

A page is saved as it was typed, whatever is wrong with it: nothing is lost, and what is wrong is
said beside it. Only what no form sends is left out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketing.blocks import references
from marketing.blocks.block import ENGLISH, BlockForm, Kind
from marketing.blocks.fields import LONG, Named
from marketing.blocks.registry import KINDS

MOST_BLOCKS = 60
NAME = 8  # signs of a block's name
IS_NAME = re.compile(rf"[0-9a-z]{{2,{NAME}}}")
Block = dict[str, Any]


def new(kind: str, data: Mapping[str, Any] | None = None) -> Block:
    """A block of a kind, with a name of its own."""
    return {
        "id": secrets.token_hex(NAME // 2),
        "kind": KINDS[kind].key,
        "hidden": False,
        "beside": False,
        "data": dict(data or {}),
    }


def prefix(block: Block) -> str:
    """What the names of its fields begin with in a form."""
    return f"b-{block['id']}"


@cache
def form_of(kind: Kind) -> type[BlockForm]:
    """The form of a kind with its English fields and its repeated rows."""
    fields: dict[str, forms.Field] = {}
    for name, field in kind.form.base_fields.items():
        fields[name] = field
        if name in kind.form.translated:
            fields[name + ENGLISH] = _in_english(field)
    for name, (most, parts) in kind.form.repeated.items():
        for row in range(most):
            fields |= {f"{name}-{row}-{part}": field for part, field in parts.items()}
    made = type(f"{kind.key.title()}Form", (kind.form,), dict(fields))
    # English right below what it translates
    made.base_fields = fields  # type: ignore[attr-defined]
    return made  # type: ignore[return-value]


def _in_english(field: forms.Field) -> forms.Field:
    english = field.__class__.__new__(field.__class__)
    english.__dict__ = {**field.__dict__, "help_text": ""}
    english.label = format_lazy("{} ({})", field.label, _("anglais"))
    english.widget = field.widget.__class__(
        attrs={**field.widget.attrs, "lang": "en", "data-english": ""}
    )
    return english


def flat(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a block under the names of its form's fields."""
    told = {name: value for name, value in data.items() if name not in kind.form.repeated}
    for name in kind.form.repeated:
        for row, parts in enumerate(data.get(name) or []):
            told |= {f"{name}-{row}-{part}": value for part, value in parts.items()}
    return told


def form(block: Block) -> BlockForm:
    """The form of a block with what it holds, checked."""
    kind = KINDS[block["kind"]]
    told = flat(kind, block["data"])
    start = prefix(block)
    return form_of(kind)({f"{start}-{name}": value for name, value in told.items()}, prefix=start)


def filled(block: Block) -> Block:
    """The block with every field that a form would send for it, empty where nothing was typed."""
    kind, data = KINDS.get(block["kind"]), block["data"]
    if kind is None:
        return block
    plain = [name for name in form_of(kind).base_fields if "-" not in name]
    told = {name: data.get(name) or _empty(form_of(kind).base_fields[name]) for name in plain}
    for name in kind.form.repeated:
        told[name] = [
            {part: said for part, said in row.items() if said} for row in data.get(name) or []
        ]
    return {**block, "data": told}


def _empty(field: forms.Field) -> Any:
    """What a browser sends for a field that nobody touched."""
    if isinstance(field, forms.ChoiceField):
        return str(next(value for value, _name in list(field.choices)))  # type: ignore[arg-type]
    return _value(field, "")


def rows(kind: Kind, form: BlockForm) -> list[dict[str, list]]:
    """The repeated rows of a block: those that are filled and one more, then the rest."""
    told = []
    for name, (most, parts) in kind.form.repeated.items():
        every = [[form[f"{name}-{row}-{part}"] for part in parts] for row in range(most)]
        filled = max((i for i, row in enumerate(every) if any(f.data for f in row)), default=-1)
        told.append({"shown": every[: filled + 2], "more": every[filled + 2 :]})
    return told


def read(block: Block, sent: QueryDict) -> Block:
    """The block with what a form sent for it."""
    kind, start = KINDS.get(block["kind"]), prefix(block)
    if kind is None or f"{start}-there" not in sent:
        return block
    data: dict[str, Any] = {}
    for name, field in form_of(kind).base_fields.items():
        value = _value(field, sent.get(f"{start}-{name}", ""))
        base, *place = name.split("-")
        if not place:
            data[name] = value
        elif value:
            row, part = place
            data.setdefault(base, {}).setdefault(int(row), {})[part] = value
    for name in kind.form.repeated:
        data[name] = [parts for _row, parts in sorted(data.get(name, {}).items())]
    return {
        **block,
        # a dot, which no field's name has: the opening has a « beside » of its own
        "hidden": f"{start}.hidden" in sent,
        "beside": f"{start}.beside" in sent,
        "data": data,
    }


def _value(field: forms.Field, sent: str) -> Any:
    if isinstance(field, forms.BooleanField):
        return bool(sent)
    value = sent.replace("\r\n", "\n")[:LONG].strip()
    if isinstance(field, Named) and value and field.kind in references.FINDERS:
        return references.settled(field.kind, value)
    return value


def lost(blocks: list[Block], sent: QueryDict) -> list[Block]:
    """The blocks of a form that the draft has no more: somebody else took them away meanwhile."""
    known = {block["id"] for block in blocks}
    found = []
    for name in sent.get("order", "").split()[:MOST_BLOCKS]:
        kind = sent.get(f"b-{name}-there", "")
        if name not in known and kind in KINDS and IS_NAME.fullmatch(name):
            found.append(read({**new(kind), "id": name}, sent))
    return found
