"""What a column leaves open, counted over a whole file: one answer then settles all its lines.

Each question is `{"kind", "column", "count", "example", "line"}`. `KINDS` says which answers each
kind has. The answers are stored in the mapping of the import, and may be given in the same form:

    {"answers": {
        "mark":  {"Poids": "thousands" | "decimals"},    is 1.800 a thousand, or one and a bit?
        "unit":  {"Poids": "g" | "kg" | "lb" | "oz"},    weights without a unit, or 0.35 under grams
        "order": {"Fin promo": "day" | "month"},         what comes first in 01/02/2026
        "left":  {"Status": "leave" | "take"},           drafts and archived sheets
        "sale":  {"Sale price": "regular" | "sale"},     which price, while a promotion lasts
        "measure": {"Contenance": "ml" | "cl" | "l"},    numbers of a characteristic without a unit
    }}

Unanswered, nothing is guessed: an ambiguous price or stock refuses its line, an ambiguous weight is
left aside, as a measure is, drafts are left out, and the regular price is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from catalog.imports import days, dictionary, figures, normalise, units
from catalog.imports.normalise import Wrong

KINDS: dict[str, tuple[str, ...]] = {
    "mark": (figures.THOUSANDS, figures.DECIMALS),
    "unit": ("g", "kg", "lb", "oz"),
    "order": (days.DAY_FIRST, days.MONTH_FIRST),
    "left": ("leave", "take"),
    "sale": ("regular", "sale"),
    "measure": units.EVERY,
}
UNANSWERED = {"left": "leave", "sale": "regular"}
# six decimals are how PrestaShop writes kilos; a parcel of a hundred kilos does not exist
_DOUBTFUL = re.compile(r"[.,]\d{3}(?!\d)", re.ASCII)
_KILOS = re.compile(r"\d+\.\d{6}", re.ASCII)
HEAVIEST = 100
Answers = Mapping[str, Mapping[str, str]]


def is_no_grams(number: figures.Number) -> bool:
    """Whether a weight can hardly be written in grams: below one, or with a fraction.

    Kilos may be meant; beyond a hundred of them nothing is sent, so that 350.5 is grams all right.
    """
    return number[0] > 0 and not figures.is_whole(number) and not is_heavy(number)


def is_heavy(number: figures.Number) -> bool:
    """Whether a weight would be no parcel, were it written in kilos."""
    return number[0] >= HEAVIEST * 10 ** number[1]


class Doubts:
    """Collects, cell by cell, what the columns of a file leave open and what they settle."""

    def __init__(self, headers: list[str], places: Mapping[str, list[int]], today: date):
        self._headers = headers
        self._places = places
        self._today = today
        self._questions: dict[tuple[str, int], dict] = {}
        self._weights: dict[int, _Weights] = {}
        self._orders: dict[int, set[str]] = {}
        self._columns = [
            (place, look)
            for field, look in (
                ("price", self._price),
                ("stock", self._stock),
                ("weight", self._weight),
                ("sale_from", self._day),
                ("sale_to", self._day),
                ("sale_dates", self._period),
                ("status", self._status),
            )
            for place in places.get(field, ())
        ]
        self._has_units = "weight_unit" in places
        self._statuses = places.get("status", [])
        self._last_left = 0

    def look(self, number: int, cells: list[str]) -> None:
        """Read one line."""
        for place in self._places.get("sale_price", ()):
            if cells[place].strip("0., ") and self._may_last(cells):
                self._ask("sale", number, place, cells[place])
                self._price(number, place, cells[place])
        for place, look in self._columns:
            if cells[place]:
                look(number, place, cells[place])

    @property
    def questions(self) -> list[dict]:
        """What is left to ask, once the file was read."""
        settled = self.settled
        asked = [
            question
            for (kind, place), question in self._questions.items()
            if self._headers[place] not in settled.get(kind, {})
        ]
        # the days of a promotion matter to nobody when no line has one
        has_sale = any(question["kind"] == "sale" for question in asked)
        return [question for question in asked if has_sale or question["kind"] != "order"]

    @property
    def settled(self) -> dict[str, dict[str, str]]:
        """What the rest of a column says where a line alone would have two readings."""
        told: dict[str, dict[int, str]] = {
            "order": self._settled_orders,
            "unit": {p: seen.unit for p, seen in self._weights.items() if seen.unit},
            "mark": {p: seen.mark for p, seen in self._weights.items() if seen.mark},
        }
        return {
            kind: {self._headers[place]: answer for place, answer in by_place.items()}
            for kind, by_place in told.items()
            if by_place
        }

    @property
    def _settled_orders(self) -> dict[int, str]:
        """What comes first in the days of a column: one day proves it, for the others too."""
        by_place = {p: min(orders) for p, orders in self._orders.items() if len(orders) == 1}
        proven = set().union(*self._orders.values())
        if len(proven) == 1:
            columns = [
                place
                for field in ("sale_from", "sale_to", "sale_dates")
                for place in self._places.get(field, ())
            ]
            by_place = dict.fromkeys(columns, min(proven))
        return by_place

    def _ask(self, kind: str, number: int, place: int, text: str) -> None:
        question = self._questions.setdefault(
            (kind, place),
            {
                "kind": kind,
                "column": self._headers[place],
                "count": 0,
                "example": text[:80].replace("\0", ""),
                "line": number,
            },
        )
        question["count"] += 1

    def _price(self, number: int, place: int, text: str) -> None:
        self._number(number, place, text, normalise.price_as_written)

    def _may_last(self, cells: list[str]) -> bool:
        """Whether a promotion lasts today under one reading of its days at least."""
        if dictionary.is_off(cells, self._places.get("on_sale", ())):
            return False
        for _place, text, is_end in days.ends(cells, self._places):
            possible = days.may_be(text)
            if possible and all(
                days.is_outside(day, self._today, is_end=is_end) for day in possible
            ):
                return False
        return True

    def _stock(self, number: int, place: int, text: str) -> None:
        self._number(number, place, text, normalise.stock)

    def _number(self, number: int, place: int, text: str, read) -> None:
        # most cells have no mark before three digits
        if _DOUBTFUL.search(text):
            try:
                read(text)
            except Wrong as refusal:
                if isinstance(refusal.__cause__, figures.TwoWays):
                    self._ask("mark", number, place, text)

    def _weight(self, number: int, place: int, text: str) -> None:
        seen = self._weights.get(place)
        if seen is None:
            seen = self._weights[place] = _Weights(dictionary.unit_of(self._headers[place]))
        # a whole number contradicts no heading
        if seen.heading and text.isdecimal():
            return
        try:
            written, unit = normalise.weight_as_written(text)
        except Wrong as refusal:
            if refusal.code != "WEIGHT_AMBIGUOUS":
                return
            self._ask("mark", number, place, text)
            written, unit = normalise.weight_as_written(text, figures.DECIMALS)
            seen.doubt(text, unit)
            if written[0] and not (unit or self._has_units or seen.heading):
                self._ask("unit", number, place, text)
            return
        seen.note(text, written, unit)
        is_open = (
            is_no_grams(written) if seen.heading == "g" else not (self._has_units or seen.heading)
        )
        if written[0] and not unit and is_open:
            self._ask("unit", number, place, text)

    def _day(self, number: int, place: int, text: str) -> None:
        if order := days.order_of(text):
            self._orders.setdefault(place, set()).add(order)
            return
        try:
            days.read(text)
        except days.TwoWays:
            self._ask("order", number, place, text)
        except days.NoDay:
            pass

    def _period(self, number: int, place: int, text: str) -> None:
        for end in days.period(text):
            self._day(number, place, end)

    def _status(self, number: int, place: int, text: str) -> None:
        # a draft may say so in two columns: it is one question, and one line
        if dictionary.is_left_out(text, self._headers[place]) and number != self._last_left:
            self._last_left = number
            self._ask("left", number, self._statuses[0], text)


class _Weights:
    """What the weights of a column have in common."""

    def __init__(self, heading: str):
        self.heading = heading
        self._units: set[str] = set()
        self._marks: set[str] = set()
        self._doubtful: set[str] = set()
        self._has_kilos = False
        self._is_heavy = True

    def note(self, text: str, written: figures.Number, unit: str) -> None:
        """A weight with one reading."""
        self._units.add(unit or self.heading)
        if mark := figures.decimal_mark(text.lower().rstrip("abcdefghijklmnopqrstuvwxyz. ")):
            self._marks.add(mark)
        self._has_kilos |= bool(_KILOS.fullmatch(text))
        if written[0]:
            self._is_heavy &= not written[1] and written[0] >= HEAVIEST

    def doubt(self, text: str, unit: str) -> None:
        """A weight whose mark has two readings."""
        self._units.add(unit or self.heading)
        self._doubtful.add("," if "," in text else ".")
        self._is_heavy = False

    @property
    def unit(self) -> str:
        """The unit of weights that name none; empty when it must be asked."""
        if self.heading:
            return ""
        if self._has_kilos and not self._doubtful:
            return "kg"
        return "g" if self._is_heavy else ""

    @property
    def mark(self) -> str:
        """`decimals` for a column of kilos that uses one mark, and shows it before other digits.

        Grams may well be grouped: 1.800 beside 12.5 is still asked.
        """
        units = self._units - {""} or {self.unit}
        if self._doubtful and self._doubtful == self._marks and not units & {"g", "gr", ""}:
            return figures.DECIMALS
        return ""


def answered(mapping: Mapping, kind: str, column: str) -> str:
    """What a column's question was answered, by the rest of the column or by the seller."""
    settled = mapping.get("seen", {}).get("settled", {})
    for told in (settled, mapping.get("answers") or {}):
        answer = (told.get(kind) or {}).get(column, "")
        if answer in KINDS[kind]:
            return answer
    return UNANSWERED.get(kind, "")


def kept(answers: Answers) -> dict[str, dict[str, str]]:
    """The answers that mean something, as the mapping stores them."""
    return {
        kind: {column: answer for column, answer in given.items() if answer in KINDS[kind]}
        for kind, given in answers.items()
        if kind in KINDS and isinstance(given, Mapping)
    }
