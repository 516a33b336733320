"""What a seller wrote of a sheet, understood: "Matière : grès et lin" is stoneware and linen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.attributes import measures, moments, sides
from catalog.attributes.moments import Moment
from catalog.attributes.vocabulary import Defined, Phrase, Vocabulary, phrase
from catalog.models import Attribute
from marketplace.shared.folding import fold

Kind = Attribute.Kind
# `/` parts values but not the two halves of 1/2
PARTS = re.compile(r"\s*(?:[,;|•·+&]|(?<!\d)/|/(?!\d)|\bet\b|\band\b|\bou\b)\s*", re.I)
DECIMAL = re.compile(r"(?<=\d),(?=\d)")
# how a line names an attached file: notice.pdf (K7TR2M9QXA)
ATTACHED = re.compile(r"(.{1,100}) \(([A-Z0-9]{10})\)", re.DOTALL)
WITHOUT = frozenset({"sans", "san", "non", "ni", "pas", "without", "no", "not", "free"})
# the shipped attribute in which sellers write labels: without a proof nothing shows it
CLAIMED = "labels"
SHORT, MOST_LINES = 60, 20_000  # of texts that are remembered, in letters; and how many
YES = frozenset(
    {"oui", "yes", "vrai", "true", "1", "ja", "wahr", "o", "y", "x", "on", "✓", "✔", "☑", "✅"}
)
NO = frozenset(
    {"non", "no", "faux", "false", "0", "nein", "falsch", "n", "off", "✗", "✘", "☐", "❌"}
)
# what says that there is nothing to say: as good as no line
NOTHING = frozenset(
    {"", "-", "--", "–", "—", "/", "?", ".", "..", "...", "…"}
    | {"n/a", "na", "n.a", "n.a.", "n/c", "nc", "n.c", "n.c.", "n/d", "nd", "n.d", "n.d.", "n.r."}
    | {"neant", "sans objet", "s/o", "s.o", "s.o.", "non communique", "non renseigne"}
    | {"non applicable", "not applicable", "inconnu", "inconnue", "unknown", "null", "none", "nan"}
    | {"tbd", "does not apply", "not specified", "non specifie", "keine angabe", "k.a.", "k.a"}
)
LONGEST_NOTHING = max(map(len, NOTHING)) + 4  # with spaces around it


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a sheet: what was written, and what of it the vocabulary understands.

    `values` are keys of a choice; `amount` is in the attribute's unit; `moment` is a day, a month
    or a year; `document` is the token of an attached file. `is_whole` says that every
    part of the text is a known phrase; `is_plain` that each is a value's own name or its equal, so
    that the name tells all that it says.
    """

    name: str
    text: str
    attribute: Defined | None = None
    values: tuple[str, ...] = ()
    amount: Decimal | None = None
    flag: bool | None = None
    moment: Moment | None = None
    document: str = ""
    is_whole: bool = False
    is_plain: bool = False
    unread: tuple[str, ...] = ()
    # whether it tells nothing at all, once `doubts.is_void` was asked
    void: list[bool] = field(default_factory=list, compare=False, repr=False)


def read(attributes: Mapping[str, object], path: str, vocabulary: Vocabulary) -> list[Said]:
    """Each line of a sheet, in its order. `path`: the category's place in the tree."""
    return [
        line(str(name), text, path, vocabulary)
        for name, value in attributes.items()
        if (text := _text(value))
    ]


def line(name: str, text: str, path: str, vocabulary: Vocabulary) -> Said:
    """One line understood; the same short one stands on many sheets, and is understood once: in all
    categories where its heading may mean the same.
    """
    meant = vocabulary.meant(name, path)
    key = (name, text, meant)
    said = vocabulary.lines.get(key)
    if said is None:
        said = understood(name.strip(), text, _likeliest(name, [text], meant))
        if len(text) <= SHORT:
            if len(vocabulary.lines) > MOST_LINES:
                vocabulary.lines.clear()
            vocabulary.lines[key] = said
    return Said(said.name, said.text) if _is_elsewhere(said, path, vocabulary) else said


