"""Rivals on PostgreSQL: the last pieces, two decisions, two refreshes; each with its guard off as a
control.
"""

from __future__ import annotations

import threading
from importlib import import_module

import pytest
from django.db import connection, connections, transaction

from catalog.models import Offer, Product, Reason, SearchEntry, StockMove, Submission
from catalog.moderation import moderation
from catalog.offers import stock, visibility
from catalog.offers.stock import OutOfStock
from catalog.search.index import _write
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from marketplace.shared.states import Refusal
from tests import cast
from tests.cast import NOON

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="locks are PostgreSQL's"),
]
BUYERS, PIECES = 50, 10


def race(*acts):
    """Start all acts at one instant, each on its own connection; their answers."""
    start = threading.Barrier(len(acts))
    answers = []

    def run(act):
        try:
            connection.ensure_connection()
            start.wait()
            answers.append(act())
        except Exception as error:  # noqa: BLE001 - the test reads what went wrong
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_sheets_that_another_worker_indexes_meanwhile_are_written_over(monkeypatch):
    monkeypatch.setattr(import_module("catalog.search.index"), "MANY", 1)
    offers = [cast.offer(title=f"Bol {n}") for n in range(3)]
    pks = [offer.product_id for offer in offers]
    SearchEntry.objects.all().delete()
    entries = (SearchEntry(product_id=pk, title=" bol ") for pk in pks)

    def meanwhile():
        """Another worker is done with the last sheet when the first entry is made."""
        race(lambda: SearchEntry.objects.create(product_id=pks[-1], title=" vieux "))
        yield from entries

    _write(pks, meanwhile())

    assert dict(SearchEntry.objects.values_list("product_id", "title")) == dict.fromkeys(
        pks, " bol "
    )


def buy(*wanted):
    def act():
        try:
            with transaction.atomic():
                stock.take(dict(wanted), ref="race", at=NOON)
        except OutOfStock:
            return "lost"
        return "won"

    return act


def test_fifty_buyers_share_ten_pieces(db):
    offer = cast.offer(stock=PIECES)

    answers = race(*[buy((offer.pk, 1)) for _n in range(BUYERS)])

    assert (answers.count("won"), answers.count("lost")) == (PIECES, BUYERS - PIECES)
    offer.refresh_from_db()
    assert offer.stock == 0
    assert sum(StockMove.objects.values_list("delta", flat=True)) == 0
    assert Product.objects.get().in_stock is False


def test_the_race_is_real_a_naive_shop_oversells(db):
    """The control: all read, then all write."""
    offer, read = cast.offer(stock=PIECES), threading.Barrier(BUYERS)

    def naive():
        with transaction.atomic():
            left = Offer.objects.get(pk=offer.pk).stock
            if left < 1:
                return "lost"
            read.wait(timeout=60)
            Offer.objects.filter(pk=offer.pk).update(stock=left - 1)
        return "won"

    assert race(*[naive] * BUYERS).count("won") > PIECES


def test_without_its_condition_the_update_would_go_below_zero(db, monkeypatch):
    """The control of the guard itself: only the database's last wall is left, and it is hit."""
    offer = cast.offer(stock=PIECES)
    monkeypatch.setattr(stock, "_enough", lambda pk, quantity: stock.Q(pk=pk))

    answers = race(*[buy((offer.pk, 1)) for _n in range(BUYERS)])

    assert any(type(answer).__name__ == "IntegrityError" for answer in answers)


def test_carts_in_opposite_orders_neither_oversell_nor_deadlock(db):
    offers = [cast.offer(stock=PIECES) for _n in range(3)]
    pairs = [(offer.pk, 1) for offer in offers]

    answers = race(*[buy(*(pairs if n % 2 else pairs[::-1])) for n in range(40)])

    assert (answers.count("won"), answers.count("lost")) == (PIECES, 30)
    assert set(Offer.objects.values_list("stock", flat=True)) == {0}


def test_buyers_and_sellers_at_once_keep_the_moves_true(db):
    offer = cast.offer(stock=20)
    counts = [lambda n=n: stock.set_level(offer, n, by=None, at=NOON) for n in (5, 8, 30)]

    answers = race(*[buy((offer.pk, 1)) for _n in range(20)], *counts)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    offer.refresh_from_db()
    assert sum(offer.stock_moves.values_list("delta", flat=True)) == offer.stock >= 0


def test_of_two_operators_one_decides(db):
    lune, reason = cast.seller(), Reason.objects.create(code="x", label="x", remedy="x")
    draft = Draft(
        "B", [Piece("B1", price_cents=900, stock=1)], title="Bol", category_id=cast.category().pk
    )
    with transaction.atomic():
        products.save_many(lune, [draft], by=None, at=NOON)
    pk = Submission.objects.get().pk
    odile, maud = cast.operator(), cast.operator()

    def approve():
        moderation.approve(
            Submission.objects.select_related("product").get(pk=pk), by=odile, at=NOON
        )
        return "approved"

    def refuse():
        submission = Submission.objects.select_related("product").get(pk=pk)
        moderation.refuse(submission, reason=reason, note="", by=maud, at=NOON)
        return "refused"

    answers = race(approve, refuse, approve, refuse)

    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, Refusal) for answer in answers) == 3


def test_the_card_is_true_after_rival_changes(db):
    offer = cast.offer(stock=1)
    seller = offer.seller

    def give():
        with transaction.atomic():
            stock.give_back({offer.pk: 1}, reason="freed", ref="r", at=NOON)

    for _round in range(5):
        race(
            buy((offer.pk, 1)),
            give,
            lambda: visibility.refresh_seller(seller.pk, at=NOON),
            buy((offer.pk, 1)),
        )
        offer.refresh_from_db()
        assert Product.objects.get().in_stock == (offer.stock > 0)


def test_two_imports_of_the_same_sheets_make_them_once(db):
    lune, place = cast.seller(), cast.category()
    drafts = [
        Draft(
            f"R{n}",
            [Piece(f"R{n}", price_cents=900, stock=1)],
            title=f"Bol {n}",
            category_id=place.pk,
        )
        for n in range(20)
    ]

    def act():
        with transaction.atomic():
            return products.save_many(lune, drafts, by=None, at=NOON).outcomes

    race(act, act)

    waiting = Submission.objects.filter(state="queued")
    assert (Product.objects.count(), Offer.objects.count(), waiting.count()) == (20, 20, 20)
