"""The same command on PostgreSQL and Redis, named by the environment."""

import os
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.ops.installation import Installation, end

pytestmark = [
    pytest.mark.xdist_group("ops"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.skipif(
        not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")),
        reason="needs DATABASE_URL and REDIS_URL",
    ),
]


@pytest.fixture
def database_url() -> Iterator[str]:
    server = os.environ["DATABASE_URL"]
    name = f"halles_ops_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_given_services_are_used_and_none_is_started(tmp_path, database_url, until):
    redis = os.environ["REDIS_URL"]
    place = Installation(
        tmp_path,
        DATABASE_URL=database_url,
        REDIS_URL=redis,
        CELERY_KEY_PREFIX=f"ops{os.getpid()}:",
    )
    try:
        place.start()
        assert until(
            lambda: set(place.leaders()) == {"gunicorn", "urgent", "worker", "beat"}, seconds=60
        )
        assert place.status("/readyz") == 200
        assert until(lambda: place.readiness().get("worker"), seconds=90), place.output
        assert not (tmp_path / "db.sqlite3").exists()
        assert place.stop() == 0
    finally:
        end(place)
