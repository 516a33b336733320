"""What the environment says is understood, or refused in one sentence."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.machine import environment
from marketplace.machine.environment import BadEnvironment


def test_a_postgresql_address_keeps_its_parts(tmp_path):
    found = environment.database(
        "postgres://ha%40lles:s%2Fcret@db.example:6432/shop?sslmode=require", var=tmp_path
    )
    assert found["USER"] == "ha@lles"
    assert found["PASSWORD"] == "s/cret"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "shop")
    assert found["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 1}


def test_replicas_are_named_in_order_and_given_up_within_seconds(tmp_path):
    primary = environment.database("postgres://db.example/shop", var=tmp_path)
    found = environment.replicas(
        "postgres://one.example/shop, postgres://two.example/shop?connect_timeout=1", of=primary
    )
    assert [(name, row["HOST"]) for name, row in found.items()] == [
        ("replica1", "one.example"),
        ("replica2", "two.example"),
    ]
    assert [row["OPTIONS"]["connect_timeout"] for row in found.values()] == [2, "1"]
    assert environment.replicas("", of=primary) == {}
    with pytest.raises(BadEnvironment, match="DATABASE_REPLICA_URL needs PostgreSQL"):
        environment.replicas("postgres://one.example/", of=environment.sqlite(tmp_path / "x"))
    with pytest.raises(BadEnvironment, match="DATABASE_REPLICA_URL must start"):
        environment.replicas("one.example", of=primary)


def test_behind_a_pooler_no_plan_is_kept_unless_it_can(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_POOLED", "1")
    plain = environment.database("postgres://pool.example/shop", var=tmp_path)
    able = environment.database("postgres://pool.example/shop?prepare_threshold=5", var=tmp_path)
    assert plain["POOLED"]
    assert plain["OPTIONS"]["prepare_threshold"] is None
    assert able["OPTIONS"]["prepare_threshold"] == 5


def test_no_address_means_sqlite_in_the_data_folder(tmp_path):
    found = environment.database("", var=tmp_path)
    assert found["NAME"] == tmp_path / "db.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_another_database_is_refused(tmp_path):
    with pytest.raises(BadEnvironment, match="postgres://"):
        environment.database("mysql://localhost/shop", var=tmp_path)


def test_a_secret_may_live_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    assert environment.env_secret("SOME_KEY") == "from the file"
    monkeypatch.setenv("SOME_KEY", "from the variable")
    assert environment.env_secret("SOME_KEY") == "from the variable"


def test_a_number_must_be_one(monkeypatch):
    monkeypatch.setenv("SOME_PORT", "eighty")
    with pytest.raises(BadEnvironment, match="SOME_PORT"):
        environment.env_int("SOME_PORT", 80)


def test_an_installation_makes_its_own_secret_once(tmp_path):
    secret = environment.own_secret(tmp_path)
    assert len(secret) > 50
    assert environment.own_secret(tmp_path) == secret
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_cache_never_shares_a_database_with_the_queue():
    assert environment.redis_for_cache("redis://:pw@host:6379/2") == "redis://:pw@host:6379/3"
    assert environment.redis_for_cache("unix:///run/v.sock?db=0") == "unix:///run/v.sock?db=1"
    assert (
        environment.broker_for_celery("unix:///run/v.sock?db=0")
        == "redis+socket:///run/v.sock?virtual_host=0"
    )


def test_a_deep_folder_gets_a_short_socket(tmp_path):
    deep = tmp_path / ("x" * 90)
    path = environment.embedded_socket(deep)
    assert len(str(path)) < environment.SOCKET_PATH_LIMIT
    assert path == environment.embedded_socket(deep)
    assert path != environment.embedded_socket(tmp_path / ("y" * 90))


def test_a_stale_socket_does_not_answer(tmp_path):
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        assert environment.answers(path)
    assert not environment.answers(path)


def test_the_example_names_every_variable():
    root = Path(environment.ROOT)
    example = (root / ".env.example").read_text()
    read = [
        root / "marketplace" / name
        for name in ("settings.py", "machine/startup.py", "machine/preparation.py")
    ]
    sources = "".join(path.read_text() for path in read)
    words = set(re.findall(r"env\w*\(\s*\"([A-Z0-9_]+)\"", sources))
    assert {word for word in words if f"\n{word}=" not in example} == set()


ASK = """
import json, sys
sys.argv = {argv!r}
from django.conf import settings as s
print(json.dumps([s.DEMO, s.OPERATOR_MFA_REQUIRED, s.SANDBOX_ALLOWED, s.GATEWAY]))
"""
CLOSED, OPEN = [False, True, False, "closed"], [True, False, True, "sandbox"]


@pytest.mark.parametrize(
    ("argv", "variables", "told"),
    [
        (["gunicorn", "marketplace.wsgi"], {}, CLOSED),
        (["manage.py", "role", "web"], {}, CLOSED),
        (["manage.py", "runserver"], {"HALLES_DEBUG": "1"}, [False, True, True, "sandbox"]),
        (["manage.py", "run"], {}, OPEN),
        (["manage.py", "run"], {"HOST": "0.0.0.0"}, CLOSED),
        (["manage.py", "run"], {"HALLES_BASE_URL": "https://www.halles.example"}, CLOSED),
        (["manage.py", "run"], {"HALLES_DEMO": "0"}, CLOSED),
        (["manage.py", "reset"], {}, CLOSED),  # nothing here was ever a demo
        (["gunicorn", "marketplace.wsgi"], {"HALLES_DEMO": "1"}, OPEN),
        (
            ["gunicorn", "marketplace.wsgi"],
            {"HALLES_GATEWAY": "sandbox"},
            [False, True, True, "sandbox"],
        ),
    ],
)
def test_only_a_name_or_a_start_by_hand_makes_a_demo(tmp_path, argv, variables, told):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "HALLES_", "HOST", "PORT", "DATABASE_URL", "REDIS_URL"))
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK.format(argv=argv)],
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "HALLES_VAR": str(tmp_path),
            **variables,
        },
    )

    assert json.loads(asked.stdout) == told, asked.stderr


def test_a_demo_that_was_filled_can_be_forgotten_by_hand(tmp_path, monkeypatch):
    monkeypatch.delenv("HALLES_BASE_URL", raising=False)
    assert not environment.demo_by_hand(["manage.py", "reset"], "127.0.0.1", tmp_path)
    (tmp_path / "accounts.txt").touch()
    assert environment.demo_by_hand(["manage.py", "reset"], "127.0.0.1", tmp_path)


def test_no_deploy_check_is_silenced(settings):
    assert settings.SILENCED_SYSTEM_CHECKS == []
    assert settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
    assert settings.SECURE_HSTS_PRELOAD
