"""When nothing answers: mend the words, or show what lies near.

A word is only mended when it can hardly be one: not known to the shop, to its vocabulary or to
French as the index knows it, and long enough that a letter more or less makes no other word.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice, product

from django.db.models import QuerySet
from django.utils.translation import get_language
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.attributes.filtering import BRAND, SELLER
from catalog.attributes.vocabulary import phrase
from catalog.attributes.vocabulary import vocabulary as vocabulary_of_attributes
from catalog.models import Term, Word
from catalog.search import inflections, own, words
from catalog.search.find import ids
from catalog.search.query import Query, relaxed
from catalog.tree import Place, Tree, tree

MOST_WORDS = 40_000
MOST_NEAR = 24  # words alike that are compared
MOST_MEANT = 4  # words that one misspelt word may stand for
MOST_TRIED = 8  # sentences made of them that are asked for
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
    return vocabulary[near[0]][0] if near else word


def near_words(text: str, *, most: int = 4) -> list[str]:
    """What may have been meant, every misspelt word put in another way: only what finds something,
    to choose from, for what was typed may be right.
    """
    typed = words.sought(text)[: words.MOST]
    # what categories and values are called too: no title need have it
    vocabulary = {
        folded: (shown, 0) for folded, shown in own.words_in(get_language() or "").items()
    }
    vocabulary |= {folded: (shown, count) for folded, shown, count in _near(typed)}
    meant = [_meant(word, vocabulary) for word in typed]
    ways = sorted(product(*(range(len(each)) for each in meant)), key=lambda way: (sum(way), way))
    asked = [" ".join(each[at] for each, at in zip(meant, way, strict=True)) for way in ways]
    told: dict[object, str] = {}  # a word is proposed once, whatever its endings
    for sentence in asked[:MOST_TRIED]:
        told.setdefault(tuple(words.asked(sentence)), sentence)
    told.pop(tuple(words.asked(text)), None)
    return list(islice((sentence for sentence in told.values() if _finds(sentence)), most))


def _meant(word: str, vocabulary: dict[str, tuple[str, int]]) -> list[str]:
    """The words that a word may be an error for; itself where it is known or like none."""
    folded = words.fold(word)
    if folded in vocabulary or folded in SAID or len(folded) < 3 or not folded.isalpha():
        return [word]
    allowed = 1 if len(folded) < SHORTEST or is_word(word) else 2
    near = [other for other in _nearest(folded, vocabulary, allowed) if not own.is_foreign(other)]
    return [vocabulary[other][0] for other in near[:MOST_MEANT]] or [word]


def _finds(sentence: str) -> bool:
    """Whether something on sale answers these words, or what names the thing among them: the page
    then says that it shows what comes near.
    """
    query = Query(text=sentence)
    return bool(ids(query, most=1) or ids(relaxed(query), most=1))


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
    """The known words so near to another: the nearest first, of these what goods are called before
    what a shop or a brand is, then the most frequent.

    Who mistypes a word hardly mistypes its beginning.
    """
    near = process.extract(
        folded, vocabulary.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=MOST_NEAR
    )
    near = [match for match in near if match[0][0] == folded[0]]
    rank = _ranks({match[0] for match in near}, vocabulary) if len(near) > 1 else {}
    ranked = sorted(
        near,
        key=lambda match: (match[1], rank.get(match[0], 0), -vocabulary[match[0]][1], match[0]),
    )
    return [match[0] for match in ranked]


def _ranks(near: set[str], vocabulary: dict[str, tuple[str, int]]) -> dict[str, int]:
    """How much words are meant by the reader: 0 what categories and attributes are called in their
    language, 2 what only a shop or a brand is.
    """
    names = Term.objects.filter(kind__in=(BRAND, SELLER)).values_list("label", flat=True)
    named = {
        words.whole(word) for name in names[:MOST_WORDS].iterator() for word in words.words_of(name)
    }
    meant = own.words_in(get_language() or "")
    return {
        word: 0
        if word in meant or inflections.is_known(word)
        else 2
        if word in named and not is_word(vocabulary[word][0])
        else 1
        for word in near
    }
