"""What is read from a replica, what never is, and what of it may be kept.

The replica here is another connection to the primary itself, as it is once it was promoted: how a
real one follows, stops and dies is lived in `tests/ops/test_two_machines.py`.
"""

from __future__ import annotations

import os
from copy import deepcopy
from typing import ClassVar

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import search
from catalog.models import Offer, Product
from catalog.offers import prices
from catalog.search import Query
from marketplace.shared import clock, guests, kept
from marketplace.shared.models import User
from marketplace.shared.replicas import mark, own, reading, standing
from orders.models import CartLine
from tests import cast
from tests.cast import NOON

REPLICA = "replica1"
FAR = 2**52  # no log is so long
BROWSER = {"Sec-Fetch-Site": "none"}
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no replicas")
with_rows = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])


@pytest.fixture(scope="module", autouse=True)
def _known(django_db_setup):
    """A name of its own for another connection to the test database."""
    primary = connections.settings["default"]
    connections.settings[REPLICA] = {**deepcopy(primary), "TEST": {"MIRROR": "default"}}
    yield
    del connections[REPLICA], connections.settings[REPLICA]


@pytest.fixture(autouse=True)
def _noon():
    guests.clear()
    with clock.at(NOON):
        yield


@pytest.fixture
def replica(settings, django_db_blocker):
    settings.REPLICAS = [REPLICA]
    settings.DATABASE_ROUTERS = ["marketplace.shared.replicas.reading.Router"]
    standing.forget()
    there = connections[REPLICA]
    port = there.settings_dict["PORT"]
    with django_db_blocker.unblock():
        yield there
        there.close()
    there.settings_dict["PORT"] = port
    standing.forget()


@pytest.fixture
def gone(replica):
    """The replica's machine is away."""
    replica.close()
    replica.settings_dict["PORT"] = "1"


def drawn(view, **request):
    """What a public page says that does only this."""
    page = reading.may_replicate(lambda _request: HttpResponse(str(view())))
    asked = RequestFactory().generic(request.pop("method", "GET"), "/")
    asked.COOKIES.update(request)
    return page(asked).content.decode()


def tables(captured):
    """The tables whose rows were asked for."""
    return {word.strip('"') for q in captured for word in q["sql"].split() if "_" in word}


@with_rows
def test_a_public_page_spares_the_primary(replica):
    bowl = cast.offer()
    page = reverse("shop-product", args=[bowl.product.slug])
    visitor = Client()
    visitor.get(page)

    with CaptureQueriesContext(connection) as here, CaptureQueriesContext(replica) as there:
        answer = visitor.get(page)

    assert bowl.product.title in answer.content.decode()
    assert {"catalog_product", "catalog_offer", "catalog_photo"} <= tables(there)
    assert not {name for name in tables(here) if name.startswith(("catalog_", "sellers_"))}


def test_only_rows_that_the_public_reads_come_from_a_replica(replica):
    def sources():
        with transaction.atomic():
            inside = Offer.objects.all().db
        with reading.from_primary():
            apart = Offer.objects.all().db
        return [
            Offer.objects.all().db,
            CartLine.objects.all().db,
            User.objects.all().db,
            inside,
            apart,
        ]

    others = ["default"] * 4
    assert drawn(sources) == str([REPLICA, *others])
    assert drawn(sources, method="POST") == str(["default", *others])
    assert str(sources()) == str(["default", *others]), "a job, an order"


@with_rows
def test_a_row_of_the_replica_is_written_to_the_primary(replica):
    bowl = cast.offer()

    def rename():
        sheet = Product.objects.get(pk=bowl.product_id)
        read_from, sheet.title = sheet._state.db, "Jatte"
        sheet.save()
        sheet.category = cast.category()  # of the other connection
        return read_from, sheet._state.db

    assert drawn(rename) == str((REPLICA, "default"))


