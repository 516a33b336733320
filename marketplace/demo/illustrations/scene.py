"""Staging: `draw(kind, seed)` gives a picture, always the same for the same arguments."""

from dataclasses import dataclass
from random import Random

from PIL import Image

from marketplace.demo.illustrations.backdrop import Backdrop, choose
from marketplace.demo.illustrations.colours import PAINTS, Colour, Mood, lighter, mix
from marketplace.demo.illustrations.kinds import KINDS, Kind, Look, look_for, recoloured
from marketplace.demo.illustrations.paint import Layer, Pen, assemble, grained

VIEWS = ("main", "close", "group", "scene")
FULL = 1.24
_PAIRED = frozenset({"egg_cup", "mill", "dog_bowl", "racket", "napkin"})


@dataclass(frozen=True)
class Subject:
    """The thing on stage: the dice of its shape, its colour, what its label says."""

    shape: int
    colour: Colour
    word: str = ""
    name: str = ""


def draw(
    kind: str,
    seed: int,
    size: int = 1000,
    *,
    view: str = "main",
    colour: str | None = None,
    mood: str | None = None,
    style: str | None = None,
    word: str = "",
    name: str = "",
) -> Image.Image:
    """A product picture; `colour` is a name of the paint box, `view` one of VIEWS, `mood` a backdrop, `word` a label, `name` what the thing is called."""
    what = KINDS[kind]
    rng = Random(f"{kind}:{seed}")
    named = colour if colour in PAINTS else rng.choice(what.colours)
    stage = Random(f"{kind}:{seed}:{view}:stage")
    chosen = choose(stage, PAINTS[named], mood)
    backdrop = Backdrop(stage, chosen, size, what.stance, style)
    shape = rng.randrange(1 << 30)
    layers = _PLACING[view if view != "group" or what.group else "main"](
        backdrop, what, Subject(shape, PAINTS[named], word, name), stage
    )
    assemble(backdrop.image, layers, backdrop.shadow, 0.4)
    return grained(backdrop.image, shift=stage.randrange(size))


def _spots(what: Kind, name: str) -> tuple[tuple[float, float, float], ...]:
    """Where the pieces of a pair stand; a small or large thing stands in its size."""
    called = name.lower()
    if what.name in _PAIRED and any(word in called for word in ("duo", "deux", "jeu", "raquettes")):
        if what.stance == "table":
            return ((-150, -34, 0.78), (150, 12, 0.78))
        return ((-140, -50, 0.72), (140, 50, 0.72))
    if what.stance == "table" and called.startswith(("petit", "grand")):
        return ((0, 0, 0.84 if called.startswith("petit") else 1.06),)
    return ((0, 0, 1),)


def _place(
    backdrop: Backdrop, what: Kind, look: Look, x: float, y: float, grow: float, turned: float = 0
) -> tuple[Layer, str, float]:
    layer = Layer(backdrop.image)
    seed = look.rng.randrange(1 << 20)
    for dx, dy, size in _spots(what, look.name):
        size *= grow
        pen = Pen(layer, x + dx * grow, y + dy * grow, size * what.grow, turned, seed=seed)
        what.paint(pen, look)
    return layer, what.stance, y


def _look(subject: Subject) -> Look:
    look = look_for(Random(subject.shape), subject.colour)
    look.name = subject.name
    if subject.word:
        look.extra["word"] = subject.word
    return look


def _main(
    backdrop: Backdrop, what: Kind, subject: Subject, stage: Random
) -> list[tuple[Layer, str, float]]:
    turned = stage.uniform(-9, 9) if what.stance == "sheet" else 0
    lift = stage.uniform(-8, 18) if what.stance == "table" else stage.uniform(-10, 10)
    return [
        _place(
            backdrop,
            what,
            _look(subject),
            500 + stage.uniform(-18, 18),
            backdrop.foot + lift,
            stage.uniform(0.97, 1.06) * (FULL if what.stance == "table" else 1.0),
            turned,
        )
    ]


def _close(
    backdrop: Backdrop, what: Kind, subject: Subject, stage: Random
) -> list[tuple[Layer, str, float]]:
    grow, turned = (
        stage.uniform(1.5, 1.75) * (1.15 if what.stance == "table" else 1),
        stage.uniform(-16, 16) if what.stance == "sheet" else 0,
    )
    foot = backdrop.foot + 130 if what.stance == "table" else 500 + stage.uniform(-60, 60)
    return [
        _place(
            backdrop, what, _look(subject), stage.choice((330, 400, 600, 660)), foot, grow, turned
        )
    ]


def _sisters(what: Kind, colour: Colour, mood: Mood) -> list[Colour]:
    near = [PAINTS[c] for c in what.colours if PAINTS[c] != colour] or [lighter(colour, 0.4)]
    return [colour, near[0], near[len(near) // 2], mix(colour, mood.accent, 0.4)]


def _group(
    backdrop: Backdrop, what: Kind, subject: Subject, stage: Random
) -> list[tuple[Layer, str, float]]:
    tints = _sisters(what, subject.colour, backdrop.mood)
    first = _look(subject)
    spots = [(500, 0, 0.72)] if what.stance != "table" else []
    if what.stance == "table":
        order = stage.choice(((0, 1, 2), (1, 0, 2), (2, 0, 1)))
        back = backdrop.foot - 52
        spots = [
            (stage.uniform(255, 300), back - backdrop.foot, 0.8),
            (stage.uniform(690, 745), back - 6 - backdrop.foot, 0.8),
            (stage.uniform(470, 520), 40, 0.88),
        ]
    else:
        order = (1, 2, 0)
        spots = [(300, -210, 0.58), (715, -60, 0.58), (400, 225, 0.6)]
    placed = []
    for which, (x, dy, grow) in zip(order, spots, strict=True):
        look = recoloured(first, Random(subject.shape), tints[which])
        placed.append(
            _place(
                backdrop,
                what,
                look,
                x,
                backdrop.foot + dy,
                grow,
                stage.uniform(-14, 14) if what.stance == "sheet" else 0,
            )
        )
    return placed


def _scene(
    backdrop: Backdrop, what: Kind, subject: Subject, stage: Random
) -> list[tuple[Layer, str, float]]:
    side = stage.choice((-1, 1))
    layers = []
    for i, name in enumerate(what.beside[:2] if what.stance == "table" else what.beside[:3]):
        friend = KINDS[name]
        tint = PAINTS[stage.choice(friend.colours)]
        look = look_for(Random(stage.randrange(1 << 30)), mix(tint, backdrop.mood.accent, 0.15))
        if what.stance == "table":
            layers.append(
                _place(
                    backdrop,
                    friend,
                    look,
                    500 + side * (255 if i == 0 else -285),
                    backdrop.foot - 62 + 10 * i,
                    0.76 if i == 0 else 0.62,
                )
            )
        else:
            x, y = ((500 - side * 330, 190), (500 + side * 350, 800), (500 + side * 360, 160))[i]
            layers.append(_place(backdrop, friend, look, x, y, 0.5, stage.uniform(-30, 30)))
    grow = 0.98 if what.stance == "table" else 0.74
    layers.append(
        _place(
            backdrop,
            what,
            _look(subject),
            500 - side * 60,
            backdrop.foot + 34,
            grow,
            stage.uniform(-12, 12) if what.stance == "sheet" else 0,
        )
    )
    return layers


_PLACING = {"main": _main, "close": _close, "group": _group, "scene": _scene}
