"""Money at size: a run of payouts, a long statement, a large shop's pages, the proof of it all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass

import psycopg

from tests.bench.clock import cost
from tests.bench.past import Past


@dataclass
class Figure:
    """What one act cost: seconds by the clock, of Python, of PostgreSQL; memory it added in MB."""

    name: str
    seconds: float
    python: float
    database: float
    memory_mb: float
    goal: str

    def line(self) -> str:
        """As it is printed."""
        return (
            f"{self.name:44} {self.seconds:8.2f} s  CPU {self.python:7.2f} + {self.database:6.2f} s"
            f"  +{self.memory_mb:4.0f} MB   goal {self.goal}"
        )


def measure(link: psycopg.Connection, *, orders: int, others: int, sellers: int) -> list[dict]:
    """Load the past, then pay, show and prove it; the transfers themselves cost nothing here."""
    from accounting.models import Payout
    from accounting.payouts import payouts
    from marketplace.proof import verify
    from marketplace.shared import clock
    from marketplace.shared.models import Pending

    past, figures = Past(link), []
    _sending(figures)
    shop = past.rows[0].row.seller
    first = past.sellers(sellers)
    past.orders(orders, seller=str(shop.pk), series="GRANDE-COPIE")
    past.orders(others, seller=f"({first} + 1 + g % {sellers})", series="RESTE")
    Pending.objects.all().delete()
    past.seal()
    # its second hand has a connection of its own, whose PostgreSQL is not counted
    with _cost(figures, f"verify, {orders + others} orders, one hand's SQL", "60 s"):
        found = [f"{app}: {sentence}" for app, sentence in verify.violations()]
    print("\n".join(found[:20]))
    at = clock.now()
    with _cost(figures, f"prepare a run of {sellers + 1} sellers", "3 s"):
        run = payouts.prepare(at, by=None, at=at)
    link.execute("ANALYZE accounting_payoutitem")  # as the database does within a minute
    with _cost(figures, "approve it", "3 s"), _paying():
        payouts.approve(run, by=None, at=at)
    big = Payout.objects.get(run=run, seller=shop)
    with _cost(figures, f"statement of {2 * orders} lines", "110 MB"), _paying():
        payouts.send(big.pk, at=at)
    with _cost(figures, "send the others", "20 s"), _paying():
        while payouts.send_some(run.pk, at=at):
            pass
    link.execute("VACUUM ANALYZE")
    for name, page in (("home", "seller-home"), ("money page", "seller-money")):
        _page(figures, f"{name} of a seller with {orders} orders", page, shop)
    return figures


def _sending(figures: list) -> None:
    from tests.bench import sending

    sent = sending.prepare()
    with _cost(figures, f"ship {sending.SENT} parts in one send", sending.GOAL):
        sending.send(*sent)


def _page(figures: list, name: str, page: str, shop) -> None:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from tests import cast

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(cast.owner_of(shop))
    client.get(reverse(page))
    with _cost(figures, name, "0.1 s"):
        answer = client.get(reverse(page))
    print(f"{name}: {len(answer.content) // 1024} kB")


@contextmanager
def _paying():
    """A provider that carries out each transfer at once: its own time is not ours."""
    from marketplace.shared import gateway
    from marketplace.shared.gateway.protocol import TransferView

    class Provider:
        def transfer(self, *, key, amount_cents, **_):
            return TransferView(ref=f"tr_{key}", state="paid", amount_cents=amount_cents)

    before = gateway.current
    gateway.current = Provider
    try:
        yield
    finally:
        gateway.current = before


@contextmanager
def _cost(figures: list, name: str, goal: str):
    with cost() as spent:
        yield
    figure = Figure(name=name, goal=goal, **asdict(spent))
    print(figure.line(), flush=True)
    figures.append(asdict(figure))
