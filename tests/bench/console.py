"""What the operator's lists cost at size: read by somebody with every right, in one process."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass

from tests.bench import clock

OWN = "operatrice-mesure@example.test"
TIMES = 5
# the list, and the search that is typed into it: a common word, and one that names a single row
PAGES = (
    ("products", "/admin/catalog/product/", ("chaise", "REF-4711", "SKU-4711")),
    ("orders", "/admin/orders/order/", ("alice",)),
    ("orders by seller", "/admin/orders/sellerorder/", ("alice",)),
    ("sellers", "/admin/sellers/seller/", ("boutique",)),
    ("facts", "/admin/shared/fact/", ()),
    ("finder", "/admin/chercher/", ("chaise",)),
)


@dataclass
class Read:
    """A page of the console: ms of Python and of PostgreSQL, statements, and the size in kB."""

    name: str
    python_ms: float
    database_ms: float
    statements: int
    kb: float

    @property
    def cpu_ms(self) -> float:
        """Both together."""
        return self.python_ms + self.database_ms


def measure() -> list[dict]:
    """Each list as it opens, then each search: the median of five after one to warm up."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.test import Client

    from marketplace.shared.models import User
    from tests import cast

    settings.ALLOWED_HOSTS = ["testserver"]
    person = User.objects.filter(email=OWN).first() or User.objects.create_superuser(OWN)
    Authenticator.objects.get_or_create(user=person, type="totp", defaults={"data": {}})
    client = cast.proven(Client(), person)
    wanted = [
        (f"{name}: {typed or 'list'}", path, {"q": typed} if typed else {})
        for name, path, searches in PAGES
        for typed in (("",) if name != "finder" else ()) + searches
    ]
    return [asdict(_read(client, *page)) for page in wanted]


def _read(client, name: str, path: str, typed: dict) -> Read:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as statements:  # and warms up
        answer = client.get(path, typed)
    if answer.status_code not in (200, 302):  # a search that finds one row leads to it
        raise RuntimeError(f"{path} {typed}: {answer.status_code} {answer.headers.get('location')}")
    costs = []
    for _turn in range(TIMES):
        with clock.cost() as cost:
            client.get(path, typed)
        costs.append(cost)
    return Read(
        name=name,
        python_ms=1000 * statistics.median(cost.python for cost in costs),
        database_ms=1000 * statistics.median(cost.database for cost in costs),
        statements=len(statements),
        kb=round(len(answer.content) / 1024, 1),
    )