@with_rows
def test_who_has_just_written_reads_it(replica):
    bowl = cast.offer()
    visitor = Client()
    answer = visitor.post(reverse("shop-cart-add"), {"offer": bowl.pk, "quantity": 1})
    cookie = answer.cookies[own.COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (60, True, "Lax")
    assert own.COOKIE not in visitor.get("/").cookies

    source = lambda: Offer.objects.all().db  # noqa: E731
    later = HttpResponse()
    own.ReadYourWrites(lambda _request: later)._note(later, FAR)
    assert drawn(source, **{own.COOKIE: cookie.value}) == REPLICA, "it has replayed that far"
    assert drawn(source, **{own.COOKIE: later.cookies[own.COOKIE].value}) == "default"
    assert drawn(source, **{own.COOKIE: f"{FAR}:forged"}) == REPLICA


@with_rows
def test_whoever_wrote_is_a_guest_all_the_same(replica):
    bowl = cast.offer()
    page = reverse("shop-product", args=[bowl.product.slug])
    later = HttpResponse()
    own.ReadYourWrites(lambda _request: later)._note(later, FAR)
    writer = Client(headers=BROWSER)
    writer.cookies[own.COOKIE] = later.cookies[own.COOKIE].value
    before = writer.get(page)

    prices.change(bowl, 1234, by=None, at=NOON, confirmed=True)
    after = writer.get(page)

    assert before.has_header("ETag")
    assert after.has_header("ETag")
    assert "12,34" in after.content.decode()
    assert Client(headers=BROWSER).get(page).headers["ETag"] == after.headers["ETag"]


@with_rows
def test_nothing_is_kept_of_a_replica_that_lacks_a_change(replica):
    bowl = cast.offer()
    search.index([bowl.product_id])
    page = reverse("shop-category", args=[bowl.product.category.slug])
    query = Query(path=bowl.product.category_path)
    guest = Client(headers=BROWSER)
    answers = lambda: drawn(lambda: search.answer(query, at=NOON).number)  # noqa: E731
    caches["default"].set(mark.NAME, FAR)  # somebody changed something just now

    assert not guest.get(page).has_header("ETag")
    assert answers() == "0"

    caches["default"].set(mark.NAME, 1)  # it has been replayed
    assert guest.get(page).has_header("ETag")
    assert answers() == answers() != "0"


class Watched(LocMemCache):
    """Notes where the mark was whenever stamps were taken away."""

    marks: ClassVar[list] = []

    def delete_many(self, keys, version=None):
        self.marks.append(self.get(mark.NAME))
        super().delete_many(keys, version)


@with_rows
def test_a_change_raises_the_mark_once_it_is_committed_and_before_stamps_end(replica, settings):
    bowl = cast.offer()
    before = standing.position()
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.Watched"}}

    prices.change(bowl, 1234, by=None, at=NOON, confirmed=True)

    inside, committed = Watched.marks[0], Watched.marks[-1]
    assert inside is None
    assert before < committed <= standing.position()


def test_a_primary_that_leaves_after_a_commit_fails_nobody(replica, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    mark.announce()

    assert caches["default"].get(mark.NAME) > FAR, "and nothing is kept until it is known"


@pytest.mark.parametrize("shared", [False, True], ids=["alone", "Redis"])
def test_the_mark_only_rises(replica, settings, shared):
    if shared:
        settings.CACHES = {
            "default": {
                "BACKEND": "marketplace.shared.cache.ForgivingRedis",
                "LOCATION": os.environ["REDIS_URL"],
                "KEY_PREFIX": f"test{os.getpid()}",
            }
        }
    caches["default"].delete(mark.NAME)

    assert 0 < mark._seen() <= standing.position(), "where there was none, it is now"
    assert mark._raise(FAR) == FAR
    assert mark._raise(FAR - 1) == FAR
    assert mark._seen() == FAR
    caches["default"].delete(mark.NAME)


def test_what_is_kept_for_long_is_read_from_the_primary(replica):
    read = lambda: Offer.objects.all().db  # noqa: E731

    assert drawn(lambda: kept.kept("test:source", read, fresh=60)) == "default"


@with_rows
def test_a_replica_that_is_gone_is_put_aside(gone, client):
    page = reverse("shop-product", args=[cast.offer().product.slug])

    assert client.get(page).status_code == 200
    assert REPLICA in standing._aside
    assert client.get(page).status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["replicas"]) == (200, {REPLICA: None})


@with_rows
def test_a_replica_that_dies_while_a_page_is_drawn_costs_a_second_look(replica):
    bowl = cast.offer()
    seen = []

    def slowly():
        seen.append(Offer.objects.get(pk=bowl.pk)._state.db)
        if seen == [REPLICA]:
            pid = replica.connection.info.backend_pid
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        return Offer.objects.get(pk=bowl.pk)._state.db

    assert drawn(slowly) == "default"
    assert seen == [REPLICA, "default"]
    assert REPLICA in standing._aside


def test_an_error_of_a_page_stays_one(replica, gone):
    def wrong():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        drawn(wrong)


@pytest.mark.parametrize(
    ("behind", "follows", "is_near"),
    [(0.0, True, True), (9.9, True, True), (10.1, True, False), (None, True, False)]
    + [(0.0, False, False)],
)
def test_a_replica_that_is_too_far_behind_does_not_answer(settings, behind, follows, is_near):
    settings.REPLICA_LAG = 10
    there = standing.Replica(alias=REPLICA, position=1, behind=behind, follows=follows)

    assert there.is_near is is_near


@with_rows
def test_ready_tells_how_far_the_replicas_are(replica, client):
    assert client.get("/readyz").json()["replicas"] == {REPLICA: 0.0}
