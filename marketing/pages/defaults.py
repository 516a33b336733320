"""What pages hold before an editor composes them: the house's own home, else an opening."""

from __future__ import annotations

from functools import cache
from typing import Any

from marketing.models import Page
from marketing.pages import addresses, home_words


def content(kind: str, name: str) -> dict[str, Any]:
    """The title and blocks of a new page of a kind."""
    if kind == Page.Kind.HOME:
        return {"blocks": home()}
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


@cache
def home() -> list[dict[str, Any]]:
    """The blocks of the home page as the house ships it; shown while no version is in force."""
    return [_block(f"h{i}", kind, data) for i, (kind, data) in enumerate(home_words.BLOCKS)]


def _block(name: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "kind": kind, "hidden": False, "beside": False, "data": data}
