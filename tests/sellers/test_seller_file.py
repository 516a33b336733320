"""The file of a seller: what stops it, its pieces, its money, its team, and what was said of it."""

import pytest
from django.urls import reverse

from marketplace.shared import clock
from sellers.application import suspension
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
MOST = 30


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def page(row, verb="change"):
    return reverse(f"admin:sellers_seller_{verb}", args=[row.pk])


def read(client, role, row):
    return cast.proven(client, cast.operator(role)).get(page(row)).content.decode()


@pytest.fixture
def trading(lune):
    """A shop with sheets that were sold, and delivered."""
    for _ in range(3):
        cast.sold(cast.offer(lune))
    return lune


def test_a_seller_is_read_at_once(client, odile, trading, django_assert_max_num_queries):
    cast.proven(client, odile).get(page(trading))

    with django_assert_max_num_queries(MOST):
        text = client.get(page(trading)).content.decode()

    assert trading.code in text
    assert trading.iban in text
    assert str(cast.owner_of(trading)) in text
    assert "Prochain versement" in text
    assert page(trading, "suspend") in text


def test_each_reader_sees_what_their_work_asks_for(client, trading):
    sellers = read(client, "sellers", trading)
    finance = read(client, "finance", trading)
    moderation = read(client, "moderation", trading)

    assert [trading.iban in text for text in (sellers, finance, moderation)] == [True, True, False]
    assert ["Prochain versement" in text for text in (sellers, finance, moderation)] == [
        False,
        True,
        False,
    ]
    assert [page(trading, "suspend") in text for text in (sellers, finance, moderation)] == [
        True,
        False,
        False,
    ]


def test_what_stops_a_shop_is_said_with_the_way_out(client, lune, odile):
    suspension.suspend(lune, because="Trois retards.", by=odile, at=NOON)

    examines = read(client, "sellers", lune)
    reads = read(client, "support", lune)

    assert "Trois retards." in examines
    assert "Trois retards." in reads
    assert page(lune, "reinstate") in examines
    assert page(lune, "reinstate") not in reads


def test_whoever_reads_the_file_leaves_a_note_the_seller_never_sees(client, lune):
    support = cast.proven(client, cast.operator("support"))

    support.post(page(lune, "noter"), {"note": "Rappeler jeudi."})

    assert "Rappeler jeudi." in support.get(page(lune)).content.decode()
    client.force_login(cast.owner_of(lune))
    assert "Rappeler jeudi." not in client.get(reverse("seller-file")).content.decode()
