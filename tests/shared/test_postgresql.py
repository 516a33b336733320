"""A kept connection: looked at before each request, opened anew when the server ended it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no server that ends a connection"
)
WHO = "SELECT pg_backend_pid()"


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WHO)
        return cursor.fetchone()[0]


def begin_request() -> None:
    """What Django does with each connection when a request begins."""
    connection.close_if_unusable_or_obsolete()


def test_a_connection_that_lives_is_kept(transactional_db):
    before = backend()

    begin_request()

    assert backend() == before


def test_a_connection_that_the_server_ended_is_opened_anew(transactional_db):
    ended = backend()
    begin_request()
    backend()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])  # waits until it is gone
    other.close()

    begin_request()

    assert backend() != ended


HELD = "SELECT count(*) FROM pg_cursors WHERE is_holdable"
LENT = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND state = 'idle in transaction'"
)


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("pooled", [False, True], ids=["own connections", "pooler"])
def test_behind_a_pooler_a_long_list_is_read_in_a_transaction_of_its_own(
    transactional_db, monkeypatch, pooled
):
    """What outlives a transaction would be left on a connection that is lent to others."""
    monkeypatch.setitem(connection.settings_dict, "POOLED", pooled)
    kinds = ContentType.objects.order_by("pk")

    rows = kinds.iterator(chunk_size=5)
    first = next(rows)
    while_reading = asked(HELD), asked(LENT)
    rest = [*rows]
    broken_off = kinds.iterator(chunk_size=5)
    next(broken_off)
    broken_off.close()

    assert while_reading == ((0, 1) if pooled else (1, 0))
    assert [first, *rest] == [*kinds]
    assert (asked(HELD), asked(LENT)) == (0, 0)
