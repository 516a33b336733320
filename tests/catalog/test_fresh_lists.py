"""A list is found once and kept: what changes its sheets makes it be found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog import search, seeds
from catalog.models import Product, Reason
from catalog.moderation import moderation
from catalog.offers import prices, stock
from catalog.search import Query, answers
from catalog.shop import queries
from marketplace.shared import clock, kept, pieces
from sellers import standing
from sellers.application import suspension
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def bowls(lune, brun):
    """Two shops in one category, and one sheet in another."""
    table, bags = cast.category("Vaisselle"), cast.category("Maroquinerie")
    cast.attribute("Couleur", "Blanc", "Bleu")
    offers = [
        cast.offer(lune, title="Bol bleu", category=table, price_cents=1800, attributes=BLUE),
        cast.offer(brun, title="Bol blanc", category=table, price_cents=2200, attributes=WHITE),
        cast.offer(brun, title="Sac cabas", category=bags, price_cents=9000, attributes=BLUE),
    ]
    search.index([offer.product_id for offer in offers])
    return offers


BLUE, WHITE = {"Couleur": "Bleu"}, {"Couleur": "Blanc"}
QUESTIONS = [{}, {"text": "bol"}, {"sort": "prix"}, {"chosen": {"couleur": ("bleu",)}}]


def asked(offers, at=NOON):
    """What the shop answers in the category and everywhere, and the cards it shows."""
    path = offers[0].product.category_path
    found = [
        search.answer(Query(**question, path=branch), at=at)
        for question in QUESTIONS
        for branch in (path, "")
    ]
    return found, [queries.cards(results.ids, at=at) for results in found]


def found_anew(offers, at=NOON):
    kept.forget(standing.SHOPS)  # the names of terms too are read again
    path = offers[0].product.category_path
    return [
        search.find(Query(**question, path=branch), at=at)
        for question in QUESTIONS
        for branch in (path, "")
    ]


def without_numbers(answers):
    return [replace(answer, number=0) for answer in answers]


def rename(offers):
    Product.objects.filter(pk=offers[0].product_id).update(title="Jatte bleue")
    search.index([offers[0].product_id])


def take_down(offers):
    seeds.plant()
    reason = Reason.objects.get(code="price")
    moderation.take_down(offers[0].product, reason=reason, note="Essai.", by=None, at=NOON)


def recolour(offers):
    Product.objects.filter(pk=offers[0].product_id).update(attributes=WHITE)
    search.index([offers[0].product_id])


CHANGES = {
    "price": lambda o: prices.change(o[0], 2900, by=None, at=NOON, confirmed=True),
    "stock": lambda o: stock.set_level(o[0], 0, by=None, at=NOON),
    "suspension": lambda o: suspension.suspend(o[0].seller, because="Essai.", by=None, at=NOON),
    "moderation": take_down,
    "rename": rename,
    "characteristic": recolour,
    "holiday": lambda o: suspension.go_away(
        o[0].seller, start=NOON.date(), end=TOMORROW.date(), by=None, at=NOON
    ),
    "out of the index": lambda o: search.remove([o[0].product_id]),
}


def test_a_list_is_found_once(bowls):
    first, cards = asked(bowls)
    again, same = asked(bowls)

    assert all(one is other for one, other in zip(first, again, strict=True))
    assert cards == same


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_a_sheet_is_seen_at_once(bowls, change):
    before, _cards = asked(bowls)

    change(bowls)

    after, cards = asked(bowls)
    assert without_numbers(after) == without_numbers(found_anew(bowls))
    assert without_numbers(after) != without_numbers(before)
    assert [card.pk for page in cards for card in page] == [pk for a in after for pk in a.ids]


@pytest.mark.django_db(transaction=True)
def test_what_one_process_found_another_takes_until_it_changes(
    bowls, django_assert_max_num_queries
):
    query = Query(path=bowls[0].product.category_path)
    found = search.answer(query, at=NOON)
    answers._answers.clear()  # as in another process
    with django_assert_max_num_queries(0):
        taken = search.answer(query, at=NOON)
    prices.change(bowls[0], 2900, by=None, at=NOON, confirmed=True)
    answers._answers.clear()
    later = search.answer(query, at=NOON)

    assert without_numbers([taken]) == without_numbers([found])
    assert taken.number != found.number
    assert later.highest_cents == 2900


def test_what_changes_elsewhere_leaves_a_list_alone(bowls):
    before, _cards = asked(bowls)

    prices.change(bowls[2], 7000, by=None, at=NOON, confirmed=True)

    after, _cards = asked(bowls)
    kept = [one is other for one, other in zip(before, after, strict=True)]
    assert kept == [True, False] * len(QUESTIONS), "the other category's, not the catalogue's"


def test_a_shop_leaves_the_lists_by_the_calendar(bowls, lune):
    lune.holiday_from = lune.holiday_until = TOMORROW.date()
    lune.save()
    asked(bowls)

    tomorrow, _cards = asked(bowls, at=TOMORROW)

    assert without_numbers(tomorrow) == without_numbers(found_anew(bowls, at=TOMORROW))


def test_answers_are_kept_for_each_language(bowls, client):
    page = f"/c/{bowls[0].product.category.slug}/"
    french = client.get(page).content.decode()
    client.cookies["language"] = "en"
    english = client.get(page).content.decode()

    assert "Voir 2 produits" in french
    assert "Voir 2 produits" not in english


def test_the_shelf_never_grows_beyond_its_bounds():
    shelf = pieces.Shelf(most=100)

    for number in range(1000):
        assert shelf.text(number, lambda number=number: f"{number:010d}") == f"{number:010d}"

    assert len(shelf) <= 11
