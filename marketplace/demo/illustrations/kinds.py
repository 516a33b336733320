"""The register of things that can be drawn, and what a thing knows about itself."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from marketplace.demo.illustrations.colours import PAINTS, Colour, darker, lighter, mix
from marketplace.demo.illustrations.paint import Pen


@dataclass
class Look:
    """The choices for one drawing: its dice, its colours, how bare it should be."""

    rng: Random
    main: Colour
    second: Colour
    pale: Colour
    wood: Colour
    metal: Colour
    props: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    name: str = ""
    manners: list = field(default_factory=list)

    def u(self, low: float, high: float) -> float:
        """A dimension."""
        return self.rng.uniform(low, high)

    def one(self, *choices):  # noqa: ANN002, ANN201
        """One of several ways."""
        return self.rng.choice(choices)

    def chance(self, p: float) -> bool:
        """Now and then."""
        return self.rng.random() < p

    def named(self, ways: dict[str, Any], drawn: Any) -> Any:  # noqa: ANN401
        """The way of the first word that the name has, else the one drawn by lot."""
        called = self.name.lower()
        way = next((way for word, way in ways.items() if called and word in called), drawn)
        self.manners.append(way)
        return way


@dataclass(frozen=True)
class Kind:
    """How a kind of thing is staged."""

    name: str
    paint: Callable[[Pen, Look], None]
    stance: str
    colours: tuple[str, ...]
    grow: float
    group: bool
    beside: tuple[str, ...]


KINDS: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    stance: str = "table",
    colours: str = "",
    grow: float = 1.0,
    group: bool = False,
    beside: str = "",
) -> Callable:
    """Register a painter: `stance` is table, sheet (seen from above), wall or hang."""

    def register(paint: Callable[[Pen, Look], None]) -> Callable[[Pen, Look], None]:
        KINDS[name] = Kind(
            name,
            paint,
            stance,
            tuple(c.strip() for c in colours.split(",") if c.strip()),
            grow,
            group,
            tuple(beside.split()),
        )
        return paint

    return register


_SECONDS = (
    "craie",
    "terracotta",
    "bleu nuit",
    "sauge",
    "moutarde",
    "rose poudré",
    "bleu orage",
    "vert sapin",
    "corail",
    "lavande",
    "ocre",
    "prune",
    "bleu canard",
    "menthe",
)
_WOODS = ("noyer", "chêne", "hêtre", "chêne", "fauve")


def look_for(rng: Random, colour: Colour) -> Look:
    """Dress a thing of this colour."""
    second = PAINTS[rng.choice(_SECONDS)]
    if sum(abs(a - b) for a, b in zip(second, colour, strict=True)) < 110:
        second = PAINTS["craie"] if sum(colour) < 560 else PAINTS["bleu nuit"]
    return Look(
        rng,
        colour,
        second,
        mix(lighter(colour, 0.55), PAINTS["craie"], 0.4),
        PAINTS[rng.choice(_WOODS)],
        PAINTS[rng.choice(("laiton", "argent", "laiton", "cuivre"))],
    )


def recoloured(look: Look, rng: Random, colour: Colour) -> Look:
    """The same maker's hand in another colour."""
    return replace(
        look,
        rng=rng,
        main=colour,
        pale=mix(lighter(colour, 0.55), PAINTS["craie"], 0.4),
        second=look.second if look.second != colour else darker(colour, 0.4),
    )
