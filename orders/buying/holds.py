"""How much stock a visitor may keep from others before paying, and for how long.

A visitor is known by mailbox, by account and by network address. Small shelves may be bought whole:
what is limited is how many shelves one visitor empties, and the share of a large one. Somebody who
signed in, whose mailbox is proven and who paid an order before has a wider limit
(`docs/adr`: stock is kept for whoever is about to pay).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer
from marketplace.shared import limits, policy
from marketplace.shared.language import local
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import hour
from orders.models import Cart, Hold, Order, OrderLine, OrderRules
from orders.money.payments import UNPAID
from orders.states import PaymentState

SMALL = 10  # pieces of an offer that anybody may keep, whatever the share
NETWORK = 2  # visitors of one address together: so many times what one may
PROVEN = 4  # somebody who paid before: so many times what a stranger may
AGAIN = 2  # unpaid orders of an hour, given up or not: so many times what may be open at once
RECENT = timedelta(hours=1)
COUNTED = timedelta(days=1)
TOLD = timedelta(days=7)  # for so long a visitor may be told of what they did not pay


class TooManyUnpaid(Refusal):
    """The visitor has several orders that wait for their payment, or just gave several up."""

    sentence = _(
        "{n} commandes passées depuis votre adresse ou votre connexion n'ont pas été payées :"
        " payez-les, ou réessayez après {until}. Rien n'est commandé, votre panier est intact."
    )


class TooManyPieces(Refusal):
    """More pieces than are kept for anybody without a payment."""

    sentence = _(
        "Sans paiement, nous gardons au plus {most} pièces pour un même acheteur : commandez-en une"
        " partie, payez-la, puis commandez le reste. Votre panier est intact."
    )


class TooMuchOfOne(Refusal):
    """More of one article than a visitor's share of its stock."""

    sentence = _(
        "Sans paiement, nous gardons au plus {most} pièces de « {title} » pour un même acheteur :"
        " diminuez la quantité, payez, puis commandez le reste. Votre panier est intact."
    )


class TooManyScarce(Refusal):
    """The last pieces of too many articles."""

    sentence = _(
        "Cette commande prendrait les dernières pièces de {n} articles. Sans paiement, nous en"
        " gardons {most} au plus pour un même acheteur : commandez-en une partie, payez-la, puis"
        " commandez le reste. Votre panier est intact."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """For whom stock is kept, by the prints that count."""

    mailbox: str
    person: str = ""
    network: str = ""
    proven: bool = False

    @property
    def prints(self) -> list[str]:
        """The prints under which this visitor is counted."""
        return [print_ for print_ in (self.mailbox, self.person, self.network) if print_]

    def times(self, print_: str) -> int:
        """How many strangers' limits count for one of the prints."""
        return PROVEN if self.proven else NETWORK if print_ == self.network else 1


def holder(*, email: str, user: User | None, network: str) -> Holder:
    """Who this is. A proven buyer is not counted among those who share their network address."""
    name, _at, domain = email.strip().lower().rpartition("@")
    mailbox = limits.print_of("mailbox", f"{name.partition('+')[0]}@{domain}")
    person = limits.print_of("person", str(user.pk)) if user is not None else ""
    proven = user is not None and is_proven(user)
    there = limits.print_of("network", network) if network and not proven else ""
    return Holder(mailbox=mailbox, person=person, network=there, proven=proven)


def is_proven(user: User) -> bool:
    """Whether somebody's mailbox is proven and one of their orders was paid."""
    if not EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email).exists():
        return False
    return (
        Order.objects.of(user)
        .filter(payment__state=PaymentState.PAID, payment__refunded_cents=0)
        .exists()
    )


