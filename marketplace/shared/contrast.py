"""Which accent a brand colour may become so that every text on it stays readable."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from django.utils.translation import gettext as _

HUE = 158
DIAL = 40  # the operator turns a dial from 0 to 100
NEEDED = 4.5  # WCAG 2.2 AA, text of ordinary size

# The darkest light background and the lightest dark background that accents are written on
# (tokens.css: --color-sunk by day, --color-raised by night), then the words written on accents.
SUNK_BY_DAY = (0.955, 0.01, 90)
RAISED_BY_NIGHT = (0.265, 0.011, 75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A readable accent: one lightness by day, one by night, and what was changed for it."""

    hue: float
    chroma: float
    light: float
    dark: float
    asked: float

    @property
    def sentence(self) -> str:
        """What was changed, for the operator; empty when nothing was."""
        if self.chroma == self.asked:
            return ""
        return _(
            "Cette teinte est trop vive pour rester lisible sur tous les écrans : "
            "son intensité est ramenée de %(asked)s à %(kept)s."
        ) % {"asked": to_dial(self.asked), "kept": to_dial(self.chroma)}


def oklch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear sRGB, outside 0..1 when the colour does not exist on a screen."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """WCAG's relative luminance of an oklch colour."""
    red, green, blue = (min(1.0, max(0.0, c)) for c in oklch_to_linear(lightness, chroma, hue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: tuple, other: tuple) -> float:
    """WCAG's contrast between two oklch colours, 1 to 21."""
    low, high = sorted((luminance(*one), luminance(*other)))
    return (high + 0.05) / (low + 0.05)


def from_dial(dial: float) -> float:
    """The chroma for the operator's dial, 0 (grey) to 100 (as vivid as screens go)."""
    return min(max(dial, 0), 100) / 500


def to_dial(chroma: float) -> int:
    """What the operator's dial shows for a chroma."""
    return round(chroma * 500)


def exists(lightness: float, chroma: float, hue: float) -> bool:
    """Whether a screen can show this colour."""
    return all(-0.002 <= c <= 1.002 for c in oklch_to_linear(lightness, chroma, hue))


def written(lightness: float, chroma: float, hue: float) -> str:
    """An oklch colour as #rrggbb, for mail programs and documents."""
    linear = (min(1.0, max(0.0, c)) for c in oklch_to_linear(lightness, chroma, hue))
    coded = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear)
    return "#" + "".join(f"{round(c * 255):02x}" for c in coded)


def by_day(hue: float, dial: float) -> str:
    """The readable accent on a white page, as #rrggbb."""
    chosen = accent(hue, from_dial(dial))
    return written(chosen.light, chosen.chroma, chosen.hue)


@lru_cache(maxsize=64)
def accent(hue: float, chroma: float = from_dial(DIAL)) -> Accent:
    """The nearest readable accent to what the operator asked for."""
    hue, asked = hue % 360, min(max(chroma, 0.0), 0.3)
    light = _first(range(40, 14, -1), lambda step: _reads_by_day(step / 100, asked, hue))
    dark = _first(range(74, 96), lambda step: _reads_by_night(step / 100, asked, hue))
    chosen = asked
    while chosen > 0 and not (exists(light, chosen, hue) and exists(dark, chosen, hue)):
        chosen = round(chosen - 0.005, 3)
    chosen = max(chosen, 0.0)
    if chosen != asked:
        light = _first(range(40, 14, -1), lambda step: _reads_by_day(step / 100, chosen, hue))
        dark = _first(range(74, 96), lambda step: _reads_by_night(step / 100, chosen, hue))
    return Accent(hue=hue, chroma=chosen, light=light, dark=dark, asked=asked)


def on_accent_by_day(hue: float) -> tuple:
    """The words on an accent by day, as in tokens.css."""
    return (0.99, 0.008, hue)


def on_accent_by_night(hue: float) -> tuple:
    """The words on an accent by night, as in tokens.css."""
    return (0.19, 0.02, hue)


def _reads_by_day(lightness: float, chroma: float, hue: float) -> bool:
    colour, soft = (lightness, chroma, hue), (0.94, 0.022, hue)
    backgrounds = (SUNK_BY_DAY, soft, on_accent_by_day(hue))
    return all(ratio(colour, other) >= NEEDED for other in backgrounds)


def _reads_by_night(lightness: float, chroma: float, hue: float) -> bool:
    colour, soft = (lightness, chroma, hue), (0.29, 0.035, hue)
    backgrounds = (RAISED_BY_NIGHT, soft, on_accent_by_night(hue))
    return all(ratio(colour, other) >= NEEDED for other in backgrounds)


def _first(steps, fits) -> float:
    for step in steps:
        if fits(step):
            return step / 100
    return steps[-1] / 100
