"""French words as search compares them: without accents, endings and little words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import snowballstemmer
from django.utils.translation import get_language

from catalog import tree
from catalog.models import Synonym
from catalog.models.search import sides
from catalog.search import inflections
from marketplace.shared import kept
from marketplace.shared.folding import LIGATURES, fold

LONGEST = 40
LEAST = 5  # letters of a word made of two
MOST = 8
WORD = re.compile(r"[^\W_]+")
# names that are one word: « Saint-Jean » is no « jean », and a « sous-verre » is no « verre »
NAMES = re.compile(r"\b(saint|sainte|st|ste|sous)-(?=[^\W\d_]{2})", re.I)
WRITTEN_APART = re.compile(
    r"\b(saint|sainte|st|ste)[ .]+(?=[^\W\d_]{2})|^\s*(sous) +(?=[^\W\d_]{2})", re.I
)
SAINTS = {"st": "saint", "ste": "sainte"}
HYPHENED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
SIGNS = re.compile(r"[,:]")  # of a line of synonyms
LITTLE = frozenset(
    WORD.findall(
        "a ai as au aux avec c ce ces cet cette d dans de des du elle en entre est et eux il ils j"
        " je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ou par pas"
        " pour qu que qui s sa sans se ses si son sont sous sur t ta te tes toi ton tu un une vos"
        " votre vous y the of and for with to in"
    )
)
# what a wish says of its price: beside other words, no thing is called so
CHEAP = re.compile(
    r"\b(?:pas|peu|moins|trop)\s+ch(?:er|ère)e?s?\b|\bbon\s+marché\b|\bcheap\b", re.I
)
# English words that are written as other words of French goods, with their plurals
ENGLISH = "0"  # no word of a text begins so: it is kept whole, as a code is
FALSE_FRIENDS = {
    word + ending: (f"{ENGLISH}{word}", f"{ENGLISH}{word}s")
    for word in (
        *("plate", "four", "or", "lit", "pull", "pin", "coin", "court", "ours"),
        *("sable", "tire", "lame", "bride", "tour", "car"),
    )
    for ending in ("", "s")
}
# little words of English that are a French word typed without its accents: thé
ALSO_FRENCH = frozenset({"the"})
SYNONYMS = "search:synonyms"
FRESH = 300
_stemmer = snowballstemmer.stemmer("french")


def words_of(text: str) -> list[str]:
    """The words of a text in order, accents kept, little words left out."""
    text = text.lower()
    if "-" in text:
        text = NAMES.sub(_as_one, text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(LIGATURES))
    return [
        word[:LONGEST]
        for word in WORD.findall(text)
        if word not in LITTLE and (len(word) > 1 or word.isdigit())
    ]


def _as_one(found: re.Match[str]) -> str:
    first = next(filter(None, found.groups())).lower()
    return SAINTS.get(first, first)


def english_of(text: str) -> list[str]:
    """The words of an English text; those that are another word in French are kept apart from it:
    a plate is no « assiette plate » more than another, and a set of four no « four ».
    """
    return [ENGLISH + word if word in FALSE_FRIENDS else word for word in words_of(text)]


def plainly(word: str) -> str:
    """A word as it is written, of whatever language."""
    own = word.removeprefix(ENGLISH)
    return own if own in FALSE_FRIENDS else word


def joined(text: str) -> list[str]:
    """The words of a text that hyphens hold together: T-shirt is found as tshirt too."""
    if "-" not in text:
        return []
    return [word[:LONGEST] for word in HYPHENED.findall(text.lower()) if len(word) > LEAST]


def sought(text: str) -> list[str]:
    """The words a visitor looks for: little words too when they wrote no other.

    "the" is an article to who reads English, and to all others thé without its accent. That it
    must not cost much is no word of a thing.
    """
    text = _held_together(text)
    wished = CHEAP.sub(" ", text)
    text = wished if words_of(wished) else text
    kept = words_of(text)
    lower = unicodedata.normalize("NFC", text.lower().translate(LIGATURES))
    every = [word[:LONGEST] for word in WORD.findall(lower)]
    if get_language() != "en" or not kept:
        kept = [word for word in every if word in ALSO_FRENCH or word in set(kept)]
    return kept or every


@lru_cache(maxsize=200_000)
def forms(word: str) -> tuple[str, ...]:
    """How a word is kept and asked for: stemmed then folded, and folded then stemmed.

    Either alone misses some families (brodée, imprimée, dorée); together they meet.
    """
    word = word.replace("-", "")
    folded = fold(word)
    if not word.isalpha():
        # a code or a measure has no ending, and stemming one takes as long as a whole title
        return (clean,) if (clean := _clean(folded)) else ()
    if entire := inflections.whole(folded):
        return (entire,)
    word = inflections.plain(word, folded)
    folded = fold(word)
    stem = _stemmer.stemWord(word)
    both = (_clean(fold(stem)), _clean(stem if folded == word else _stemmer.stemWord(folded)))
    return tuple(dict.fromkeys(form for form in both if form))


@lru_cache(maxsize=200_000)
def whole(word: str) -> str:
    """A word folded but not stemmed: what is completed while somebody types."""
    return _clean(fold(word))


def normalised(words: Iterable[str]) -> str:
    """Words as ` bol gre emaill `: what the word index keeps, each form once, in order."""
    stems = dict.fromkeys(chain.from_iterable(map(forms, words)))
    return f" {' '.join(stems)} " if stems else " "


def beginnings(words: Iterable[str]) -> str:
    """Words as ` bols gres emaille `, each once: where a completion is looked for."""
    whole_words = dict.fromkeys(map(whole, words))
    whole_words.pop("", None)
    return f" {' '.join(whole_words)} " if whole_words else " "


def asked(text: str) -> list[tuple[str, ...]]:
    """A visitor's question: for each word, the forms any of which will do."""
    same = synonyms()
    question = []
    for word in dict.fromkeys(sought(text)):
        wanted = forms(word)
        more = [other for form in wanted for other in same.get(form, ())]
        if get_language() == "en" and word in FALSE_FRIENDS:
            more += FALSE_FRIENDS[word]
        if wanted:
            question.append(tuple(dict.fromkeys([*wanted, *more])))
    return question[:MOST]