def keep(
    order: Order,
    who: Holder,
    taken: Mapping[int, int],
    left: Mapping[int, int],
    *,
    cart: Cart | None = None,
    at: datetime,
) -> None:
    """Keep what an order just took, for a while that shortens when others are `left` with little.

    Called in the placement, after the stock was taken; those who share a print go one after the
    other. Raises TooManyUnpaid, TooManyPieces, TooMuchOfOne, TooManyScarce.
    """
    rules = policy.rules(OrderRules)
    limits.queue_up(who.prints)
    others = [hold for hold in _holds(who, at=at) if hold.order_id != order.pk]
    before = _before(others, taken, at=at)
    scarce = _scarce(who, taken, left, before, rules)
    pieces = sum(taken.values())
    for print_ in who.prints:
        counted = [hold for hold in others if print_ in (hold.mailbox, hold.person, hold.network)]
        _check(counted, who.times(print_), pieces, scarce, rules, at=at)
    Hold.objects.create(
        order=order,
        cart=cart,
        mailbox=who.mailbox,
        person=who.person,
        network=who.network,
        pieces=pieces,
        scarce=scarce,
        held_at=at,
    )
    short = at + timedelta(minutes=rules.scarce_payment_minutes)
    if scarce and short < order.pay_by:
        order.pay_by = short
        Order.objects.filter(pk=order.pk).update(pay_by=short)


def forget_old(at: datetime) -> int:
    """Drop what was known of visitors once it counts no longer."""
    settled = ~Q(order__payment__state__in=UNPAID)
    told = Q(cart=None) | Q(held_at__lt=at - TOLD) | Q(order__payment__state=PaymentState.PAID)
    old = Hold.objects.filter(settled, told, held_at__lt=at - COUNTED).values_list("pk", flat=True)
    return Hold.objects.filter(pk__in=list(old[:5000])).delete()[0]


def _holds(who: Holder, *, at: datetime) -> list[Hold]:
    """What is kept for this visitor, and what they let go within the hour."""
    theirs = Q(mailbox=who.mailbox)
    if who.person:
        theirs |= Q(person=who.person)
    if who.network:
        theirs |= Q(network=who.network)
    unpaid = Q(order__payment__state__in=UNPAID) | Q(
        order__payment__state=PaymentState.CANCELLED, held_at__gt=at - RECENT
    )
    return list(
        Hold.objects.filter(theirs, unpaid)
        .annotate(until=F("order__pay_by"), state=F("order__payment__state"))
        .order_by("pk")
    )


def _is_open(hold: Hold, *, at: datetime) -> bool:
    return hold.state in UNPAID and hold.until > at  # type: ignore[attr-defined]


def _before(others: list[Hold], taken: Mapping[int, int], *, at: datetime) -> dict[int, int]:
    """How many pieces of these offers the visitor already keeps."""
    open_ = [hold.order_id for hold in others if _is_open(hold, at=at)]
    if not open_:
        return {}
    lines = OrderLine.objects.filter(seller_order__order__in=open_, offer__in=taken)
    return dict(lines.values("offer").annotate(kept=Sum("quantity")).values_list("offer", "kept"))


def _scarce(
    who: Holder,
    taken: Mapping[int, int],
    left: Mapping[int, int],
    before: Mapping[int, int],
    rules: OrderRules,
) -> int:
    """Of how many offers the visitor now keeps more than a share of what was on the shelf."""
    beyond = 0
    for pk, quantity in taken.items():
        kept = quantity + before.get(pk, 0)
        share = (left[pk] + kept) * rules.unpaid_share_percent // 100
        if kept <= share:
            continue
        beyond += 1
        if kept > max(SMALL, share) and not who.proven:
            titles = Offer.objects.values_list("product__title", "product__title_en").get(pk=pk)
            raise TooMuchOfOne(most=max(SMALL, share), title=local(*titles).text)
    return beyond


def _check(
    holds: list[Hold], times: int, pieces: int, scarce: int, rules: OrderRules, *, at: datetime
) -> None:
    """Refuse what goes beyond one of the limits."""
    open_ = [hold for hold in holds if _is_open(hold, at=at)]
    if len(open_) >= rules.unpaid_orders_most * times:
        raise TooManyUnpaid(n=len(open_), until=hour(min(hold.until for hold in open_)))  # type: ignore[attr-defined]
    if len(holds) >= rules.unpaid_orders_most * times * AGAIN:
        let_go = min(hold.held_at for hold in holds)
        raise TooManyUnpaid(n=len(holds), until=hour(let_go + RECENT))
    most = rules.unpaid_pieces_most * times
    if pieces + sum(hold.pieces for hold in open_) > most:
        raise TooManyPieces(most=most)
    most = rules.unpaid_scarce_most * times
    if scarce and (
        scarce + sum(hold.scarce for hold in open_) > most
        or scarce + sum(hold.scarce for hold in holds) > most * AGAIN
    ):
        raise TooManyScarce(n=scarce, most=most)
