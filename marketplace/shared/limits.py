"""How often one visitor or one mailbox may do what costs: letters, orders, declarations.

The counts lie in the database: they hold when the cache is down, so forms that send letters stay
limited. Only keyed hashes of addresses are stored, for as long as they count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
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


def take(kind: str, key: str, most: int, seconds: int) -> bool:
    """Whether this may be done once more within so many seconds; counts it when it may.

    Called outside the transaction of the act: an attempt counts even when it fails afterwards.
    """
    now, name = clock.now(), print_of(kind, key)
    allowance = Allowance.objects.filter(pk=name)
    later = now + timedelta(seconds=seconds)
    for _attempt in range(3):
        # the limit is part of the update: two requests at once cannot both take the last one
        if allowance.filter(until__gt=now, used__lt=most).update(used=F("used") + 1):
            return True
        if allowance.filter(until__lte=now).update(used=1, until=later):
            return True
        try:
            with transaction.atomic():
                Allowance.objects.create(key=name, used=1, until=later)
                return True
        except IntegrityError:  # used up, or somebody else was quicker
            continue
    return False


def check(kind: str, key: str, most: int, seconds: int) -> None:
    """Count one more attempt. Raises TooOften."""
    if not take(kind, key, most, seconds):
        raise TooOften


def queue_up(keys: Iterable[str]) -> None:
    """Let those who share one of these hashes take turns until the transaction ends."""
    # one order for everybody: two requests that share two hashes cannot wait for each other
    names = sorted(keys)
    _open(names, at=clock.now())
    list(
        Allowance.objects.select_for_update().filter(pk__in=names).order_by("pk").values_list("pk")
    )


def print_of(kind: str, key: str) -> str:
    """The hash under which something is counted; no address can be read from it."""
    print_ = salted_hmac("halles.limits", f"{kind}:{key}", algorithm="sha256").hexdigest()
    return f"{kind[:20]}:{print_[:36]}"


def forget_old(at: datetime) -> int:
    """Delete counts whose period ended more than a day ago."""
    return Allowance.objects.filter(until__lt=at - timedelta(days=1)).delete()[0]


def _open(names: list[str], *, at: datetime) -> None:
    """Make the missing counts, empty and lapsed, in the order of their names."""
    Allowance.objects.bulk_create(
        [Allowance(key=name, until=at) for name in names], ignore_conflicts=True
    )
