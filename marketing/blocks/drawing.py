"""From blocks as they are kept to what templates draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketing.blocks.block import Kind, Said
from marketing.blocks.registry import KINDS
from marketing.blocks.scene import Own, Scene, Wants, Written
from marketing.blocks.typed import Block


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block that has something to show, and whether it stands beside the one before."""

    kind: Kind
    name: str
    values: dict[str, Any]
    beside: bool


def scene_of(
    blocks: list[Block],
    *,
    at: datetime,
    language: str,
    own: Own | None = None,
    asked: Mapping[str, str] | None = None,
    written: Written | None = None,
) -> Scene:
    """What these blocks show of the shop, read together.

    `own` on the page of a seller, `asked` by the address of the page, `written` on that of an
    article.
    """
    wants = Wants(shop=own.shop if own else 0, asked=asked or {})
    for kind, said, _block in shown(blocks, language):
        kind.wants(said, wants)
    return Scene(wants, at=at, language=language, own=own, written=written)


def drawn(blocks: list[Block], scene: Scene) -> list[list[Drawn]]:
    """The rows of a page: a block, or two side by side. What has nothing to show leaves no hole."""
    rows: list[list[Drawn]] = []
    for kind, said, block in shown(blocks, scene.language):
        values = kind.shown(said, scene)
        if values is None:
            continue
        part = Drawn(kind, block["id"], values, bool(block.get("beside")))
        if part.beside and rows and len(rows[-1]) == 1:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def shown(blocks: list[Block], language: str) -> Iterator[tuple[Kind, Said, Block]]:
    """The blocks that are not hidden, of kinds that the house still has."""
    for block in blocks:
        kind = KINDS.get(block.get("kind", ""))
        if kind and not block.get("hidden"):
            yield kind, Said(block.get("data") or {}, language, kind.spoken), block
