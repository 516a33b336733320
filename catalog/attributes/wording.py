"""What sheets say, told to their reader in the house's words, as far as these are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _now

from catalog.attributes import labelling, measures, moments, reading, sides
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined, Value, phrase, vocabulary
from catalog.models import Attribute
from marketplace.shared.folding import fold
from marketplace.shared.language import WORDY, Foreign, Mixed

# what joins several things in the name of one value: Alpaga et cachemire
# written alike in all languages: lists of the label, numbers of registers and of makers
BARE = frozenset({"inci", "eprel", "reference-modele"})
JOINING = re.compile(r"\s*(?:[,/&]|\b(?:et|ou|and|or)\b)\s*")


def lines(said: Iterable[Said]) -> list[tuple[str, str]]:
    """Each line as name and text. Two lines of one attribute stay two: sellers part them."""
    return [of_line(line) for line in said]


def of_line(line: Said) -> tuple[str, str]:
    """A line as name and text, each said to be French where an English reader gets it so."""
    name = name_of(line)
    is_own = line.attribute is None and get_language() == "en" and WORDY.search(name)
    return Foreign(name) if is_own else name, value_of(line)


def value_of(line: Said) -> str:
    """What a line says, said to be French where an English reader gets it so."""
    text = text_of(line)
    key = line.attribute.key if line.attribute else ""
    if get_language() != "en" or text != line.text or key in BARE or line.is_plain:
        return text
    is_alike = labelling.named(text) == text or labelling.english(key, text) == text
    return text if is_alike or not WORDY.search(text) else Foreign(text)


def of_variant(axes: Sequence[object], values: Sequence[object], path: str, label: str) -> str:
    """What a variant is, in the reader's words; its own label where that tells more than its
    values.
    """
    if len(axes) != len(values) or " / ".join(map(str, values)) != label:
        return label
    known = vocabulary()
    pairs = zip(map(str, axes), map(str, values), strict=True)
    lines = (reading.line(name, text, path, known) for name, text in pairs)
    return Mixed.joined(" / ", map(value_of, lines))


def in_house(axes: Sequence[object], values: Sequence[object], path: str, label: str) -> str:
    """What a variant is in the house's own words, for what is kept and read by everybody: an order,
    its invoice.
    """
    with override("fr"):
        return of_variant(axes, values, path, label)


def in_english(axes: Sequence[object], values: Sequence[object], path: str, label: str) -> str:
    """What a variant is in English, which an order keeps beside the house's words."""
    with override("en"):
        return str(of_variant(axes, values, path, label))


def name_of(line: Said) -> str:
    """The name of what is said: the attribute's, or the seller's own; of three sides, their order
    too.
    """
    if line.attribute is None:
        return line.name
    if line.attribute.kind == Attribute.Kind.SIZE and sides.is_ordered(line.text):
        return f"{line.attribute.label} ({sides.order()})"
    return line.attribute.label


def text_of(line: Said) -> str:
    """What is said, by what it means: a value's own name, yes or no, an amount and its unit, a day
    as people say it (2027-03-03 is 3 mars 2027), sides in one order and unit. Words that tell more
    than the value they name stay as the seller wrote them; an English reader finds the value
    before them. Fibres and care are told in English where all their words are known.
    """
    attribute = line.attribute
    if attribute is None:
        return line.text
    is_french = get_language() != "en"
    if attribute.kind == Attribute.Kind.TEXT:
        return line.text if is_french else labelling.english(attribute.key, line.text) or line.text
    if attribute.kind == Attribute.Kind.SIZE:
        return sides.told(line.text, french=is_french) or line.text
    if line.flag is not None:
        return _now("Oui") if line.flag else _now("Non")
    if line.moment is not None:
        return moments.told(line.moment) if line.is_whole else line.text
    if line.amount is not None:
        return _amount(line, attribute, line.amount, french=is_french)
    if not is_french and not line.is_plain and (said := labelling.named(line.text)):
        return said
    if not line.values or line.unread:
        return line.text
    return _named(line, [attribute.values[key] for key in line.values], french=is_french)


def _amount(line: Said, attribute: Defined, amount: Decimal, *, french: bool) -> str:
    if not line.is_whole:
        return line.text
    if not french and not measures.has_own_step(attribute.unit):
        return measures.told(amount, attribute.unit, french=False)
    if measures.is_bare(line.text):
        # a bare number of centimetres would become one of millimetres
        is_told = attribute.unit and not measures.ways(attribute.unit)
        return measures.told(amount, attribute.unit, french=french) if is_told else line.text
    if not attribute.unit:  # six glasses would lose them
        return line.text
    return measures.written(line.text, amount, attribute.unit, french=french)


def _named(line: Said, values: list[Value], *, french: bool) -> str:
    """The values of a line by their names, with the seller's words where these tell more."""
    labels = [value.label for value in values]
    if not line.is_plain:
        labels = [_narrowed(value, line.text) for value in values]
        if not all(labels):
            return line.text
    # what is written alike needs no other words
    is_alike = all(fold(label) in fold(line.text) for label in labels)
    if line.is_plain:
        is_sentence = french and is_alike and len(labels) > 1 and not line.text.isupper()
        return line.text if is_sentence else ", ".join(labels)
    if french or is_alike:
        return line.text
    return Mixed(", ".join(labels), " (", Foreign(line.text), ")")


def _narrowed(value: Value, text: str) -> str:
    """The name of a value as far as these words tell it: of « Alpaga et cachemire » only what is
    named, since a scarf of alpaca holds no cashmere; empty where none of it is.
    """
    french, english = (JOINING.split(name) for name in (value.fr, value.en))
    shown = JOINING.split(value.label)
    if len(french) == 1 and len(english) == 1:
        return value.label
    # part stands for part only where both languages have as many
    alike = [parts for parts in (french, english) if len(parts) == len(shown)]
    told = [
        part
        for place, part in enumerate(shown)
        if any(_names(parts[place], text) for parts in alike)
    ]
    return value.label if len(told) == len(shown) else ", ".join(told)


def _names(part: str, text: str) -> bool:
    words, said = phrase(part), phrase(text)
    return any(said[at : at + len(words)] == words for at in range(len(said)))
