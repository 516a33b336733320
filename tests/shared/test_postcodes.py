"""Postcodes, country by country: what is written otherwise is read, what cannot be is said."""

import pytest
from django.utils import translation

from marketplace.shared import countries, postcodes
from sellers.models import Zone
from sellers.shop import shipping

WRITTEN = [
    ("75001", "FR", "75001"),
    ("F-75001", "FR", "75001"),
    ("f 75 001", "FR", "75001"),
    ("FR–75001", "FR", "75001"),
    ("97400", "FR", "97400"),
    ("98800", "FR", "98800"),
    ("MC-98000", "MC", "98000"),
    ("98 000", "MC", "98000"),
    ("B-1000", "BE", "1000"),
    ("b 1000", "BE", "1000"),
    ("L-1234", "LU", "1234"),
    ("A-1010", "AT", "1010"),
    ("D-10115", "DE", "10115"),
    ("00118", "IT", "00118"),
    ("I-20121", "IT", "20121"),
    ("1012ab", "NL", "1012 AB"),
    ("NL-1012 AB", "NL", "1012 AB"),
    ("1000001", "PT", "1000-001"),
    ("00 001", "PL", "00-001"),
    ("11000", "CZ", "110 00"),
    ("SK-811 01", "SK", "811 01"),
    ("11120", "SE", "111 20"),
    ("10431", "GR", "104 31"),
    ("d02x285", "IE", "D02 X285"),
    ("vlt1117", "MT", "VLT 1117"),
    ("1010", "LV", "LV-1010"),
    ("lv1010", "LV", "LV-1010"),
    ("01100", "LT", "LT-01100"),
    ("0900", "DK", "0900"),
    ("AX-22100", "FI", "22100"),
    ("CH-8001", "CH", "8001"),
    ("sw1a1aa", "GB", "SW1A 1AA"),
    ("M1 1AE", "GB", "M1 1AE"),
    ("9490", "LI", "9490"),
]
# typed, country, what the sentence says
REFUSED = [
    ("7500", "FR", "cinq chiffres : 75011"),
    ("96000", "FR", "Aucune commune de France"),
    ("98000", "FR", "choisissez Monaco"),
    ("75011", "MC", "commence par 980"),
    ("9800", "MC", "cinq chiffres : 98000"),
    ("75011", "BE", "(Belgique) a quatre chiffres : 1000"),
    ("0999", "BE", "Aucune commune de ce pays (Belgique)"),
    ("1234", "DE", "(Allemagne) a cinq chiffres : 10115"),
    ("99999", "ES", "Aucune commune de ce pays (Espagne)"),
    ("1012", "NL", "quatre chiffres et deux lettres : 1012 AB"),
    ("1000", "PT", "sept chiffres : 1000-001"),
    ("DUBLIN 2", "IE", "Eircode : D02 X285"),
    ("81101", "CZ", "Aucune commune de ce pays (Tchéquie)"),
    ("ABCDE", "PL", "00-001"),
    ("١٠٠٠", "BE", "quatre chiffres"),
    ("<b>", "SE", "111 20"),
    ("SW1A", "GB", "SW1A 1AA"),
]


@pytest.mark.parametrize(("typed", "country", "written"), WRITTEN)
def test_a_postcode_is_read_however_it_is_written(typed, country, written):
    assert postcodes.read(typed, country) == written
    assert postcodes.wrong(written, country) == ""


@pytest.mark.parametrize(("typed", "country", "said"), REFUSED)
def test_what_cannot_be_a_postcode_is_told_with_an_example(typed, country, said):
    assert said in postcodes.wrong(postcodes.read(typed, country), country)


@pytest.mark.parametrize("country", sorted({*shipping.EUROPE, *postcodes.FORMATS}))
def test_every_country_has_its_format_and_its_example_is_right(country):
    example = postcodes.FORMATS[country].example

    assert postcodes.read(example, country) == example
    assert postcodes.wrong(example, country) == ""
    assert len(example) <= 10, "as long as the column"
    assert countries.named(country) != country


def test_a_country_is_named_in_the_readers_language():
    assert countries.named("BE") == "Belgique"
    with translation.override("en"):
        assert countries.named("BE") == "Belgium"
        assert countries.named("BE", "fr") == "Belgique"


def test_corsica_is_corsica_however_its_code_is_written():
    assert shipping.zone_of("FR", "F-20000") == Zone.CORSE
