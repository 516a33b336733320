"""Rows inserted by the thousand are the rows the models say, on both engines."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from catalog.models import (
    Brand,
    ImportChange,
    ImportRow,
    Offer,
    Price,
    Product,
    SearchEntry,
    StockMove,
    Submission,
    Variant,
)
from catalog.offers import rows
from catalog.search.index import COLUMNS
from marketplace.shared import bulk
from marketplace.shared.models import Fact
from tests import cast
from tests.cast import NOON

AWKWARD = [
    "",
    "\\N",
    "\\",
    "a\tb",
    "a\nb\r\nc",
    'd\'eau "vive" ; 5 %s',
    "\\t",
    "œuf 🥚",
    "\\.",
    "{}",
]


def test_every_text_comes_back_as_it_was(db):
    rows = [
        Fact(
            name="x",
            subject=f"s{n}",
            because=text,
            data={"said": text, "deep": [None, {"of": text}]},
            happened_at=NOON,
        )
        for n, text in enumerate(AWKWARD)
    ]

    with transaction.atomic():
        bulk.insert(rows)

    kept = Fact.objects.filter(name="x").order_by("pk")
    assert [fact.because for fact in kept] == AWKWARD
    assert [fact.data["deep"][1]["of"] for fact in kept] == AWKWARD
    assert {(fact.actor_id, fact.happened_at) for fact in kept} == {(None, NOON)}


@pytest.mark.parametrize(
    "model",
    [ImportChange, ImportRow, Offer, Price, Product, StockMove, Submission, Variant],
)
def test_a_row_made_for_inserting_holds_what_the_model_would(model):
    plain, other = bulk.row(model, id=7), bulk.row(model)

    columns = [field.attname for field in model._meta.concrete_fields]
    assert [getattr(plain, name) for name in columns] == [
        getattr(model(id=7), name) for name in columns
    ]
    assert plain._state.adding
    for name in columns:
        kept = getattr(plain, name)
        assert not isinstance(kept, dict | list) or kept is not getattr(other, name)


def test_reserved_keys_are_never_given_twice(db):
    with transaction.atomic():
        first, second = list(bulk.reserve(Brand, 3)), list(bulk.reserve(Brand, 2))
        bulk.insert([Brand(pk=pk, name=f"M{pk}", slug=f"m{pk}") for pk in second])
        after = Brand.objects.create(name="Ensuite", slug="ensuite")
        third = list(bulk.reserve(Brand, 1))

    assert len({*first, *second, after.pk, *third}) == 7


def test_rows_are_found_among_many_values(db):
    names = ['a"b', "c,d", "{e}", "NULL", "f\\g", "h i"]
    Brand.objects.bulk_create([Brand(name=name, slug=f"m{n}") for n, name in enumerate(names)])

    def among(column, values):
        found = Brand.objects.filter(Q(bulk.among(column, values)) | Q(slug="m5"))
        return set(found.values_list("name", flat=True))

    assert among("name", names[:4]) == {*names[:4], "h i"}
    assert among("name", {"f\\g", "absent"}) == {"f\\g", "h i"}
    assert among("name", []) == {"h i"}
    pks = Brand.objects.filter(slug__in=["m0", "m1"]).values_list("pk", flat=True)
    assert among("pk", [*pks, 10**12]) == {'a"b', "c,d", "h i"}


def test_rows_are_found_among_awkward_texts_and_great_numbers(db):
    slugs = [*AWKWARD, "NULL", '{"a","b"}', "a,b"]
    Brand.objects.bulk_create([Brand(name=text, slug=text) for text in slugs])

    def among(column, values):
        return set(Brand.objects.filter(bulk.among(column, values)).values_list("slug", flat=True))

    assert among("slug", slugs) == set(slugs)
    assert among("slug", ['{"a","b"}', None]) == {'{"a","b"}'}
    assert among("slug", [None]) == among("slug", []) == set()
    first = Brand.objects.order_by("pk").first()
    assert among("id", [first.pk, 2**40]) == {first.slug}


def test_rows_are_taken_in_as_they_are_made(db):
    made: list[Brand] = []

    def coming():
        for n in range(bulk.AT_ONCE + 1):
            made.append(Brand(name=f"M{n}", slug=f"m{n}"))
            yield made[-1]

    with transaction.atomic():
        bulk.insert(coming())
        bulk.insert(iter(()))

    assert Brand.objects.count() == len(made) == bulk.AT_ONCE + 1


@pytest.mark.parametrize("many", [1, len(AWKWARD) + 1])  # rows handed over in one document
def test_many_changed_rows_are_written_as_they_are(db, monkeypatch, many):
    monkeypatch.setattr(rows, "MANY", many)
    sheets = [cast.offer().product for _text in AWKWARD]
    for sheet, text in zip(sheets, AWKWARD, strict=True):
        sheet.title, sheet.attributes, sheet.axes = text, {"a": [None, text]}, []
        sheet.brand, sheet.changed_at, sheet.in_stock = None, NOON, False

    columns = ["title", "attributes", "axes", "brand", "changed_at", "in_stock", "from_cents"]
    rows.write(sheets, columns)

    again = Product.objects.in_bulk([sheet.pk for sheet in sheets])
    for sheet in sheets:
        assert [getattr(again[sheet.pk], name) for name in columns] == [
            getattr(sheet, name) for name in columns
        ]


def test_a_key_twice_is_refused_as_the_models_would(db):
    offer = cast.offer()
    price = Price(pk=Price.objects.get(offer=offer).pk, offer=offer, amount_cents=5, starts_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([price])


def test_what_is_there_already_is_rewritten(db):
    one, other = cast.offer().product_id, cast.offer().product_id
    SearchEntry.objects.filter(product__in=[one, other]).delete()
    SearchEntry.objects.create(product_id=one, title=" vieux ")

    bulk.put(
        [SearchEntry(product_id=one, title=" bol "), SearchEntry(product_id=other, title=" \\N ")],
        COLUMNS,
    )

    titles = dict(SearchEntry.objects.values_list("product_id", "title"))
    assert (titles[one], titles[other]) == (" bol ", " \\N ")


def test_fetched_rows_are_those_of_the_queryset(db):
    plain = cast.offer(attributes={}).product
    told = cast.offer(attributes={text: [text, {"": None}] for text in AWKWARD}).product

    for pk in (plain.pk, told.pk):
        [row] = bulk.fetched(Product.objects.filter(pk=pk), without=["description"])
        model = Product.objects.get(pk=pk)

        fields = [field.attname for field in Product._meta.concrete_fields]
        assert {name: getattr(row, name) for name in fields} == {
            name: getattr(model, name) for name in fields
        }
        assert not row._state.adding


@pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL plans")
def test_references_are_looked_up_in_a_shop_that_has_grown_since_its_last_look(lune, brun):
    def grow(owner, count):
        keys = list(bulk.reserve(Product, count))
        bulk.insert(
            bulk.row(
                Product,
                id=key,
                owner_id=owner.pk,
                ref=f"R-{key}",
                slug=f"r-{key}",
                created_at=NOON,
                changed_at=NOON,
            )
            for key in keys
        )

    with transaction.atomic():
        grow(brun, 3000)
        grow(lune, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product")

    asked = Product.objects.of(lune).filter(bulk.among("ref", {f"N-{n}" for n in range(1000)}))

    # not all sheets of the shop, one by one, for each thousand lines of its file
    assert "product_ref_once" in asked.explain()
