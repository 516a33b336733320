"""One rule for every number and day: one reading is taken, two are asked, none is said."""

from __future__ import annotations

import io
from datetime import date

import pytest

from catalog.imports import cells, charset, days, dictionary, normalise, questions, readers
from catalog.imports.problems import FileRefused
from tests.catalog.imports.conftest import checked, codes, table
from tests.catalog.imports.test_readers import book

pytestmark = pytest.mark.once

PRICES = {
    "12": 1200,
    "12,5": 1250,
    "12.50": 1250,
    ".50": 50,
    "12.": 1200,
    "12.-": 1200,
    "12,–": 1200,
    "19.120000": 1912,
    "34,000000": 3400,
    "34.0000": 3400,
    "8.333333": 833,
    "0.350": 35,
    "0,125": 13,
    "1234.500": 123450,
    "1 234,50 €": 123450,
    "1\u202f234,50\u00a0€": 123450,
    "1'234.50": 123450,
    "1’234.50 CHF": 123450,
    "1.234,50": 123450,
    "1,234.50": 123450,
    "1,23,456.00": 12345600,
    "12 345": 1234500,
    "€12.50": 1250,
    "12€50": 1250,
    "12.50EUR": 1250,
    "12,50 euros TTC": 1250,
    "US$12.00": 1200,
    "12,500": "PRICE_AMBIGUOUS",
    "12.500": "PRICE_AMBIGUOUS",
    "1,299 €": "PRICE_AMBIGUOUS",
    "1.2.3": "PRICE_AMBIGUOUS",
    "12 34": "PRICE_FORMAT",
    "sur devis": "PRICE_FORMAT",
    "12-15": "PRICE_FORMAT",
    "à partir de 12 €": "PRICE_FORMAT",
    "10 € HT": "PRICE_UNTAXED",
    "10 €/kg": "PRICE_PER_MEASURE",
    "4,50 € le kilo": "PRICE_PER_MEASURE",
    "1.234.567,00": "PRICE_TOO_HIGH",
    "9" * 120: "PRICE_TOO_HIGH",
}
STOCKS = {
    "1000000": "STOCK_TOO_HIGH",
    "9" * 120: "STOCK_TOO_HIGH",
    "3,0": 3,
    "3.00": 3,
    "12.0000": 12,
    "0.000": 0,
    "1 200": 1200,
    "1'000": 1000,
    "1.000,00": 1000,
    "12 pièces": 12,
    "Rupture de stock": 0,
    "out of stock": 0,
    "épuisé": 0,
    "1.000": "STOCK_AMBIGUOUS",
    "12.000": "STOCK_AMBIGUOUS",
    "1,000": "STOCK_AMBIGUOUS",
    "1.5": "STOCK_FORMAT",
    "1 2": "STOCK_FORMAT",
    "1e3": "STOCK_FORMAT",
    "10+": "STOCK_WORDS",
    "> 10": "STOCK_WORDS",
    "En stock": "STOCK_WORDS",
    "in stock": "STOCK_WORDS",
    "-2": "STOCK_NEGATIVE",
    "1.000.000": "STOCK_TOO_HIGH",
}
WEIGHTS = {
    ("1 800", "g"): 1800,
    ("1'800", "g"): 1800,
    ("1.800,5", "g"): 1801,
    ("1,800", "g"): "WEIGHT_AMBIGUOUS",
    ("1.800", "g"): "WEIGHT_AMBIGUOUS",
    ("1.250", "kg"): "WEIGHT_AMBIGUOUS",
    ("1,800 kg", ""): "WEIGHT_AMBIGUOUS",
    ("0,35 kg", ""): 350,
    ("0.350000", "kg"): 350,
    (".5", "kg"): 500,
    ("1kg200", ""): 1200,
    ("1 kg 50 g", ""): 1050,
    ("250 grammes", ""): 250,
    ("250 g", "kg"): 250,
    ("0.0625", "lb"): 28,
    ("12 lbs", ""): 5443,
    ("2", "oz"): 57,
    ("0.4", "kilogrammes"): 400,
    ("2 x 250 g", ""): "WEIGHT_FORMAT",
    ("350 g env.", ""): "WEIGHT_FORMAT",
    ("1e3", "g"): "WEIGHT_FORMAT",
    ("3", "caisses"): "WEIGHT_FORMAT",
    ("1000", "kg"): 1_000_000,
    ("1001", "kg"): "WEIGHT_TOO_HIGH",
    ("99999999999", "g"): "WEIGHT_TOO_HIGH",
    ("9" * 120, "g"): "WEIGHT_TOO_HIGH",
}
FIRST_OF_MARCH = date(2026, 3, 1)
DAYS = {
    "2026-03-01": FIRST_OF_MARCH,
    "2026/03/01": FIRST_OF_MARCH,
    "20260301": FIRST_OF_MARCH,
    "2026-03-01 10:22:33 +0100": FIRST_OF_MARCH,
    "2026-03-01T10:22:00Z": FIRST_OF_MARCH,
    "1 mars 2026": FIRST_OF_MARCH,
    "1er mars 2026": FIRST_OF_MARCH,
    "dimanche 1 mars 2026": FIRST_OF_MARCH,
    "March 1st, 2026": FIRST_OF_MARCH,
    "Sun, 1 Mar 2026": FIRST_OF_MARCH,
    "01-mars-2026": FIRST_OF_MARCH,
    "46082": FIRST_OF_MARCH,
    "1 févr. 2026": date(2026, 2, 1),
    "15 août 2026": date(2026, 8, 15),
    "13/02/2026": date(2026, 2, 13),
    "02/13/2026": date(2026, 2, 13),
    "03/03/2026": date(2026, 3, 3),
    "01/02/2026": days.TwoWays,
    "01.02.2026": days.TwoWays,
    "13/02/26": days.TwoWays,
    "1/31/20, 12:00 AM": date(2020, 1, 31),
    "31/12/26": days.TwoWays,
    "31/02/2026": days.NoDay,
    "mars 2026": days.NoDay,
    "01-mars": days.NoDay,
    "0000-00-00": days.NoDay,
}


