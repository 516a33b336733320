"""One line of a file as a draft: values straightened, problems named, nothing looked up.

A draft holds only what the line says. `assembly` joins the lines of one product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from catalog.attributes import doubts
from catalog.imports import (
    charset,
    days,
    dictionary,
    figures,
    mapping,
    meaning,
    normalise,
    questions,
)
from catalog.imports.normalise import Wrong
from catalog.imports.problems import problem
from marketplace.shared import clock, invisible

OPTIONS = (
    ("option1_name", "option1_value"),
    ("option2_name", "option2_value"),
    ("option3_name", "option3_value"),
)
NO_CHOICE = {("Title", "Default Title"), ("Titre", "Default Title")}
PHOTOS = 20
TOTAL = re.compile(
    r"(sous[- ]?|grand )?(total|totaux|somme)"
    r"( (g[ée]n[ée]ral|ttc|ht|du|de|des|la|le|les|stock|produits?|articles?|r[ée]f[ée]rences?))*"
    r"\s*:?",
    re.IGNORECASE,
)
# what is said of a value that its attribute does not understand
ODD = {
    doubts.FLAG: "FLAG_ODD",
    doubts.AMOUNT: "AMOUNT_ODD",
    doubts.DAY: "DAY_ODD",
    doubts.SHARES: "SHARES_ODD",
    doubts.UNIT: "UNIT_ODD",
    doubts.LISTED: "LISTED_ODD",
    doubts.FIBRES: "FIBRES_UNKNOWN",
    doubts.SHARELESS: "SHARES_MISSING",
    doubts.BEYOND: "SHARE_BEYOND",
    doubts.NAUGHT: "MEASURE_NAUGHT",
    doubts.BARE: "QUANTITY_BARE",
    doubts.IMPOSSIBLE: "DAY_IMPOSSIBLE",
    doubts.PAST: "DAY_PAST",
}
LINE, PARCEL, USED = "line", "parcel", "used"
OPTION_FIELDS = {"option_names", "option_values", *(value for _name, value in OPTIONS)}
UNSENT_FIELDS = {"kind", "unsent", "sent"}
USED_FIELDS = {"condition", "status"}
PAIRED_FIELDS = {"features", "facets"}
LISTED = re.compile(r"variation \d values")


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of a file: its reference, its sheet, its values, its problems.

    Of its values, `head` marks a parent that sells nothing itself, `left` why a line is left out:
    a word of the shop, PARCEL or USED with the column and the cell that say so in `unsent` or
    `used`; or LINE, for this line only. One that says to be `new` is not left out with its head.
    """

    number: int
    sku: str = ""
    group: str = ""
    draft: dict = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)


SHORT, MOST_SAID = 60, 20_000  # of cells that are remembered, in letters; and how many


