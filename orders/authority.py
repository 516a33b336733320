"""How much the operator's people may give back without finance on one order, asked of each refund.

Support answers buyers and may refund by itself, up to a sum an order in all, whichever way: a
decision on a complaint, a cancellation, a return taken in, a withdrawal linked. Above it, a person
of finance does it or approves it. Sellers on their own orders, buyers who use their right, and the
clock are not asked.
"""

from __future__ import annotations

from django.db.models import Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import policy
from marketplace.shared.audience import is_operator
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from orders.models import OrderRules, Payment, Refund, SellerOrder
from orders.states import RefundState


class NeedsFinance(Refusal):
    """More than support gives back by itself on one order."""

    sentence = _(
        "Rien n'est parti. Le service client rend seul jusqu'à {most} par commande ; avec ces"
        " {sum}, il en serait à {all}. Une personne de la finance peut faire cet acte."
    )


def needs_another(seller_order: SellerOrder, cents: int) -> bool:
    """Whether so much more, after all that was given on the order, is above what one gives alone.

    Somebody who holds two roles is still one person. In the caller's transaction.
    """
    return _given(seller_order) + cents > _most()


def demand(seller_order: SellerOrder, cents: int, *, by: User | None) -> None:
    """Refuse a refund that a person of the operator may not decide alone. Raises NeedsFinance."""
    if not stands_in(seller_order, by):
        return
    if not is_operator(by, "finance") and needs_another(seller_order, cents):
        raise NeedsFinance(
            sum=money(cents), all=money(_given(seller_order) + cents), most=money(_most())
        )


def stands_in(seller_order: SellerOrder, by: User | None) -> bool:
    """Whether somebody of the operator acts on a part, and nobody of its own shop."""
    return (
        by is not None
        and is_operator(by)
        and not by.memberships.filter(seller=seller_order.seller_id).exists()
    )


def bars(order_id: int, cents: int, person: User) -> str:
    """Why a person may not give so much back on an order, before they write; empty if they may."""
    given, most = _read(order_id), _most()
    if is_operator(person, "finance") or given + cents <= most:
        return ""
    return gettext(
        "Cet acte rend {sum} et la commande en serait à {all} : le service client rend seul"
        " jusqu'à {most} par commande. Une personne de la finance peut le faire : laissez-lui une"
        " note dans le dossier."
    ).format(sum=money(cents), all=money(given + cents), most=money(most))


def by_two_in_words(order_id: int) -> str:
    """The ceiling, as somebody who decides a complaint reads it."""
    said = gettext(
        "Jusqu'à {most} par commande, une personne rembourse seule ; au-delà, sa décision est"
        " proposée, et une autre personne, de la finance, l'approuve."
    ).format(most=money(_most()))
    return f"{said} {_left_in_words(order_id)}".rstrip()


def in_words(order_id: int | None = None) -> str:
    """The ceiling, as somebody about to refund reads it."""
    said = gettext(
        "Jusqu'à {most} par commande, le service client rembourse seul ; au-delà, une personne de"
        " la finance le fait."
    ).format(most=money(_most()))
    return f"{said} {_left_in_words(order_id)}".rstrip()


def _left_in_words(order_id: int | None) -> str:
    given = 0 if order_id is None else _read(order_id)
    if not given:
        return ""
    return gettext(
        "{given} ont déjà été rendus ou promis sur cette commande : il en reste {left}."
    ).format(given=money(given), left=money(max(0, _most() - given)))


def _most() -> int:
    return policy.rules(OrderRules).incident_alone_cents


def _given(seller_order: SellerOrder) -> int:
    """What was given back on the whole order, read under a lock."""
    # of two people who give at the same time, the second counts what the first gave
    Payment.objects.select_for_update(of=("self",)).get(order=seller_order.order_id)
    return _read(seller_order.order_id)


def _read(order_id: int) -> int:
    """What complaints and the operator's people gave back on the whole order, in cents."""
    ours = Refund.objects.filter(
        Q(incident__isnull=False) | Q(asked_by__is_staff=True), payment__order=order_id
    ).exclude(state=RefundState.DROPPED)  # the bank gave it back, not we
    return ours.aggregate(cents=Sum("amount_cents", default=0))["cents"]
