"""Which attributes the columns of a file are, and what their words mean: asked once, remembered.

A column goes to an attribute as the field `attribute:matiere`: its lines then bear the attribute's
name, whatever the file calls it. A word that none of its values means is listed once with its
count; the seller says which value it is, or leaves it as it stands, and the operator is told of it
with all others (`catalog.attributes.unread`).

    mapping["values"] = {"matiere": {"metis": "lin"}}          what was decided, by folded word
    mapping["seen"]["words"] = {"matiere": {"Métis": 12}}      what waits for a decision
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from catalog.attributes import doubts, makers, reading, sides
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined, phrase, vocabulary
from catalog.imports import dictionary, units
from catalog.judging.rules.missing_attributes import READ
from catalog.models import Attribute, AttributePlace
from catalog.tree import tree

PREFIX = f"{dictionary.ATTRIBUTE}:"
CHOSEN = {Attribute.Kind.CHOICE, Attribute.Kind.CHOICES}
MOST_PLACES = 2  # named beside an attribute
MOST_TEXTS = 2000  # looked at in a column: with more, it holds something else
MOST_WORDS = 60  # asked about in a file
MOST_ODD = 5  # named of a column
LONGEST = 80  # beyond, it is a sentence
# what the law wants beside the name of a maker, and no brand has: a postcode, a mailbox, a site
ADDRESS = re.compile(
    r"@|https?:|www\.|\b\d{5}\b|,.*,|,.*\d|\n"
    r"|\d\s*(?:bis|ter)?,?\s+(?:rue|avenue|av\.|boulevard|bd|chemin|route|impasse|place|allée|quai)\b",
    re.DOTALL | re.IGNORECASE,
)
Decided = Mapping[str, Mapping[str, str]]
# what a column named after one side holds, where no attribute of ours is that measure
SIDE = Defined(
    pk=0,
    key="",
    kind=Attribute.Kind.SIZE,
    fr="",
    en="",
    unit="",
    buckets=(),
    facet=None,
    is_axis=False,
    help="",
    help_en="",
    example="12 cm",
    law="",
)


def key_of(field: str) -> str:
    """The attribute a field names; empty for a field of another sort."""
    return field.removeprefix(PREFIX) if field.startswith(PREFIX) else ""


def fields() -> list[tuple[str, str]]:
    """Every attribute as a field to choose, by its name; of one name, with where it matters."""
    every = vocabulary().by_key.values()
    times = Counter(each.label for each in every)
    named = [
        (PREFIX + each.key, _placed(each) if times[each.label] > 1 else each.label)
        for each in every
    ]
    return sorted(named, key=lambda pair: dictionary.plain(pair[1]))


def _placed(attribute: Defined) -> str:
    """The name of an attribute with the first categories in which it matters."""
    known, places = vocabulary(), tree().by_path
    off = AttributePlace.Level.OFF
    where = [
        places[path].label
        for path, levels in sorted(known.levels.items())
        if path in places and levels.get(attribute.key, off) != off
    ]
    if not where:
        return attribute.label
    named = ", ".join(where[:MOST_PLACES]) + ("…" if len(where) > MOST_PLACES else "")
    return f"{attribute.label} ({named})"


def label(field: str) -> str:
    """The name of the attribute a field names."""
    attribute = vocabulary().by_key.get(key_of(field))
    return attribute.label if attribute else key_of(field)


def is_known(field: str) -> bool:
    """Whether a field names an attribute that there is."""
    return key_of(field) in vocabulary().by_key


def propose(heading: str, values: list[str]) -> str:
    """The field of a column that the vocabulary knows and the dictionary does not; else empty.

    A heading with several meanings keeps its name: each category then reads it as it must. Where
    none understands what stands below, or nothing stands there yet, the attribute of that very name
    has it: what is odd is remarked, and nothing is left out unsaid.
    """
    return understood(heading, values) or named(heading)


def understood(heading: str, values: list[str]) -> str:
    """The field of a column of which the vocabulary knows the name and understands what stands
    below; else empty.
    """
    if field := own(heading, values):
        return field
    meant = vocabulary().meant(dictionary.attribute_name(heading), "")
    filled = [value for value in values if value]
    if not any(filled and _fits(attribute, filled) for attribute in meant):
        return ""
    return dictionary.ATTRIBUTE if len(meant) > 1 else PREFIX + meant[0].key


def maker(heading: str, values: list[str], *, is_branded: bool) -> str:
    """The attribute of who made the goods, for a heading that names them; empty where the column is
    a brand: the shop asks for no maker, or bare names stand in a file without a column of brands.
    """
    if makers.MAKER not in vocabulary().by_key or not dictionary.names_maker(heading):
        return ""
    is_brand = (
        dictionary.names_brand_too(heading)
        and not is_branded
        # a column that says nothing yet holds no brands
        and any(values)
        and not any(ADDRESS.search(value) for value in values)
    )
    return "" if is_brand else PREFIX + makers.MAKER


def named(heading: str) -> str:
    """The one attribute that bears this very name, in French or in English."""
    words = phrase(dictionary.attribute_name(heading))
    every = vocabulary().by_key.values()
    bearing = [each for each in every if words in (phrase(each.fr), phrase(each.en))]
    return PREFIX + bearing[0].key if words and len(bearing) == 1 else ""


def own(heading: str, values: list[str]) -> str:
    """The attribute whose very name a column bears, if it understands what stands there: its lines
    keep that heading, so that a category which means something else by it reads them its own way.
    """
    words = phrase(dictionary.attribute_name(heading))
    filled = [value for value in values if value]
    named = [each for each in vocabulary().by_key.values() if words and phrase(each.fr) == words]
    if len(named) > 1 and not sides.is_named(dictionary.attribute_name(heading)):
        return ""
    # of several sides it is the one that understands them: 8 is no height of socks
    fitting = [each for each in named if filled and _fits(each, filled)]
    return PREFIX + fitting[0].key if len(fitting) == 1 else ""


def _fits(attribute: Defined, values: list[str]) -> bool:
    if attribute.kind not in READ:
        return True
    return any(
        units.lacks_unit(value, attribute)
        or reading.is_understood(reading.understood("", value, attribute))
        for value in values
    )


def _meant(heading: str, field: str) -> tuple[Defined, ...]:
    """What the lines of a column may mean: one attribute, or with the heading kept under its own
    name whatever a category may read in it.
    """
    if field == dictionary.ATTRIBUTE:
        return vocabulary().meant(dictionary.attribute_name(heading), "")
    attribute = vocabulary().by_key.get(key_of(field))
    return (attribute,) if attribute else ()


def _measured(heading: str, field: str) -> list[Defined]:
    """The attributes of a column whose numbers may be in several units; its heading names none."""
    if field == dictionary.ATTRIBUTE and units.of(heading, (), ""):
        return []
    meant = _in_units(heading, field)
    return [SIDE] if meant == (SIDE,) else units.measured(heading, meant)


def _in_units(heading: str, field: str) -> tuple[Defined, ...]:
    """What the numbers of a column may mean: under the name of a side they are lengths, whatever
    list bears that name elsewhere.
    """
    meant = _meant(heading, field)
    if _is_side(heading, field, meant):
        return (SIDE,)
    if sides.is_named(dictionary.attribute_name(heading)):
        return tuple(each for each in meant if each.kind not in CHOSEN)
    return meant


def _is_side(heading: str, field: str, meant: Sequence[Defined]) -> bool:
    """Whether a column is named after a side that no attribute measures: where « Hauteur » is but a
    list, that of socks, numbers are those of a bowl.
    """
    return (
        (field == dictionary.ATTRIBUTE or bool(meant))
        and sides.is_named(dictionary.attribute_name(heading))
        and all(each.kind in CHOSEN for each in meant)
    )


def _sides(headers: Sequence[str], columns: Mapping[str, str]) -> set[int]:
    fields = [columns.get(heading, "") for heading in headers]
    return {
        place
        for place, (heading, field) in enumerate(zip(headers, fields, strict=True))
        if field and _is_side(heading, field, _meant(heading, field))
    }


def _is_length(text: str) -> bool:
    return bool(sides.read(text)) or sides.lacks_unit(text)


class Words:
    """Counts what the columns of attributes say, line by line, and what of it is not understood."""

    def __init__(self, headers: list[str], columns: Mapping[str, str]):
        known = vocabulary().by_key
        self._headers = headers
        self._texts: dict[int, Counter[str]] = {}
        self._attributes: dict[int, Defined] = {}
        for place, heading in enumerate(headers):
            attribute = known.get(key_of(columns.get(heading, "")))
            if attribute is not None and attribute.kind != Attribute.Kind.DOCUMENT:
                self._attributes[place], self._texts[place] = attribute, Counter()
        self._units = {
            place: units.Column(heading, asked)
            for place, heading in enumerate(headers)
            if (asked := _measured(heading, columns.get(heading, "")))
        }
        self._sides = _sides(headers, columns)

    def look(self, number: int, cells: list[str]) -> None:
        """Read one line."""
        for place, counted in self._texts.items():
            text = cells[place]
            if text in counted:
                counted[text] += 1
            elif (
                text
                and len(counted) < MOST_TEXTS
                and not reading.says_nothing(text, self._attributes[place])
            ):
                counted[text] = 1
        for place, column in self._units.items():
            if cells[place]:
                column.look(number, cells[place])

    @property
    def questions(self) -> list[dict]:
        """The columns of measures whose numbers have no unit, each asked about once."""
        asked = (column.question for column in self._units.values())
        return [question for question in asked if question]

    @property
    def odd(self) -> list[dict]:
        """What the other columns say that is not understood: for each column and doubt how many
        lines, and its most frequent texts.
        """
        found: dict[tuple[int, str], Counter[str]] = {}
        for place, texts in self._texts.items():
            attribute = self._attributes[place]
            if attribute.kind in CHOSEN:
                continue  # these are asked about, word by word
            for text, count in texts.items():
                if place in self._units and units.is_bare(text, attribute):
                    continue  # asked about, once for the column
                text = units.completed(text, self._headers[place], attribute)
                if doubt := doubts.of(reading.understood("", text, attribute)):
                    found.setdefault((place, doubt), Counter())[text] += count
        return [
            {
                "column": self._headers[place],
                "doubt": doubt,
                "count": sum(texts.values()),
                "texts": [
                    [text.replace("\0", "")[:LONGEST], count]
                    for text, count in texts.most_common(MOST_ODD)
                ],
            }
            for (place, doubt), texts in found.items()
        ]

    @property
    def unknown(self) -> dict[str, dict[str, int]]:
        """The words that no value means, by attribute, the most frequent first."""
        counts: dict[tuple[str, str], int] = {}
        shown: dict[tuple[str, str], str] = {}
        for place, texts in self._texts.items():
            attribute = self._attributes[place]
            if attribute.kind not in CHOSEN:
                continue
            for text, count in texts.items():
                if place in self._sides and _is_length(text):
                    continue
                for word in _unknown(reading.understood("", text, attribute)):
                    pair = (attribute.key, folded(word))
                    counts[pair] = counts.get(pair, 0) + count
                    shown.setdefault(pair, word.replace("\0", ""))
        asked: dict[str, dict[str, int]] = {}
        for pair in sorted(counts, key=lambda pair: (-counts[pair], pair))[:MOST_WORDS]:
            asked.setdefault(pair[0], {})[shown[pair]] = counts[pair]
        return asked


class Doubts:
    """What is odd about the cells of the columns that are attributes; a text is looked at once."""

    def __init__(self, headers: list[str], columns: Mapping[str, str]):
        self._attributes: dict[int, Defined] = {}
        self._measured: dict[int, list[Defined]] = {}  # what is asked about where it has no unit
        self._seen: dict[tuple[int, str], tuple[str, str]] = {}
        self._elsewhere: dict[tuple[int, int | None], bool] = {}
        self._sides = _sides(headers, columns)
        for place, heading in enumerate(headers):
            named = _meant(heading, columns.get(heading, ""))
            # of a heading with several meanings, only a category knows which one it is
            if len(named) == 1 and named[0].kind != Attribute.Kind.DOCUMENT:
                self._attributes[place] = named[0]
            if asked := _measured(heading, columns.get(heading, "")):
                self._measured[place] = asked

    def says_nothing(self, place: int, text: str) -> bool:
        """Whether a cell only says that there is nothing to say: N/C, sans objet, a dash."""
        return reading.says_nothing(text, self._attributes.get(place))

    def lacks_unit(self, place: int, text: str) -> bool:
        """Whether a cell is a number whose unit nobody has told."""
        return any(units.is_bare(text, each) for each in self._measured.get(place, ()))

    def is_elsewhere(self, place: int, category: int | None) -> bool:
        """Whether the list of a column is none that a category has: it judges nothing there.

        Looked up once a category: the tree and the vocabulary ask the shared cache each time
        whether they are still valid.
        """
        pair = (place, category)
        if pair not in self._elsewhere:
            self._elsewhere[pair] = self._is_elsewhere(place, category)
        return self._elsewhere[pair]

    def _is_elsewhere(self, place: int, category: int | None) -> bool:
        attribute = self._attributes.get(place)
        if attribute is None or attribute.kind not in CHOSEN:
            return False
        here = tree().get(category)
        return here is not None and attribute.key not in vocabulary().of(here.path)

    def of(self, place: int, text: str) -> tuple[str, str]:
        """Which doubt a cell raises and about which words; two empty texts for none."""
        if place not in self._attributes or (place in self._sides and _is_length(text)):
            return "", ""
        pair = (place, text)
        if pair not in self._seen:
            if len(self._seen) > MOST_TEXTS:
                self._seen.clear()
            self._seen[pair] = self._look(text, self._attributes[place])
        return self._seen[pair]

    def _look(self, text: str, attribute: Defined) -> tuple[str, str]:
        line = reading.understood("", text, attribute)
        if attribute.kind in CHOSEN:
            words = ", ".join(_unknown(line)) if attribute.values else ""
            return (doubts.LISTED, words) if words else ("", "")
        doubt = doubts.of(line)
        return (doubt, text) if doubt else ("", "")


def folded(word: str) -> str:
    """A word as decisions are kept: without accents, case or plural."""
    return " ".join(phrase(word))[:LONGEST]


def decided(given: Decided) -> dict[str, dict[str, str]]:
    """The decisions that name a value there is, as the mapping stores them."""
    known = vocabulary().by_key
    return {
        key: {folded(word): value for word, value in words.items() if value in known[key].values}
        for key, words in given.items()
        if key in known
    }


def merged(before: Decided, new: Decided, seen: Decided) -> dict[str, dict[str, str]]:
    """Earlier decisions with those of this file; what it left is decided no more."""
    kept = {key: dict(words) for key, words in before.items()}
    for key, words in seen.items():
        for word in words:
            kept.get(key, {}).pop(folded(word), None)
    for key, values in decided(new).items():
        kept.setdefault(key, {}).update(values)
    return kept


def wordings(
    headers: list[str],
    columns: Mapping[str, str],
    values: Decided,
    answers: Mapping[str, str] | None = None,
) -> tuple[dict[int, str], dict[int, Callable[[str], str]]]:
    """For each column of an attribute the name of its lines, and for those with decisions or units
    how a text is then written; empty is what is left aside. Read once a file: no line asks the
    vocabulary.
    """
    known = vocabulary().by_key
    names: dict[int, str] = {}
    rewrites: dict[int, Callable[[str], str]] = {}
    for place, heading in enumerate(headers):
        field = columns.get(heading, "")
        attribute = known.get(key_of(field))
        if attribute is None and field != dictionary.ATTRIBUTE:
            continue
        may_be = _in_units(heading, field)
        # a column that keeps its name keeps its unit, whatever that is
        own_unit = units.of(heading, (), "") if attribute is None else ""
        unit = own_unit or units.of(heading, may_be, (answers or {}).get(heading, ""))
        if unit:
            rewrites[place] = units.adding(unit, () if own_unit else may_be)
        if attribute is None:
            continue
        names[place] = attribute.fr
        meant = {
            word: attribute.values[value].fr
            for word, value in values.get(attribute.key, {}).items()
            if value in attribute.values
        }
        if meant:
            rewrites[place] = _rewriting(attribute, meant)
    return names, rewrites


def _rewriting(attribute: Defined, meant: Mapping[str, str]) -> Callable[[str], str]:
    remembered: dict[str, str] = {}

    def rewrite(text: str) -> str:
        if text not in remembered:
            if len(remembered) > MOST_TEXTS:
                remembered.clear()
            told = text
            for word in _unknown(reading.understood("", text, attribute)):
                if value := meant.get(folded(word)):
                    told = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _m, v=value: v, told)
            remembered[text] = told
        return remembered[text]

    return rewrite


def _unknown(line: Said) -> Iterator[str]:
    for word in map(str.strip, line.unread):
        if len(word) <= LONGEST and folded(word):
            yield word
