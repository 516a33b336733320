"""The pages of help that are online, those that hold some words, those that explain a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from marketing.blocks.block import ENGLISH
from marketing.models import Page, Version
from marketing.pages import addresses, live
from marketplace.shared.folding import fold

LONGEST = 120  # signs of a search
MOST = 400  # pages whose folded words a process remembers
_folded: dict[tuple[str, str], str] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of help as a list shows it."""

    page_id: int
    title: str
    about: str
    path: str


def topics(kind: str, *, at: datetime, language: str, words: str = "") -> list[Topic]:
    """What is online for an audience, by its title; with words, the pages that hold them all."""
    wanted = fold(words[:LONGEST]).split()
    found = []
    for version in _online(kind, at):
        if wanted and not all(word in _text(version, language) for word in wanted):
            continue
        title, about = version.local_title, version.local_description
        found.append(Topic(version.page_id, title, about, addresses.path(version.page)))
    return sorted(found, key=lambda topic: (not _begins(topic, wanted), fold(topic.title)))


def explaining(kind: str, screen: str, *, at: datetime, language: str) -> list[Topic]:
    """What explains a screen."""
    pages = Page.objects.filter(kind=kind).exclude(explains=[]).values_list("pk", "explains")
    wanted = {pk for pk, explains in pages if screen in explains}
    every = topics(kind, at=at, language=language) if wanted else []
    return [topic for topic in every if topic.page_id in wanted]


def _online(kind: str, at: datetime) -> Iterator[Version]:
    for of, slug in live.slots():
        if of == kind and (version := live.version(kind, slug, at=at, audiences=())):
            yield version


def _begins(topic: Topic, wanted: list[str]) -> bool:
    return bool(wanted) and all(word in fold(topic.title) for word in wanted)


def _text(version: Version, language: str) -> str:
    key = (version.seal, language)
    if key not in _folded:
        if len(_folded) >= MOST:
            _folded.clear()
        said = [version.local_title, version.local_description]
        said += [word for block in version.blocks for word in _words(block["data"], language)]
        _folded[key] = fold(" ".join(said))
    return _folded[key]


def _words(data: dict, language: str) -> Iterator[str]:
    for name, value in data.items():
        if isinstance(value, list):
            for row in value:
                yield from _words(row, language)
        elif not isinstance(value, str) or value.startswith(("#", "/", "http")):
            continue
        elif name.endswith(ENGLISH):
            if language == "en":
                yield value
        elif language != "en" or not data.get(name + ENGLISH):
            yield value
