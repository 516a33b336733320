"""One line of a file as a draft: values straightened, problems named, nothing looked up.

A draft holds only what the line says. `assembly` joins the lines of one product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from catalog.imports import dictionary, mapping, normalise
from catalog.imports.normalise import Wrong
from catalog.imports.problems import problem
from marketplace.shared import invisible

OPTIONS = (
    ("option1_name", "option1_value"),
    ("option2_name", "option2_value"),
    ("option3_name", "option3_value"),
)
NO_CHOICE = {("Title", "Default Title"), ("Titre", "Default Title")}
PHOTOS = 20


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of a file: its reference, its sheet, its values, its problems."""

    number: int
    sku: str = ""
    group: str = ""
    draft: dict = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


class Reader:
    """Turns the cells of a file into lines, under one mapping."""

    def __init__(self, detected: Mapping, chosen: Mapping):
        self.headers: list[str] = detected["headers"]
        self.places = mapping.layout(self.headers, chosen["columns"])
        self.used = sorted({place for places in self.places.values() for place in places})
        self.has_options = bool({"option1_value", "option_values"} & set(self.places))
        self.previous = ""
        self.simple = [
            (field, places[0]) for field, places in self.places.items() if field in SIMPLE
        ]

    def line(self, number: int, cells: list[str]) -> Line:
        """One line, with the sheet it belongs to: by its reference, or that of the line above."""
        line = Line(number=number)
        cells = list(map(invisible.cleaned, cells))
        if not self._is_sound(line, cells):
            line.group = f"#{number}"
            return line
        for name, place in self.simple:
            if cells[place]:
                self._take(line, name, place, cells[place])
        self._options(line, cells)
        self._several(line, cells)
        self._price(line, cells)
        self._weight(line, cells)
        line.sku = line.draft.pop("sku", "")
        line.group = self._group(line)
        self.previous = line.group
        return line

    def _is_sound(self, line: Line, cells: list[str]) -> bool:
        if len(cells) > len(self.headers):
            line.problems.append(
                problem("ROW_SHAPE", "", " ".join(cells[len(self.headers) :]).replace("\0", ""))
            )
        for place in self.used:
            text = cells[place]
            if text and not text.isascii() or "\0" in text:
                try:
                    normalise.check(text)
                except Wrong as refusal:
                    shown = text.replace("\0", "␀").replace("\ue000", "#")
                    line.problems.append(problem(refusal.code, self.headers[place], shown))
        return not line.problems

    def _take(self, line: Line, name: str, place: int, text: str) -> None:
        try:
            value = SIMPLE[name](text)
        except Wrong as refusal:
            line.problems.append(problem(refusal.code, self.headers[place], text, **refusal.more))
            if name in CONTENT:
                line.draft["broken"] = True
        else:
            if value not in ("", None):
                line.draft[name] = value

    def _options(self, line: Line, cells: list[str]) -> None:
        names, values = [], []
        for name, value in OPTIONS:
            if value in self.places:
                text = normalise.words(cells[self.places[value][0]], 60)
                named = (
                    normalise.words(cells[self.places[name][0]], 60) if name in self.places else ""
                )
                if text and (named, text) not in NO_CHOICE:
                    values.append(text)
                    names.append(named)
                elif named and not text:
                    names.append(named)
        for field_name, into in (("option_names", names), ("option_values", values)):
            if field_name in self.places:
                text = cells[self.places[field_name][0]]
                into += [normalise.words(part, 60) for part in text.split("|") if part.strip()]
        if any(names):
            line.draft["axes"] = names
        if values:
            line.draft["values"] = values

    def _several(self, line: Line, cells: list[str]) -> None:
        for name in ("photo", "variant_photo"):
            names = [
                n
                for place in self.places.get(name, ())
                if cells[place]
                for n in normalise.photos(cells[place])
            ]
            if names:
                line.draft[f"{name}s"] = list(dict.fromkeys(names))[: 2 * PHOTOS]
        if attributes := self._attributes(line, cells):
            line.draft["attributes"] = attributes
        if text := mapping.category_text(cells, self.places):
            line.draft["category"] = text

    def _attributes(self, line: Line, cells: list[str]) -> dict[str, str]:
        attributes = {}
        for place in self.places.get(dictionary.ATTRIBUTE, ()):
            if cells[place]:
                attributes[dictionary.attribute_name(self.headers[place])] = normalise.words(
                    cells[place]
                )
                if len(cells[place]) > normalise.VALUE_LENGTH:
                    line.problems.append(
                        problem(
                            "ATTRIBUTE_TOO_LONG",
                            self.headers[place],
                            cells[place],
                            limit=normalise.VALUE_LENGTH,
                        )
                    )
        for name, value in mapping.facets(cells, self.places):
            if name == "brand":
                line.draft.setdefault("brand", normalise.words(value, normalise.BRAND_LENGTH))
            elif name != "category":
                named = normalise.words(name.capitalize(), normalise.NAME_LENGTH)
                before = attributes.get(named)
                attributes[named] = (
                    f"{before}, {value}"[: normalise.VALUE_LENGTH]
                    if before
                    else normalise.words(value)
                )
        return attributes

    def _price(self, line: Line, cells: list[str]) -> None:
        for place in self.places.get("price", ()):
            if cells[place]:
                try:
                    cents, sign = normalise.price(cells[place])
                except Wrong as refusal:
                    line.problems.append(problem(refusal.code, self.headers[place], cells[place]))
                else:
                    currency = mapping.currency_of(cells, self.places) or sign or "EUR"
                    line.draft["price"] = cents
                    if currency != "EUR":
                        line.draft["currency"] = currency

    def _weight(self, line: Line, cells: list[str]) -> None:
        for place in self.places.get("weight", ()):
            if cells[place]:
                name = dictionary.plain(self.headers[place]).split()
                unit = (
                    "g" if {"g", "grams", "grammes"} & set(name) else "kg" if "kg" in name else ""
                )
                if not unit and "weight_unit" in self.places:
                    unit = cells[self.places["weight_unit"][0]]
                try:
                    grams = normalise.weight(cells[place], unit)
                except Wrong as refusal:
                    line.problems.append(problem(refusal.code, self.headers[place], cells[place]))
                else:
                    if grams:
                        line.draft["weight_g"] = grams

    def _group(self, line: Line) -> str:
        ref = line.draft.pop("ref", "")
        if ref:
            line.draft["ref"] = ref
            return ref
        follows = (
            self.previous
            and self.has_options
            and "values" in line.draft
            and "title" not in line.draft
        )
        return self.previous if follows else line.sku or f"#{line.number}"


SIMPLE: dict[str, Callable] = {
    "sku": normalise.sku,
    "ref": normalise.ref,
    "title": normalise.title,
    "description": normalise.description,
    "brand": lambda text: normalise.words(text, normalise.BRAND_LENGTH),
    "stock": normalise.stock,
    "gtin": normalise.gtin,
}
CONTENT = {"ref", "title", "description"}