def read(take, *given):
    try:
        return take(*given)
    except normalise.Wrong as wrong:
        return wrong.code
    except (days.TwoWays, days.NoDay) as wrong:
        return type(wrong)


@pytest.mark.parametrize(("text", "right"), PRICES.items())
def test_a_price_has_one_reading_or_is_asked(text, right):
    assert read(lambda: normalise.price(text)[0]) == right


@pytest.mark.parametrize(("text", "right"), STOCKS.items())
def test_a_stock_has_one_reading_or_is_asked(text, right):
    assert read(normalise.stock, text) == right


@pytest.mark.parametrize(("written", "right"), WEIGHTS.items())
def test_a_weight_has_one_reading_or_is_asked(written, right):
    assert read(normalise.weight, *written) == right


@pytest.mark.parametrize(("text", "right"), DAYS.items())
def test_a_day_has_one_reading_or_is_asked(text, right):
    assert read(days.read, text) == right


def test_an_answer_settles_what_has_two_readings():
    assert normalise.price("12,500", "decimals") == (1250, "")
    assert normalise.price("12,500", "thousands") == (1250000, "")
    assert normalise.stock("1.000", "thousands") == 1000
    assert read(normalise.stock, "1.500", "decimals") == "STOCK_FORMAT"
    assert normalise.weight("1.800", "g", "thousands") == 1800
    assert normalise.weight("1.800", "kg", "decimals") == 1800
    assert days.read("01/02/2026", days.DAY_FIRST) == date(2026, 2, 1)
    assert days.read("01/02/2026", days.MONTH_FIRST) == date(2026, 1, 2)
    # an answer for the column changes nothing that has one reading
    assert normalise.price("1.234,50", "decimals") == (123450, "")
    assert days.read("13/02/2026", days.MONTH_FIRST) == date(2026, 2, 13)


def test_answers_that_mean_nothing_are_not_kept():
    given = {"mark": {"prix": "decimals", "stock": "oui"}, "unit": ["kg"], "other": {"a": "b"}}

    assert questions.kept(given) == {"mark": {"prix": "decimals"}}


def test_the_ends_of_a_period():
    feed = "2026-02-24T13:00-0800/2026-02-28T15:30-0800"
    assert [days.read(end) for end in days.period(feed)] == [date(2026, 2, 24), date(2026, 2, 28)]
    spaced = days.period("24/02/2026 - 28/02/2026")
    assert [days.read(end) for end in spaced] == [date(2026, 2, 24), date(2026, 2, 28)]
    assert days.period("2026/02/24") == ("2026/02/24", "2026/02/24")


