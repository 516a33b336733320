"""Who orders what kind of order, when: a script for each, written before the days are played."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from marketplace.demo.accounts import SELLERS
from marketplace.demo.seed.calendar import later
from marketplace.demo.seed.market import Market

DAYS = 90
ORDERS = 300
DEMO_BUYER = 0
# how an order is paid, and how often
PAYMENTS = {
    "paid": 83,
    "challenge": 7,
    "declined_first": 3,
    "insufficient_first": 2,
    "declined": 2,
    "abandoned": 3,
}
# what becomes of a seller's part once it is paid
FATES = {
    "done": 62,
    "two_parcels": 8,
    "partial": 3,
    "refused": 1.5,
    "silent": 1,
    "buyer_cancels": 2,
    "seller_cancels": 1.5,
    "withdrawn": 5,
    "withdrawn_partly": 3,
    "defective": 2,
    "return_refused": 1,
    "returned_late": 3,
    "declared": 1,
}
# what each of the demonstration's sellers finds on the desk: (days ago, fate)
DESK = (
    (0.1, "waits_acceptance"), (0.45, "waits_acceptance"), (0.9, "waits_acceptance"), (1.9, "waits_acceptance"),
    (1.4, "waits_shipping"), (2.2, "waits_shipping"), (8.5, "waits_shipping"), (3.4, "partly_shipped"),
    (4.5, "on_its_way"), (5.5, "on_its_way"), (9, "return_asked"), (13, "return_accepted"), (19, "withdrawn"), (15, "return_unanswered"), (41, "return_overdue"),
    (2.6, "withdrawn_unshipped"), (3.1, "withdrawn_in_part"), (6, "withdrawn_on_its_way"), (17, "presumed"),
    (7.5, "lost_open"), (11, "claim_open"), (26, "partial"), (29, "appeal_lost"), (36, "lost_decided"),
    (1.6, "announced"), (5.2, "at_point"), (7, "falls_silent"), (10, "sent_back"), (23, "came_back"), (8, "lost_by_carrier"),
    (12.5, "deal_counter"), (12.7, "deal_open"), (12.9, "fake"), (44, "gift"), (52, "returned_late"), (60, "done"), (66, "done"), (72, "two_parcels"), (80, "done"),
)  # fmt: skip
# a shop with a table full of parcels, to ship them all at once: how many days ago each was bought
FULL_TABLE = "atelier-lune"
PACKED = (0.6, 0.7, 0.8, 0.95, 1.05, 1.1, 1.2, 1.3, 1.35, 1.5, 1.6, 1.7, 1.8, 2.1, 2.3)
# what the demonstration's buyer finds in the account: (days ago, payment, fates)
DIARY = (
    (0.005, "declined", ()), (0.5, "paid", ("waits_acceptance", "waits_acceptance")), (2.5, "challenge", ("waits_shipping",)),
    (5, "paid", ("on_its_way", "on_its_way")), (12, "paid", ("delivered_lately",)), (16, "paid", ("return_accepted", "done")),
    (8, "paid", ("lost_open",)), (14, "paid", ("late_proposed",)), (20, "paid", ("gift",)), (34, "paid", ("appeal_won",)),
    (24, "paid", ("withdrawn",)), (39, "paid", ("return_overdue",)), (31, "declined_first", ("done",)), (38, "paid", ("buyer_cancels",)),
    (47, "abandoned", ()), (58, "paid", ("two_parcels", "done")), (70, "paid", ("done",)), (84, "paid", ("done", "done")),
    (4, "paid", ("withdrawn_unshipped",)), (6.5, "paid", ("withdrawn_on_its_way",)), (18, "paid", ("presumed",)),
    (5.4, "paid", ("at_point",)), (9.5, "paid", ("sent_back",)), (8.2, "paid", ("lost_by_carrier",)),
    (7.2, "paid", ("falls_silent",)),
    (0.15, "abandoned", ()), (9.5, "paid", ("deal_open",)), (10.5, "paid", ("deal_counter",)),
    (27, "paid", ("deal_refund",)), (22, "paid", ("deal_return",)), (15, "paid", ("deal_refused",)),
    (17, "paid", ("deal_lapsed",)), (40, "paid", ("deal_closed",)), (9, "paid", ("fake",)), (8.5, "paid", ("other_open",)),
)  # fmt: skip
# the rare ones: (days ago, payment)
RARE = ((0.012, "waiting"), (41, "too_late"), (55, "disputed_won"), (48, "disputed_lost"), (15, "disputed_open"),
        (21, "disputed_open"))  # fmt: skip
# what does not leave when it was promised: (days ago, fate), of one shop
LATE = ((13, "late_asked"), (15, "late_proposed"), (17, "late_waits"), (29, "late_ends"), (38, "late_given_up"),
        (56, "late_ends"))  # fmt: skip
LATE_SHOP = "atelier-lune"
# what may only come back sealed: (days ago, fate)
SEALED = ((29, "sealed_opened"), (11, "sealed_waits"))
SEALED_SHOP = "savonnerie-belle-rive"
SMALL_DESK = (
    (0.3, "waits_acceptance"),
    (1.8, "waits_shipping"),
    (5, "on_its_way"),
    (7.5, "lost_open"),
    (10, "return_asked"),
    (5.2, "at_point"),
    (7, "falls_silent"),
)
SMALL_DIARY = (
    (24, "paid", ("withdrawn",)),
    (60, "paid", ("done", "done")),
    (75, "paid", ("done",)),
    (9, "paid", ("fake",)),
    (9.5, "paid", ("deal_open",)),
)
SMALL_RARE = (
    (0.012, "waiting"),
    (40, "abandoned"),
    (50, "disputed_lost"),
    (18, "disputed_open"),
    (35, "too_late"),
)
SMALL_FATES = (
    "partial",
    "refused",
    "buyer_cancels",
    "two_parcels",
    "returned_late",
    "defective",
    "return_refused",
    "withdrawn_unshipped",
    "withdrawn_in_part",
    "withdrawn_on_its_way",
    "presumed",
    "lost_decided",
    "appeal_won",
    "appeal_lost",
    "gift",
    "came_back",
    "lost_by_carrier",
    "deal_refund",
    "deal_return",
    "deal_refused",
    "deal_lapsed",
    "deal_closed",
)


@dataclass(frozen=True, slots=True)
class Script:
    """What will happen to one order."""

    name: str
    at: datetime
    buyer: int
    payment: str = "paid"
    fates: tuple[str, ...] = ()
    shop: str = ""


def scripts(market: Market) -> list[Script]:
    """Every order of the demonstration, in the order of time."""
    staged = [
        *_desks(market),
        *_packed(market),
        *_diary(market),
        *_rare(market),
        *_sealed(market),
        *_late(market),
    ]
    usual = (
        _few(market) if market.small else [_usual(market, n) for n in range(ORDERS - len(staged))]
    )
    return sorted([*staged, *usual], key=lambda script: script.at)


def _desks(market: Market) -> list[Script]:
    desk = SMALL_DESK if market.small else DESK
    shops = [slug for slug in SELLERS if not market.small or slug == "atelier-lune"]
    return [
        Script(
            f"desk:{slug}:{n}",
            _ago(market, days),
            _someone(market, market.dice("desk", slug, n)),
            fates=(fate,),
            shop=slug,
        )
        for slug in shops
        for n, (days, fate) in enumerate(desk)
    ]


def _packed(market: Market) -> list[Script]:
    days = PACKED[:3] if market.small else PACKED
    return [
        Script(
            f"packed:{n}",
            _ago(market, ago),
            _someone(market, market.dice("packed", n)),
            fates=("waits_shipping",),
            shop=FULL_TABLE,
        )
        for n, ago in enumerate(days)
    ]


def _diary(market: Market) -> list[Script]:
    return [
        Script(f"diary:{n}", _ago(market, days), DEMO_BUYER, payment, fates)
        for n, (days, payment, fates) in enumerate(SMALL_DIARY if market.small else DIARY)
    ]


def _rare(market: Market) -> list[Script]:
    return [
        Script(
            f"rare:{n}",
            _ago(market, days),
            _someone(market, market.dice("rare", n)),
            payment,
            ("done",) * 4,
        )
        for n, (days, payment) in enumerate(SMALL_RARE if market.small else RARE)
    ]


def _sealed(market: Market) -> list[Script]:
    if market.small:
        return []
    return [
        Script(
            f"sealed:{fate}",
            _ago(market, days),
            _someone(market, market.dice("sealed", fate)),
            fates=(fate,),
            shop=SEALED_SHOP,
        )
        for days, fate in SEALED
    ]


def _late(market: Market) -> list[Script]:
    return [
        Script(
            f"late:{n}",
            _ago(market, days),
            _someone(market, market.dice("late", n)),
            fates=(fate,),
            shop=LATE_SHOP,
        )
        for n, (days, fate) in enumerate(LATE)
    ]


def _few(market: Market) -> list[Script]:
    """For tests: one order for each fate that matters."""
    return [
        Script(
            f"few:{fate}", _ago(market, 62 + n), 1 + n % (len(market.people) - 1), fates=(fate,) * 4
        )
        for n, fate in enumerate(SMALL_FATES)
    ]


def _usual(market: Market, n: int) -> Script:
    rng = market.dice("order", n)
    days = DAYS * (1 - rng.random() ** 0.82)  # trade grows
    at = later(rng, market.now - timedelta(days=days), 0, 3)
    return Script(
        f"order:{n}",
        min(at, market.now - timedelta(minutes=50)),
        _someone(market, rng),
        pick(rng, PAYMENTS),
    )


def pick(rng: Random, odds: dict[str, float]) -> str:
    """A random choice by weight."""
    return rng.choices(list(odds), list(odds.values()))[0]


def _ago(market: Market, days: float) -> datetime:
    return market.now - timedelta(days=days)


def _someone(market: Market, rng: Random) -> int:
    """Some buy more often than others; never the demonstration's buyer, whose diary is written."""
    return 1 + int((len(market.people) - 1) * rng.random() ** 1.6)