class Reader:
    """Turns the cells of a file into lines, under one mapping, as things are on a day."""

    def __init__(self, detected: Mapping, chosen: Mapping, today: date | None = None):
        self.headers: list[str] = detected["headers"]
        self.is_doubtful = "doubt" in detected
        self.chosen = chosen
        self.today = today or clock.paris_day(clock.now())
        self.places = mapping.layout(self.headers, chosen["columns"])
        self.answers: dict[tuple[str, int], str] = {}
        self.marked = mapping.marked_places(self.places)
        self.used = sorted({place for places in self.places.values() for place in places})
        # what most files have no column for is not looked for line by line
        self.lists_options = not OPTION_FIELDS.isdisjoint(self.places)
        self.says_kind = "kind" in self.places
        self.may_be_unsent = not UNSENT_FIELDS.isdisjoint(self.places)
        self.may_be_used = not USED_FIELDS.isdisjoint(self.places)
        self.tells_pairs = not PAIRED_FIELDS.isdisjoint(self.places)
        # whether a variant may belong to the line above it
        has_options = bool({"option1_value", "option_values"} & set(self.places))
        self.may_follow = has_options and "kind" not in self.places
        self.previous = ""
        # the sheets of parents by their number in the shop: variants may name them by it
        self.parents: dict[str, str] = {}
        self.awaited: set[str] = set()
        # what the sheets cost to which variants add something
        self.bases: dict[str, int] = {}
        self.simple = [
            (field, places[0]) for field, places in self.places.items() if field in SIMPLE
        ]
        self.named_beside = {
            place: beside
            for place in self.places.get(dictionary.ATTRIBUTE, ())
            if (beside := dictionary.option_name_beside(self.headers[place], self.headers))
            is not None
        }
        self.meant, self.rewrites = meaning.wordings(
            self.headers,
            chosen["columns"],
            chosen.get("values", {}),
            (chosen.get("answers") or {}).get("measure"),
        )
        self.doubts = meaning.Doubts(self.headers, chosen["columns"])
        # what the cells of characteristics came to: the same short ones stand on many lines
        self.said: dict[tuple[int, str], tuple[str, list[dict]]] = {}
        # where a raw export writes the options of variations
        self.raw_options = [
            place
            for place in self.places.get(dictionary.ATTRIBUTE, ())
            if "parent_id" in self.places and dictionary.is_raw_option(self.headers[place])
        ]
        # the columns of characteristics, and those of them that are measures
        self.told = [
            place
            for place in self.places.get(dictionary.ATTRIBUTE, ())
            if place not in self.raw_options
        ]
        self.measures = {
            place
            for place in self.told
            if not dictionary.MEASURES.isdisjoint(dictionary.plain(self.headers[place]).split())
        }
        valued = [place for _name, value in OPTIONS for place in self.places.get(value, ())]
        self.shown_beside = {
            place: beside
            for place in [*valued, *self.named_beside]
            if (beside := dictionary.shown_beside(self.headers[place], self.headers)) is not None
        }

    def line(self, number: int, cells: list[str]) -> Line:
        """One line, with the sheet it belongs to: by its reference, or that of the line above."""
        line = Line(number=number)
        cells = [
            cell if cell.isascii() or type(cell) is not str else invisible.cleaned(cell)
            for cell in cells
        ]
        cells = mapping.unmarked(cells, self.marked)
        if why := self._why_no_product(cells):
            line.problems.append(problem("NO_PRODUCT", "", why))
            line.draft["left"] = LINE
        if why or not self._is_sound(line, cells):
            # nothing follows it
            line.draft["apart"] = True
            line.group = f"#{number}"
            return line
        for name, place in self.simple:
            if cells[place]:
                self._take(line, name, place, cells[place])
        for place in self.used:
            if not cells[place].isascii() and charset.is_strange(cells[place]):
                remark = problem("TEXT_STRANGE", self.headers[place], cells[place])
                line.problems.append(remark)
        kind = self._kind(cells)
        if kind & dictionary.HEADS:
            line.draft["head"] = True
        self._options(line, cells, kind)
        self._several(line, cells)
        self._stock(line, cells)
        self._price(line, cells)
        self._weight(line, cells)
        self._children(line, cells)
        line.sku = line.draft.pop("sku", "")
        for name, reference in (("sku", line.sku), ("ref", line.draft.get("ref", ""))):
            if reference and normalise.is_changed_by_excel(reference):
                column = self.headers[self.places[name][0]]
                line.problems.append(problem("SKU_EXCEL", column, reference))
        line.group = self._group(line, cells)
        self.previous = line.group
        self._leave(line, cells)
        self._leave_used(line, cells)
        self._keep_home(line, cells, kind)
        return line

    def _cell(self, name: str, cells: list[str]) -> str:
        """What a line says in a field that has one column."""
        places = self.places.get(name)
        return cells[places[0]] if places else ""

    def _kind(self, cells: list[str]) -> set[str]:
        text = self._cell("kind", cells) if self.says_kind else ""
        return {dictionary.plain(part) for part in text.split(",")} if text else set()

    def _why_no_product(self, cells: list[str]) -> str:
        """What a line is that sells nothing and heads nothing; empty for a product."""
        if shown := self._kind(cells) & dictionary.NO_PRODUCTS:
            return min(shown)
        if view := self._cell("view", cells):
            return view
        first = next(filter(None, cells), "")
        if not first:
            # nothing but signs that nobody sees
            return "∅"
        if first in self.headers and _repeats(cells, self.headers):
            return first
        if TOTAL.fullmatch(first):
            names = {self._cell("title", cells), self._cell("sku", cells)}
            if names <= {"", first}:
                return first
        is_alone = cells.count("") == len(cells) - 1
        says_nothing = is_alone and cells.index(first) not in self._lasting
        return first if says_nothing and " " in first else ""

    @property
    def _lasting(self) -> set[int]:
        """Columns that say something alone: a photo, a reference of the sheet above."""
        fields = ("photo", "variant_photo", "ref")
        return {place for field in fields for place in self.places.get(field, ())}

    def _leave(self, line: Line, cells: list[str]) -> None:
        """Leave out what is a draft in the seller's own shop, unless the seller takes it."""
        places = self.places.get("status", [])
        left = [
            cells[place]
            for place in places
            if dictionary.is_left_out(cells[place], self.headers[place])
        ]
        if left and self._answered("left", places[0]) == "leave":
            line.draft["left"] = max(reversed(left), key=len)[:40]
            return
        for place in places:
            if dictionary.is_shown_by_search(cells[place], self.headers[place]):
                line.problems.append(problem("BY_SEARCH", self.headers[place], cells[place]))

    def _leave_used(self, line: Line, cells: list[str]) -> None:
        """Leave out what is not new: every article here is sold as new.

        Nobody is asked, for no answer could be taken.
        """
        if "left" in line.draft or not (self.may_be_used or _names_condition(line.draft)):
            return
        places = [*self.places.get("condition", ()), *self.places.get("status", ())]
        said = [(self.headers[place], cells[place]) for place in places if cells[place]]
        told_apart = zip(line.draft.get("axes", ()), line.draft.get("values", ()), strict=False)
        qualities = {
            **dict(told_apart),
            **line.draft.get("choices", {}),
            **line.draft.get("attributes", {}),
        }
        said += [
            (name, value)
            for name, value in qualities.items()
            if dictionary.plain(name) in dictionary.CONDITIONS
        ]
        for heading, text in said:
            if dictionary.is_used(text):
                line.draft["left"], line.draft["used"] = USED, [heading, text[:80]]
                return
        for place in self.places.get("condition", ()):
            if cells[place] and not self._is_unknown(line, place, cells):
                if dictionary.is_used(cells[place]) is None:
                    line.problems.append(problem("NEW_DOUBT", self.headers[place], cells[place]))
                else:
                    line.draft["new"] = True

    def _keep_home(self, line: Line, cells: list[str], kind: set[str]) -> None:
        """Leave out what is no parcel: a gift card, a file, a service.

        Nobody is asked, for no answer could be taken: what is bought here is sent. A wrong cell is
        corrected, and its line is then taken.
        """
        if "left" in line.draft or not self.may_be_unsent:
            return
        said = None
        if words := kind & dictionary.UNSENT:
            said = (self.places["kind"][0], min(words))
        for place in self.places.get("unsent", ()):
            if dictionary.plain(cells[place]) in dictionary.YES | dictionary.UNSENT:
                said = (place, f"{self.headers[place]} : {cells[place]}")
        # a gift card is one whole; whether it is sent, each variant says for itself
        left = PARCEL
        for place in self.places.get("sent", ()):
            if said is None and dictionary.plain(cells[place]) in dictionary.NO:
                said, left = (place, f"{self.headers[place]} : {cells[place]}"), LINE
        if said is None:
            return
        line.draft["left"] = LINE if kind & dictionary.VARIATIONS else left
        line.draft["unsent"] = [self.headers[said[0]], said[1]]

    def _answered(self, kind: str, place: int) -> str:
        answer = self.answers.get((kind, place))
        if answer is None:
            answer = questions.answered(self.chosen, kind, self.headers[place])
            self.answers[kind, place] = answer
        return answer

    def _is_sound(self, line: Line, cells: list[str]) -> bool:
        if len(cells) > len(self.headers):
            line.problems.append(
                problem("ROW_SHAPE", "", " ".join(cells[len(self.headers) :]).replace("\0", ""))
            )
        for place in self.used:
            text = cells[place]
            if self.is_doubtful and not text.isascii():
                line.problems.append(problem("ENCODING_DOUBT", self.headers[place], text))
            elif text and (not text.isascii() or "\0" in text or text in normalise.ERRORS):
                try:
                    normalise.check(text)
                except Wrong as refusal:
                    shown = text.replace("\0", "␀").replace("\ue000", "#")
                    line.problems.append(problem(refusal.code, self.headers[place], shown))
        return not line.problems

    def _take(self, line: Line, name: str, place: int, text: str) -> None:
        if name in ("description", "description_en") and "kind" in self.places:
            # so WooCommerce writes the ends of lines
            text = text.replace("\\n", "\n")
        try:
            value = SIMPLE[name](text)
        except Wrong as refusal:
            line.problems.append(problem(refusal.code, self.headers[place], text, **refusal.more))
            if name in CONTENT:
                line.draft["broken"] = True
        else:
            if value not in ("", None):
                line.draft[name] = value

    def _options(self, line: Line, cells: list[str], kind: set[str]) -> None:
        if self.raw_options:
            self._raw_options(line, cells)
            return
        if not self.lists_options:
            return
        names, values, choices = self._pairs(cells)
        if kind & dictionary.HEADS or "kind" in self.places and not kind & dictionary.VARIATIONS:
            # what a head lists are its variants; what a single article lists are its qualities
            if choices:
                line.draft["choices"] = choices
            return
        if self._is_listed(line, values):
            line.draft["choices"] = choices
            return
        for field_name, into in (("option_names", names), ("option_values", values)):
            if field_name in self.places:
                place = self.places[field_name][0]
                into += _listed(cells[place], self.headers[place])
        if any(names):
            line.draft["axes"] = names
        if values:
            line.draft["values"] = values

    def _raw_options(self, line: Line, cells: list[str]) -> None:
        """The options of a variation; what its parent lists of them are its variants."""
        pairs = {
            normalise.words(dictionary.attribute_name(self.headers[place]), 60): normalise.words(
                cells[place].replace("|", ", "), 60
            )
            for place in self.raw_options
            if cells[place]
        }
        if pairs and self._parent_number(cells):
            line.draft["axes"], line.draft["values"] = list(pairs), list(pairs.values())
        elif pairs:
            line.draft["choices"] = pairs

    def _parent_number(self, cells: list[str]) -> str:
        """The number of the parent of a line in the shop; empty when it has none."""
        number = self._cell("parent_id", cells).removeprefix("id:").removesuffix(".0")[:40]
        return "" if number == "0" else number

    def _is_listed(self, line: Line, values: list[str]) -> bool:
        """Whether one line lists all its variants, as Etsy does: it is taken as one article."""
        headings = [self.headers[self.places[v][0]] for _n, v in OPTIONS if v in self.places]
        if not any(LISTED.fullmatch(dictionary.plain(heading)) for heading in headings):
            return False
        several = [value for value in values if "," in value]
        if several and "," in line.draft.get("sku", ""):
            line.problems.append(problem("VARIANTS_IN_ONE_LINE", "", line.draft["sku"]))
        elif several:
            line.problems.append(problem("VARIANTS_LISTED", "", "; ".join(several)))
        return True

    def _pairs(self, cells: list[str]) -> tuple[list[str], list[str], dict[str, str]]:
        """The names and the values of the numbered options of a line, and those that have both."""
        names, values, choices = [], [], {}
        for name, value in OPTIONS:
            if value in self.places:
                text = normalise.words(cells[self.places[value][0]], 60)
                named = (
                    normalise.words(cells[self.places[name][0]], 60) if name in self.places else ""
                )
                if named and not text and self._adds_to_price(cells):
                    # some write what Wix's variants are where their options are named
                    named, text = "", named
                if text and (named, text) not in NO_CHOICE:
                    values.append(text)
                    names.append(named)
                    if named and not self._is_hidden(self.places[value][0], cells):
                        choices[named] = normalise.words(cells[self.places[value][0]])
                elif named and not text:
                    names.append(named)
        return names, values, choices

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
        if text := mapping.category_text(cells, self.places):
            line.draft["category"] = text
        if attributes := self._attributes(line, cells):
            line.draft["attributes"] = attributes

    def _attributes(self, line: Line, cells: list[str]) -> dict[str, str]:
        attributes = {}
        for place in self.told:
            if not cells[place] or self._is_unmeasured(place, cells):
                continue
            name = self._name_of(place, cells)
            if name and not self._is_hidden(place, cells):
                self._tell(line, place, cells[place], attributes, name)
        if not self.tells_pairs:
            return attributes
        for name, value in mapping.features(cells, self.places):
            named = normalise.words(dictionary.attribute_name(name), normalise.NAME_LENGTH)
            attributes[named] = normalise.words(value)
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

    def _tell(
        self, line: Line, place: int, cell: str, attributes: dict[str, str], name: str
    ) -> None:
        """A characteristic as its cell says it; one that says nothing, or in no unit, is none."""
        said = self.said.get((place, cell))
        if said is None:
            said = self._say(place, cell)
            if len(cell) <= SHORT:
                if len(self.said) > MOST_SAID:
                    self.said.clear()
                self.said[place, cell] = said
        text, problems = said
        if text:
            attributes[name] = text
        if problems and self.doubts.is_elsewhere(place, self._category_of(line)):
            problems = [told for told in problems if told["code"] != ODD[doubts.LISTED]]
        line.problems += map(dict, problems)

    def _category_of(self, line: Line) -> int | None:
        text = line.draft.get("category", "")
        chosen = self.chosen.get("categories", {}).get(text) if text else None
        return chosen or self.chosen.get("defaults", {}).get("category") or None

    def _say(self, place: int, cell: str) -> tuple[str, list[dict]]:
        """What the cell of a characteristic comes to, empty for nothing, and what is odd in it."""
        if self.doubts.says_nothing(place, cell):
            return "", []
        rewrite = self.rewrites.get(place)
        text = rewrite(cell) if rewrite else cell
        if self.doubts.lacks_unit(place, text):
            return "", [problem("MEASURE_UNIT", self.headers[place], cell)]
        text = normalise.words(text)
        return text, self._odd(place, cell, text)

    def _odd(self, place: int, cell: str, text: str) -> list[dict]:
        """What is odd about the cell of an attribute, and one that is cut."""
        odd = []
        doubt, words = self.doubts.of(place, text)
        if doubt:
            odd.append(problem(ODD[doubt], self.headers[place], words))
        if len(cell) > normalise.VALUE_LENGTH:
            limit = normalise.VALUE_LENGTH
            odd.append(problem("ATTRIBUTE_TOO_LONG", self.headers[place], cell, limit=limit))
        return odd

    def _is_unmeasured(self, place: int, cells: list[str]) -> bool:
        """Whether a measure says 0.0, as Squarespace writes where nobody measured."""
        return place in self.measures and not cells[place].strip("0., x×")

    def _name_of(self, place: int, cells: list[str]) -> str:
        """The name of a characteristic: its heading, or the cell that names it."""
        if place in self.meant:
            return self.meant[place]
        beside = self.named_beside.get(place)
        if beside is None:
            return dictionary.attribute_name(self.headers[place])
        return normalise.words(cells[beside], normalise.NAME_LENGTH)

    def _is_hidden(self, place: int, cells: list[str]) -> bool:
        """Whether the shop does not show a numbered attribute to its buyers."""
        beside = self.shown_beside.get(place)
        return beside is not None and cells[beside] == "0"

    def _stock(self, line: Line, cells: list[str]) -> None:
        for place in self.places.get("stock", ()):
            # WooCommerce says `parent` where variants share a stock: nobody knows how many each has
            if cells[place] and cells[place].lower() != "parent":
                if self._is_unknown(line, place, cells):
                    return
                try:
                    line.draft["stock"] = normalise.stock(
                        cells[place], self._answered("mark", place)
                    )
                except Wrong as refusal:
                    line.problems.append(problem(refusal.code, self.headers[place], cells[place]))
                return
        # a word says that nothing is left, never how much there is
        said = normalise.plain_word(self._cell("availability", cells))
        if said == "0" or said in normalise.GONE:
            line.draft["stock"] = 0

    def _is_unknown(self, line: Line, place: int, cells: list[str]) -> bool:
        """Whether a cell says that its value is not known: it is taken for an empty one."""
        if not normalise.is_unknown(cells[place]):
            return False
        line.problems.append(problem("VALUE_UNKNOWN", self.headers[place], cells[place]))
        return True

    def _price(self, line: Line, cells: list[str]) -> None:
        place = self._sale_place(line, cells)
        if place is not None and self._take_price(line, place, cells, is_sale=True):
            return
        place = next((p for p in self.places.get("price", ()) if cells[p]), None)
        if place is not None:
            self._take_price(line, place, cells)
        for place in self.places.get("surcharge", ()):
            self._add_surcharge(line, place, cells)

    def _adds_to_price(self, cells: list[str]) -> bool:
        """Whether a line is a variant as Wix writes it: under its product, with a surcharge."""
        return "surcharge" in self.places and bool(self._kind(cells) & dictionary.VARIATIONS)

    def _add_surcharge(self, line: Line, place: int, cells: list[str]) -> None:
        """Wix says what a variant costs beyond its product, which stands above it."""
        ref = line.draft.get("ref", "")
        if not self._adds_to_price(cells):
            if "price" in line.draft:
                self.bases[ref] = line.draft["price"]
            return
        if "price" in line.draft or ref not in self.bases:
            return
        try:
            more, _sign = normalise.price(cells[place] or "0", self._answered("mark", place))
        except Wrong as refusal:
            line.problems.append(problem(refusal.code, self.headers[place], cells[place]))
        else:
            line.draft["price"] = self.bases[ref] + more
            line.draft["surcharge"] = more

    def _take_price(
        self, line: Line, place: int, cells: list[str], *, is_sale: bool = False
    ) -> bool:
        """Take a price, or say what is wrong with it; False when the regular one is to be taken."""
        if self._is_unknown(line, place, cells):
            return not is_sale
        try:
            mark = self._answered("mark", place)
            exact, sign = normalise.price_as_written(cells[place], mark)
            cents = normalise.cents_of(exact)
        except Wrong as refusal:
            line.problems.append(problem(refusal.code, self.headers[place], cells[place]))
            return True
        if is_sale and self._is_above(line, place, cents, cells):
            return False
        currency = mapping.currency_of(cells, self.places) or sign or "EUR"
        line.draft["price"] = cents
        if currency != "EUR":
            line.draft["currency"] = currency
        if not figures.is_whole((exact[0] * 100, exact[1])):
            rounded = f"{cents // 100},{cents % 100:02}"
            line.problems.append(
                problem("PRICE_ROUNDED", self.headers[place], cells[place], rounded=rounded)
            )
        return True

    def _sale_place(self, line: Line, cells: list[str]) -> int | None:
        """The column of the promotional price, when the seller wants it and it applies today."""
        for place in self.places.get("sale_price", ()):
            if not cells[place].strip("0., ") or self._answered("sale", place) != "sale":
                return None
            if dictionary.is_off(cells, self.places.get("on_sale", ())):
                return None
            return place if self._lasts(line, cells) else None
        return None

    def _lasts(self, line: Line, cells: list[str]) -> bool:
        for place, text, is_end in days.ends(cells, self.places):
            try:
                day = days.read(text, self._answered("order", place))
            except (days.TwoWays, days.NoDay):
                line.problems.append(problem("SALE_DATE", self.headers[place], cells[place]))
                return False
            if days.is_outside(day, self.today, is_end=is_end):
                return False
        return True

    def _is_above(self, line: Line, place: int, cents: int, cells: list[str]) -> bool:
        """Whether a promotional price is above the regular one: it is then not taken."""
        regular = next((p for p in self.places.get("price", ()) if cells[p]), None)
        if regular is None:
            return False
        try:
            usual, _sign = normalise.price(cells[regular], self._answered("mark", regular))
        except Wrong:
            return False
        if cents <= usual:
            return False
        line.problems.append(problem("SALE_ABOVE", self.headers[place], cells[place]))
        return True

    def _weight(self, line: Line, cells: list[str]) -> None:
        for place in self.places.get("weight", ()):
            if cells[place] and not self._is_unknown(line, place, cells):
                try:
                    grams = self._grams(line, place, cells)
                except Wrong as refusal:
                    line.problems.append(problem(refusal.code, self.headers[place], cells[place]))
                else:
                    if grams:
                        line.draft["weight_g"] = grams

    def _grams(self, line: Line, place: int, cells: list[str]) -> int:
        mark = self._answered("mark", place)
        number, written = normalise.weight_as_written(cells[place], mark)
        unit = written or self._unit_of_weight(line, number, place, cells)
        grams = normalise.weight(cells[place], unit, mark)
        if number[0] and not grams:
            raise Wrong("WEIGHT_NONE")
        if normalise.is_in_grams(unit) and not figures.is_whole(number):
            remark = problem("WEIGHT_ROUNDED", self.headers[place], cells[place], rounded=grams)
            line.problems.append(remark)
        return grams

    def _unit_of_weight(
        self, line: Line, number: figures.Number, place: int, cells: list[str]
    ) -> str:
        """The unit of a weight that names none: its heading's, its line's, or the seller's answer.

        Raises Wrong when nobody said it, or when what was said cannot be.
        """
        heading = dictionary.unit_of(self.headers[place])
        answer = self._answered("unit", place)
        if heading == "g":
            if questions.is_no_grams(number) and not answer:
                raise Wrong("WEIGHT_NO_GRAMS")
            # what can only be grams stays under its heading, whatever the others are
            if answer in ("", "g") or questions.is_heavy(number) or not number[0]:
                return heading
            if not questions.is_no_grams(number):
                remark = problem("WEIGHT_ANSWERED", self.headers[place], cells[place], unit=answer)
                line.problems.append(remark)
            return answer
        unit = heading or self._cell("weight_unit", cells)
        if not unit and number[0]:
            if not answer:
                raise Wrong("WEIGHT_UNIT")
            if answer == "kg" and not number[1] and questions.is_heavy(number):
                raise Wrong("WEIGHT_TOO_HEAVY")
        return unit or answer

    def _children(self, line: Line, cells: list[str]) -> None:
        """The variants that a head lists with their options: `sku=A,size=S|sku=B,size=M`."""
        if "children" not in self.places:
            return
        children = {}
        names: list[str] = []
        for part in self._cell("children", cells).split("|"):
            pairs = dict(mapping.equalities(part))
            sku = pairs.pop("sku", "")
            if sku and pairs:
                names = names or list(pairs)
                children[sku[: normalise.SKU_LENGTH]] = [
                    normalise.words(pairs.get(name, ""), 60) for name in names
                ]
        if children:
            labels = dict(mapping.equalities(self._cell("children_names", cells)))
            line.draft["children"] = children
            line.draft["told_apart"] = [dictionary.attribute_name(name) for name in names]
            line.draft["axes"] = [
                normalise.words(labels.get(name) or dictionary.attribute_name(name), 60)
                for name in names
            ]

    def _group(self, line: Line, cells: list[str]) -> str:
        ref = line.draft.pop("ref", "")
        number = self._cell("shop_id", cells).removesuffix(".0")[:40]
        if "parent_id" in self.places and (parent := self._parent_number(cells) or number):
            # parents may come after their variations: each sheet bears the number of its parent
            line.draft["parent"] = f"id:{parent}"
            if parent == number and line.sku:
                line.draft["ref"] = line.sku
            return f"id:{parent}"
        if ref and not line.draft.get("head"):
            ref = self.parents.get(ref, ref)
            if ref.startswith("id:"):
                self.awaited.add(ref)
            line.draft["ref"] = ref
            return ref
        if line.draft.get("head"):
            return self._head(line, f"id:{number}" if number else "")
        follows = (
            self.previous
            and self.may_follow
            and "values" in line.draft
            and "title" not in line.draft
        )
        return self.previous if follows else line.sku or f"#{line.number}"

    def _head(self, line: Line, number: str) -> str:
        """The sheet of a parent: its variants name it by its reference or by its number."""
        group = number if number in self.awaited else line.sku or number or f"#{line.number}"
        if number:
            self.parents[number] = group
            line.draft["parent"] = number
        return group


