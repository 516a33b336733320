"""A look as text: the style written into pages, and stylesheets for those who know no tokens."""

from __future__ import annotations

import re
from functools import lru_cache

from django.templatetags.static import static

from marketplace.shared.palette import colours
from marketplace.shared.palette.choices import FACES, Face, Traits

TOKEN = re.compile(r"var\(--([\w-]+)\)")


@lru_cache(maxsize=64)
def page(traits: Traits) -> str:
    """The custom properties of a look and the letters it needs: what a page's style holds."""
    accent, papers = colours.accent(traits), traits.papers
    border, shown, pair = traits.border, traits.treatment, traits.pair
    said = {
        "brand-hue": f"{accent.hue:g}",
        "brand-chroma": f"{accent.chroma:g}",
        "night-chroma": f"{accent.night_chroma:g}",
        "accent-light": f"{accent.light:g}",
        "accent-dark": f"{accent.dark:g}",
        "paper-hue": papers.paper_hue,
        "ink-hue": papers.ink_hue,
        "night-hue": papers.night_hue,
        "tint": f"{papers.tint:g}",
        "paper": f"{papers.paper:g}",
        "sunk": f"{papers.sunk:g}",
        "radius": f"{traits.radius}px",
        "font-text": _stack(FACES[pair.text]),
        "font-display": _stack(FACES[pair.display]),
        "weight-display": pair.title,
        "tracking": pair.tracking,
        "case": pair.case,
        "title": f"{pair.size:g}",
        "pattern": f'url("{static(f"img/{border.file}")}")',
        "pattern-size": f"{border.width}px {border.height}px",
        "pattern-turn": -1 if border.turned else 1,
        "band": f"{border.band}px",
        "head-line": "0px" if border.band else "1px",
        "ground": border.ground,
        "picture": shown.filter,
        "mat": shown.mat,
        "mat-edge": shown.edge,
    }
    rules = "".join(_face(FACES[name]) for name in dict.fromkeys((pair.text, pair.display)))
    return f"{rules}:root{{{';'.join(f'--{name}:{value}' for name, value in said.items())}}}"


def preloaded(traits: Traits) -> list[str]:
    """The files of letters that every page of a look needs at once."""
    pair = traits.pair
    return [
        static(f"fonts/{FACES[name].file}") for name in dict.fromkeys((pair.text, pair.display))
    ]


def filled(sheet: str, traits: Traits) -> str:
    """A stylesheet whose tokens are replaced by what they say by day: for mail and paper."""
    pair = traits.pair
    said = {f"color-{name}": value for name, value in colours.by_day(traits).items()} | {
        "radius": f"{traits.radius}px",
        "font-text": _plain(FACES[pair.text]),
        "font-display": _plain(FACES[pair.display]),
        "weight-display": str(pair.title),
        "case": pair.case,
        "title": f"{pair.size:g}",
    }
    return TOKEN.sub(lambda token: said[token[1]], sheet)


def printed(traits: Traits) -> str:
    """The letters of a look as documents load them, each weight from a file of its own."""
    pair = traits.pair
    return "".join(
        f'@font-face{{font-family:"{FACES[name].family}";'
        f'src:url("../fonts/pdf/{file}");font-weight:{weight}}}'
        for name in dict.fromkeys((pair.text, pair.display))
        for weight, file in FACES[name].printed.items()
    )


def _face(face: Face) -> str:
    """A family of letters; a slow first visit keeps what stands in, so that nothing moves."""
    name, wide, above, below = face.stand_in
    other = {"Arial": '"Liberation Sans"'}.get(name, '"Liberation Serif"')
    return (
        f'@font-face{{font-family:"{face.family}";'
        f'src:url("{static(f"fonts/{face.file}")}") format("woff2");'
        f"font-weight:{face.weights};font-display:optional}}"
        f'@font-face{{font-family:"{face.family} Fallback";'
        f'src:local("{name}"),local({other});size-adjust:{wide};ascent-override:{above};'
        f"descent-override:{below};line-gap-override:0%}}"
    )


def _stack(face: Face) -> str:
    return f'"{face.family}","{face.family} Fallback",{face.generic}'


def _plain(face: Face) -> str:
    known = "Georgia, serif" if face.generic == "serif" else "Helvetica, Arial, sans-serif"
    return f'"{face.family}", {known}'
