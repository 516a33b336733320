"""A kept connection: looked at before each request, opened anew when the server ended it."""

import pytest
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
