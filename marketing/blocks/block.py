"""What a kind of block is: its name, its form, what it asks of the shop, what it shows.

A block is kept as it was typed. `Said` reads it in the language of the page; `Scene` has what it
asked for. A kind is one module of `marketing/blocks/kinds`, one template in `templates/blocks` and
one stylesheet in `static/css/blocks`, registered by one line in `marketing/blocks/registry.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _

from marketing.blocks import figures
from marketing.blocks.rich import is_safe
from marketplace.shared.language import Foreign

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from marketing.blocks.scene import Scene, Wants

ENGLISH = "_en"
HOUSE, SHOP, ARTICLE = "house", "shop", "article"  # whose pages a kind of block is for
BLOCKING, ADVICE = "blocking", "advice"


class Said:
    """What was typed in a block, read in one language: English where there is some, else French,
    which says that it is; `spoken` are the fields that are words.
    """

    def __init__(self, data: Mapping[str, Any], language: str, spoken: Collection[str] = ()):
        self.data, self.language, self.spoken = data, language, spoken

    def text(self, name: str) -> str:
        """What was typed in a field, in the language of the page, with the figures of the day that
        it names; empty when nothing was.
        """
        if self.language == "en" and self.data.get(name + ENGLISH):
            return figures.filled(str(self.data[name + ENGLISH]))
        typed = str(self.data.get(name) or "")
        # what the house says itself comes in the language of the page, and ready for it
        is_ours = self.language != "en" or isinstance(typed, SafeData)
        told = figures.filled(typed)
        return told if is_ours or not told or name not in self.spoken else Foreign(told)

    def link(self, name: str) -> str:
        """Where a button leads; nowhere if that is no place to lead anybody."""
        address = self.text(name).strip()
        return address if is_safe(address) else ""

    def number(self, name: str, default: int) -> int:
        """A whole number that was typed, or the default."""
        typed = str(self.data.get(name) or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else default

    def items(self, name: str, parts: Iterable[str]) -> list[dict[str, str]]:
        """The filled rows of a repeated field, each with its parts in the language of the page."""
        rows = []
        for row in self.data.get(name) or []:
            said = Said(row, self.language, self.spoken)
            told = {part: said.text(part) for part in parts}
            if any(told.values()):
                rows.append(told)
        return rows


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check says of a page: blocking or advice, a sentence, and the block it is about.

    `is_dated`: another day it might not be so, since what the block shows comes and goes.
    """

    level: str
    sentence: str
    block: str = ""
    is_dated: bool = False

    @property
    def is_blocking(self) -> bool:
        """Whether the page cannot go live with it."""
        return self.level == BLOCKING

    @property
    def is_lasting(self) -> bool:
        """Whether the page cannot go live with it on any day."""
        return self.is_blocking and not self.is_dated


class BlockForm(forms.Form):
    """What is typed in a block. `translated` fields are asked for in English too.

    `repeated` are rows of several fields: name → (how many at most, the fields of a row).
    """

    translated: tuple[str, ...] = ()
    repeated: Mapping[str, tuple[int, Mapping[str, forms.Field]]] = {}
    required: tuple[str, ...] = ()


def nothing(_said: Said, _wants: Wants) -> None:
    """A block that asks nothing of the shop."""


def fine(_said: Said, _scene: Scene) -> Iterator[Remark]:
    """A block of which there is nothing to remark beyond its fields."""
    yield from ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of block. `use` says in a sentence what it is for.

    `wants(said, wants)` notes what it needs of the shop, `shown(said, scene)` gives its template
    what to show, None when there is nothing; `checks(said, scene)` remarks on it. It is drawn as
    another kind where it `looks_like` one. What its fields send (`sends`) is a template of its own,
    below the blocks: a form with the visitor's token is not kept with them. `bears_title`: it draws
    the title of a page. `is_quiet`: it shows things and tells no story, so that it may stand beside
    the words that a shop agreed to see published.
    """

    key: str
    name: StrPromise
    use: StrPromise
    icon: str
    form: type[BlockForm]
    shown: Callable[[Said, Scene], dict[str, Any] | None]
    wants: Callable[[Said, Wants], None] = nothing
    checks: Callable[[Said, Scene], Iterable[Remark]] = fine
    whose: tuple[str, ...] = (HOUSE,)
    looks_like: str = ""
    sends: str = ""
    bears_title: bool = False
    is_quiet: bool = False

    @property
    def spoken(self) -> frozenset[str]:
        """The fields that are words, of the block and of its rows: asked for in English too."""
        every = (parts for _most, parts in self.form.repeated.values())
        rows = (part for parts in every for part in parts if part + ENGLISH in parts)
        return frozenset((*self.form.translated, *rows))

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"blocks/{self.looks_like or self.key}.html"

    def says(self, sentence: str) -> str:
        """A sentence about a block of this kind, which it names first."""
        return _("{what} : {value}").format(what=self.name, value=sentence)
