"""A file of orders to ship, filled in: what each of its lines asks for, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.imports import readers
from catalog.imports.headings import plain
from catalog.imports.problems import FileRefused
from marketplace.shared import invisible
from marketplace.shared.states import Refusal
from orders.carriers import WITHOUT_NUMBER
from orders.fulfilment.batches import MOST, Outcome, Row
from orders.fulfilment.sending import preset
from orders.models import OrderLine, SellerOrder
from orders.states import SellerOrderState
from sellers.models import Seller
from sellers.shop.grid import CARRIERS

MEGABYTES = 2
MOST_LINES = 2000
SHOWN = 40  # signs of a cell in a sentence
NAMES = {
    "order": "commande, numero de commande, no commande, order, order number",
    "carrier": "transporteur, carrier",
    "tracking": "numero de suivi, suivi, no de suivi, tracking, tracking number",
    "sku": "reference, ref, sku",
    "count": "quantite, qte, quantity, qty",
}
COLUMNS = {word: key for key, words in NAMES.items() for word in words.split(", ")}
# 6,12E+12: what a spreadsheet makes of a long number, whose last digits are lost for good
DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
WELL, KNOWN, LEFT, WRONG = "well", "known", "left", "wrong"


class NoLine(Refusal):
    """Nothing stands under the headings."""

    sentence = _("Ce fichier ne contient aucune commande : renvoyez celui que vous avez rempli.")


class ColumnsMissing(Refusal):
    """A column without which nothing can be read."""

    sentence = _(
        "Il manque à ce fichier les colonnes « commande » et « numéro de suivi » : gardez la ligne"
        " d'en-tête du fichier téléchargé."
    )


class TooManyLines(Refusal):
    """More lines than one send takes."""

    sentence = _("Ce fichier compte plus de {most} lignes : envoyez-le en plusieurs fois.")


@dataclass(slots=True)
class Line:
    """A line of the file: its number, its cells, what becomes of it and why."""

    number: int
    cells: list[str]
    order: str = ""
    what: str = WELL
    why: str = ""


@dataclass(slots=True)
class Reading:
    """A file that was read: its lines, and the parcels that they ask for, each with its lines."""

    headers: list[str]
    lines: list[Line] = field(default_factory=list)
    rows: list[tuple[Row, list[int]]] = field(default_factory=list)  # places among the lines

    def hear(self, outcome: Outcome) -> None:
        """Note on its lines what becomes of each parcel; what is wrong stays out of the send."""
        why = {row: str(refusal) for row, refusal in outcome.refused}
        known = set(outcome.known)
        for row, places in self.rows:
            for place in places:
                line = self.lines[place]
                line.what = WRONG if row in why else KNOWN if row in known else WELL
                line.why = why.get(row, "")
        self.rows = [(row, places) for row, places in self.rows if row not in why]

    def refused(self) -> list[tuple[list[str], str]]:
        """The lines to correct, and why."""
        return [(line.cells, line.why) for line in self.lines if line.what == WRONG]

    def count(self, what: str) -> int:
        """How many lines had, or would have, this end."""
        return sum(line.what == what for line in self.lines)

    @property
    def wrong(self) -> int:
        """How many lines are to be corrected."""
        return self.count(WRONG)

    @property
    def known(self) -> int:
        """How many lines tell a parcel that left before."""
        return self.count(KNOWN)

    @property
    def left(self) -> int:
        """How many lines ask for nothing."""
        return self.count(LEFT)

    @property
    def parcels(self) -> int:
        """How many parcels leave."""
        known = {place for place, line in enumerate(self.lines) if line.what == KNOWN}
        return sum(not known.issuperset(places) for _row, places in self.rows)

    def stored(self) -> dict:
        """As the page keeps it until it is confirmed."""
        return {
            "headers": self.headers,
            "lines": [[at.number, at.cells, at.order, at.what, at.why] for at in self.lines],
            "rows": [
                [[row.number, row.carrier, row.tracking, row.pieces], places]
                for row, places in self.rows
            ],
        }

    @classmethod
    def of(cls, stored: Mapping) -> Reading:
        """The same from what a page kept."""
        rows = []
        for (number, carrier, tracking, pieces), places in stored["rows"]:
            kept = tuple((pk, count) for pk, count in pieces) if pieces is not None else None
            rows.append((Row(number, carrier, tracking, kept), places))
        return cls(stored["headers"], [Line(*values) for values in stored["lines"]], rows)


def read(file: IO[bytes], seller: Seller) -> Reading:
    """What a file asks for. Raises FileRefused, NoLine, ColumnsMissing, TooManyLines."""
    try:
        readers.glance(file, most_mb=MEGABYTES)
        detected = readers.detect(file, lambda heading: plain(heading) in COLUMNS)
        found = list(_first(readers.rows(file, detected)))
    except FileRefused as refusal:
        if refusal.code in ("FILE_EMPTY", "IMPORT_EMPTY"):
            raise NoLine from refusal
        if refusal.code == "IMPORT_HEADER":
            raise ColumnsMissing from refusal
        raise
    places: dict[str, int] = {}
    for place, heading in enumerate(detected["headers"]):
        if (key := COLUMNS.get(plain(heading))) is not None:
            places.setdefault(key, place)
    if not {"order", "tracking"} <= places.keys():
        raise ColumnsMissing
    reading = Reading(detected["headers"])
    asked = [_asked(cells, places) for _number, cells in found]
    for (number, cells), ask in zip(found, asked, strict=True):
        reading.lines.append(Line(number, list(map(str, cells)), ask["order"]))
    _group(reading, asked, seller)
    return reading


def _first(rows: Iterable[readers.Row]) -> Iterable[readers.Row]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
        yield row


def _asked(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """The cells that are read, by what they are."""
    asked = {key: invisible.cleaned(str(cells[place])).strip() for key, place in places.items()}
    # a spreadsheet is kept from running a number by a sign before it
    asked = {key: text.removeprefix("'") for key, text in asked.items()}
    return {**asked, "order": asked["order"].upper().replace(" ", "")[:40]}


def _group(reading: Reading, asked: list[dict[str, str]], seller: Seller) -> None:
    """Put lines of one order under one number into one parcel; say what is wrong with others."""
    numbers = {ask["order"] for ask in asked}
    parts = {
        part.number: part
        for part in SellerOrder.objects.of(seller)
        .filter(number__in=numbers)
        .select_related("order")
        .prefetch_related("lines")
    }
    grouped: dict[tuple[str, str, str], tuple[dict[int, int] | None, list[int]]] = {}
    taken: dict[int, int] = {}  # pieces of each line of an order that this file sends
    for place, ask in enumerate(asked):
        line = reading.lines[place]
        try:
            parcel = _parcel(ask, parts.get(ask["order"]), taken)
        except Refusal as refusal:
            line.what, line.why = WRONG, str(refusal)
            continue
        if parcel is None:
            line.what = LEFT
            continue
        label, pieces = parcel
        whole, places = grouped.setdefault(label, ({} if pieces is not None else None, []))
        places.append(place)
        for pk, count in (pieces or {}).items():
            if whole is not None:
                whole[pk] = whole.get(pk, 0) + count
    if len(grouped) > MOST:
        raise TooManyLines(most=MOST)
    reading.rows = [
        (Row(*label, pieces=tuple(sorted(pieces.items())) if pieces is not None else None), places)
        for label, (pieces, places) in grouped.items()
    ]


class OrderMissing(Refusal):
    """A line names no order."""

    sentence = _("Indiquez le numéro de la commande.")


class OrderUnknown(Refusal):
    """A line names an order that is not this shop's."""

    sentence = _("Aucune commande de votre boutique ne porte le numéro « {order} » : vérifiez-le.")


