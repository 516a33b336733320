"""What a look is chosen from: neutrals, pairs of type, patterns, ways to show pictures."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutrals:
    """The papers and inks: their hues, how much of it they take, how light papers are by day."""

    paper_hue: int
    ink_hue: int
    night_hue: int
    tint: float
    paper: float
    sunk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A family of letters of ours: its files, which weights it has, what stands in until it came.

    `stand_in` is of the system: its name, then how much wider and taller it is drawn so that a
    line keeps its room.
    """

    family: str
    file: str
    weights: str
    printed: dict[int, str]  # weight → file for paper and cards, by weight
    stand_in: tuple[str, str, str, str]
    generic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Letters for titles and for text. `title` is the weight of titles, `tracking` their space."""

    text: str
    display: str
    title: int
    tracking: str = "-.008em"
    case: str = "none"
    size: float = 1.0  # titles of narrow or small letters are drawn larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A border drawn as a tile, and what lies behind a page. `band` is its height under the head
    of a page, 0 where it stands at the foot alone; `ground` is made of tokens.
    """

    file: str
    width: int
    height: int
    band: int = 0
    turned: bool = False  # at the foot it stands on its head
    ground: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How pictures are shown."""

    filter: str = ""
    mat: str = "0px"
    edge: str = "0px"


NEUTRALS = {
    "chaud": Neutrals(paper_hue=92, ink_hue=68, night_hue=75, tint=1, paper=0.983, sunk=0.955),
    "froid": Neutrals(paper_hue=240, ink_hue=255, night_hue=255, tint=1.3, paper=0.978, sunk=0.948),
    "blanc": Neutrals(paper_hue=90, ink_hue=90, night_hue=90, tint=0, paper=1, sunk=0.965),
    "creme": Neutrals(paper_hue=88, ink_hue=45, night_hue=55, tint=2.6, paper=0.974, sunk=0.945),
    "beton": Neutrals(paper_hue=100, ink_hue=90, night_hue=95, tint=0.7, paper=0.94, sunk=0.915),
}
NEUTRAL_WORDS = [
    ("chaud", _("Chauds, comme un papier de presse")),
    ("froid", _("Froids, un peu bleutés")),
    ("blanc", _("Blancs et gris, sans teinte")),
    ("creme", _("Crème et brun")),
    ("beton", _("Gris d'atelier")),
]
FACES = {
    "instrument": Face(
        family="Instrument Sans",
        file="instrument-sans.woff2",
        weights="400 700",
        printed={400: "instrument-sans-regular.ttf", 600: "instrument-sans-semibold.ttf"},
        stand_in=("Arial", "102.3%", "94.8%", "24.4%"),
        generic="sans-serif",
    ),
    "young": Face(
        family="Young Serif",
        file="young-serif.woff2",
        weights="400",
        printed={400: "young-serif.ttf"},
        stand_in=("Times New Roman Bold", "118.8%", "88%", "30.8%"),
        generic="serif",
    ),
    "fraunces": Face(
        family="Fraunces",
        file="fraunces.woff2",
        weights="600",
        printed={600: "fraunces.ttf"},
        stand_in=("Times New Roman Bold", "121%", "81%", "21%"),
        generic="serif",
    ),
    "figtree": Face(
        family="Figtree",
        file="figtree.woff2",
        weights="300 900",
        printed={400: "figtree-regular.ttf", 600: "figtree-semibold.ttf"},
        stand_in=("Arial", "102%", "93%", "24.5%"),
        generic="sans-serif",
    ),
    "cormorant": Face(
        family="Cormorant Garamond",
        file="cormorant-garamond.woff2",
        weights="500",
        printed={500: "cormorant-garamond.ttf"},
        stand_in=("Times New Roman", "96%", "96%", "30%"),
        generic="serif",
    ),
    "jost": Face(
        family="Jost",
        file="jost.woff2",
        weights="100 900",
        printed={400: "jost-regular.ttf", 600: "jost-semibold.ttf"},
        stand_in=("Arial", "96.5%", "111%", "38.8%"),
        generic="sans-serif",
    ),
    "barlow": Face(
        family="Barlow Condensed",
        file="barlow-condensed.woff2",
        weights="600",
        printed={600: "barlow-condensed.ttf"},
        stand_in=("Arial Narrow Bold", "93%", "107%", "21.5%"),
        generic="sans-serif",
    ),
    "public": Face(
        family="Public Sans",
        file="public-sans.woff2",
        weights="100 900",
        printed={400: "public-sans-regular.ttf", 600: "public-sans-semibold.ttf"},
        stand_in=("Arial", "104.5%", "91%", "21.5%"),
        generic="sans-serif",
    ),
}
PAIRS = {
    "garde": Pair(text="instrument", display="young", title=400),
    "grotesque": Pair(text="instrument", display="instrument", title=600),
    "marche": Pair(text="figtree", display="fraunces", title=600, tracking="-.015em"),
    "galerie": Pair(text="jost", display="cormorant", title=500, tracking="-.01em", size=1.12),
    "atelier": Pair(
        text="public", display="barlow", title=600, tracking=".01em", case="uppercase", size=1.08
    ),
}
PAIR_WORDS = [
    ("garde", _("Éditoriale (titres à empattements)")),
    ("grotesque", _("Moderne (sans empattement)")),
    ("marche", _("Généreuse (Fraunces et Figtree)")),
    ("galerie", _("Élancée (Cormorant et Jost)")),
    ("atelier", _("D'atelier (Barlow en capitales et Public Sans)")),
]
DOTS = (
    "radial-gradient(circle,color-mix(in oklch,var(--color-ink) 11%,transparent) 1px,"
    "transparent 1.6px) 0 0/1.5rem 1.5rem"
)
CHECKS = ",".join(
    f"repeating-linear-gradient({turn}deg,"
    "color-mix(in oklch,var(--color-accent) 3%,transparent) 0 1.25rem,transparent 0 2.5rem)"
    for turn in (0, 90)
)
PATTERNS = {
    "arcades": Pattern(file="arcade.svg", width=44, height=22),
    "banne": Pattern(file="awning.svg", width=48, height=24, band=24, turned=True, ground=CHECKS),
    "cimaise": Pattern(file="rail.svg", width=96, height=22),
    "chantier": Pattern(file="stripes.svg", width=32, height=12, band=12, ground=DOTS),
}
PATTERN_WORDS = [
    ("arcades", _("Les arcades d'une halle")),
    ("banne", _("La banne d'un étal, sur un vichy pâle")),
    ("cimaise", _("La cimaise d'une galerie")),
    ("chantier", _("Les bandes d'un atelier, sur un panneau perforé")),
]
TREATMENTS = {
    "nette": Treatment(),
    "encadree": Treatment(mat=".55rem", edge="1px"),
    "chaude": Treatment(filter="sepia(.16) saturate(1.18)"),
    "sobre": Treatment(filter="saturate(.72) contrast(1.07)"),
}
TREATMENT_WORDS = [
    ("nette", _("Telles quelles")),
    ("encadree", _("Encadrées, avec un passe-partout")),
    ("chaude", _("Réchauffées")),
    ("sobre", _("Sobres : moins de couleur, plus de contraste")),
]
MARK_WORDS = [
    ("arche", _("L'arche")),
    ("panier", _("Le panier de marché")),
    ("cadre", _("Le cadre")),
    ("ecrou", _("L'écrou")),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How the house looks, in values that may be kept and compared."""

    hue: int = 158
    chroma: int = 40
    light: int = 40
    dark: int = 74
    neutrals: str = "chaud"
    fonts: str = "garde"
    radius: int = 3
    pattern: str = "arcades"
    pictures: str = "nette"
    mark: str = "arche"

    @property
    def papers(self) -> Neutrals:
        """Its papers and inks; the house's own where the name is not known."""
        return NEUTRALS.get(self.neutrals, NEUTRALS["chaud"])

    @property
    def pair(self) -> Pair:
        """Its letters."""
        return PAIRS.get(self.fonts, PAIRS["garde"])

    @property
    def border(self) -> Pattern:
        """Its pattern."""
        return PATTERNS.get(self.pattern, PATTERNS["arcades"])

    @property
    def treatment(self) -> Treatment:
        """How it shows pictures."""
        return TREATMENTS.get(self.pictures, TREATMENTS["nette"])


NAMES = tuple(Traits.__slots__)
PICTURES = ("logo", "logo_night", "icon")  # files of ours that a look may have besides
HOUSE = Traits()
