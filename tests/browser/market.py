"""A market that has lived for half a year, served as in production, for all the tests of a file."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from marketplace.demo import seed
from marketplace.shared import clock
from marketplace.shared.models import User
from marketplace.shared.palette import tokens
from tests.browser.server import own_database, serving


@contextmanager
def living(folder: Path):
    """The address of the small demonstration: styles and scripts hashed and compressed."""
    served = {
        "STATIC_ROOT": folder / "static",
        "WHITENOISE_USE_FINDERS": False,
        "WHITENOISE_AUTOREFRESH": False,
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "marketplace.shared.static.HashedStatic"},
        },
    }
    with own_database(folder / "market.sqlite3"), override_settings(**served):
        call_command(
            "migrate", interactive=False, verbosity=0
        )  # nothing to do unless this file is run alone
        call_command("collectstatic", interactive=False, verbosity=0)
        seed.fill(at=clock.now(), small=True)
        with (
            serving() as url,
            override_settings(BASE_URL=url, SANDBOX_DELIVERY="http", CSRF_TRUSTED_ORIGINS=[url]),
        ):
            # addresses of letters and patterns: those of these files, and not of a test before
            tokens.page.cache_clear()
            yield url
            tokens.page.cache_clear()
            cache.clear()


def cookie_of(email: str, url: str) -> dict:
    """The cookie of a person who signed in before."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
