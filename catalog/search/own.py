"""The words of categories and of values of attributes in the language of who reads: the index knows
both languages, and of two words a reader means their own.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language, override

from catalog.attributes.vocabulary import Vocabulary, vocabulary
from catalog.search import words
from catalog.tree import Tree, tree


def words_in(language: str) -> dict[str, str]:
    """These words, folded, each as it is written."""
    by_language = tree().kept_with(_by_language)
    known = vocabulary()
    kept = by_language.get(language)
    if kept is None or kept[0] is not known:
        with override(language or None):
            labels = [place.label for place in tree().places.values()]
            values = (value for each in known.by_key.values() for value in each.values.values())
            labels += [value.label for value in values]
        told = {words.fold(word): word for label in labels for word in words.words_of(label)}
        by_language[language] = kept = known, told
    return kept[1]


def is_foreign(folded: str) -> bool:
    """Whether a word is one of these in another language alone: « red » to whoever reads French."""
    language = get_language() or ""
    others = (code for code in languages() if code != language)
    return folded not in words_in(language) and any(folded in words_in(code) for code in others)


def languages() -> list[str]:
    """The languages in which the shop is read."""
    return [code for code, _name in settings.LANGUAGES]


def _by_language(_places: Tree) -> dict[str, tuple[Vocabulary, dict[str, str]]]:
    return {}