def _names_condition(draft: Mapping) -> bool:
    """Whether a characteristic of a line is the condition of a thing."""
    names = [*draft.get("axes", ()), *draft.get("choices", ()), *draft.get("attributes", ())]
    return not dictionary.CONDITIONS.isdisjoint(map(dictionary.plain, names))


def _repeats(cells: list[str], headers: list[str]) -> bool:
    """Whether a line says the headings again."""
    filled = [(text, heading) for text, heading in zip(cells, headers, strict=False) if text]
    return len(filled) > 1 and all(text == heading for text, heading in filled)


def _listed(text: str, heading: str) -> list[str]:
    """The parts of a cell that lists options; PrestaShop writes `Bleu:0, S:1`."""
    if "position" in dictionary.plain(heading):
        return [normalise.words(part.partition(":")[0], 60) for part in text.split(",") if part]
    return [normalise.words(part, 60) for part in text.split("|") if part.strip()]


SIMPLE: dict[str, Callable] = {
    "sku": normalise.sku,
    "ref": normalise.ref,
    "title": normalise.title,
    "description": normalise.description,
    "title_en": normalise.title,
    "description_en": normalise.description,
    "brand": lambda text: normalise.words(text, normalise.BRAND_LENGTH),
    "gtin": normalise.gtin,
}
CONTENT = {"ref", "title", "description", "title_en", "description_en"}
