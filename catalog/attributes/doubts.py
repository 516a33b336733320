"""What is odd about a line of a sheet, said to whoever writes it: nothing is refused for it.

A value outside its list is read on the sheet, and filters nothing; shares of fibres that do not
make a whole say nothing lawful (Règlement (UE) 1007/2011). A number without its unit is guessed by
nobody. What tells nothing at all (`is_void`)
counts as missing where it is required: at the next proposal, so that no sheet online is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.attributes import fibres, measures, moments, reading, sides
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined, Vocabulary
from catalog.models import Attribute
from marketplace.shared import clock

Kind = Attribute.Kind
SHARED = "composition-textile"  # the shipped attribute whose shares make a whole
WHOLE, NEARLY = Decimal(100), Decimal(1)
BEST_BEFORE = "date-durabilite"  # the shipped attribute whose day must be still to come
_SHARE = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:%|pour ?cent|percent)", re.I)
FLAG, AMOUNT, DAY, SHARES, LISTED, UNIT = "flag", "amount", "day", "shares", "listed", "unit"
FIBRES, SHARELESS, BEYOND = "fibres", "shareless", "beyond"
NAUGHT, BARE, IMPOSSIBLE, PAST = "naught", "bare", "impossible", "past"
FALSE = {FIBRES, BEYOND, NAUGHT, IMPOSSIBLE}  # what no such thing can be

EXAMPLES = {
    AMOUNT: "12",
    **dict.fromkeys((DAY, IMPOSSIBLE), "31/12/2027"),
    NAUGHT: "12 cm",
    **dict.fromkeys((FIBRES, SHARELESS, BEYOND), "80 % laine, 20 % polyamide"),
}


def of(line: Said) -> str:
    """Which doubt a line raises; empty for none."""
    attribute = line.attribute
    if attribute is None or not line.text:
        return ""
    if attribute.key == SHARED:
        return _of_fibres(line.text)
    if attribute.kind == Kind.SIZE:
        return _of_sides(line.text)
    if attribute.kind == Kind.DATE or attribute.key == BEST_BEFORE:
        if moments.is_impossible(line.text):
            return IMPOSSIBLE
        if attribute.key == BEST_BEFORE and moments.is_past(line.text, clock.today()):
            return PAST
    if attribute.kind == Kind.NUMBER and (doubt := _of_amount(line, attribute)):
        return doubt
    if attribute.kind in (Kind.CHOICE, Kind.CHOICES):
        return LISTED if attribute.values and (line.unread or not line.values) else ""
    kinds = {Kind.FLAG: FLAG, Kind.NUMBER: AMOUNT, Kind.DATE: DAY}
    return "" if reading.is_understood(line) else kinds.get(Kind(attribute.kind), "")


def example(line: Said) -> str:
    """How the attribute of a doubtful line is written."""
    own = line.attribute.example if line.attribute else ""
    doubt = of(line)
    if doubt == BARE and line.attribute:
        # the seller's own number, in the unit such things are usually told in
        return f"{line.text.strip()} {measures.usual(line.attribute.unit, own)}"
    return EXAMPLES[IMPOSSIBLE] if doubt == IMPOSSIBLE else own or EXAMPLES.get(doubt, "")


def is_void(line: Said) -> bool:
    """Whether a line tells nothing of what it is asked: no fibre, no amount, no unit, no day there
    is.
    """
    if line.attribute is None:
        return False
    if not line.void:
        line.void.append(_is_void(line, line.attribute))
    return line.void[0]


def chosen(content: Mapping) -> dict[str, list[str]]:
    """What the variants of a content say of each axis that tells them apart."""
    if not content.get("axes"):
        return {}
    said = [variant.get("values") or () for variant in content.get("variants") or ()]
    return {
        str(axis): [str(values[place]) for values in said if len(values) > place and values[place]]
        for place, axis in enumerate(content.get("axes") or ())
    }


def void_choice(attribute: Defined, axis: str, texts: Iterable[str]) -> Said | None:
    """The first value of an axis that tells nothing of what it is asked: a « 75 » without its unit;
    None where each variant tells it.
    """
    lines = (reading.understood(axis, text, attribute) for text in texts)
    return next((line for line in lines if is_void(line)), None)


def told_by_choice(choices: Mapping[str, Iterable[str]], path: str, known: Vocabulary) -> set[str]:
    """The keys of the attributes that every variant of a sheet tells."""
    return {
        each.key
        for axis, texts in choices.items()
        for each in known.meant(axis, path)
        if void_choice(each, axis, texts) is None
    }


def _is_void(line: Said, attribute: Defined) -> bool:
    doubt = of(line)
    if doubt == AMOUNT:
        return attribute.prices and measures.is_naught(line.text)
    if doubt == DAY:
        return measures.is_naught(line.text)
    return doubt in (FIBRES, BARE, IMPOSSIBLE) or (doubt == NAUGHT and attribute.prices)


def _of_fibres(text: str) -> str:
    if not fibres.named(text):
        return FIBRES
    shares = _shares(text)
    if measures.is_negative(text) or any(not 0 < share <= WHOLE for share in shares):
        return BEYOND
    if not shares and not fibres.is_pure(text):
        return SHARELESS
    return SHARES if excess(text) else ""


def _of_sides(text: str) -> str:
    read = sides.read(text)
    if measures.is_negative(text) or (text.strip("0., ") == "" and measures.is_naught(text)):
        return NAUGHT
    if any(not side.length for side in read):
        return NAUGHT
    return UNIT if sides.lacks_unit(text) else ""


def _of_amount(line: Said, attribute: Defined) -> str:
    """A measure below zero is none, and one without its unit is not known; what is paid for by its
    amount has one.
    """
    if measures.is_impossible(line.text, attribute.unit):
        return NAUGHT
    if reading.lacks_unit(line.text, attribute):
        return BARE
    if attribute.prices and line.amount is not None and line.amount <= 0:
        return NAUGHT
    return ""


def remark(line: Said) -> str:
    """The doubt in a sentence, with how to lift it; empty for none."""
    doubt = of(line)
    if not doubt or line.attribute is None:
        return ""
    values = {
        "text": ", ".join(line.unread) or line.text,
        "example": example(line),
        "sum": sum_of(line.text),
    }
    return {
        FLAG: _("« {text} » n'est ni oui ni non : choisissez l'un des deux."),
        AMOUNT: _(
            "« {text} » n'est pas compris : écrivez un nombre et son unité, comme {example}."
        ),
        DAY: _("« {text} » n'est pas compris : écrivez une date, comme {example}."),
        LISTED: _(
            "« {text} » n'est pas une valeur de la liste : il se lit sur la fiche, mais ne compte"
            " pas dans les filtres."
        ),
        SHARES: _("Ces parts font {sum} % : celles d'un même textile doivent faire 100 %."),
        UNIT: _("Indiquez l'unité : cm, mm ou m."),
        FIBRES: _("« {text} » ne nomme aucune fibre connue : écrivez par exemple {example}."),
        SHARELESS: _("Indiquez la part de chaque fibre, comme {example}."),
        BEYOND: _("La part d’une fibre va de 0 à 100 % : écrivez par exemple {example}."),
        NAUGHT: _("« {text} » n’est pas une mesure : écrivez plus de zéro, comme {example}."),
        BARE: _("« {text} » est sans unité : écrivez l’unité, par exemple « {example} »."),
        IMPOSSIBLE: _("« {text} » : cette date n’existe pas. Écrivez-la comme 31/12/2027."),
        PAST: _("« {text} » : cette date est passée."),
    }[doubt].format(**values)


def excess(text: str) -> bool:
    """Whether shares of fibres do not make a whole; several parts of a garment make one each."""
    shares = _shares(text)
    if not shares:
        return False
    held = Decimal(0)
    for share in shares:
        held += share
        if held == WHOLE:
            held = Decimal(0)
    return bool(held) and abs(held - WHOLE) > NEARLY


def sum_of(text: str) -> str:
    """What the shares of a text add up to."""
    return f"{sum(_shares(text), Decimal(0)).normalize():f}"


def _shares(text: str) -> list[Decimal]:
    found = (measures.number(figures) for figures in _SHARE.findall(text))
    return [share for share in found if share is not None]
