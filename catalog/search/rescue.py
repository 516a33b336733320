"""When nothing answers: mend the words, or show what lies near."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.models import Word
from catalog.search import words
from catalog.tree import Place, Tree

MOST_WORDS = 40_000


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
    if folded in vocabulary or len(folded) < 4 or folded.isdigit():
        return word
    # in a short word, two errors would make it any other
    allowed = 1 if len(folded) < 7 else 2
    near = process.extract(
        folded, vocabulary.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=8
    )
    if not near:
        return word
    best = min(near, key=lambda match: (match[1], -vocabulary[match[0]][1], match[0]))
    return vocabulary[best[0]][0]
