"""Whether an answer has the very words that were typed, or only what comes near them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.attributes.vocabulary import phrase, vocabulary
from catalog.models import Product, Synonym, Variant, Word
from catalog.search import inflections, words

LEAST = 3  # letters of a word the catalogue keeps


def is_near(text: str, ids: Sequence[int]) -> bool:
    """Whether a word of the question is written on none of these sheets, nor known to the shop.

    « theier » finds teapots by its stem, and is no word; a plural is the word itself.
    """
    unknown = _unknown(text)
    if not unknown:
        return False
    written = _written(ids)
    return any(written.isdisjoint(same(word)) for word in unknown)


def _unknown(text: str) -> list[str]:
    """The typed words that no title, brand or category has, that are no value of an attribute, and
    that no synonym stands for.
    """
    attributes = vocabulary().by_key.values()
    typed = [
        word
        for word in words.sought(text)[: words.MOST]
        if len(word) >= LEAST
        and word.isalpha()
        and not any(phrase(word) in attribute.phrases for attribute in attributes)
    ]
    if not typed:
        return []
    asked = {form for word in typed for form in same(word)}
    known = set(Word.objects.filter(folded__in=asked).values_list("folded", flat=True))
    if all(known & same(word) for word in typed):
        return []
    for line in Synonym.objects.values_list("words", flat=True):
        parts = words.parts(line)
        known.update(map(words.whole, words.words_of(line)))
        known.update(words.whole(word) for part in parts for word in words.same_of(part))
    return [word for word in typed if known.isdisjoint(same(word))]


def _written(ids: Sequence[int]) -> set[str]:
    """All words of these sheets, as they are written but for accents."""
    rows = Product.objects.filter(pk__in=ids).values_list(
        *("title", "description", "title_en", "description_en"),
        *("attributes", "brand__name", "owner__name", "category__name_en"),
    )
    texts: list[object] = [part for row in rows for part in row]
    texts += Variant.objects.filter(product__in=ids).values_list("values", flat=True)
    return {words.whole(word) for text in _flat(texts) for word in words.words_of(text)}


def _flat(parts: Iterable[object]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, dict):
            yield from _flat([*part.keys(), *part.values()])
        elif isinstance(part, list):
            yield from _flat(part)
        elif part is not None:
            yield str(part)


def same(word: str) -> set[str]:
    """How a word is written in singular and plural, feminine too: brodé, brodées; knife, knives."""
    singular = word[:-1] if word[-1] in "sx" else word
    each = {word, singular, f"{singular}s", f"{singular}x"}
    if singular.endswith("ée"):
        each |= {singular[:-1], f"{singular[:-1]}s"}
    elif singular.endswith("é"):
        each |= {f"{singular}e", f"{singular}es"}
    return {words.whole(one) for one in each} | inflections.family(words.whole(word))