def _is_elsewhere(said: Said, path: str, vocabulary: Vocabulary) -> bool:
    """Whether a text only bears the name of a list that its category does not have: the height of
    a bowl is none of those of socks.
    """
    attribute = said.attribute
    if attribute is None or not path or not attribute.values or said.values:
        return False
    if attribute.key == CLAIMED:
        return False  # « Label : fait main » is one that nobody proved, wherever it is written
    return attribute.kind in (Kind.CHOICE, Kind.CHOICES) and attribute.key not in vocabulary.of(
        path
    )


def attribute_of(
    name: str, texts: Sequence[str], path: str, vocabulary: Vocabulary
) -> Defined | None:
    """The attribute that a heading means here: of several, the one that understands most texts.

    "Finition" may be a wood or a colour.
    """
    return _likeliest(name, texts, vocabulary.meant(name, path))


def _likeliest(name: str, texts: Sequence[str], meant: Sequence[Defined]) -> Defined | None:
    if len(meant) < 2:
        return meant[0] if meant else None
    counts = [
        (
            sum(
                lacks_unit(text, attribute) or is_understood(understood(name, text, attribute))
                for text in texts
            ),
            # « Quantité : 75 » may be pieces or grams: where grams are paid for, it is asked
            attribute.prices and any(lacks_unit(text, attribute) for text in texts),
        )
        for attribute in meant
    ]
    return meant[counts.index(max(counts))]


def says_nothing(text: str, attribute: Defined | None = None) -> bool:
    """Whether a text says no more than an empty one: N/C, sans objet, a dash; unless the attribute
    has a value of that name, as « NA » may be a size.
    """
    if len(text) > LONGEST_NOTHING or fold(text).strip() not in NOTHING:
        return False
    return attribute is None or not phrase(text) or phrase(text) not in attribute.phrases


def lacks_unit(text: str, attribute: Defined) -> bool:
    """Whether a text is a number of which only the unit is missing: nobody guesses it."""
    return attribute.kind == Kind.NUMBER and measures.lacks_unit(
        text, attribute.unit, attribute.example
    )


def is_understood(said: Said) -> bool:
    """Whether anything of a line is known by its attribute."""
    return bool(
        said.values
        or said.moment
        or said.document
        or said.amount is not None
        or said.flag is not None
    )


def meaning(line: Said) -> tuple[object, ...]:
    """What a line means and nothing besides, the same for « Oui » and « yes », « Grès » and
    « Stoneware », 500 g and 0,5 kg; empty where its words tell more, as a shade of blue does.
    """
    attribute = line.attribute
    if attribute is None or line.unread:
        return ()
    if attribute.kind == Kind.SIZE:
        return sides.read(line.text)
    if line.flag is not None:
        return (line.flag,)
    if not line.is_plain:
        return ()
    if line.amount is not None:
        # six glasses are not six plates
        is_alone = bool(attribute.unit) or measures.is_bare(line.text)
        return (line.amount,) if is_alone else ()
    return (line.moment,) if line.moment is not None else line.values


