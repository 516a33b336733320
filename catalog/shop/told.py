"""What a product page says of its goods, by what it is for: to know them, to use them safely, to
choose them by what they consume, and whether a minor may buy them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from catalog.attributes import age, makers, reading, wording
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Product

# The shipped attributes that the law puts in a place of their own, by their keys.
MAKERS = ("fabricant", "responsable-ue", "personne-responsable")
WARNINGS = ("avertissements", "avertissements-jouet", "precautions", "mentions-danger")
MODEL = "reference-modele"
SAFETY = (*MAKERS, MODEL, *WARNINGS)
ENERGY, REGISTER = "classe-energie", "eprel"
INDEXES = ("indice-reparabilite", "indice-durabilite")
REGISTER_PAGE = "https://eprel.ec.europa.eu/qr/{number}"
Line = tuple[str, str]


@dataclass(slots=True)
class Told:
    """What is told of a product, each line with its name and text in the reader's language."""

    facts: list[Line] = field(default_factory=list)
    safety: list[Line] = field(default_factory=list)
    indexes: list[Line] = field(default_factory=list)
    papers: list[tuple[str, str, str]] = field(default_factory=list)  # name, file, address
    energy: str = ""  # the letter of the European label
    energy_page: str = ""  # where the label and the sheet of the product are published
    adults_only: bool = False
    alcohol: bool = False


def of(said: list[Said], path: str = "") -> Told:
    """What the page of a product tells, from its lines and its category's place in the tree."""
    told = Told()
    told.alcohol = age.is_alcohol(said)
    told.adults_only = age.is_for_adults(said) or age.is_rule_of(path)
    for line in said:
        key = line.attribute.key if line.attribute else ""
        if key == age.ADULTS and told.adults_only:
            continue  # said louder beside the price; a "no" is overruled by the rule
        words = wording.of_line(line)
        if line.document:
            told.papers.append((*words, reverse("shop-paper", args=[line.document])))
        elif key in SAFETY:
            told.safety.append(words)
        elif key in INDEXES and line.amount is not None:
            told.indexes.append((words[0], f"{line.text}/10" if line.is_whole else line.text))
        elif key == ENERGY and len(line.values) == 1:
            told.energy = line.values[0].upper()
        elif key == REGISTER and line.text.isdecimal():
            told.energy_page = REGISTER_PAGE.format(number=line.text)
        else:
            told.facts.append(words)
    return told


def facts(said: Iterable[Said]) -> list[Line]:
    """Every line as name and text, in the reader's language as far as its words are known."""
    return wording.lines(line for line in said if not line.document)


def lines(product: Product, *, measures_vary: bool = False) -> list[Said]:
    """The lines of a sheet that the public reads, understood: documents that are not for it stay
    out, and so does what stands in the place of one; who made it, as its shop says, where the sheet
    does not. Where variants hold different quantities,
    `measures_vary`, the choice of the buyer tells which.
    """
    own = product.attributes if isinstance(product.attributes, dict) else {}
    path = product.category_path
    said = makers.added(reading.read(own, path, vocabulary()), makers.of(product.owner), path)
    return [line for line in said if not _is_left(line, measures_vary=measures_vary)]


def _is_left(line: Said, *, measures_vary: bool) -> bool:
    attribute = line.attribute
    if attribute is None:
        return False
    if attribute.key == reading.CLAIMED:
        return True  # what a proof says stands among the labels
    return attribute.is_private or (measures_vary and attribute.prices)
