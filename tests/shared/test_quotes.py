"""Names between quotation marks, once."""

from __future__ import annotations

import re

import pytest

from marketplace.shared import quotes
from marketplace.shared.states import Refusal

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Bougie", "Bougie"),
        ("«\u00a0Bougie\u00a0»", "Bougie"),
        ("« « Bougie » »", "Bougie"),
        ("“Bougie”", "Bougie"),
        ('"Bougie"', "Bougie"),
        ("Bougie « Figuier »", "Bougie ‘Figuier’"),
        ("« Nuit » et « Jour »", "‘Nuit’ et ‘Jour’"),
        ("  Bougie", "Bougie"),
        ("« Bougie", "Bougie"),
        ("«\u202f»", ""),
        ("", ""),
        ("L'été d'or", "L'été d'or"),
    ],
)
def test_a_name_does_not_double_our_marks(text, bare):
    assert quotes.bare(text) == bare


class Gone(Refusal):
    """For this test."""

    sentence = "« {title} » est épuisé, {why}."


def test_a_sentence_quotes_once_and_only_what_it_quotes():
    refusal = Gone(title="Bol « Lune »", why="dit « Zoé »")

    assert str(refusal) == "« Bol ‘Lune’ » est épuisé, dit « Zoé »."


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["?stock=1", "?q=%C2%AB+%C2%BB&stock=1", "?q=%C2%AB+%C2%BB"])
def test_a_search_without_words_has_no_empty_marks_in_its_title(client, typed):
    page = client.get(f"/recherche/{typed}").content.decode()

    for element in ("title", "h1"):
        words = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)[1]
        assert "«" not in words
        assert words.strip()