def understood(name: str, text: str, attribute: Defined | None) -> Said:
    """One value under the attribute its heading means; none where no attribute is meant."""
    if attribute is None or says_nothing(text, attribute):
        return Said(name, text, attribute)
    if attribute.kind in (Kind.CHOICE, Kind.CHOICES):
        return _chosen(name, text, attribute)
    if lacks_unit(text, attribute):
        return Said(name, text, attribute)
    if attribute.kind == Kind.NUMBER:
        amounts = measures.amounts(text, attribute.unit)
        # several amounts are no single one: 20 cm et 30 cm; nor does anything weigh -5 g
        is_one = len(amounts) == 1 and not measures.is_impossible(text, attribute.unit)
        amount = amounts[0] if is_one else None
        if amount is not None and attribute.prices:
            amount = measures.packed(text, amount)  # what is paid for is the whole pack: 6 × 33 cl
        whole = amount is not None and measures.is_one_amount(text)
        return Said(name, text, attribute, amount=amount, is_whole=whole, is_plain=whole)
    if attribute.kind == Kind.DATE:
        moment = moments.read(text)
        exact = moment is not None and moments.is_exact(text)
        return Said(name, text, attribute, moment=moment, is_whole=exact, is_plain=exact)
    if attribute.kind == Kind.FLAG:
        word = fold(text).strip(" .!\ufe0f")
        flag = True if word in YES else False if word in NO else None
        known = flag is not None
        return Said(name, text, attribute, flag=flag, is_whole=known, is_plain=known)
    if attribute.kind == Kind.DOCUMENT and (attached := ATTACHED.fullmatch(text)):
        return Said(name, attached[1], attribute, document=attached[2], is_whole=True)
    return Said(name, text, attribute)


# Little words of a sentence are codes of countries too: Salon-de-Provence is not in Germany.
LITTLE = frozenset(
    {"au", "ce", "da", "de", "du", "en", "et", "il", "in", "is", "it", "la", "le", "ma", "me", "my"}
    | {"ne", "no", "on", "sa", "se", "si", "sur", "ta", "te", "to", "tu", "un"}
)


def _chosen(name: str, text: str, attribute: Defined) -> Said:
    several = attribute.kind == Kind.CHOICES
    # the whole first: a value may be called "Rouge et blanc", a size 3,5
    words = phrase(text)
    whole = attribute.phrases.get(words)
    if whole is not None:
        plain = words in attribute.own_names
        return Said(name, text, attribute, values=(whole,), is_whole=True, is_plain=plain)
    found: dict[str, None] = {}
    unread = []
    exact = plain = True
    for part in _parts(text) if several else [text]:
        words = phrase(part)
        keys = list(_found(words, attribute, several=several))
        exact &= attribute.phrases.get(words) is not None
        plain &= words in attribute.own_names
        found.update(dict.fromkeys(keys))
        if not keys and words:
            unread.append(part)
    return Said(
        name,
        text,
        attribute,
        values=tuple(found),
        is_whole=exact and not unread,
        is_plain=plain and not unread,
        unread=tuple(unread),
    )


def _found(words: Phrase, attribute: Defined, *, several: bool) -> Iterable[str]:
    """The values a part names, the longest phrase first; what it denies is not named."""
    at = 0
    while at < len(words):
        for length in range(min(attribute.longest, len(words) - at), 0, -1):
            named = words[at : at + length]
            key = attribute.phrases.get(named)
            if key is not None and not (len(words) > 1 and named[0] in LITTLE and length == 1):
                if not (at and words[at - 1] in WITHOUT):
                    yield key
                    if not several:
                        return
                at += length
                break
        else:
            at += 1


def less_borrowed(said: Said) -> str:
    """A line without the words that name another value inside a longer name of its own: acetate is
    made of cotton, and « acétate de coton » is no cotton.
    """
    attribute = said.attribute
    if attribute is None or not said.values or attribute.kind not in (Kind.CHOICE, Kind.CHOICES):
        return said.text
    parts = [said.text] if phrase(said.text) in attribute.phrases else _parts(said.text)
    kept: list[str] = []
    for part in parts:
        own = attribute.phrases.get(phrase(part))
        each = part.split()
        kept += [
            word
            for word in each
            if len(each) == 1 or attribute.phrases.get(phrase(word), own) == own
        ]
    return " ".join(kept)


def _parts(text: str) -> list[str]:
    # a comma between digits is a decimal mark
    hidden = DECIMAL.sub("\0", text)
    return [part.replace("\0", ",") for part in PARTS.split(hidden) if part.strip()]


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value).strip() if isinstance(value, str | int | float) else ""
