"""When nothing answers: mend the words, or show what lies near.

A word is only mended when it can hardly be one: not known to the shop, to its vocabulary or to
French as the index knows it, and long enough that a letter more or less makes no other word.
"""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.attributes.vocabulary import phrase
from catalog.attributes.vocabulary import vocabulary as vocabulary_of_attributes
from catalog.models import Word
from catalog.search import inflections, words
from catalog.tree import Place, Tree, tree

MOST_WORDS = 40_000
# what people write of a thing that is none: no error, and no other word is meant
SAID = frozenset(
    """
    cadeau cadeaux idee idees noel anniversaire mariage naissance bapteme retraite fete promo
    promos promotion promotions solde soldes livraison gratuit gratuite cher chere chers cheres
    moins offrir acheter achat vente prix occasion neuf neuve meilleur meilleure gift gifts present
    christmas birthday wedding sale cheap free best buy
    """.split()  # noqa: SIM905
)
SHORTEST = 5  # letters of a word that is mended: of four, one letter makes rose of robe


def mend(text: str) -> str:
    """The text with unknown words replaced by the nearest the catalogue knows; "" if none is."""
    typed = words.sought(text)[: words.MOST]
    vocabulary = {folded: (shown, count) for folded, shown, count in _near(typed)}
    mended = [_mended(word, vocabulary) for word in typed]
    better = " ".join(mended)
    return better if words.asked(better) != words.asked(text) else ""


def near_places(text: str, places: Tree) -> list[Place]:
    """The categories whose name holds one of the words."""
    wanted = {form for group in words.asked(text) for form in group}
    bearers = places.kept_with(_bearers)
    scored = Counter(pk for form in wanted for pk in bearers.get(form, ()))
    best = sorted(scored, key=lambda pk: (-scored[pk], places.places[pk].path))
    return [places.places[pk] for pk in best[:6]]


def _bearers(places: Tree) -> dict[str, set[int]]:
    """The categories whose name holds a form of a word, by this form."""
    bearers: dict[str, set[int]] = {}
    for place in places.places.values():
        for word in words.words_of(f"{place.name} {place.name_en}"):
            for form in words.forms(word):
                bearers.setdefault(form, set()).add(place.pk)
    return bearers


def _near(typed: list[str]) -> QuerySet:
    lengths = [len(words.fold(word)) for word in typed] or [0]
    entries = Word.objects.filter(length__gte=min(lengths) - 2, length__lte=max(lengths) + 2)
    return entries.order_by("-count", "folded").values_list("folded", "shown", "count")[:MOST_WORDS]


def _mended(word: str, vocabulary: dict[str, tuple[str, int]]) -> str:
    folded = words.fold(word)
    if folded in vocabulary or len(folded) < SHORTEST or not folded.isalpha() or is_word(word):
        return word
    # in a short word, two errors would make it any other
    near = _nearest(folded, vocabulary, 1 if len(folded) < 7 else 2)
    # who mistypes a word hardly mistypes its beginning
    alike = [other for other in near if other[0] == folded[0]]
    return vocabulary[alike[0]][0] if alike else word


def near_words(text: str, *, most: int = 4) -> list[str]:
    """The text with one word put in another way, to choose from: what was typed may be right."""
    typed = words.sought(text)[: words.MOST]
    vocabulary = {folded: (shown, count) for folded, shown, count in _near(typed)}
    found: list[str] = []
    for place, word in enumerate(typed):
        folded = words.fold(word)
        if folded in vocabulary or folded in SAID or len(folded) < 3 or not folded.isalpha():
            continue
        allowed = 1 if len(folded) < SHORTEST or is_word(word) else 2
        near = [each for each in _nearest(folded, vocabulary, allowed) if each[0] == folded[0]]
        for other in near[:most]:
            found.append(" ".join([*typed[:place], vocabulary[other][0], *typed[place + 1 :]]))
    return found[:most]


def is_word(word: str) -> bool:
    """Whether a word is one, though no title has it: of a category, an attribute, or French."""
    folded = words.fold(word)
    if folded in SAID or inflections.is_known(folded):
        return True
    forms = set(words.forms(word))
    if not (forms.isdisjoint(words.synonyms()) and forms.isdisjoint(tree().kept_with(_bearers))):
        return True
    known = vocabulary_of_attributes()
    said = phrase(word)
    return said in known.by_heading or any(
        said in attribute.phrases for attribute in known.by_key.values()
    )


def _nearest(folded: str, vocabulary: dict[str, tuple[str, int]], allowed: int) -> list[str]:
    """The known words so near to another, the nearest and most frequent first."""
    near = process.extract(
        folded, vocabulary.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=8
    )
    ranked = sorted(near, key=lambda match: (match[1], -vocabulary[match[0]][1], match[0]))
    return [match[0] for match in ranked]