@pytest.mark.parametrize(
    ("text", "code"),
    [("'4006381333931", ""), ("`4006381333931", ""), ("0", ""), ("0000000000000", "GTIN_FORMAT")],
)
def test_what_stands_before_or_instead_of_a_code(text, code):
    assert read(normalise.gtin, text) in (code, "4006381333931")


def test_a_number_of_a_workbook_is_as_it_shows():
    assert cells.number("12", cells.kind_of_format("00000"), 0) == "00012"
    assert cells.number("12", cells.kind_of_format("0"), 0) == "12"
    number = cells.number("12.125", "", 0)

    assert (number, read(normalise.weight, number, "kg")) == ("12.125", 12125)
    assert read(normalise.weight, str(number), "kg") == "WEIGHT_AMBIGUOUS"


@pytest.mark.parametrize(
    ("reference", "changed"),
    [
        ("1.23456789012e+16", True),
        ("1,23E+12", True),
        ("2024-03-01", True),
        ("2024-03-01T10:00:00", True),
        ("01/03/2024", True),
        ("01-mars", True),
        ("mars-24", True),
        ("12-MAR", True),
        ("10:30:00", True),
        ("ABC-12", False),
        ("12-34", False),
        ("5e10", False),
        ("00123", False),
        ("MARS-1", False),
    ],
)
def test_a_reference_that_a_spreadsheet_changed_is_noticed(reference, changed):
    assert normalise.is_changed_by_excel(reference) == changed


def test_references_of_a_workbook_carry_the_remark_and_are_kept(lune, shelves):
    file = book(
        ["sku", "titre", "prix", "stock"],
        [date(2024, 3, 1), "Pinceau plat", 4.5, 5],
        [12345678901234567, "Pinceau large", 3.3, 5],
        ["00012", "Pinceau fin", 3.3, 5],
    )

    source = checked(lune, io.BytesIO(file), default=shelves["Cuisine"])

    assert codes(source) == {2: ["SKU_EXCEL"], 3: ["SKU_EXCEL"]}
    assert list(source.rows.order_by("line").values_list("sku", flat=True)) == [
        "2024-03-01",
        "1.23456789012e+16",
        "00012",
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Price tax included", "price"),
        ("Prix vente", "price"),
        ("Qté dispo", "stock"),
        ("sale_price_effective_date", "sale_dates"),
        ("Price (tax incl.)", "price"),
        ("Prix de vente TTC (€)", "price"),
        ("Prix de l'article", "price"),
        ("Unit price", ""),
        ("Prix unitaire HT", ""),
        ("Prix au litre", ""),
        ("Prix/kg", ""),
        ("Price per 100 g", ""),
        ("Price tax excluded", ""),
        ("Wholesale price", ""),
        ("Cost per item", ""),
        ("Variant Compare At Price", ""),
        ("Sale price", "sale_price"),
        ("Tarif régulier", "price"),
        ("Attribute 1 visible", ""),
        ("Attribut 2 global", ""),
        ("Nom de l’attribut 1", "option1_name"),
        ("Valeur(s) de l’attribut 1", "option1_value"),
        ("Attribute 4 value(s)", "attribute"),
        ("Attribute 4 name", ""),
        ("Poids en kg", "weight"),
        ("Net weight (lbs)", "weight"),
        ("g:id", "shop_id"),
        ("Référence n°", "sku"),
        ("N° de référence", "sku"),
        ("Artikel-Nr.", "sku"),
        ("Titel", "title"),
        ("Preis (EUR)", "price"),
        ("Preis inkl. MwSt.", "price"),
        ("Nettopreis", ""),
        ("Preis netto", ""),
        ("Preis/kg", ""),
        ("Bestand", "stock"),
        ("Gewicht in kg", "weight"),
        ("Größe", "attribute"),
        ("Beschreibung", "description"),
        ("Attribut 1 Wert(e)", "option1_value"),
        ("Attribut 1 Sichtbar", ""),
        ("post_parent", "parent_id"),
        ("post_status", "status"),
        ("_regular_price", "price"),
        ("meta:attribute_pa_taille", "attribute"),
        ("Gift Card", "unsent"),
        ("Variant Requires Shipping", "sent"),
        ("IMAGE10", "photo"),
        ("En stock ?", "availability"),
        ("date début promo", "sale_from"),
        ("date fin promo", "sale_to"),
        ("Promo du", "sale_from"),
        ("Fin des soldes", "sale_to"),
        ("Discount from (yyyy-mm-dd)", "sale_from"),
        ("Sale ends on", "sale_to"),
        ("Période de promotion", "sale_dates"),
        ("Aktionspreis gültig bis", "sale_to"),
        ("Angebot Startdatum", "sale_from"),
        ("Discount amount", None),
        ("Option Value 1", "option1_value"),
        ("productOptionName2", "option2_name"),
        ("handleId", "ref"),
        ("Hosted Image URLs", "photo"),
        ("Zustand", "condition"),
    ],
)
def test_headings_of_shops_are_understood(heading, field):
    assert dictionary.field_for(heading) == field


