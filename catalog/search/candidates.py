"""Who finds the sheets that answer: the engine where there is one, the database otherwise.

Both give the same rows in the same order. When the engine fails, the database answers at once and
for some seconds; what it finds is right, for its own index is always kept.
"""

from __future__ import annotations

from django.conf import settings

from catalog.models import Product
from catalog.search import by_database
from catalog.search.asked import Asked
from catalog.search.engine import health, reading
from catalog.search.engine.wire import EngineDown, EngineRefused


def rows(asked: Asked) -> list[tuple]:
    """The sheets that answer, as `catalog.search.asked` describes them."""
    # what a shop asks itself, where others sell the same, is no figure of the sheet
    if not asked.asks_rows and health.is_asked():
        try:
            found = reading.rows(asked)
        except EngineRefused as refusal:
            health.refuses(refusal)
        except EngineDown as error:
            health.set_aside(error)
        else:
            health.has_answered()
            return found
    return by_database.rows(asked)


def public(ids: list[int]) -> list[int]:
    """Those of these sheets that the public may see now: the engine may be a second late."""
    if not settings.SEARCH_URL:
        return ids  # the database has just said so
    shown = set(Product.objects.public().filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in shown]
