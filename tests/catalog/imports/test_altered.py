"""What a file would change is told line by line, before and after; what is odd in it is counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalog.imports import applying, correcting, report, run
from catalog.models import Attribute, Offer
from tests import cast
from tests.catalog.imports.conftest import applied, checked, codes, figures, table
from tests.catalog.imports.test_pages import Desk

HEAD = "sku;titre;catégorie;prix;stock;description;Couleur"
LONG = "Tourné à la main dans notre atelier, émaillé puis cuit une seconde fois à haute température"


@pytest.fixture
def place(shelves):
    kitchen = shelves["Cuisine"]
    cast.attribute("Couleur", "Bleu|Blue", "Vert|Green", where=kitchen)
    Attribute.objects.filter(key="couleur").update(label_en="Colour")
    return kitchen


@pytest.fixture
def desk(lune):
    browser = Desk()
    browser.force_login(cast.owner_of(lune))
    return browser


def page(desk, source, query="?outcome=updated") -> str:
    answer = desk.get(reverse("seller-import", args=[source.pk]) + query)
    return " ".join(answer.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def plain(text: str) -> str:
    for tag in ("<strong>", "</strong>", '<span class="soft">', "</span>"):
        text = text.replace(tag, "")
    return text


def changed(text: str) -> list[str]:
    lines = text.lstrip("\ufeff").replace("\u202f", " ").replace("\xa0", " ").splitlines()
    return [line.rsplit(";", 1)[-1] for line in lines]


def test_an_updated_line_says_what_it_changes_from_what_to_what(desk, lune, place):
    applied(lune, table(HEAD, f"A;Bol;Cuisine;12;3;{LONG} à 900 degrés.;Bleu"))
    second = f"A;Bol en grès;Cuisine;12,50;8;{LONG} à 1250 degrés.;Vert"
    source = checked(lune, table(HEAD, second))

    assert figures(source) == (0, 1, 0, 0)
    shown = plain(page(desk, source))
    for change in (
        "Prix : 12,00 € → 12,50 €",
        "Stock : 3 → 8",
        "Titre : Bol → Bol en grès",
        "Couleur : Bleu → Vert",
        "900 degrés. → …",
        "1250 degrés.",
    ):
        assert change in shown
    with translation.override("en"):
        [_head, told] = "".join(report.lines(source)).splitlines()
    assert "€12.00 → €12.50" in told
    assert "Colour" in told

    # another tab changes the price first: what is told afterwards is what the file really changed
    Offer.objects.filter(sku="A").update(price_cents=1100)
    run.confirm(source, by=cast.owner_of(lune), at=cast.NOON)
    while applying.run(source.pk, at=cast.NOON):
        pass
    assert "Prix : 11,00 € → 12,50 €" in plain(page(desk, source))


def test_what_is_told_of_a_line_is_bounded(lune, place):
    head = f"sku;titre;catégorie;prix;stock;{';'.join(f'Attribut : n{n}' for n in range(30))}"
    before, after = (";".join([word * 200] * 30) for word in "ab")
    applied(lune, table(head, f"A;Bol;Cuisine;12;3;{before}"))
    source = checked(lune, table(head, f"A;Bol;Cuisine;12;3;{after}"))

    [row] = source.rows.all()
    assert len(row.draft["altered"]) == 12
    assert row.draft["altered"][-1][0] == "more"
    assert all(len(entry[2]) <= 82 for entry in row.draft["altered"][:-1])


def test_a_corrected_line_tells_its_changes_anew(lune, place):
    applied(lune, table("sku;titre;catégorie;prix;stock", "A;Bol;Cuisine;12;3"))
    source = checked(lune, table("sku;titre;catégorie;prix;stock", "A;Bol;Cuisine;12;5"))

    correcting.correct(source, {2: {4: "3"}}, by=None, at=cast.NOON)
    [row] = source.rows.all()
    assert (row.outcome, "altered" in row.draft) == ("unchanged", False)

    correcting.correct(source, {2: {3: "13"}}, by=None, at=cast.NOON)
    [row] = source.rows.all()
    assert row.draft["altered"] == [["price_cents", 1200, 1300]]


def test_lines_of_one_sheet_name_the_one_that_tells_the_rest(lune, place):
    head = "ref;sku;titre;catégorie;prix;stock;option1 name;option1 value"
    rows = [f"R;A{n};Bol;Cuisine;12;3;Taille;{n}" for n in range(2)]
    applied(lune, table(head, *rows))
    source = checked(lune, table(head, *(row.replace("Bol", "Grand bol") for row in rows)))

    told = [row.draft["altered"] for row in source.rows.order_by("line")]
    assert told == [[["title", "Bol", "Grand bol"]], [["sheet", None, 2]]]


def test_the_whole_report_says_the_changes_and_comes_back(lune, place):
    applied(lune, table(HEAD, "A;Bol;Cuisine;12;3;;Bleu", "B;Plat;Cuisine;9;1;;Vert"))
    source = applied(lune, table(HEAD, "A;Bol;Cuisine;12;4;;Bleu", "B;Plat;Cuisine;9;1;;Vert"))

    text = "".join(report.lines(source))

    assert changed(text) == ["changements", "Stock : 3 → 4", ""]
    again = checked(lune, table(*text.lstrip("\ufeff").splitlines()))
    assert figures(again) == (0, 0, 2, 0)
    assert again.mapping["is_report"]


def test_a_page_of_changed_lines_costs_no_more_than_one(desk, lune, place):
    rows = [f"A{n};Bol {n};Cuisine;12;3;;Bleu" for n in range(30)]
    applied(lune, table(HEAD, *rows))
    source = checked(lune, table(HEAD, *(row.replace("Bleu", "Vert") for row in rows)))
    address = reverse("seller-import", args=[source.pk])
    desk.get(address)

    with CaptureQueriesContext(connection) as many:
        desk.get(f"{address}?outcome=updated")
    with CaptureQueriesContext(connection) as none:
        desk.get(f"{address}?outcome=new")

    assert len(many) <= len(none) + 1


@pytest.mark.parametrize(
    ("kind", "unit", "name", "odd", "good", "code"),
    [
        ("flag", "", "Lavable", "peut-être", "oui", "FLAG_ODD"),
        ("number", "ml", "Volume", "beaucoup", "50 cl", "AMOUNT_ODD"),
        ("date", "", "Récolte", "bientôt", "31/12/2027", "DAY_ODD"),
        ("text", "", "Composition textile", "80 % lin, 50 % soie", "100 % lin", "SHARES_ODD"),
        ("size", "", "Dimensions", "17 x 12", "17 x 12 cm", "MEASURE_UNIT"),
        ("choice", "", "Teinte", "Plastiglomérat", "Bleu", "LISTED_ODD"),
    ],
)
def test_an_odd_value_is_a_remark_on_its_line(  # noqa: PLR0913
    desk, lune, place, kind, unit, name, odd, good, code
):
    values = ("Bleu|Blue",) if kind == "choice" else ()
    cast.attribute(name, *values, kind=kind, unit=unit, where=place)
    source = checked(
        lune,
        table(
            f"sku;titre;catégorie;prix;stock;{name}",
            f"A;Bol;Cuisine;12;3;{odd}",
            f"B;Plat;Cuisine;12;3;{good}",
            f"C;Pot;Cuisine;12;3;{good}",
        ),
    )

    assert codes(source) == {2: [code]}
    assert (source.warning_count, source.refused_count) == (1, 0)
    shown = page(desk, source, "?outcome=remarks")
    assert f"« {odd} »" in shown
    # the cell is typed anew where the remark stands
    assert f'value="{odd}"' in shown
