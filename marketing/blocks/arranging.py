"""The order of a page's blocks: one is added, copied, moved, taken away."""

from __future__ import annotations

from copy import deepcopy

from django.utils.translation import gettext_lazy as _

from marketing.blocks import typed
from marketing.blocks.registry import KINDS
from marketing.blocks.typed import MOST_BLOCKS, Block
from marketplace.shared.states import Refusal


class TooManyBlocks(Refusal):
    """A page nobody would read to its end."""

    def __str__(self) -> str:
        return str(_("Une page a {most} blocs au plus.")).format(most=MOST_BLOCKS)


def add(blocks: list[Block], kind: str, *, after: str = "") -> list[Block]:
    """With an empty block of a kind, below another one or at the end. Raises TooManyBlocks."""
    if kind not in KINDS:
        return blocks
    return _with(blocks, typed.new(kind), after)


def copy(blocks: list[Block], name: str) -> list[Block]:
    """With a copy of a block below it. Raises TooManyBlocks."""
    original = next((block for block in blocks if block["id"] == name), None)
    if original is None:
        return blocks
    double = {**deepcopy(original), "id": typed.new(original["kind"])["id"]}
    return _with(blocks, double, name)


def remove(blocks: list[Block], name: str) -> list[Block]:
    """Without a block."""
    return [block for block in blocks if block["id"] != name]


def move(blocks: list[Block], name: str, *, by: int) -> list[Block]:
    """With a block so many places further down, or up."""
    place = _place(blocks, name)
    if place is None:
        return blocks
    rest = remove(blocks, name)
    target = min(max(place + by, 0), len(rest))
    return [*rest[:target], blocks[place], *rest[target:]]


def ordered(blocks: list[Block], names: list[str]) -> list[Block]:
    """In the order in which their names were sent; those without one stay at the end."""
    by_name = {block["id"]: block for block in blocks}
    named = [by_name.pop(name) for name in names if name in by_name]
    return [*named, *by_name.values()]


def _with(blocks: list[Block], block: Block, after: str) -> list[Block]:
    if len(blocks) >= MOST_BLOCKS:
        raise TooManyBlocks
    place = _place(blocks, after)
    target = len(blocks) if place is None else place + 1
    return [*blocks[:target], block, *blocks[target:]]


def _place(blocks: list[Block], name: str) -> int | None:
    return next((i for i, block in enumerate(blocks) if block["id"] == name), None)