def typed(text: str) -> list[str]:
    """The words of a question as they are written, to tell who writes them so."""
    entire = dict.fromkeys(map(whole, sought(text)))
    return [word for word in entire if word][:MOST]


def synonyms() -> dict[str, tuple[str, ...]]:
    """The operator's synonyms: for a form, the forms of the words that mean the same, or a kind of
    it.
    """
    return _known().same


def wider(text: str) -> set[str]:
    """The forms of what the words of a question are kinds of: slippers are shoes."""
    known = _known().wider
    return {form for word in sought(text) for own in forms(word) for form in known.get(own, ())}


def forget_synonyms() -> None:
    """Read the synonyms again: the operator changed them. Categories are found by them too."""
    kept.forget(SYNONYMS)
    tree.forget()


def parts(line: str) -> list[str]:
    """All parts of a line of synonyms."""
    return SIGNS.split(line)


def same_of(part: str) -> list[str]:
    """The words of a part of a line of synonyms: its first one; of « tee-shirt » the whole."""
    said = words_of(part)
    return [*(() if len(said) > 1 and joined(part) else said[:1]), *joined(part)]


class Synonyms(NamedTuple):
    """What a search takes for the same. `compounds`: what it takes for one word, though some write
    two: « tee shirt ». `wider`: for a form, the forms of what it is a kind of.
    """

    same: dict[str, tuple[str, ...]]
    compounds: tuple[tuple[re.Pattern[str], str], ...]
    wider: dict[str, tuple[str, ...]]


def _known() -> Synonyms:
    return kept.kept(SYNONYMS, _read, fresh=FRESH)


def _read() -> Synonyms:
    by_form: dict[str, tuple[str, ...]] = {}
    compounds: dict[str, str] = {}
    wider: dict[str, tuple[str, ...]] = {}
    for line in Synonym.objects.values_list("words", flat=True):
        wide, narrow = sides(line)
        asking = _forms_of(wide)
        group = [*asking, *_forms_of(narrow)]
        for form in asking:
            by_form[form] = tuple(dict.fromkeys([*by_form.get(form, ()), *group]))
        for form in group[len(asking) :]:
            wider[form] = (*wider.get(form, ()), *asking)
        compounds |= {word: word.replace("-", "") for part in wide for word in joined(part)}
    apart = ((_apart(word), whole) for word, whole in compounds.items())
    return Synonyms(by_form, tuple(apart), wider)


def _forms_of(parts: Iterable[str]) -> list[str]:
    return [form for part in parts for word in same_of(part) for form in forms(word)]


def _apart(word: str) -> re.Pattern[str]:
    """How a word of several parts may be written, its plural too."""
    written = (f"(?:{part}|{fold(part)})" for part in word.split("-"))
    return re.compile(rf"\b{r'[ -]+'.join(written)}(?=s?\b)", re.I)


def _held_together(text: str) -> str:
    text = WRITTEN_APART.sub(_as_one, NAMES.sub(_as_one, text))
    for pattern, word in _known().compounds:
        text = pattern.sub(word, text)
    return text


def _clean(form: str) -> str:
    return "".join(WORD.findall(form))
