"""What the house says in its own words: texts that have a name, and what the operator made of them.

    {% load voice %}
    <h1>{% say "sell.title" %}</h1>
    <input placeholder="{% say_plain 'header.placeholder' %}">

Each app says in its `sayings.py` which texts it has (`PLACES`), with the words the house ships, and
which figures texts may name between braces (`FIGURES`). What the operator wrote instead is the last
version of a text (`Saying`): every process keeps all of them, read in one statement, so that a page
asks nothing for its words; whoever writes one forgets the stamp, and every kept page with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from django.utils.safestring import SafeString, mark_safe

from marketplace.shared import kept
from marketplace.shared.models import Saying
from marketplace.shared.quotes import NARROW

KEY = "shared:sayings"
FRESH = 600
HEADER, FOOTER = "menu.header", "menu.footer"
MENUS = (HEADER, FOOTER)
NAMED = re.compile(r"\{([a-z_]+)\}")
SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?]+|$)\s*|\n")
NUMBERS = re.compile(r"\b\d+\b")
LOOSE = re.compile(r"(«)[ \u00a0]|[ \u00a0]([»:;!?])")
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that texts name, so that it is that of the day: what it is, and how it is read.

    A sentence in which it is below `least` is left out: « 1 boutiques » is no sentence. One that is
    `counted` costs a statement now and then: only texts that say so may name it.
    """

    name: str
    meaning: Any
    read: Callable[[], int]
    said: Callable[[int], str] = field(default=lambda value: grouped(value))
    least: int = 0
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text with a name: the words the house ships, in French, whose English is a translation.

    `at`: an address where it is seen, when that is not its place's. `seen`: when, if not always.
    `counts`: figures that are counted may stand in it.
    """

    name: str
    default: str
    most: int = 240
    counts: bool = False
    at: str = ""
    seen: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where texts are seen: in words, and the name of a page; where that is no one address, as for
    a letter or the page of each shop, the template.
    """

    key: str
    name: Any
    page: str = ""
    template: str = ""
    texts: tuple[Text, ...] = ()

    def path(self, text: Text) -> str:
        """An address where a text is seen, if there is one."""
        return text.at or (reverse(self.page) if self.page else "")


@dataclass(slots=True)
class State:
    """What the operator says now, and what was made of it, by name and language."""

    texts: Mapping[str, tuple[str, str]]
    menus: Mapping[str, list[dict]]
    drawn: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)
    made: dict[tuple[str, str], Any] = field(default_factory=dict)  # menus, as `menus.drawn` has it


# --- What there is ----------------------------------------------------------------------------


@cache
def places() -> tuple[Place, ...]:
    """Every place where texts are seen, those of the wiring first."""
    return tuple(_declared("PLACES"))


@cache
def figures() -> dict[str, Figure]:
    """Every figure by its name."""
    return {figure.name: figure for figure in _declared("FIGURES")}


@cache
def texts() -> dict[str, tuple[Place, Text]]:
    """Every text by its name, which begins with that of its place."""
    return {f"{place.key}.{text.name}": (place, text) for place in places() for text in place.texts}


def _declared(what: str) -> Iterator[Any]:
    for config in reversed(list(apps.get_app_configs())):
        if module_has_submodule(config.module, "sayings"):
            yield from getattr(import_module(f"{config.name}.sayings"), what, ())


# --- What is said -----------------------------------------------------------------------------


def say(name: str) -> SafeString:
    """A text in the reader's language with the figures of now, ready for a page.

    Who reads English and finds none gets the French, said to be French: a translation of other
    words would be untrue.
    """
    text, is_foreign = _said(name)
    if is_foreign:
        text = f'<span lang="fr">{text}</span>'
    return mark_safe(text)  # noqa: S308 - escaped when it was drawn


def say_plain(name: str) -> SafeString:
    """The same where no element can stand: in an attribute, a title, a subject line."""
    return mark_safe(_said(name)[0])  # noqa: S308 - escaped when it was drawn


def written(name: str) -> tuple[str, str]:
    """A text as it is in force, in French and in English, its figures by their names."""
    return now().texts.get(name) or shipped(name)


def shipped(name: str) -> tuple[str, str]:
    """The words the house ships, in French and in English."""
    default = texts()[name][1].default
    with translation.override("en"):
        english = translation.gettext(default)
    return default, english


def now() -> State:
    """What the operator says, as this process has it."""
    return kept.kept(KEY, _read, fresh=FRESH)


def stamp() -> str:
    """A word that changes with anything the operator says; the page rests on it."""
    now()
    return kept.stamp(KEY)


def forget() -> None:
    """Have every process read again, and look where the links of the menus lead: something was
    written, or a page came or went.
    """
    kept.forget(KEY)


def local(french: str, english: str) -> SafeString:
    """Words in both languages as their reader gets them, escaped; French for want of English is
    said to be French.
    """
    if translation.get_language() == "en":
        if english or not french:
            return mark_safe(english.translate(ESCAPED))  # noqa: S308 - just escaped
        said = french.translate(ESCAPED)
        return mark_safe(f'<span lang="fr">{said}</span>')  # noqa: S308 - just escaped
    return mark_safe(typeset(french).translate(ESCAPED))  # noqa: S308 - just escaped


def _read() -> State:
    last = Saying.objects.order_by().values("name").annotate(last=Max("pk")).values("last")
    rows = [row for row in Saying.objects.filter(pk__in=last) if not row.is_default]
    return State(
        {row.name: (row.text, row.text_en) for row in rows if row.name not in MENUS},
        {row.name: row.columns for row in rows if row.name in MENUS},
    )


def _said(name: str) -> tuple[str, bool]:
    """A text, escaped and filled, and whether it must be said to be French."""
    state, language = now(), translation.get_language() or ""
    drawn = state.drawn.get((name, language))
    if drawn is None:
        drawn = state.drawn[name, language] = _drawn(state, name, language)
    text, is_foreign = drawn
    return (filled(text) if "{" in text else text), is_foreign


def _drawn(state: State, name: str, language: str) -> tuple[str, bool]:
    own = state.texts.get(name)
    if own is None:
        default = texts()[name][1].default
        return translation.gettext(default).translate(ESCAPED), False
    french, english = own
    if language == "en" and english:
        return english.translate(ESCAPED), False
    return typeset(french).translate(ESCAPED), language == "en"


# --- Figures ----------------------------------------------------------------------------------


def filled(text: str) -> str:
    """A text with its figures; a sentence of which one is below its least is left out."""
    if "{" not in text:
        return text
    return "".join(map(_filled, SENTENCES.findall(text))).strip()


def named(text: str) -> set[str]:
    """The names between braces."""
    return set(NAMED.findall(text))


def values_of(names: Collection[str]) -> tuple[int, ...]:
    """The figures of now, in the order of their names: what is drawn with them rests on them."""
    return tuple(figures()[name].read() for name in sorted(names) if name in figures())


def grouped(number: int) -> str:
    """A whole number with its thousands apart."""
    return f"{number:,}".replace(",", NARROW if translation.get_language() != "en" else ",")


def typeset(text: str) -> str:
    """What was typed in French, with its unbreakable spaces."""
    return LOOSE.sub(lambda mark: f"{mark[1]}{NARROW}" if mark[1] else f"{NARROW}{mark[2]}", text)


def _filled(sentence: str) -> str:
    values = {}
    for name in NAMED.findall(sentence):
        figure = figures().get(name)
        if figure is not None:
            number = figure.read()
            if number < figure.least:
                return ""
            values[name] = figure.said(number)
    return NAMED.sub(lambda mark: values.get(mark[1], mark[0]), sentence)
