"""Buying: a cart is filled, an order placed, a card presented at the sandbox."""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from marketing.contacts import contacts
from marketing.models import Contact
from marketplace.demo.content.companies import companies
from marketplace.demo.content.gifts import GIFTS
from marketplace.demo.content.people import point_near
from marketplace.demo.seed import back, disputes, parts
from marketplace.demo.seed.calendar import later
from marketplace.demo.seed.market import Good, Market, Person
from marketplace.demo.seed.plan import DEMO_BUYER, Script
from marketplace.shared import policy
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import LegalText, SandboxPayment
from marketplace.shared.states import Refusal
from orders.buying import addresses, cart
from orders.buying.forms import CheckoutForm
from orders.buying.place import Buyer, place
from orders.buying.pricing import Quote
from orders.buying.relay_form import POINT
from orders.models import Cart, Order
from orders.money import payments
from orders.points import points
from sellers.shop import shipping

OK, CHALLENGE = "4242424242424242", "4000002760003184"
DECLINED, POOR, CONTESTED = "4000000000000002", "4000000000009995", "4000000000000259"
MANY = frozenset(
    {"two_parcels", "partial", "partly_shipped", "withdrawn_partly", "withdrawn_in_part"}
)
SEALED_KINDS = frozenset({"serum", "balm"})
# of fourteen buyers one buys for a French company, one for a Belgian one; the demonstration's buyer
# did twice
BUYS_FOR = {4: 0, 1: 1}
OWN_BUSINESS = ("diary:0", "diary:3")
BOUGHT_BY_COMPANIES = frozenset({"paid", "challenge", "waiting", "declined", "abandoned"})
PARENTS = {
    "recipient": "Alice Martin",
    "line1": "21 rue Saint-Melaine",
    "postcode": "35000",
    "city": "Rennes",
}
UNPAID = frozenset({"abandoned", "declined", "waiting"})


def note(market: Market, scripts: list[Script]) -> None:
    """Let every order of the plan be placed in its time."""
    for script in scripts:
        market.calendar.note(script.at, partial(order, market, script))


def order(market: Market, script: Script, at: datetime) -> None:
    """Fill a cart and order it."""
    rng, person = market.dice("basket", script.name), market.people[script.buyer]
    filled = _fill(market, script, person, rng, at)
    if filled is None:
        return
    zone = shipping.zone_of("FR", person.who.postcode)
    quote = cart.quote_of(filled, at=at, zone=zone)
    ways = {
        group.seller.pk: rng.choice(group.choices).method_id
        for group in quote.groups
        if len(group.choices) > 1 and rng.random() < 0.3
    }
    if ways:
        quote = cart.quote_of(filled, at=at, zone=zone, chosen=ways)
    buyer = Buyer(
        email=person.who.email,
        address=_address(person),
        user=person.user,
        business=_business(script, _address(person)),
        relay=_points(market, script, person, quote),
        gifts=_gifts(script, quote),
        language="en" if rng.random() < 0.03 else "fr",
        terms=policy.text(LegalText.Kind.SALE_TERMS),
        is_adult=bool(quote.for_adults),
    )
    placed = place(quote, buyer, cart=filled, key=cart.key_of(filled), at=at)
    if person.user:
        addresses.keep(person.user, _address(person), at=at)
    else:
        Cart.objects.filter(pk=filled.pk).delete()
    if rng.random() < 0.2:
        _want_the_letter(placed, confirms=rng.random() < 0.8, at=at)
    _note_payment(market, script, placed, at)


def _gifts(script: Script, quote: Quote) -> dict[int, str]:
    """The message of each parcel, where the buyer gives what is in it."""
    message = GIFTS.get(script.name)
    return {} if message is None else {group.seller.pk: message for group in quote.sold}


