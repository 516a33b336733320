"""« de » before the name of a shop."""

import pytest
from django.utils.translation import override

from marketplace.shared.elision import de, que

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("fr", "Atelier Lune", "d'Atelier Lune"),
        ("fr", "Éclat", "d'Éclat"),
        ("fr", "Œuf & Co", "d'Œuf & Co"),
        ("fr", "Herbes folles", "d'Herbes folles"),
        ("fr", "Hibou", "de Hibou"),
        ("fr", "Yves", "d'Yves"),
        ("fr", "Yourte", "de Yourte"),
        ("fr", "Onze heures", "de Onze heures"),
        ("fr", "Brun Céramique", "de Brun Céramique"),
        ("en", "Atelier Lune", "Atelier Lune"),
    ],
)
def test_de_is_elided_as_french_says_it(language, name, said):
    with override(language):
        assert de(name) == said
        que_said = said.replace("de ", "que ", 1) if said.startswith("de ") else f"qu{said[1:]}"
        assert que(name) == (que_said if language == "fr" else name)
