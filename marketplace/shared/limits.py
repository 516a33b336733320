"""How often one visitor or one mailbox may do what costs: letters, orders, declarations.

The counts lie in the database: they hold when the cache is down, so forms that send letters stay
limited. Only keyed hashes of addresses are stored, for as long as they count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.models import Allowance
from marketplace.shared.states import Refusal

HOUR, DAY = 3600, 86_400


class TooOften(Refusal):
    """The same visitor did the same thing too often."""

    sentence = _(
        "Trop de demandes en peu de temps depuis votre connexion : réessayez dans une heure."
    )


TAKE = """
    INSERT INTO shared_allowance (key, used, until) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN shared_allowance.until > %s THEN shared_allowance.used + 1 ELSE 1 END,
        until = CASE WHEN shared_allowance.until > %s THEN shared_allowance.until
                ELSE excluded.until END
    WHERE shared_allowance.until <= %s OR shared_allowance.used < %s
"""
QUEUE = """
    INSERT INTO shared_allowance (key, used, until) VALUES {rows}
    ON CONFLICT (key) DO UPDATE SET used = shared_allowance.used
"""


def take(kind: str, key: str, most: int, seconds: int) -> bool:
    """Whether this may be done once more within so many seconds; counts it when it may.

    Called outside the transaction of the act: an attempt counts even when it fails afterwards.
    """
    now, name = clock.now(), print_of(kind, key)
    # the limit is part of the statement: two requests at once cannot both take the last one
    with connection.cursor() as cursor:
        at, until = (
            connection.ops.adapt_datetimefield_value(moment)
            for moment in (now, now + timedelta(seconds=seconds))
        )
        cursor.execute(TAKE, [name, until, at, at, at, most])
        return cursor.rowcount == 1


def check(kind: str, key: str, most: int, seconds: int) -> None:
    """Count one more attempt. Raises TooOften."""
    if not take(kind, key, most, seconds):
        raise TooOften


def queue_up(keys: Iterable[str]) -> None:
    """Let those who share one of these hashes take turns until the transaction ends.

    Missing counts are made, empty and lapsed; those that are there are held without a change.
    """
    # one order for everybody: two requests that share two hashes cannot wait for each other
    names = sorted(set(keys))
    at = connection.ops.adapt_datetimefield_value(clock.now())
    rows = ", ".join(["(%s, 0, %s)"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            QUEUE.format(rows=rows),
            [value for name in names for value in (name, at)],
        )


def print_of(kind: str, key: str) -> str:
    """The hash under which something is counted; no address can be read from it."""
    print_ = salted_hmac("halles.limits", f"{kind}:{key}", algorithm="sha256").hexdigest()
    return f"{kind[:20]}:{print_[:36]}"


def forget_old(at: datetime) -> int:
    """Delete counts whose period ended more than a day ago."""
    return Allowance.objects.filter(until__lt=at - timedelta(days=1)).delete()[0]