def _points(market: Market, script: Script, person: Person, quote: Quote) -> dict[str, dict]:
    """Most pick one of the six points near them; some know theirs and copy it."""
    dice, said = market.dice("point", script.buyer), {}
    for way in quote.to_relay:
        near = points.near(way.carrier, country="FR", postcode=person.who.postcode)[
            : points.AT_ONCE
        ]
        point = dice.choice(near) if near and dice.random() < 0.8 else None
        said[way.carrier] = (
            {name: getattr(point, name) for name in POINT}
            if point
            else point_near(person.who, dice)
        )
    return said


def _business(script: Script, address: dict) -> dict:
    """Some orders are those of a company, which withdraws from nothing."""
    if not parts.KEPT.issuperset(script.fates) or script.payment not in BOUGHT_BY_COMPANIES:
        return {}
    if script.name in GIFTS:
        return {}
    which = 0 if script.name in OWN_BUSINESS else BUYS_FOR.get(script.buyer % 14)
    if which is None or (script.buyer == DEMO_BUYER and script.name not in OWN_BUSINESS):
        return {}
    place = {name: address[name] for name in ("line1", "line2", "postcode", "city", "country")}
    return {**place, **companies()[which]}


def _want_the_letter(placed: Order, *, confirms: bool, at: datetime) -> None:
    """A box ticked at the checkout; most then confirm from their mailbox."""
    text = str(CheckoutForm.base_fields["newsletter"].label)
    contacts.ask(placed.email, language=placed.language, source="checkout", text=text, at=at)
    asked = Contact.objects.get(email=placed.email.lower())
    if confirms and asked.asked_at == at:
        contacts.confirm(contacts.asked_token_of(asked), at=at + timedelta(minutes=8))


def leave_a_cart(market: Market, at: datetime) -> None:
    """The demonstration's buyer still hesitates over three things, and knows a second address."""
    rng, person = market.dice("cart"), market.people[DEMO_BUYER]
    for good in _goods(market, rng, market.now, 3, ""):
        _put(market, person, good, rng, 1, at)
    if person.user:
        addresses.write(person.user, {**_address(person), **PARENTS}, pk=None, at=at)


def _fill(market: Market, script: Script, person: Person, rng: Random, at: datetime) -> Cart | None:
    many = any(fate in MANY for fate in script.fates)
    count = max(
        len(script.fates) if script.buyer == DEMO_BUYER else 1,
        rng.choices((1, 2, 3, 4), (52, 29, 13, 6))[0],
    )
    shop = script.shop
    if many and not shop:
        shop = _goods(market, rng, at, 1, "")[0].shop
    kinds = SEALED_KINDS if any(fate in back.SEALED for fate in script.fates) else frozenset()
    market.carts.pop(0, None)
    filled = None
    for _try in range(6 if many else 3):  # what was sold out is forgotten for something else
        for good in _goods(market, rng, at, max(count, 2 if many else 1), shop, kinds):
            quantity = rng.choice((1, 2)) if many else rng.choices((1, 2, 3), (84, 12, 4))[0]
            filled = _put(market, person, good, rng, quantity, at) or filled
        # what leaves in two parcels, or comes back in part, is more than one piece
        if filled is not None and (not many or _pieces(filled) > 1):
            break
    return filled


def _pieces(filled: Cart) -> int:
    return sum(filled.lines.values_list("quantity", flat=True))


def _put(
    market: Market, person: Person, good: Good, rng: Random, quantity: int, at: datetime
) -> Cart | None:
    key = person.user.pk if person.user else 0
    try:
        filled = cart.add(
            market.carts.get(key), rng.choice(good.offers), quantity, user=person.user, at=at
        )
    except Refusal:
        return None
    market.carts[key] = filled
    return filled


