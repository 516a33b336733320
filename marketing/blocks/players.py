"""Where films are kept that pages show: their players, which are asked nothing before a click."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Film:
    """A film at its host: `player` is framed after a click, `watch` is its own page."""

    host: str
    player: str
    watch: str


@dataclass(frozen=True, slots=True)
class _Host:
    """A host: how addresses of its films look, each with the film's name."""

    name: str
    address: re.Pattern[str]
    player: str
    watch: str


_HOSTS = (
    _Host(
        "YouTube",
        re.compile(
            r"https://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/"
            r"(?:watch\?(?:[^#]*&)?v=|embed/|shorts/|live/)|youtu\.be/)([\w-]{11})(?=$|[?&#/])",
            re.ASCII,
        ),
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
        "https://www.youtube.com/watch?v={}",
    ),
    _Host(
        "Vimeo",
        re.compile(r"https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{6,12})(?=$|[?&#/])"),
        "https://player.vimeo.com/video/{}?autoplay=1&dnt=1",
        "https://vimeo.com/{}",
    ),
    _Host(
        "Dailymotion",
        re.compile(
            r"https://(?:(?:www\.)?dailymotion\.com/(?:embed/)?video/|dai\.ly/)(\w{6,12})(?=$|[?&#_/])",
            re.ASCII,
        ),
        "https://geo.dailymotion.com/player.html?video={}",
        "https://www.dailymotion.com/video/{}",
    ),
)
NAMES = [host.name for host in _HOSTS]


def film(address: str) -> Film | None:
    """The film that an address leads to; None if no host that pages may frame keeps it."""
    for host in _HOSTS:
        if found := host.address.match(address.strip()):
            name = found[1]
            return Film(host.name, host.player.format(name), host.watch.format(name))
    return None
