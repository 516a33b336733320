"""What sheets say, told to their reader: the seller's words, or English where they are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _now

from catalog.attributes import measures, moments, reading, sides
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Attribute
from marketplace.shared.folding import fold


def lines(said: Iterable[Said]) -> list[tuple[str, str]]:
    """Each line as name and text. Two lines of one attribute stay two: sellers part them."""
    return [(name_of(line), text_of(line)) for line in said]


def of_variant(axes: Sequence[object], values: Sequence[object], path: str, label: str) -> str:
    """What a variant is, in the reader's words; its own label where those are not known."""
    if get_language() != "en" or len(axes) != len(values):
        return label
    known, told = vocabulary(), []
    for name, value in zip(map(str, axes), map(str, values), strict=True):
        attribute = reading.attribute_of(name, [value], path, known)
        told.append(text_of(reading.understood(name, value, attribute)))
    # a label of the seller's own tells more than its values
    return " / ".join(told) if " / ".join(map(str, values)) == label else label


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
    """What is said. An English reader gets the translation, with the seller's words behind it
    where they tell more; a French one reads what the seller wrote, but for days, which are told
    as people say them: 2027-03-03 is 3 mars 2027; and but for sides, told in one order and unit.
    """
    attribute = line.attribute
    if attribute is None:
        return line.text
    if line.moment is not None:
        return moments.told(line.moment) if line.is_whole else line.text
    is_french = get_language() != "en"
    if attribute.kind == Attribute.Kind.SIZE:
        return sides.told(line.text, french=is_french) or line.text
    if is_french:
        return line.text
    if line.amount is not None:
        told = measures.told(line.amount, attribute.unit, french=False)
        return told if line.is_whole else line.text
    if line.flag is not None:
        return _now("Oui") if line.flag else _now("Non")
    if not line.values or line.unread:
        return line.text
    labels = [attribute.values[key].label for key in line.values]
    if line.is_plain:
        return ", ".join(labels)
    # what is written alike in both languages needs no translation before it
    if all(fold(label) in fold(line.text) for label in labels):
        return line.text
    return f"{', '.join(labels)} ({line.text})"