def _goods(
    market: Market,
    rng: Random,
    at: datetime,
    count: int,
    shop: str,
    kinds: frozenset[str] = frozenset(),
) -> list[Good]:
    """What takes somebody's fancy: half the time the next thing comes from the same shop."""
    pool = [good for good in market.shelf.values() if not shop or good.shop == shop]
    if kinds:
        pool = [good for good in pool if good.kind in kinds]
    chosen: dict[int, Good] = {}
    for _try in range(count * 3):
        if chosen and not shop and rng.random() < 0.5:
            near = [good for good in pool if good.shop in {g.shop for g in chosen.values()}]
        else:
            near = pool
        good = rng.choices(near, [g.weight for g in near])[0]
        chosen[good.product_id] = good
        if len(chosen) == count:
            break
    return list(chosen.values())


def _address(person: Person) -> dict:
    who = person.who
    return {
        "recipient": who.name,
        "line1": who.line1,
        "line2": "",
        "postcode": who.postcode,
        "city": who.city,
        "country": "FR",
        "phone": who.phone,
    }


def _note_payment(market: Market, script: Script, placed: Order, at: datetime) -> None:
    rng, note_ = market.dice("payment", script.name), market.calendar.note
    first = at + timedelta(minutes=rng.uniform(1, 6))
    act = partial(pay, market, script, placed.pk)
    if script.payment in ("abandoned", "too_late"):
        note_(first, partial(open_only, placed.pk))
    elif script.payment == "waiting":
        note_(at, partial(open_only, placed.pk))
    elif script.payment in ("declined", "declined_first", "insufficient_first"):
        note_(
            first,
            partial(
                present, placed.pk, POOR if script.payment == "insufficient_first" else DECLINED
            ),
        )
    if script.payment in ("declined_first", "insufficient_first"):
        note_(first + timedelta(minutes=rng.uniform(2, 7)), act)
    elif script.payment == "too_late":
        note_(placed.pay_by + timedelta(minutes=2), act)
    elif script.payment not in UNPAID:
        note_(first, act)
    if script.payment in UNPAID or script.payment == "too_late":
        note_(placed.pay_by + timedelta(minutes=1), partial(give_up, placed.pk, script.payment))


def open_only(order_id: int, at: datetime) -> None:
    """Reach the payment page, and leave it unpaid."""
    payments.start(_order(order_id).payment.pk)


def present(order_id: int, card: str, at: datetime) -> Order:
    """Present a card at the sandbox's page, and let the marketplace ask how it went."""
    order = _order(order_id)
    payment = order.payment
    if not payment.ref or payment.state == "failed":
        payment = payments.start(payment.pk)
    asked = SandboxPayment.objects.get(ref=payment.ref)
    rehearsal.pay(asked, card, at=at)
    if asked.needs_challenge:
        rehearsal.answer_challenge(asked, passed=True, at=at)
    payments.sync(payment.ref or "", at=at)
    return order


def pay(market: Market, script: Script, order_id: int, at: datetime) -> None:
    """Pay, and plan what every seller does next."""
    rng = market.dice("card", script.name)
    disputed = script.payment.startswith("disputed")
    card = CHALLENGE if script.payment == "challenge" else CONTESTED if disputed else OK
    order = present(order_id, card, at)
    for payment in SandboxPayment.objects.filter(order_ref=order.number, disputes_later=True):
        # The sandbox would contest within minutes; here the bank takes its days.
        SandboxPayment.objects.filter(pk=payment.pk).update(disputes_later=False)
        disputes.note(market, script, payment.ref, later(rng, at, 120, 240))
    if script.payment == "too_late":
        parts.send_refunds(order.pk)
        return
    for rank, part in enumerate(order.seller_orders.select_related("seller").order_by("pk")):
        fate = script.fates[rank] if rank < len(script.fates) else ""
        parts.begin(market, script, part, fate, at)


def give_up(order_id: int, payment: str, at: datetime) -> None:
    """What the timetable does for orders that nobody paid."""
    order = _order(order_id)
    if payment == "too_late":
        payments.expire(order, at=at)  # the provider's page stays open a moment too long
    elif order.payment.state in payments.UNPAID:
        payments.expire_due(at)


def _order(order_id: int) -> Order:
    return Order.objects.select_related("payment").get(pk=order_id)
