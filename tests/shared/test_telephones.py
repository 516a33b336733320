"""Telephones as people type them, by the country where they are used: one reading, two, or none."""

from __future__ import annotations

import pytest
from django.utils import translation

from marketplace.shared import telephones

pytestmark = pytest.mark.once

PARIS = "+33612345678"

TYPED = [
    ("06 12 34 56 78", "FR", [PARIS]),
    ("0612345678", "FR", [PARIS]),
    ("06.12.34.56.78", "FR", [PARIS]),
    ("06-12-34-56-78", "FR", [PARIS]),
    ("06/12/34/56/78", "FR", [PARIS]),
    ("\u202a06\u00a012\u202f34 56 78\u202c", "FR", [PARIS]),
    ("612345678", "FR", [PARIS]),
    ("+33 6 12 34 56 78", "BE", [PARIS]),
    ("+33 (0)6 12 34 56 78", "NL", [PARIS]),
    ("0033612345678", "DE", [PARIS]),
    ("00 33 6 12 34 56 78", "IT", [PARIS]),
    ("33 6 12 34 56 78", "FR", [PARIS]),
    ("33612345678", "BE", [PARIS]),
    ("06 12 34 56 78", "BE", [PARIS]),
    ("06 12 34 56 78", "IE", [PARIS]),
    ("06 12 34 56 78", "LU", [PARIS]),
    ("06 12 34 56 78", "ES", [PARIS]),
    ("06 12 34 56 78", "PT", [PARIS]),
    ("0612345678", "BE", [PARIS]),
    ("06 12 34 56 78", "NL", ["+31612345678", PARIS]),
    ("06 12 34 56 78", "MC", ["+377612345678", PARIS]),
    ("06 12 34 56 78", "DE", ["+49612345678", PARIS]),
    ("06 12 34 56 78", "IT", ["+390612345678", PARIS]),
    ("06-12345678", "NL", ["+31612345678"]),
    ("0470 12 34 56", "BE", ["+32470123456"]),
    ("0470/12.34.56", "BE", ["+32470123456"]),
    ("0470123456", "BE", ["+32470123456", "+33470123456"]),
    ("02 512 34 56", "BE", ["+3225123456"]),
    ("085 123 4567", "IE", ["+353851234567"]),
    ("0171 2345678", "DE", ["+491712345678"]),
    ("612 34 56 78", "ES", ["+34612345678"]),
    ("312 345 6789", "IT", ["+393123456789"]),
    ("912 345 678", "PT", ["+351912345678"]),
    ("621 123 456", "LU", ["+352621123456"]),
    ("93 30 12 34", "MC", ["+37793301234"]),
    ("0692 12 34 56", "FR", ["+262692123456"]),
    ("0692 12 34 56", "BE", ["+262692123456"]),
    ("0639 69 12 34", "FR", ["+262639691234"]),
    ("06 39 98 21 07", "FR", ["+33639982107"]),
    ("0269 61 12 34", "FR", ["+262269611234"]),
    ("0590 12 34 56", "FR", ["+590590123456"]),
    ("0690 12 34 56", "FR", ["+590690123456"]),
    ("0694 12 34 56", "FR", ["+594694123456"]),
    ("0696 12 34 56", "FR", ["+596696123456"]),
    ("0508 41 12 34", "FR", ["+508411234"]),
    ("+33 692 12 34 56", "FR", ["+262692123456"]),
    ("+262 692 12 34 56", "FR", ["+262692123456"]),
    ("+1 202 555 0123", "FR", ["+12025550123"]),
    ("0171 2345678", "FR", []),
    ("abc", "FR", []),
    ("12", "FR", []),
    ("0" * 20, "FR", []),
    ("+999 12", "FR", []),
    ("", "FR", []),
]


@pytest.mark.parametrize(("typed", "country", "numbers"), TYPED)
def test_a_telephone_is_read_in_its_country(typed, country, numbers):
    assert telephones.readings(typed, country) == numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0612345678", [PARIS]),
        ("06 12 34 56 78", [PARIS]),
        ("04 70 12 34 56", ["+33470123456"]),
        ("0470123456", ["+33470123456", "+32470123456"]),
        ("0470 12 34 56", ["+32470123456"]),
        ("0692 12 34 56", ["+262692123456"]),
        ("+32 470 12 34 56", ["+32470123456"]),
        ("12", []),
    ],
)
def test_without_a_country_only_a_number_of_one_reading_is_ours(typed, numbers):
    assert telephones.readings_anywhere(typed, ["FR", "BE", "NL"]) == numbers


def test_a_number_is_named_with_its_country():
    with translation.override("fr"):
        assert telephones.named(PARIS) == "+33 6 12 34 56 78 (France)"
    with translation.override("en"):
        assert telephones.named("+31612345678") == "+31 6 12345678 (Netherlands)"
