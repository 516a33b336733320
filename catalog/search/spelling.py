"""Which known word a misspelt one may be: written or heard nearly so, or two words run together.

What goods are called is meant before what a shop, a brand or a range is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.attributes.filtering import BRAND, SELLER
from catalog.attributes.vocabulary import phrase, vocabulary
from catalog.models import SearchEntry, Synonym, Term, Word
from catalog.search import inflections, nouns, own, sounds, words
from catalog.search.nearness import same
from catalog.search.question import Question

MOST_WORDS = 40_000
MOST_COMPARED = 300  # words written somewhat alike, which are then heard
MOST_NEAR = 24  # words alike that are ranked
MOST_TITLES = 500  # that tell which of these words goods are called by
SHORTEST = 5  # letters of a word that is mended: of four, one letter makes rose of robe
LONG = 7  # letters of a word in which one error, or two, leave no doubt
GOODS, OTHER, NAME = range(3)
ELIDED = "dl"
BETWEEN = {"a": "à", "au": "au", "aux": "aux", "d": "d'", "de": "de", "du": "du", "en": "en"}
# what people write of a thing that is none: no error, and no other word is meant
SAID = frozenset(
    """
    cadeau cadeaux idee idees noel anniversaire mariage naissance bapteme retraite fete promo
    promos promotion promotions solde soldes livraison gratuit gratuite cher chere chers cheres
    moins offrir acheter achat vente prix occasion neuf neuve meilleur meilleure gift gifts present
    christmas birthday wedding sale cheap free best buy
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Like:
    """A known word that is like another. `far`: 0 the same sound and nearly the same letters."""

    folded: str
    far: int
    letters: int  # that differ
    is_heard: bool


class Lexicon:
    """The words that the catalogue, its categories, attributes and synonyms know, as far as they
    may be meant by what was typed.
    """

    def __init__(self, typed: list[str]):
        self.shown: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        labels = own.words_in(get_language() or "")
        for folded, shown in labels.items():
            self.shown[folded] = shown
        for line in Synonym.objects.values_list("words", flat=True):
            for word in _said(line):
                folded = words.whole(word)
                # « tee-shirt » is two words to who looks for it, « teeshirt » is one
                self.shown.setdefault(folded, word.replace("-", ""))
        self.certain = frozenset(self.shown)
        for folded, shown, count in _counted(typed):
            self.shown[folded], self.counts[folded] = shown, count
        self._ranks: dict[str, int] = {}

    def __contains__(self, folded: str) -> bool:
        return folded in self.shown

    def has(self, word: str) -> bool:
        """Whether a word is one: known here, or French though no title has it."""
        return words.fold(word) in self or is_word(word)

    def like(self, folded: str) -> list[str]:
        """The known words that a word may stand for, the likeliest first."""
        return [like.folded for like in self.alike(folded)]

    def alike(self, folded: str) -> list[Like]:
        """The known words that a word is like: written so, or heard so."""
        near = process.extract(
            folded,
            self.shown.keys(),
            scorer=OSA.distance,
            score_cutoff=3,
            limit=MOST_COMPARED,
        )
        found = []
        for other, letters, _key in near:
            is_heard = sounds.alike(folded, other)
            # who mistypes a word hardly mistypes its beginning, unless it sounds the same
            if other[-1] in "sx" and folded[-1] not in "sx":  # a plural that a category is called
                letters = min(letters, OSA.distance(folded, other[:-1]))
            if is_heard or (letters <= 2 and other[0] == folded[0]):
                far = 0 if is_heard and letters <= 1 else 1 if is_heard else letters
                found.append(Like(other, far, letters, is_heard))
        found = [like for like in found if not own.is_foreign(like.folded)]
        found.sort(key=lambda like: (like.far, -self.counts.get(like.folded, 0), like.folded))
        found = found[:MOST_NEAR]
        self._weigh(found)
        return sorted(
            found,
            key=lambda like: (
                self.rank(like.folded) == NAME,
                like.far,
                not like.is_heard,
                self.rank(like.folded),
                -self.counts.get(like.folded, 0),
                like.folded,
            ),
        )

    def meant(self, word: str) -> str:
        """The word that a misspelt one can hardly but mean; itself where there is none."""
        folded = words.fold(word)
        if len(folded) < SHORTEST - 1 or not folded.isalpha() or self.has(word):
            return word
        if begun := self._begun(folded):
            return begun
        near = self.alike(folded)
        sure = [like for like in near if self._is_sure(like, folded)]
        close = next((like for like in sure if like.far <= 1), None)
        if close is None and (parts := self.parts(folded)):
            return parts
        best = close or (sure[0] if sure else None)
        return self.shown[best.folded] if best else word

    def _begun(self, folded: str) -> str:
        """What goods are called that somebody wrote the beginning of: « choco »."""
        longer = [word for word in self.shown if word.startswith(folded) and nouns.lead(word)]
        longer = [word for word in longer if not own.is_foreign(word)]
        best = min(longer, key=lambda word: (-self.counts.get(word, 0), len(word)), default="")
        return self.shown[best] if best else ""

    def _is_sure(self, like: Like, folded: str) -> bool:
        if len(folded) >= LONG:
            return True
        rank = self.rank(like.folded)
        if len(folded) < SHORTEST:
            return like.is_heard and rank == GOODS
        if len(folded) == SHORTEST:  # a tent is no aunt, whatever range or shop is called so
            return like.far <= 1 and rank == GOODS
        return like.far == 0 or (like.far == 1 and rank != OTHER)

    def parts(self, folded: str) -> str:
        """The words that were run together: « sac à main » of « sacamain »; empty if none were."""
        if folded[:1] in ELIDED and folded[1:2] in {*sounds.VOWELS, "h"} and folded[1:] in self:
            return f"{folded[0]}'{self.shown[folded[1:]]}"
        for at in range(3, len(folded) - 2):
            first, rest = folded[:at], folded[at:]
            if first not in self:
                continue
            for little, written in (("", ""), *BETWEEN.items()):
                last = rest.removeprefix(little)
                if rest.startswith(little) and len(last) > 2 and last in self:
                    middle = f" {written}" if written else ""
                    gap = "" if written.endswith("'") else " "
                    return f"{self.shown[first]}{middle}{gap}{self.shown[last]}"
        return ""

    def whole(self, first: str, second: str) -> str:
        """The word that was cut in two, one of them unknown; empty if none was."""
        if self.has(first) and self.has(second):
            return ""
        folded = words.fold(first) + words.fold(second)
        if folded in self:
            return self.shown[folded]
        if len(folded) < LONG or not folded.isalpha() or self.meant(first) != first:
            return ""
        best = next(iter(self.alike(folded)), None)
        return self.shown[best.folded] if best else ""

    def rank(self, folded: str) -> int:
        """How much a word is meant: what goods are called, another word, a shop or a brand."""
        return self._ranks.get(folded, OTHER)

    def _weigh(self, near: Iterable[Like]) -> None:
        fresh = {like.folded: like.far for like in near if like.folded not in self._ranks}
        if not fresh:
            return
        opening = _opening([word for word, far in fresh.items() if far <= 1])
        for word in fresh:
            if word in opening or nouns.lead(word) or _is_told(word):
                self._ranks[word] = GOODS
            elif word in self.certain or word not in self._names:
                self._ranks[word] = OTHER
            else:
                self._ranks[word] = NAME

    @cached_property
    def _names(self) -> set[str]:
        names = Term.objects.filter(kind__in=(BRAND, SELLER)).values_list("label", flat=True)
        return {
            words.whole(word)
            for name in names[:MOST_WORDS].iterator()
            for word in words.words_of(name)
        }


