"""Chromium, a living marketplace, and people in front of their screens."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from marketplace import seeds
from marketplace.shared import clock
from tests.browser.people import Person
from tests.browser.server import Time, own_database, serving

CHROMIUM = next(
    filter(
        None,
        map(
            shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        ),
    ),
    None,
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)
SHOTS = Path(__file__).resolve().parents[2] / "screenshots"


def pytest_collection_modifyitems(items):
    """Mark these stories; say why they are skipped where they cannot run."""
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None:
            item.add_marker(
                pytest.mark.skip(reason="Chromium is not here: apt-get install -y chromium")
            )


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all stories."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def time(monkeypatch) -> Time:
    """The clock that the story moves."""
    return Time().install(monkeypatch)


@pytest.fixture
def town(db, settings, tmp_path, time):
    """The address of a marketplace with its own database, folders and webhooks over HTTP."""
    if connection.vendor != "sqlite":
        pytest.skip("the browser's stories run once, on SQLite")
    with own_database(tmp_path / "town.sqlite3"), serving() as url:
        settings.BASE_URL = url
        settings.SANDBOX_DELIVERY = "http"
        settings.CSRF_TRUSTED_ORIGINS = [url]
        seeds.plant(clock.now())
        yield url


@pytest.fixture
def people(chromium: Browser, town, request):
    """`people("vendeuse")` sits someone before a screen; at the end nobody saw an error."""
    met: list[Person] = []

    def sit(name: str, *, width: int = 1280, height: int = 860, **context) -> Person:
        context = {
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "reduced_motion": "reduce",
            **context,
        }
        opened = chromium.new_context(
            base_url=town,
            viewport={"width": width, "height": height},
            accept_downloads=True,
            **context,
        )
        opened.set_default_timeout(20_000)
        met.append(Person(name, opened, SHOTS))
        return met[-1]

    yield sit
    troubles = [f"{person.name}: {trouble}" for person in met for trouble in person.troubles]
    for person in met:
        person.context.close()
    assert troubles == []
