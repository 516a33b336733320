"""Every colour of a look, by day and by night: what `static/css/tokens.css` computes in a browser,
for letters, documents and cards, which have none. A test compares the two.
"""

from __future__ import annotations

from functools import lru_cache

from marketplace.shared import contrast
from marketplace.shared.palette.choices import Traits

Colour = tuple[float, float, float]  # oklch


@lru_cache(maxsize=64)
def grounds(traits: Traits) -> contrast.Grounds:
    """The hardest papers that an accent is written on."""
    papers = traits.papers
    return contrast.Grounds(
        day=(papers.sunk, 0.01 * papers.tint, papers.paper_hue),
        night=(0.265, 0.011 * papers.tint, papers.night_hue),
    )


def accent(traits: Traits) -> contrast.Accent:
    """The accent of a look, brought to the nearest that can be read."""
    return contrast.accent(
        traits.hue,
        contrast.from_dial(traits.chroma),
        traits.light / 100,
        traits.dark / 100,
        grounds(traits),
    )


@lru_cache(maxsize=64)
def colours(traits: Traits) -> dict[str, tuple[Colour, Colour]]:
    """Each colour by the name of its token, by day and by night."""
    papers, chosen = traits.papers, accent(traits)
    tint, paper, ink, night = papers.tint, papers.paper_hue, papers.ink_hue, papers.night_hue
    hue = chosen.hue
    return {
        "paper": ((papers.paper, 0.006 * tint, paper), (0.19, 0.009 * tint, night)),
        "surface": ((0.998, 0.002 * tint, paper), (0.225, 0.01 * tint, night)),
        "raised": ((1, 0, 0), (0.265, 0.011 * tint, night)),
        "sunk": ((papers.sunk, 0.01 * tint, paper), (0.165, 0.008 * tint, night)),
        "ink": ((0.23, 0.018 * tint, ink), (0.94, 0.012 * tint, paper)),
        "ink-soft": ((0.44, 0.016 * tint, ink), (0.76, 0.014 * tint, paper)),
        "line": ((papers.paper - 0.098, 0.012 * tint, paper), (0.33, 0.012 * tint, night)),
        "edge": ((0.56, 0.016 * tint, ink), (0.58, 0.014 * tint, paper)),
        "accent": ((chosen.light, chosen.chroma, hue), (chosen.dark, chosen.night_chroma, hue)),
        "on-accent": (contrast.on_accent_by_day(hue), contrast.on_accent_by_night(hue)),
        "accent-soft": (
            (0.94, min(0.022, chosen.chroma), hue),
            (0.29, min(0.035, chosen.night_chroma), hue),
        ),
    }


@lru_cache(maxsize=64)
def by_day(traits: Traits) -> dict[str, str]:
    """The colours by day as #rrggbb, for mail programs, paper and pictures."""
    return {name: contrast.written(*day) for name, (day, _night) in colours(traits).items()}


def by_night(traits: Traits) -> dict[str, str]:
    """The colours by night as #rrggbb."""
    return {name: contrast.written(*night) for name, (_day, night) in colours(traits).items()}