def is_word(word: str) -> bool:
    """Whether a word is one, though no title has it: of a category, an attribute, or French."""
    folded = words.fold(word)
    if folded in SAID or inflections.is_known(folded) or nouns.is_written(word):
        return True
    # « tapi » is no singular of « tapis »
    stems = set(words.forms(word))
    written = {each for each in same(word) if not stems.isdisjoint(words.forms(each))}
    if any(not written.isdisjoint(own.words_in(code)) for code in own.languages()):
        return True
    if not stems.isdisjoint(words.synonyms()):
        lines = Synonym.objects.values_list("words", flat=True)
        if not written.isdisjoint({words.whole(each) for line in lines for each in _said(line)}):
            return True
    known = vocabulary()
    return phrase(word) in known.by_heading or _is_told(word)


def _is_told(word: str) -> bool:
    """Whether a word is a value that things have."""
    said = phrase(word)
    return any(said in attribute.phrases for attribute in vocabulary().by_key.values())


def _said(line: str) -> list[str]:
    return [word for part in words.parts(line) for word in words.same_of(part)]


def _counted(typed: list[str]) -> Iterable[tuple[str, str, int]]:
    """Known words of about these lengths, or of parts of them, the most frequent first."""
    lengths = [len(words.fold(word)) for word in typed] or [0]
    pairs = [a + b for a, b in zip(lengths, lengths[1:], strict=False)]
    least = min(lengths) - 2 if max(lengths) < LONG - 1 else 3
    entries = Word.objects.filter(length__gte=least, length__lte=max(lengths + pairs) + 3)
    return entries.order_by("-count", "folded").values_list("folded", "shown", "count")[:MOST_WORDS]


def _opening(near: list[str]) -> set[str]:
    """Which of these words open a title: goods are called so."""
    if not near:
        return set()
    forms = tuple(dict.fromkeys(form for word in near for form in words.forms(word)))
    asked = Question(words=(forms,), strong=True)
    found = SearchEntry.objects.filter(title__found=asked).values_list("starts", flat=True)
    first = {starts.split()[0] for starts in found[:MOST_TITLES] if starts.strip()}
    return {word for word in near if not first.isdisjoint(same(word))}
