"""Make the engine's index anew from the database, while the shop is open."""

from __future__ import annotations

from collections.abc import Callable, Collection
from time import sleep

from django.utils.translation import gettext_lazy as _

from catalog.models import SearchChange, SearchFeed
from catalog.search.engine import documents, feed, indices
from catalog.search.engine.wire import EngineDown
from marketplace.shared import clock
from marketplace.shared.states import Refusal

A_TIME = 1000
TRIES = 5
Tell = Callable[[int, int], None]


class FillingAlready(Refusal):
    """An index is being filled, or a filling was broken off."""

    sentence = _("Un remplissage est en cours, ou s’est interrompu : --anew le recommence.")


def fill(*, tell: Tell = lambda done, total: None, anew: bool = False, pause: float = 2.0) -> int:
    """Fill a new index and have it asked in place of the old one; how many sheets went in.

    From its first moment on, changes are written to it too. A sheet that is sent here with an older
    number than a change beside it is refused by the engine, and rightly. Raises FillingAlready,
    EngineDown.
    """
    _clear(anew=anew)
    index = f"{documents.alias()}-{clock.now():%Y%m%d%H%M%S%f}"
    indices.make(index)
    SearchChange.objects.exclude(refused="").delete()  # sent again with the rest
    total, done, last = documents.kept().count(), 0, 0
    while keys := _after(last):
        _send(keys, pause)
        done, last = done + len(keys), keys[-1]
        tell(done, max(done, total))
    for old in indices.exchange(index):
        indices.remove(old)
    SearchFeed.objects.update_or_create(pk=1, defaults={"filled_at": clock.now()})
    return done


def _clear(*, anew: bool) -> None:
    """Delete what earlier fillings left behind."""
    for index, given in indices.names().items():
        if indices.filling() in given and not anew:
            raise FillingAlready
        if indices.asked() not in given:
            indices.remove(index)


def _after(last: int) -> list[int]:
    rest = documents.kept().filter(pk__gt=last).order_by("pk")
    return list(rest.values_list("pk", flat=True)[:A_TIME])


def _send(keys: Collection[int], pause: float) -> None:
    """Send a batch, again after a pause what the engine had no time for."""
    left = set(keys)
    for attempt in range(TRIES):
        try:
            sent = feed.send(left, [indices.filling()], refresh="false")
        except EngineDown:
            if attempt == TRIES - 1:
                raise
        else:
            feed.keep_refused(sent)
            left = sent.late
        if not left:
            return
        sleep(pause * (attempt + 1))
    raise EngineDown(f"{len(left)} sheets were not taken")
