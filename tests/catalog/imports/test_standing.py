"""A file sent again: what says what stands is told at once, whatever changed is looked at again."""

import pytest
from django.utils.translation import override

from catalog.attributes import vocabulary
from catalog.imports import checking, matching, problems, readers, slices, standing
from catalog.imports.problems import FileRefused
from catalog.models import Attribute, Category, ImportRow, Offer, Photo, Product, Submission
from catalog.moderation import moderation
from catalog.offers import prices, stock
from catalog.sheets import products
from catalog.states import ProductState
from tests import cast
from tests.catalog.imports.conftest import applied, checked, codes, figures, received, table
from tests.catalog.imports.conftest import understood as understand

pytestmark = pytest.mark.django_db
Outcome = ImportRow.Outcome
HEAD = "sku;ref;titre;description;catégorie;prix;stock;Matière;marque;option1_value;photo"
ROWS = (
    HEAD,
    "A1;;Bol rond;Un bol.;Cuisine;10,00;5;Grès, lin;Lune;;",
    "A2;;Assiette;Une assiette.;Cuisine;12,00;4;Grès;Lune;;bol.jpg",
    "A3;;Tasse;;Cuisine;8,00;3;;;;",
    "V1;V;Nappe;Une nappe.;Cuisine;20,00;2;Lin;;Bleu;",
    "V2;V;Nappe;Une nappe.;Cuisine;21,00;2;Lin;;Vert;",
)


@pytest.fixture
def shop(shelves):
    """A seller whose file was applied: A1 and V are online, A2 and A3 wait for the operator."""
    cast.attribute("Matière", "Lin", "Grès", names="matière")
    seller = cast.seller()
    applied(seller, table(*ROWS))
    for ref in ("A1", "V"):
        proposed = Submission.objects.get(product__ref=ref)
        moderation.approve(proposed, by=cast.operator("moderation"), at=cast.NOON)
    return seller


def again(seller, *rows: str):
    return checked(seller, table(*(rows or ROWS)))


def quiet(source) -> set[str]:
    """The references of the lines that need no closer look."""
    rows = list(source.rows.order_by("sheet", "line"))
    pks = standing.unchanged(source, rows, standing.sold(source, rows), matching.forbidden(source))
    return {row.sku for row in rows if row.pk in pks}


def the_long_way(source) -> dict[str, str]:
    """What joining, matching and comparing says of each line."""
    rows = list(source.rows.order_by("sheet", "line"))
    lines = [checking.line_of(row) for row in rows]
    with slices.photos_of(source) as photos:
        sheets = checking.sheets_of(rows, lines)
        matched = matching.match(source, sheets, photos, matching.forbidden(source))
    saved = products.compare_many(source.seller, matched.drafts, at=cast.NOON, there=matched.there)
    outcomes = matched.tell(saved, photos_change=True)
    assert all(line.problems == row.problems for line, row in zip(lines, rows, strict=True))
    return {line.sku: str(checking.outcome_of(line, outcomes)) for line in lines}


def test_what_stands_already_is_told_without_a_closer_look(shop):
    source = again(shop)

    assert figures(source) == (0, 0, 5, 0)
    # a sheet of variants, and one whose photo is nowhere, go the long way
    assert quiet(source) == {"A1", "A3"}
    assert codes(source) == {3: ["PHOTO_MISSING"]}
    assert set(the_long_way(source).values()) == {Outcome.UNCHANGED}


def test_a_photo_that_a_sheet_has_is_no_reason_to_look(shop):
    sheet = Product.objects.get(ref="A1")
    Photo.objects.create(
        seller=shop, product=sheet, name="bol.jpg", sha256="0" * 64, created_at=cast.NOON
    )
    rows = [row.replace("Lune;;", "Lune;;bol.jpg") if "A1" in row else row for row in ROWS]

    source = again(shop, *rows)

    assert quiet(source) == {"A1", "A3"}
    assert the_long_way(source)["A1"] == Outcome.UNCHANGED


def _price(seller):
    offer = Offer.objects.get(sku="A1")
    prices.change(offer, 1100, by=None, at=cast.NOON)


def _stock(seller):
    offer = Offer.objects.get(sku="A1")
    stock.set_level(offer, 9, by=None, at=cast.NOON)


def _words(seller):
    sheet = Product.objects.get(ref="A1")
    products.edit(sheet, {"title": "Bol creux"}, by=None, at=cast.NOON)


def _characteristic(seller):
    Product.objects.filter(ref="A1").update(attributes={"Matière": "Lin"})


def _vocabulary(seller):
    Attribute.objects.update(label="Étoffe")
    vocabulary.forget()


def _category(seller):
    Product.objects.filter(ref="A1").update(category=Category.objects.get(name="Cafetières"))


def _policy(seller):
    Category.objects.filter(name="Cuisine").update(policy=Category.Policy.FORBIDDEN)


def _withdrawal(seller):
    products.retire(Product.objects.get(ref="A1"), by=None, at=cast.NOON)


def _merged(seller):
    Product.objects.filter(ref="A1").update(state=ProductState.MERGED)


def _given_away(seller):
    Product.objects.filter(ref="A1").update(owner=cast.seller("Maison Brun"))


@pytest.mark.parametrize(
    "change",
    [
        *(_price, _stock, _words, _characteristic, _vocabulary, _category),
        *(_policy, _withdrawal, _merged, _given_away),
    ],
)
def test_whatever_changed_in_between_has_the_line_looked_at_again(shop, change):
    change(shop)

    source = again(shop)

    assert "A1" not in quiet(source)


def test_a_proposal_with_another_content_is_looked_at_again(shop):
    proposed = Submission.objects.get(product__ref="A3")
    proposed.content["description"] = "Une tasse."
    proposed.save()

    source = again(shop)

    assert quiet(source) == {"A1"}
    assert the_long_way(source)["A3"] == Outcome.UPDATED


def test_two_sheets_of_a_file_that_are_one_here_are_looked_at_together(shop):
    rows = [*ROWS, "A9;A1;Bol rond;Un bol.;Cuisine;10,00;5;Grès, lin;Lune;;"]

    source = again(shop, *rows)

    assert "A1" not in quiet(source)


def test_lines_of_one_sheet_find_each_other_however_far_apart(shelves, lune, monkeypatch):
    monkeypatch.setattr(checking, "RECENT", 2)
    monkeypatch.setattr(checking, "LINES", 2)
    apart = [f"B{n};;Bol {n};;Cuisine;9,00;1;;;;" for n in range(9)]

    source = checked(lune, table(HEAD, ROWS[4], *apart, ROWS[5]))

    assert figures(source) == (11, 0, 0, 0)
    assert set(source.rows.filter(sku__in=("V1", "V2")).values_list("sheet", flat=True)) == {2}
    assert source.rows.values("sheet").distinct().count() == 10


def test_how_large_a_file_may_be_is_a_rule_of_the_house(shelves, lune, monkeypatch):
    cast.rules(import_most_lines=4)
    source = understand(received(lune, table(*ROWS)))
    with override("fr"):
        assert "plus de 4 lignes" in problems.told(source.asked["refused"])

    monkeypatch.setattr(readers, "MEGA", 10)
    cast.rules(import_most_lines=1000, import_most_mb=2)
    with pytest.raises(FileRefused, match="2 Mo"):
        received(lune, table(*ROWS))
    assert lune.imports.count() == 1
