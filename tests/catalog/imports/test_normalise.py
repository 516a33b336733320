"""Cells: what is taken, what is straightened, what is refused."""

from __future__ import annotations

import pytest
from django.utils import translation

from catalog.imports import dictionary, normalise, problems
from catalog.imports.cells import Exact
from catalog.imports.normalise import Wrong

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200),
        ("12,5", 1250),
        ("12.50", 1250),
        ("12 €", 1200),
        ("1 234,50 €", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("EUR 9.99", 999),
        ("0", 0),
        ("999999,99", 99_999_999),
    ],
)
def test_prices_that_are_read(text, cents):
    assert normalise.price(text)[0] == cents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1", "PRICE_NEGATIVE"),
        ("−3,50", "PRICE_NEGATIVE"),
        ("NaN", "PRICE_FORMAT"),
        ("Infinity", "PRICE_FORMAT"),
        ("1e5", "PRICE_FORMAT"),
        ("1e999999", "PRICE_FORMAT"),
        ("1_000", "PRICE_FORMAT"),
        ("12.345", "PRICE_AMBIGUOUS"),
        ("1,234", "PRICE_AMBIGUOUS"),
        ("200.000.000", "PRICE_TOO_HIGH"),
        ("١٢", "PRICE_FORMAT"),
        ("99999999999", "PRICE_TOO_HIGH"),
        ("douze", "PRICE_FORMAT"),
        ("9" * 400, "PRICE_TOO_HIGH"),
    ],
)
def test_prices_that_are_refused(text, code):
    with pytest.raises(Wrong) as wrong:
        normalise.price(text)
    assert wrong.value.code == code


def test_a_price_says_its_currency():
    assert normalise.price("$12.00") == (1200, "USD")
    assert normalise.price("12 GBP") == (1200, "GBP")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "STOCK_NEGATIVE"),
        ("1.5", "STOCK_FORMAT"),
        ("∞", "STOCK_FORMAT"),
        ("2147483648", "STOCK_TOO_HIGH"),
        ("9223372036854775808", "STOCK_TOO_HIGH"),
        ("0x10", "STOCK_FORMAT"),
        ("٣", "STOCK_FORMAT"),
    ],
)
def test_stocks_that_are_refused(text, code):
    with pytest.raises(Wrong) as wrong:
        normalise.stock(text)
    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("text", "pieces"), [("0", 0), ("12", 12), ("1 200", 1200), ("12.0", 12), ("007", 7)]
)
def test_stocks_that_are_read(text, pieces):
    assert normalise.stock(text) == pieces


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3760000000018", "GTIN_CHECK"),
        ("123", "GTIN_FORMAT"),
        ("0000000000000", "GTIN_FORMAT"),
        ("3,76E+12", "GTIN_FORMAT"),
        ("2000000000008", "GTIN_RESTRICTED"),
        ("0212345678901", "GTIN_CHECK"),
        ("376000000001X", "GTIN_FORMAT"),
    ],
)
def test_codes_that_are_refused(text, code):
    with pytest.raises(Wrong) as wrong:
        normalise.gtin(text)
    assert wrong.value.code == code


@pytest.mark.parametrize("text", ["3760000000017", "376 0000 0000 17", "96385074", "036000291452"])
def test_codes_that_are_read(text):
    assert normalise.gtin(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "TITLE_TOO_SHORT"),
        ("A", "TITLE_TOO_SHORT"),
        ("🎁🎁🎁🎁", "TITLE_TOO_SHORT"),
        ("\u200b\u200b\u200b", "TITLE_TOO_SHORT"),
        ("Bol \u202efdp", "TITLE_CHARACTERS"),
        ("x" * 10_000, "TITLE_TOO_LONG"),
        ("Z\u0300\u0301\u0302\u0303algo", "TITLE_CHARACTERS"),
    ],
)
def test_titles_that_are_refused(text, code):
    with pytest.raises(Wrong) as wrong:
        normalise.title(text)
    assert wrong.value.code == code


