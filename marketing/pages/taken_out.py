"""A block that was just taken out of a draft: for ten minutes, its tab may put it back."""

from __future__ import annotations

from django.core.cache import cache

from marketing.blocks.typed import Block
from marketing.models import ShopVersion, Version
from marketing.pages import comparing, presence

LASTS = 600  # seconds
Draft = Version | ShopVersion


def keep(version: Draft, blocks: list[Block], name: str, *, tab: str) -> None:
    """Remember a block as it was typed, and its place, before it is taken out."""
    for place, block in enumerate(blocks):
        if block["id"] == name and presence.is_tab(tab):
            cache.set(_key(version, tab, name), (place, block), LASTS)


def offered(version: Draft, name: str, *, tab: str) -> dict[str, str] | None:
    """The block that may be put back; none where it is there, or was taken out too long ago."""
    kept = _kept(version, name, tab)
    if kept is None or any(block["id"] == name for block in version.blocks):
        return None
    return {"id": name, "name": comparing.name_of(kept[1])}


def put_back(version: Draft, blocks: list[Block], name: str, *, tab: str) -> list[Block]:
    """With the block at its place; without a change where there is nothing to put back."""
    kept = _kept(version, name, tab)
    if kept is None or any(block["id"] == name for block in blocks):
        return blocks
    place, block = kept
    return [*blocks[:place], block, *blocks[place:]]


def _kept(version: Draft, name: str, tab: str) -> tuple[int, Block] | None:
    if not presence.is_tab(tab) or not presence.is_tab(name):
        return None
    kept: tuple[int, Block] | None = cache.get(_key(version, tab, name))
    return kept


def _key(version: Draft, tab: str, name: str) -> str:
    return f"marketing:taken-out:{version._meta.model_name}:{version.pk}:{tab}:{name}"
