"""What pages hold before an editor composes them: what the house ships, else an opening.

`connect` takes up what the wiring ships of pages whose blocks show what apps above know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from marketing.models import Page
from marketing.pages import addresses, home_words

Filled = tuple[str, dict[str, Any]]  # the kind of a block and what is typed in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """The blocks of a page that the house ships: as their reader gets them, with the words in force
    ready for the page, and as an editor begins from them, in both languages.
    """

    said: Callable[[], list[Filled]]
    written: Callable[[], list[Filled]]


_shipped: dict[str, Shipped] = {}


def content(kind: str, name: str) -> dict[str, Any]:
    """The title and blocks of a new page of a kind."""
    if kind == Page.Kind.HOME:
        return {"blocks": home()}
    if kind in _shipped:
        return {"blocks": _named(_shipped[kind].written())}
    if kind == Page.Kind.ARTICLE:
        return {"blocks": [_block("a1", "article_text", {})]}
    if kind in addresses.WITHOUT_OPENING:
        return {"title": name, "blocks": [_block("a1", "text", {})]}
    return {
        "title": name,
        "blocks": [
            _block("a1", "hero", {"title": name}),
            _block("a2", "text", {}),
        ],
    }


def shown(kind: str, name: str = "") -> list[dict[str, Any]]:
    """The blocks that the public sees while no version is in force."""
    if kind in _shipped:
        return _named(_shipped[kind].said())
    return content(kind, name)["blocks"]


def connect(shipped: Mapping[str, Shipped]) -> None:
    """Take up what the wiring ships, once every app is there."""
    _shipped.update(shipped)


@cache
def home() -> list[dict[str, Any]]:
    """The blocks of the home page as the house ships it; shown while no version is in force."""
    return _named(home_words.BLOCKS)


def _named(blocks: list[Filled]) -> list[dict[str, Any]]:
    return [_block(f"h{i}", kind, data) for i, (kind, data) in enumerate(blocks)]


def _block(name: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "kind": kind, "hidden": False, "beside": False, "data": data}
