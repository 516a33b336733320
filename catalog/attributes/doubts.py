"""What is odd about a line of a sheet, said to whoever writes it: nothing is refused for it.

A value outside its list is read on the sheet, and filters nothing; shares of fibres that do not
make a whole say nothing lawful (Règlement (UE) 1007/2011).
"""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.attributes import measures, reading, sides
from catalog.attributes.reading import Said
from catalog.models import Attribute

Kind = Attribute.Kind
SHARED = "composition-textile"  # the shipped attribute whose shares make a whole
WHOLE, NEARLY = Decimal(100), Decimal(1)
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|pour ?cent|percent)", re.I)
FLAG, AMOUNT, DAY, SHARES, LISTED, UNIT = "flag", "amount", "day", "shares", "listed", "unit"

EXAMPLES = {AMOUNT: "12", DAY: "31/12/2027"}


def of(line: Said) -> str:
    """Which doubt a line raises; empty for none."""
    attribute = line.attribute
    if attribute is None or not line.text:
        return ""
    if attribute.key == SHARED:
        return SHARES if excess(line.text) else ""
    if attribute.kind == Kind.SIZE:
        return UNIT if sides.lacks_unit(line.text) else ""
    if attribute.kind in (Kind.CHOICE, Kind.CHOICES):
        return LISTED if attribute.values and (line.unread or not line.values) else ""
    kinds = {Kind.FLAG: FLAG, Kind.NUMBER: AMOUNT, Kind.DATE: DAY}
    return "" if reading.is_understood(line) else kinds.get(Kind(attribute.kind), "")


def remark(line: Said) -> str:
    """The doubt in a sentence, with how to lift it; empty for none."""
    doubt = of(line)
    if not doubt or line.attribute is None:
        return ""
    values = {
        "text": ", ".join(line.unread) or line.text,
        "example": line.attribute.example or EXAMPLES.get(doubt, ""),
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