FRENCH = "sku;titre;prix\nA;Crème brûlée à l’œuf, « Noël » 12 €;4,50\nB;Pâté;3\n"
DOS = "sku;titre;prix\nA;Crème brûlée à l'oeuf, « Noël » 25 °C;4,50\nB;Pâté;3\n"


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        (FRENCH.encode(), "utf-8", FRENCH),
        (FRENCH.encode("utf-8-sig"), "utf-8", FRENCH),
        (("\ufeff" + FRENCH).encode("utf-8-sig"), "utf-8", FRENCH),
        (FRENCH.encode("utf-16"), "utf-16-le", FRENCH),
        (FRENCH.encode("utf-16-le"), "utf-16-le", FRENCH),
        (FRENCH.encode("utf-16-be"), "utf-16-be", FRENCH),
        (FRENCH.encode("cp1252"), "cp1252", FRENCH),
        (DOS.encode("latin-1"), "cp1252", DOS),
        (FRENCH.replace("’", "'").encode("iso8859-15"), "iso8859-15", FRENCH.replace("’", "'")),
        (FRENCH.encode("mac_roman"), "mac_roman", FRENCH),
        (FRENCH.replace("\n", "\r").encode("mac_roman"), "mac_roman", FRENCH),
        (DOS.encode("cp850"), "cp850", DOS),
        (DOS.encode("cp437"), "cp850", DOS),
        (FRENCH.encode().decode("cp1252", "replace").encode(), "utf-8", None),
        (DOS.encode().decode("latin-1").encode(), "utf-8", DOS),
        (DOS.encode().decode("cp1252").encode().decode("cp1252").encode(), "utf-8", DOS),
        (
            FRENCH.encode().decode("mac_roman").encode().decode("mac_roman").encode(),
            "utf-8",
            FRENCH,
        ),
        (DOS.encode().decode("cp850").encode().decode("cp850").encode(), "utf-8", DOS),
        (DOS.encode().decode("mac_roman").encode(), "utf-8", DOS),
        (DOS.encode().decode("cp850").encode(), "utf-8", DOS),
        (FRENCH.encode("cp1252").decode("latin-1").encode(), "utf-8", FRENCH),
        ("sku;titre;prix\nA;25 °C;3\n".encode("cp850"), "cp850", "sku;titre;prix\nA;25 °C;3\n"),
        ("sku;titre;prix\nA;ÉTÉ À L'ŒUF;3\n".encode("cp1252"), "cp1252", None),
    ],
)
def test_an_encoding_is_told_by_how_it_reads(raw, encoding, text):
    found = readers.detect(io.BytesIO(raw), dictionary.is_known)

    assert (found["encoding"], "doubt" in found) == (encoding, False)
    assert found["headers"] == ["sku", "titre", "prix"]
    if text:
        assert found["sample"][0][1] == text.split(";")[3]


@pytest.mark.parametrize(
    "raw",
    [
        "sku;titre;prix\nA;Cœur de bœuf – 12 €;3\nB;Pl#nche hêtre;4\n".encode("cp1252"),
        "sku;titre;prix\nA;Cœur de bœuf – 12 €;3\nB;Pl#nche hêtre;4\n".encode(),
        "sku;titre;prix\nA;Thé;3\nB;Pl#nche;4\n".encode(),
    ],
)
def test_a_stray_byte_spoils_its_own_line_only(lune, shelves, raw):
    stray = b"\x81" if b"\x9c" in raw and b"\xc5" not in raw else b"\xe9"

    source = checked(lune, io.BytesIO(raw.replace(b"#", stray)), default=shelves["Cuisine"])

    assert codes(source) == {2: ["STOCK_EMPTY"], 3: ["BAD_CHAR"]}


