"""What each person keeps of what they bought, counted from their orders for those beneath.

Counted whole each time, under a lock on the person: what was cancelled, sent back or paid back is
corrected by the same sums, whatever order the facts come in.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q, Sum

from marketing.contacts import contacts
from marketing.contacts.contacts import Purchases
from marketing.models import Contact
from marketplace.shared import clock
from marketplace.shared.models import User
from orders.models import Dispute, Order, OrderLine, Payment
from orders.states import DisputeState, PaymentState

SOME = 200
KEPT = F("quantity") - F("cancelled") - F("returned") - F("came_back")
PART = "seller_order__order"


def count(email: str, *, language: str) -> None:
    """Count what somebody keeps; their contact begins with it where there is none."""
    contact = contacts.hold(email, language=language)
    contacts.remember_purchases(contact, _of(contact.email), at=clock.now())


def _of(email: str) -> Purchases:
    person = User.objects.filter(email=email).values_list("pk", flat=True).first()
    own = Q(email__iexact=email) | (Q(buyer=person) if person else Q())
    orders = list(
        Order.objects.filter(own, payment__state=PaymentState.PAID).values_list("pk", flat=True)
    )
    told = Purchases()
    if not orders:
        return told
    paid = Payment.objects.filter(order__in=orders)
    told.spent_cents = paid.aggregate(cents=Sum(F("amount_cents") - F("refunded_cents")))["cents"]
    lost = Dispute.objects.filter(payment__order__in=orders, state=DisputeState.LOST)
    told.spent_cents -= lost.aggregate(cents=Sum("amount_cents"))["cents"] or 0
    lines = OrderLine.objects.annotate(kept=KEPT).filter(kept__gt=0, **{f"{PART}__in": orders})
    counted: set[int] = set()
    for order, paid_at, country, postcode, seller, product, cents in lines.order_by(
        f"{PART}__payment__paid_at", "pk"
    ).values_list(
        *(PART, f"{PART}__payment__paid_at", f"{PART}__country", f"{PART}__postcode"),
        *("seller_order__seller", "offer__product", F("total_cents") - F("refunded_cents")),
    ):
        counted.add(order)
        told.last_order_at = paid_at
        if country == "FR":
            told.postcode = postcode
        before, _last = told.bought.get((seller, product), (0, paid_at))
        told.bought[seller, product] = before + cents, paid_at
    told.orders_count = len(counted)
    return told


@transaction.atomic(durable=True)
def count_apart(email: str, *, language: str) -> None:
    """Count somebody without a fact: a transaction each, so that no payment waits for others."""
    count(email, language=language)


def count_some() -> int:
    """Count those whom nobody counted yet: of an installation that is older than this, and whoever
    came without a purchase. Returns how many.
    """
    contacts.know(User.objects.filter(is_active=True, email_proven_at__isnull=False), most=SOME)
    waiting = Contact.objects.filter(counted_at=None).order_by("pk")
    emails = list(waiting.values_list("email", "language")[:SOME])
    for email, language in emails:
        count_apart(email, language=language)
    return len(emails)


def of_order(order_id: int) -> None:
    """Count what the buyer of an order keeps."""
    email, language = Order.objects.values_list("email", "language").get(pk=order_id)
    count(email, language=language)


def of_payment(**asked: int) -> None:
    """The same, of the order of a payment."""
    of_order(Payment.objects.values_list("order", flat=True).get(**asked))
