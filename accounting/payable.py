"""What is due to sellers, and why the rest is not yet: sums of the book, never stored truths.

A seller order is due when it was delivered and the holding time is over, unless a return, a
refund or a dispute is open on it. A debt (a refund after the payout, a lost dispute) is due at
once; the cents by which a month's commission invoice rounds its VAT leave with the next payout. What
a payout has taken is no longer due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.ledger import COMMISSIONS
from accounting.models import Account, Line, Payout
from accounting.states import PayoutState
from marketplace.shared import policy
from marketplace.shared.clock import PARIS, paris_day
from orders.models import Dispute, Refund, Return, SellerOrder
from orders.states import DisputeState, RefundState, ReturnState, SellerOrderState
from sellers import mandates
from sellers.models import Seller
from sellers.states import KycState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

IBAN_FREEZE = timedelta(hours=72)
OPEN_RETURNS = (ReturnState.ASKED, ReturnState.ACCEPTED, ReturnState.RECEIVED)
SIGNED = F("credit_cents") - F("debit_cents")


@dataclass(frozen=True, slots=True)
class Share:
    """What the book holds for a seller on one order, and whether it is due; no order: VAT roundings."""

    seller_order_id: int | None
    number: str
    cents: int
    due_on: date | None
    reason: str

    def is_due(self, on: date) -> bool:
        """Whether it may be paid on a day."""
        return not self.reason and self.due_on is not None and self.due_on <= on


def unsettled() -> QuerySet[Line]:
    """The lines of the sellers' accounts that no payout has taken.

    Payouts bear no order; nor do the roundings of commission invoices, which are paid like the rest.
    """
    return Line.objects.filter(
        Q(seller_order__isnull=False) | Q(entry__journal=COMMISSIONS),
        account=Account.SELLERS, payout_item__isnull=True)


def due_lines(until: datetime) -> QuerySet[Line]:
    """The lines that may be paid at an instant."""
    debts = unsettled().values("seller_order").annotate(net=Sum(SIGNED)).filter(net__lt=0)
    ripe = Q(seller_order__delivered_at__lt=_delivered_before(until))
    called_off = Q(seller_order__state=SellerOrderState.CANCELLED)
    returns, refunds, disputes = _open(OuterRef("seller_order"), OuterRef("seller_order__order"))
    return unsettled().filter(
        ripe | called_off | Q(seller_order=None) | Q(seller_order__in=debts.values("seller_order")),
        ~Exists(returns), ~Exists(refunds), ~Exists(disputes))


def due_by_seller(until: datetime) -> dict[int, int]:
    """What each seller may be paid at an instant, in cents; debts are negative.

    The cents of a VAT rounding alone make no payout: they leave with the next one.
    """
    sums = due_lines(until).values_list("seller").annotate(cents=Sum(SIGNED), orders=Count("seller_order"))
    return {seller: cents for seller, cents, orders in sums.order_by("seller") if cents and orders}


def shares(seller: Seller, until: datetime) -> list[Share]:
    """Each order on which something is held for a seller: how much, due when, or why not."""
    returns, refunds, disputes = _open(OuterRef("pk"), OuterRef("order"))
    held = unsettled().filter(seller=seller).values_list("seller_order").annotate(cents=Sum(SIGNED))
    sums = dict(held.order_by())
    parts = SellerOrder.objects.filter(pk__in=sums).annotate(
        has_return=Exists(returns), has_refund=Exists(refunds), has_dispute=Exists(disputes))
    found = [_share(part, sums[part.pk], until) for part in parts.order_by("delivered_at", "pk")]
    found.append(Share(None, _("Arrondis de TVA des factures de commission"), sums.get(None, 0), paris_day(until), ""))
    return [share for share in found if share.cents]


def hindrance(seller: Seller, cents: int, now: datetime) -> str:
    """Why a seller is not paid this time; nothing when they may be."""
    if cents < 0:
        return _("Solde négatif : reporté et compensé sur les prochaines ventes.")
    if cents < policy.rules().payout_minimum_cents:
        return _("Sous le minimum de versement : reporté.")
    if not seller.account_ref or seller.kyc_state != KycState.VERIFIED or not seller.payouts_enabled:
        return _("Identité non vérifiée par le prestataire de paiement : versement bloqué.")
    if seller.iban_changed_at and now - seller.iban_changed_at < IBAN_FREEZE:
        return _("IBAN modifié depuis moins de 72 heures : versement gelé.")
    if seller.suspended_at is not None and not mandates.is_only_pause(seller):
        return _("Vendeur suspendu : versement retenu.")
    return ""


def warnings(seller: Seller, cents: int, usual: dict[int, tuple[int, int]], now: datetime) -> list[str]:
    """What the person who approves should look at: first, unusual, iban."""
    count, paid = usual.get(seller.pk, (0, 0))
    found = []
    if not count:
        found.append("first")
    elif cents * count > 3 * paid:
        found.append("unusual")
    if seller.iban_changed_at and now - seller.iban_changed_at < timedelta(days=30):
        found.append("iban")
    return found


WARNINGS = {
    "first": gettext_lazy("Premier versement"),
    "unusual": gettext_lazy("Plus de trois fois le montant habituel"),
    "iban": gettext_lazy("IBAN modifié depuis moins de 30 jours"),
}


def usual(sellers) -> dict[int, tuple[int, int]]:
    """How many payouts sellers received, and how much in all."""
    paid = Payout.objects.filter(state=PayoutState.PAID, seller__in=sellers).values_list("seller")
    sums = paid.annotate(Count("pk"), Sum("amount_cents")).order_by()
    return {seller: (count, cents) for seller, count, cents in sums}


def due_day(delivered_at: datetime) -> date:
    """The day on which a delivered order becomes due."""
    return paris_day(delivered_at) + timedelta(days=policy.rules().payout_hold_days)


def _delivered_before(until: datetime) -> datetime:
    """The instant before which an order was delivered whose holding time is over."""
    day = paris_day(until) - timedelta(days=policy.rules().payout_hold_days - 1)
    return datetime.combine(day, time(), PARIS)


def _open(part, order):
    """What keeps an order from being paid: an open return, a refund on its way, a dispute."""
    return (
        Return.objects.filter(seller_order=part, state__in=OPEN_RETURNS),
        Refund.objects.filter(seller_order=part).exclude(state=RefundState.PAID),
        Dispute.objects.filter(payment__order=order, state=DisputeState.OPEN),
    )


class _Open(TypedDict):
    has_return: bool
    has_refund: bool
    has_dispute: bool


def _share(part: WithAnnotations[SellerOrder, _Open], cents: int, until: datetime) -> Share:
    return Share(part.pk, part.number, cents, _due_on(part, cents, until), _reason(part, cents))


def _due_on(part: SellerOrder, cents: int, until: datetime) -> date | None:
    if cents < 0 or part.state == SellerOrderState.CANCELLED:
        return paris_day(until)
    return due_day(part.delivered_at) if part.delivered_at else None


def _reason(part: WithAnnotations[SellerOrder, _Open], cents: int) -> str:
    if part.has_dispute:
        return _("Contestation bancaire en cours")
    if part.has_return:
        return _("Retour en cours")
    if part.has_refund:
        return _("Remboursement en cours")
    if cents < 0 or part.state in (SellerOrderState.CANCELLED, SellerOrderState.DELIVERED):
        return ""
    return _("En attente de livraison")