class NumberDamaged(Refusal):
    """A spreadsheet has turned the number into one with a power of ten."""

    sentence = _(
        "Votre tableur a abîmé ce numéro ({tracking}), ses derniers chiffres sont perdus : mettez"
        " la colonne au format Texte, puis collez-le de nouveau."
    )


class CarrierUnreadable(Refusal):
    """A word that names no carrier of the house."""

    sentence = _("« {carrier} » n'est pas un transporteur connu : écrivez {names}.")


class ReferenceUnknown(Refusal):
    """The order holds no such article."""

    sentence = _("Cette commande ne contient pas d'article à expédier de référence « {sku} ».")


class CountUnreadable(Refusal):
    """What stands for a quantity is none."""

    sentence = _("« {count} » n'est pas une quantité : indiquez un nombre entier.")


class CountTooBig(Refusal):
    """The file sends more than what waits."""

    sentence = _("La quantité dépasse ce qui reste à expédier ({left}).")


def _parcel(
    ask: Mapping[str, str], part: SellerOrder | None, taken: dict[int, int]
) -> tuple[tuple[str, str, str], dict[int, int] | None] | None:
    """The parcel that a line is of, and its pieces; None where it asks for nothing."""
    tracking, wanted = ask["tracking"], _carrier(ask.get("carrier", ""))
    if not tracking and wanted not in WITHOUT_NUMBER:
        return None
    if not ask["order"]:
        raise OrderMissing
    if part is None:
        raise OrderUnknown(order=ask["order"][:SHOWN])
    if DAMAGED.fullmatch(tracking):
        raise NumberDamaged(tracking=tracking[:SHOWN])
    label = (part.number, wanted or preset(part), tracking)
    if not ask.get("sku") or part.state != SellerOrderState.TO_SHIP:
        return label, None  # what left already is told by the send itself
    line = _line_of(part, ask["sku"], taken)
    left = line.waiting - taken.get(line.pk, 0)
    count = _count(ask.get("count", ""), left)
    if count == 0:
        return None
    if count > left:
        raise CountTooBig(left=max(left, 0))
    taken[line.pk] = taken.get(line.pk, 0) + count
    return label, {line.pk: count}


def _line_of(part: SellerOrder, sku: str, taken: Mapping[int, int]) -> OrderLine:
    """The line of a reference; of two alike, the one that has something left."""
    same = [line for line in part.lines.all() if line.sku.upper() == sku.upper() and line.waiting]
    if not same:
        raise ReferenceUnknown(sku=sku[:SHOWN])
    return next((line for line in same if line.waiting > taken.get(line.pk, 0)), same[-1])


def _count(text: str, left: int) -> int:
    if not text:
        return left
    if not re.fullmatch(r"\d{1,5}", text):
        raise CountUnreadable(count=text[:SHOWN])
    return int(text)


def _carrier(text: str) -> str:
    """The carrier that a cell names, in either language or by its own name; empty for none."""
    if not text:
        return ""
    if (name := _carriers().get(plain(text))) is None:
        names = ", ".join(str(label) for _name, label in CARRIERS)
        raise CarrierUnreadable(carrier=text[:SHOWN], names=names)
    return name


def _carriers() -> dict[str, str]:
    known = {plain(name.replace("_", " ")): name for name, _label in CARRIERS}
    for language in ("fr", "en"):
        with override(language):
            known |= {plain(str(label)): name for name, label in CARRIERS}
    return known
