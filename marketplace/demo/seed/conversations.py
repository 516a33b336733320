"""Exchanges in every state: answered, awaited, late, set aside, closed; help for shops; contacts."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounting.models import Payout
from catalog.models import Import, Offer, Product
from marketplace.demo import accounts
from marketplace.demo.content import conversations as content
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.complaints import drawn_of
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from marketplace.shared.models import User
from orders.models import OrderLine, SellerOrder
from orders.states import SellerOrderState
from sellers.conversations import contact, conversations, enclosures, subjects, watch
from sellers.conversations.conversations import Words
from sellers.conversations.subjects import Reader
from sellers.models import Seller, Side, Thread

B, S, O = Side.BUYER, Side.SELLER, Side.OPERATOR  # noqa: E741
HOUR = timedelta(hours=1)


def write(market: Market) -> None:
    """After everything else was lived: people write about it, the latest this morning."""
    alice = User.objects.filter(email=accounts.BUYER.email).first()
    shops = {name: shop for name in accounts.SELLERS if (shop := market.shops.get(name))}
    if alice is None or not shops:
        return
    lune = next(iter(shops.values()))
    _of_orders(market, alice)
    _before_buying(market, alice, list(shops.values()))
    _late(market, lune)
    _for_help(market, lune)
    _to_the_house(market)
    _catch_up(market)


def _of_orders(market: Market, alice: User) -> None:
    """What Alice wrote about what she bought."""
    rows = SellerOrder.objects.select_related("order__buyer", "seller").order_by("-paid_at", "-pk")
    own = rows.filter(order__buyer=alice).exclude(paid_at=None)
    received = own.filter(state=SellerOrderState.DELIVERED).first()
    if received is not None:
        at = min(received.delivered_at or market.now, market.now - timedelta(days=3))
        question, answer, thanks = content.CARE
        row = _ask(received, question, topic="care", at=at + HOUR, enclosed=_photo(received))
        _say(row, S, answer, at=at + 5 * HOUR)
        _say(row, B, thanks, at=at + 6 * HOUR)
        with clock.at(at + 7 * HOUR):
            conversations.close(row, side=B, by=alice, at=clock.now())
    under_way = own.filter(state=SellerOrderState.SHIPPED).first()
    if under_way is not None:
        question, answer, call = content.PARCEL
        at = market.now - timedelta(hours=22)
        row = _ask(under_way, question, topic="parcel", at=at)
        _say(row, S, answer, at=at + 2 * HOUR)
        _say(row, B, call, awaits=True, at=at + 3 * HOUR)
    alone = own.exclude(pk__in=[p.pk for p in (received, under_way) if p]).first()
    if alone is not None:
        question, answer = content.ALONE
        at = market.now - timedelta(days=6)
        row = _ask(alone, question, topic="invoice", at=at, to=(O,))
        _say(row, O, answer, awaits=True, by=market.team["support"], at=at + 4 * HOUR)


def _before_buying(market: Market, alice: User, shops: list[Seller]) -> None:
    """A question about an article, and a request to a shop, which it set aside until January."""
    asker = Reader(person=alice, email=alice.email, name="Alice M.", language="fr")
    kind = subjects.of("offer")
    offers = Offer.objects.filter(seller__in=shops[1:] or shops, is_active=True).order_by("pk")
    offer = next((o for o in offers[:40] if kind is not None and kind.row(o.pk)), None)
    if offer is not None:
        words = Words(text=content.BEFORE, to=[S], topic="article")
        _begin("offer", offer.pk, words, asker=asker, by=alice, at=market.now - 3 * HOUR)
    shop = shops[-1]
    question, answer = content.CUSTOM
    at = market.now - timedelta(days=4)
    words = Words(text=question, to=[S], topic="custom")
    row = _begin("shop", shop.pk, words, asker=asker, by=alice, at=at)
    _say(row, S, answer, at=at + 3 * HOUR)
    owner = market.owners[shop.pk]
    with clock.at(at + 4 * HOUR):
        until = morning(market.now + timedelta(days=21), 8)
        conversations.snooze(row, until=until, side=S, by=owner, at=clock.now())


def _late(market: Market, lune: Seller) -> None:
    """An order whose buyer got no answer: the operator took the exchange and wrote to both."""
    rows = SellerOrder.objects.select_related("order__buyer", "seller").exclude(paid_at=None)
    part = rows.filter(seller=lune, state=SellerOrderState.TO_SHIP).order_by("-pk").first()
    part = part or rows.filter(seller=lune).order_by("-pk").first()
    if part is None or Thread.objects.filter(kind="order", subject=part.pk).exists():
        return
    at = morning(market.now - timedelta(days=5), 9)
    row = _ask(part, content.LATE[0], topic="", at=at)
    _say(row, B, content.LATE[1], awaits=True, at=at + timedelta(days=1))
    taken = market.now - timedelta(hours=20)
    with clock.at(taken):
        watch.remind(at=taken)
        watch.escalate(at=taken)
    to_buyer, to_shop = content.TOLD
    by = market.team["support"]
    _say(row, O, to_buyer, by=by, at=taken + 2 * HOUR)
    _say(row, O, to_shop, to=(S,), awaits=True, by=by, at=taken + 2 * HOUR)


def _for_help(market: Market, lune: Seller) -> None:
    """What shops ask the operator: some of it answered."""
    applying = Seller.objects.filter(opened_at=None, members__isnull=False).order_by("pk").first()
    asked = {
        "application": applying,
        "import": Import.objects.filter(seller=lune, is_trial=False).order_by("-pk").first(),
        "payout": Payout.objects.filter(seller=lune).order_by("-pk").first(),
        "sheet": Product.objects.filter(owner=lune).order_by("-pk").first(),
    }
    for count, (name, row) in enumerate(asked.items()):
        kind = subjects.of(name)
        shop = kind.seller(row) if kind is not None and row is not None else None
        if row is None or shop is None:
            continue
        at = market.now - timedelta(hours=26 - 6 * count)
        question, answer = content.HELP[name]
        words = Words(text=question, to=[O], topic="how")
        by = shop.members.select_related("user").order_by("pk").first()
        thread = _begin(name, row.pk, words, side=S, by=by.user if by else None, at=at)
        if answer and kind is not None:
            _say(thread, O, answer, to=(S,), by=market.team[kind.desk], at=at + 2 * HOUR)


def _to_the_house(market: Market) -> None:
    """Messages by the contact form, from people without an order."""
    for count, (name, email, topic, text, answer, end) in enumerate(content.CONTACTS):
        at = market.now - timedelta(hours=40 - 18 * count)
        language = "en" if text.startswith("Hello") else "fr"
        with clock.at(at):
            row = contact.write(
                text, topic=topic, name=name, email=email, language=language, by=None, at=at
            )
        by = market.team["support"]
        if answer:
            _say(row, O, answer, by=by, at=at + 2 * HOUR)
        if end:
            with clock.at(at + 3 * HOUR):
                conversations.close(row, side=O, by=by, at=clock.now())


def _catch_up(market: Market) -> None:
    """The letters and reminders of these days left in their time."""
    at = market.now - HOUR
    with clock.at(at):
        for side in watch.TELLS:
            watch.write_letters(side, at=at)
        watch.stop_clocks(at=at)
        watch.escalate(at=at)
        watch.remind(at=at)


# --- Within -----------------------------------------------------------------------------------


def _ask(part: SellerOrder, text: str, *, topic: str, at: datetime, to=(S,), enclosed=()) -> Thread:
    kind = subjects.of("order")
    topics = kind.topics(part) if kind is not None else {}
    topic = topic if topic in topics else "other"
    words = Words(text=text, to=list(to), topic=topic, enclosures=enclosures.keep(enclosed))
    return _begin("order", part.pk, words, by=part.order.buyer, at=at)


def _begin(  # noqa: PLR0913
    name: str,
    pk: int,
    words: Words,
    *,
    at: datetime,
    by: User | None,
    side: str = B,
    asker: Reader | None = None,
) -> Thread:
    with clock.at(at):
        return conversations.begin(
            name, pk, words, side=side, asker=asker or Reader(), by=by, at=at
        )


def _say(
    row: Thread,
    side: str,
    text: str,
    *,
    at: datetime,
    to=(),
    awaits: bool = False,
    by: User | None = None,
) -> None:
    others = {B: (S,), S: (B,), O: (B,)}
    words = Words(text=text, to=list(to or others[Side(side)]), awaits=awaits)
    with clock.at(at):
        conversations.say(row, words, side=side, by=by, at=at)


def _photo(part: SellerOrder) -> list[bytes]:
    line = OrderLine.objects.filter(seller_order=part).select_related("offer__product__owner")
    first = line.order_by("pk").first()
    return drawn_of(first) if first is not None else []