def test_titles_are_straightened():
    assert normalise.title("  Bol&nbsp;en  gr\u00e8s &amp; lin ") == "Bol en grès & lin"
    assert normalise.title("'=cmd|calc") == "=cmd|calc"
    assert normalise.title("\ufeffBol\u200b co\u00adton \u2068👨\u200d👩\u200d👧\u2069") == (
        "Bol coton 👨\u200d👩\u200d👧"
    )
    assert normalise.title("<b>Sa</b>von<br>doux &lt;3") == "Savon doux <3"


def test_references_are_trimmed_and_whole():
    assert normalise.sku("\u00a0 00012 ") == "00012"
    assert normalise.sku("\ufeffA\u200bB") == "AB"
    for text, code in (("x" * 300, "SKU_TOO_LONG"), ("A\u202eB", "SKU_CHARACTERS")):
        with pytest.raises(Wrong) as wrong:
            normalise.sku(text)
        assert wrong.value.code == code


def test_descriptions_lose_their_markup():
    text = normalise.description(
        "<p>Tourné <b>à la main</b>.</p><script>alert(1)</script><p>Grès &amp; lin</p>"
    )

    assert text == "Tourné à la main.\nGrès & lin"


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [
        ("250", "", 250),
        ("1,5 kg", "", 1500),
        ("19.8", "lb", 8981),
        ("2", "oz", 57),
        ("0.0", "lb", 0),
    ],
)
def test_weights_are_grams(text, unit, grams):
    assert normalise.weight(text, unit) == grams


def test_photo_names_are_cut_out_of_addresses():
    assert normalise.photos("https://x.test/a/b%20c.webp?v=2, https://x.test/d.jpg|e.png") == [
        "b c.webp",
        "d.jpg",
        "e.png",
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Prix TTC", "price"),
        ("Variant SKU", "sku"),
        ("Handle", "ref"),
        ("Body (HTML)", "description"),
        ("Désignation", "title"),
        ("Quantité en stock", "stock"),
        ("EAN13", "gtin"),
        ("image1_src", "photo"),
        ("optionGroups", "option_names"),
        ("Couleur", "attribute"),
        ("custom_field.custom.wattage", "attribute"),
        ("seller_id", ""),
        ("status", ""),
        ("commission", ""),
        ("Prix HT", ""),
        ("inconnu", None),
    ],
)
def test_headings_are_understood(heading, field):
    assert dictionary.field_for(heading) == field


@pytest.mark.django_db
def test_every_code_speaks_with_a_remedy():
    with translation.override("fr"):
        for code in problems.ROW:
            found = problems.problem(code, "Prix", "x", limit=3, lines="2, 3", why="y")
            assert problems.sentence(found)
            assert problems.remedy(found)
            assert "{" not in problems.sentence(found) + problems.remedy(found)
        for code in problems.FILE:
            said = str(
                problems.FileRefused(code, limit=1, line=2, found="x", encoding="x", value="y")
            )
            assert said
            assert "{" not in said
    assert set(problems.ROW) >= problems.WARNINGS


def test_kept_problems_without_their_values_still_speak():
    assert problems.sentence({"code": "SKU_DUPLICATE"})
    assert problems.sentence({"code": "OF_ANOTHER_VERSION"})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("12 €", "Le prix « 12 € » n'est pas lisible."),
        ("« douze »", "Le prix « douze » n'est pas lisible."),
        ('"douze" euros', "Le prix « ‘douze’ euros » n'est pas lisible."),
    ],
)
def test_a_value_is_quoted_once(value, said):
    with translation.override("fr"):
        assert problems.sentence(problems.problem("PRICE_FORMAT", "prix", value)) == said


def test_a_number_of_a_workbook_is_not_taken_for_the_same_digits_typed():
    assert normalise.price_as_written(Exact("1.234"))[0] == (1234, 3)
    with pytest.raises(Wrong, match="PRICE_AMBIGUOUS"):
        normalise.price_as_written("1.234")
    assert normalise.stock(Exact("2.000")) == 2
    with pytest.raises(Wrong, match="STOCK_AMBIGUOUS"):
        normalise.stock("2.000")
