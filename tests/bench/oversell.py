"""Two hundred buyers want the last ten pieces, fifty at once: never more than ten are sold."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench.cases import ADDRESS, held
from tests.bench.processes import Web
from tests.bench.visitor import Visitor

BUYERS, AT_ONCE, PIECES = 200, 50, 10


@dataclass
class Outcome:
    """What some runs came to."""

    runs: int
    sold: list[int]
    oversold: int
    wrong: list[str]
    seconds: float

    def as_dict(self) -> dict:
        """For the JSON file."""
        return {
            "runs": self.runs,
            "buyers": BUYERS,
            "at_once": AT_ONCE,
            "pieces": PIECES,
            "sold": self.sold,
            "oversold": self.oversold,
            "wrong": self.wrong,
            "seconds": round(self.seconds, 1),
        }


def race(server: Web, runs: int) -> Outcome:
    """Run the race on another product each time; carts are filled before, all press the button."""
    begun, sold, wrong = time.monotonic(), [], []
    for number in range(1, runs + 1):
        sold.append(_run(server, offer_id=number, wrong=wrong))
    return Outcome(
        runs, sold, sum(max(count - PIECES, 0) for count in sold), wrong, time.monotonic() - begun
    )


def _run(server: Web, *, offer_id: int, wrong: list[str]) -> int:
    from django.db.models import Sum

    from catalog.models import Offer, StockMove
    from catalog.offers import stock
    from marketplace.shared.clock import now
    from orders.models import OrderLine

    before = OrderLine.objects.filter(offer=offer_id).aggregate(n=Sum("quantity"))["n"] or 0
    stock.set_level(Offer.objects.get(pk=offer_id), PIECES, by=None, at=now())
    forms = _carts(server.port, offer_id)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(lambda form: _press(server.port, *form), forms))
    sold = (
        OrderLine.objects.filter(offer=offer_id).aggregate(n=Sum("quantity"))["n"] or 0
    ) - before
    left = Offer.objects.get(pk=offer_id).stock
    moved = StockMove.objects.filter(offer=offer_id).aggregate(n=Sum("delta"))["n"]
    if sold != PIECES or left != PIECES - sold or moved != left:
        wrong.append(f"offer {offer_id}: sold {sold}, left {left}, moves say {moved}")
    odd = [status for status in statuses if status not in (302, 200, 422)]
    if odd:
        wrong.append(f"offer {offer_id}: answers {sorted(set(odd))}")
    return sold


def _carts(port: int, offer_id: int) -> list[tuple[str, dict]]:
    """A cart for each buyer, and the form that the first is shown, which is everyone's."""
    from django.core.signing import get_cookie_signer

    from catalog.models import Offer
    from marketplace.shared.clock import now
    from orders.buying import cart, cookie
    from orders.models import Cart, CartLine

    at, cents = now(), Offer.objects.get(pk=offer_id).price_cents
    carts = Cart.objects.bulk_create(
        Cart(token=secrets.token_urlsafe(32), created_at=at, changed_at=at) for _ in range(BUYERS)
    )
    CartLine.objects.bulk_create(
        CartLine(cart=one, offer_id=offer_id, quantity=1, seen_cents=cents, added_at=at)
        for one in carts
    )
    signer = get_cookie_signer(salt=cookie.NAME + cookie.SALT)
    first = Visitor(port, cookies={"cart": signer.sign(carts[0].token), "csrftoken": "a" * 32})
    shown = held(first.get("/commander/"))
    first.leave()
    return [
        (
            signer.sign(one.token),
            {
                **shown,
                **ADDRESS,
                "email": f"buyer{rank}@example.test",
                "key": cart.key_of(one),
                "order": "1",
            },
        )
        for rank, one in enumerate(carts)
    ]


def _press(port: int, cookie: str, form: dict) -> int:
    visitor = Visitor(port, cookies={"cart": cookie, "csrftoken": "a" * 32})
    try:
        return visitor.send_form("/commander/", form)
    finally:
        visitor.leave()
