"""Postcodes and their communes, as buyers write them."""

import pytest

from marketplace.shared import communes


@pytest.mark.parametrize(
    ("postcode", "names"),
    [
        ("75006", ("Paris",)),
        ("13001", ("Marseille",)),
        ("20000", ("Ajaccio", "Lecci")),
        ("01000", ("Bourg-en-Bresse", "Saint-Denis-lès-Bourg")),
        ("99999", ()),
        ("7500", ()),
        ("75006 ", ()),
    ],
)
def test_a_postcode_gives_its_communes_with_their_accents(postcode, names):
    assert communes.of(postcode) == names


@pytest.mark.parametrize(
    ("town", "postcode"),
    [
        ("Vézelay", "89450"),
        ("VEZELAY", "89450"),
        ("st etienne", "42000"),
        ("Lyon 3", "69003"),
        ("L'Haÿ les Roses", "94240"),
    ],
)
def test_a_town_gives_its_postcodes_however_it_is_written(town, postcode):
    assert postcode in communes.postcodes_of(town)


def test_a_town_that_is_none_gives_nothing():
    assert communes.postcodes_of("Nullepart") == communes.postcodes_of("…") == ()


@pytest.mark.parametrize(
    ("postcode", "town", "agrees"),
    [
        ("75006", "Paris 06", True),
        ("75006", "PARIS CEDEX 06", True),
        ("75006", "Lyon", False),
        ("01000", "st denis les bourg", True),
        ("99999", "Ailleurs", True),
        ("75006", "", True),
    ],
)
def test_a_town_is_compared_with_its_postcode(postcode, town, agrees):
    assert communes.agree(postcode, town) is agrees
