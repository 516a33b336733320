"""When nothing answers: mend the words, or show what lies near.

A word is only mended when it can hardly be one: not known to the shop, to its vocabulary or to
French as the index knows it, and long enough that a letter more or less makes no other word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import islice, product

from catalog.search import compounds, nouns, words
from catalog.search.find import ids
from catalog.search.query import Query, relaxed
from catalog.search.spelling import SHORTEST, Lexicon, is_word
from catalog.tree import Place, Tree

MOST_MEANT = 4  # words that one misspelt word may stand for
MOST_TRIED = 8  # sentences made of them that are asked for


def mend(text: str) -> str:
    """The text with unknown words replaced by the nearest the catalogue knows; "" if none is."""
    typed = words.sought(text)[: words.MOST]
    known = Lexicon(typed)
    better = _put_right(text, known, set(typed) - {compounds.verb(text)})
    return better if words.typed(better) != words.typed(text) else ""


def _put_right(text: str, known: Lexicon, typed: set[str]) -> str:
    """The text as it was typed, but for its misspelt words."""
    text = unicodedata.normalize("NFC", text.translate(words.LIGATURES))
    found = [match for match in words.WORD.finditer(text) if match[0].lower() in typed]
    parts, end, at = [], 0, 0
    while at < len(found):
        word, last = found[at], found[at]
        follows = at + 1 < len(found) and re.fullmatch(
            r"[\s-]+", text[word.end() : found[at + 1].start()]
        )
        better = known.whole(word[0].lower(), found[at + 1][0].lower()) if follows else ""
        if better:
            at += 1
            last = found[at]
        else:
            better = known.meant(word[0].lower())
        parts += [text[end : word.start()], better]
        end, at = last.end(), at + 1
    return "".join([*parts, text[end:]]).strip()


def near_places(text: str, places: Tree) -> list[Place]:
    """The categories whose name holds one of the words; else what these are a kind of."""
    wanted = {form for group in words.asked(text) for form in group}
    if nouns.lead_to_goods(text):
        wanted = set(nouns.lead(text))  # a cream for hands is nothing « à main »
    bearers, led = places.kept_with(_bearers), places.kept_with(_led)
    if not wanted.isdisjoint(led):
        bearers = led
    elif wanted.isdisjoint(bearers):
        wanted = words.wider(text)
    scored = Counter(pk for form in wanted for pk in bearers.get(form, ()))
    best = sorted(scored, key=lambda pk: (-scored[pk], places.places[pk].path))
    return [places.places[pk] for pk in best[:6]]


def _bearers(places: Tree) -> dict[str, set[int]]:
    """The categories whose name holds a form of a word, by this form."""
    bearers: dict[str, set[int]] = {}
    for place in places.places.values():
        name = f"{place.name} {place.name_en}"
        for word in (*words.words_of(name), *words.joined(name)):
            for form in words.forms(word):
                bearers.setdefault(form, set()).add(place.pk)
    return bearers


def _led(places: Tree) -> dict[str, set[int]]:
    """The categories by a form of the word that says what they hold: no « Linge de table » is one
    of tables.
    """
    led: dict[str, set[int]] = {}
    for place in places.places.values():
        for form in set().union(*nouns.heads_of(place)):
            led.setdefault(form, set()).add(place.pk)
    return led


def near_words(text: str, *, most: int = 4, exact: bool = False) -> list[str]:
    """What may have been meant, every misspelt word put in another way: only what finds something,
    to choose from, for what was typed may be right. `exact`: finds these very words.
    """
    typed = words.sought(text)[: words.MOST]
    known = Lexicon(typed)
    meant = [_meant(word, known) for word in typed]
    ways = sorted(product(*(range(len(each)) for each in meant)), key=lambda way: (sum(way), way))
    asked = [" ".join(each[at] for each, at in zip(meant, way, strict=True)) for way in ways]
    told: dict[object, str] = {}  # a word is proposed once, whatever its endings
    for sentence in asked[:MOST_TRIED]:
        told.setdefault(tuple(words.asked(sentence)), sentence)
    told.pop(tuple(words.asked(text)), None)
    finding = (sentence for sentence in told.values() if finds(sentence, exact=exact))
    return list(islice(finding, most))


def _meant(word: str, known: Lexicon) -> list[str]:
    """The words that a word may be an error for; itself where it is known or like none."""
    folded = words.fold(word)
    if folded in known.counts or folded in known.certain or len(folded) < 3 or not folded.isalpha():
        return [word]
    allowed = 1 if len(folded) < SHORTEST or is_word(word) else 2
    near = [known.shown[like.folded] for like in known.alike(folded) if like.far <= allowed]
    parts = [] if is_word(word) else [known.parts(folded)]
    return [each for each in [*parts, *near] if each][:MOST_MEANT] or [word]


def finds(sentence: str, *, exact: bool = False) -> bool:
    """Whether something on sale answers these words; or, unless they must be exact, what names the
    thing among them: the page then says that it shows what comes near.
    """
    query = Query(text=sentence)
    return bool(ids(query, most=1) or (not exact and ids(relaxed(query), most=1)))
