"""What the blocks of an article say and name: their words, the sheets they lead to or show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms

from marketing.blocks import drawing, rich
from marketing.blocks.block import ENGLISH, Kind, Said
from marketing.blocks.scene import Wants
from marketing.blocks.typed import Block
from marketing.models import Article
from marketing.pages.articles import reading

OWN = "article_text"


@dataclass(slots=True)
class Named:
    """The sheets of an article: those its words link to, and those that a block shows itself."""

    linked: list[str] = field(default_factory=list)  # by their addresses
    shown: list[int] = field(default_factory=list)


def has_own(blocks: list[Block]) -> bool:
    """Whether the article's own text stands among these blocks."""
    return any(block["kind"] == OWN and not block.get("hidden") for block in blocks)


def of_article(article: Article) -> Named:
    """What an article without blocks names."""
    return Named(linked=reading.named(article))


def of_blocks(blocks: list[Block], article: Article, language: str) -> Named:
    """What the blocks of an article name, in the order they do."""
    linked: list[str] = []
    pks: list[int] = []
    for kind, said, _block in drawing.shown(blocks, language):
        if kind.key == OWN:
            linked += reading.named(article)
            continue
        linked += map(reading.sheet_of, _links(kind, said))
        wants = Wants()
        kind.wants(said, wants)
        pks += sorted(wants.products)
    return Named(linked=list(dict.fromkeys(filter(None, linked))), shown=list(dict.fromkeys(pks)))


def words(blocks: list[Block], language: str) -> str:
    """All that is said in blocks, a paragraph each, without any sign of form."""
    told = []
    for kind, said, _block in drawing.shown(blocks, language):
        for text, is_rich in _said(kind, said):
            for part in text.replace("\r\n", "\n").split("\n\n"):
                plain = rich.plain(part) if is_rich else " ".join(part.split())
                told += [plain] if plain else []
    return "\n\n".join(told)


def prose(kind: Kind, data: dict[str, Any]) -> bool:
    """Whether several lines of words are typed in a block, in any language: more than a caption."""
    wide = [name for name, part in kind.form.base_fields.items() if _is_wide(part)]
    if any(data.get(name) or data.get(name + ENGLISH) for name in wide):
        return True
    return any(
        row.get(name)
        for rows, (_most, parts) in kind.form.repeated.items()
        for row in data.get(rows) or []
        for name, part in parts.items()
        if _is_wide(part)
    )


def _is_wide(part: forms.Field) -> bool:
    return isinstance(part.widget, forms.Textarea) and "data-find" not in part.widget.attrs


def _said(kind: Kind, said: Said) -> Iterator[tuple[str, bool]]:
    """The words of a block in one language, and whether they have a form."""
    for name, part in kind.form.base_fields.items():
        if name in kind.form.translated and (text := said.text(name)):
            yield text, "data-rich" in part.widget.attrs
    for name, (_most, parts) in kind.form.repeated.items():
        spoken = [each for each in parts if each + ENGLISH in parts]
        for row in said.items(name, spoken):
            for each, text in row.items():
                if text:
                    yield text, _is_wide(parts[each])


def _links(kind: Kind, said: Said) -> Iterator[str]:
    for name in kind.form.base_fields:
        if name == "link" or name.endswith("_link"):
            yield said.link(name)
    for text, is_rich in _said(kind, said):
        if is_rich:
            yield from rich.links(text)


def redirected(blocks: list[Block], gone: Collection[str]) -> list[Block]:
    """The blocks whose links to sheets that are gone lead to what replaces them on the page."""
    return (
        [{**block, "data": _redirected(block["data"], gone)} for block in blocks]
        if gone
        else blocks
    )


def _redirected(value: Any, gone: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _redirected(one, gone) for name, one in value.items()}
    if isinstance(value, list):
        return [_redirected(one, gone) for one in value]
    if not isinstance(value, str):
        return value
    if reading.sheet_of(value) in gone:
        return f"#{reading.INSTEAD}"
    return reading.redirected(value, gone)
