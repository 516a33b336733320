"""Two questions a load balancer asks: are you alive, and can you work?"""

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.search.engine import health as search_engine
from marketplace.shared import lanes
from marketplace.shared.replicas import standing

_migrated = False


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer as soon as the process serves requests."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and migrations are in order, 503 when they are not."""
    served = {str(lane): heard is not None for lane, heard in lanes.pulses().items()}
    parts = {"database": _database(), "migrations": False, "worker": all(served.values())}
    parts["migrations"] = parts["database"] and _migrations()
    fit = parts["database"] and parts["migrations"]  # a resting worker does not stop the shop
    if settings.REPLICAS and parts["database"]:
        parts["replicas"] = standing.told()  # without them the primary answers
    if fit and settings.SEARCH_URL:  # nor does an engine that is away: the database finds instead
        parts["search_engine"] = search_engine.is_fit()
    return JsonResponse({"ready": fit, **parts, "lanes": served}, status=200 if fit else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _migrations() -> bool:
    """Look once: what is migrated stays migrated for the life of this process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