def test_what_reads_equally_well_twice_is_asked_with_a_line_of_each(lune, shelves):
    raw = "sku;titre;prix;stock\nA;Ça alors;3;1\nB;Bol;3;1\n".encode("mac_roman")

    source = checked(lune, io.BytesIO(raw), default=shelves["Cuisine"])

    samples = {seen["encoding"]: seen["sample"] for seen in source.detected["doubt"]}
    assert samples["mac_roman"] == "A;Ça alors;3;1"
    assert samples["cp850"] == "A;éa alors;3;1"
    assert codes(source) == {2: ["ENCODING_DOUBT"]}
    chosen = readers.detect(io.BytesIO(raw), dictionary.is_known, encoding="mac_roman")
    assert "doubt" not in chosen
    assert chosen["sample"][0][1] == "Ça alors"


def test_what_stays_strange_is_said_on_its_line(lune, shelves):
    rows = ("sku;titre;prix;stock", "A;ThÃ©iÃ?re Ã¦Ã¿Â¨;3;1", "B;Théière;3;1")

    source = checked(lune, table(*rows), default=shelves["Cuisine"])

    assert codes(source) == {2: ["TEXT_STRANGE"]}


def test_one_day_proves_the_order_of_all_days_of_a_file(lune, shelves):
    rows = ("sku;titre;prix;stock;prix promo;début promo;fin promo",)
    rows += ("A;Bol bleu;9,00;1;5,00;01/02/2020;12/31/2098", "B;Bol;9,00;1;5,00;02/03/2020;")

    source = checked(lune, table(*rows), default=shelves["Cuisine"])

    seen = source.mapping["seen"]
    assert [question["kind"] for question in seen["questions"]] == ["sale"]
    assert seen["settled"]["order"] == {"début promo": "month", "fin promo": "month"}


@pytest.mark.parametrize("text", ["CAFÉ\u00a0: 12", "Ça", "Señor", "Straße", "l’été", "Æther ©"])
def test_texts_that_are_right_are_left_alone(text):
    assert charset.mended(text) == text


@pytest.mark.parametrize(
    "code",
    [
        "import os, sys\n\n\ndef read(a, b):\n    return a\n\n\nclass Shop:\n    pass\n",
        "<?php $a = ['sku', 'price']; echo $a[0], $a[1];\n",
        "const a = {b: 1, c: 2};\nfunction f(x, y) { return x; }\nf(1, 2);\n",
        "-- dump\nINSERT INTO `p` VALUES (1,'sku',3);\n",
        '[\n  {"sku": 1}\n]\n',
        ".card { color: red; margin: 0 }\n.b { a: b; c: d }\n",
    ],
)
def test_code_is_no_table(code):
    with pytest.raises(FileRefused) as why:
        readers.detect(io.BytesIO(code.encode()), dictionary.is_known)
    assert why.value.code in ("FORMAT", "IMPORT_HEADER")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<table><tr><td>Diam.</td><td>12 cm</td></tr></table>", "Diam. 12 cm"),
        ("<ul><li>un</li><li>deux</li></ul>", "un\ndeux"),
        ("un<br>deux<br/>trois", "un\ndeux\ntrois"),
        ("<h2>Titre</h2>texte<p>autre</p>", "Titre\ntexte\nautre"),
        ("un<img src='x'>deux", "un deux"),
        ("Diamètre < 20 cm et > 10 cm, poids <1 kg", "Diamètre < 20 cm et > 10 cm, poids <1 kg"),
        ("&lt;p&gt;Doux&lt;/p&gt;", "Doux"),
        ("si a &lt; b &amp;&amp; c", "si a < b && c"),
        ("un\r\n\r\n\r\ndeux", "un\n\ndeux"),
        ("si (a<b && c>d) et <b>gras</b>", "si (a<b && c>d) et gras"),
        ("<p>Diam. <d 20 cm", "Diam. <d 20 cm"),
        ("<a href='x'\nclass=y>lien</a> <br/>", "lien"),
        ('<img data-x="1" alt>un', "un"),
    ],
)
def test_tags_leave_a_space_where_they_stood(text, plain):
    assert normalise.description(text) == plain


def test_a_first_line_may_name_the_separator():
    found = readers.detect(
        io.BytesIO(b"sep=|\r\ncol un|col deux\r\na,b|c,d\r\n"), dictionary.is_known
    )

    assert (found["separator"], found["headers"]) == ("|", ["col un", "col deux"])
