"""What orders bring to the operator's console: money that is stuck, and promises that are late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Review, ReviewNotice
from marketplace.shared.clock import PARIS
from marketplace.shared.desks import DAYS, Console, Figure, Mission, Queue
from marketplace.shared.models import Fact, Pace
from orders import contested, milestones
from orders.dossiers import product, review, seller
from orders.models import (
    Buyer,
    Dispute,
    Guest,
    Incident,
    Lateness,
    Order,
    Payment,
    QualityReport,
    Refund,
    Return,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.money import refunds
from orders.returns import refund_clock, withdrawals
from orders.states import (
    IncidentState,
    PaymentState,
    QualityState,
    RefundState,
    SellerOrderState,
    ShipmentState,
)
from orders.touched import TOUCHED
from sellers.models import Seller

MONEY = (
    Queue(
        role="finance",
        also=("support",),  # buyers ask them what became of their money
        name=_("Remboursements refusés"),
        rows=lambda at: Refund.objects.filter(state=RefundState.FAILED),
        page="orders_refund",
        query="state__exact=failed",
        tone="danger",
        rank=220,
    ),
    Queue(
        role="finance",
        name=_("Remboursements suspendus, la banque ayant décidé"),
        rows=lambda at: refunds.to_settle(),
        page="orders_refund",
        query="todo=settle",
        tone="warning",
        rank=230,
    ),
    Queue(
        role="support",
        name=_("Contestations bancaires à répondre"),
        rows=lambda at: Dispute.objects.to_answer(at),
        page="orders_dispute",
        query="todo=answer",
        tone="danger",
        rank=240,
    ),
    Queue(
        role="finance",
        name=_("Contestations bancaires restées sans réponse"),
        rows=lambda at: Dispute.objects.lapsed(at),
        page="orders_dispute",
        query="todo=lapsed",
        tone="warning",
        rank=245,
    ),
    Queue(
        role="finance",
        name=_("Paiements discordants (7 jours)"),
        rows=lambda at: Fact.objects.filter(
            name="orders.PaymentMismatched", happened_at__gte=at - timedelta(days=7)
        ),
        page="shared_fact",
        query="name=orders.PaymentMismatched",
        tone="danger",
        rank=610,
    ),
)
PROMISES = (
    Queue(
        role="support",
        name=_("Commandes non acceptées à temps"),
        rows=lambda at: SellerOrder.objects.filter(
            state=SellerOrderState.TO_ACCEPT, accept_by__lt=at
        ),
        page="orders_sellerorder",
        query="late=accept",
        tone="danger",
        rank=500,
    ),
    Queue(
        role="support",
        name=_("Expéditions en retard"),
        rows=lambda at: SellerOrder.objects.filter(
            state=SellerOrderState.TO_SHIP, ship_by__lt=at, relay_closed_at=None
        ).exclude(contested.given_back()),
        page="orders_sellerorder",
        query="late=ship",
        tone="danger",
        rank=510,
    ),
    Queue(
        role="support",
        name=_("Colis dont le transporteur ne dit plus rien"),
        rows=lambda at: Shipment.objects.filter(
            state=ShipmentState.SHIPPED, silent_since__isnull=False
        ),
        page="orders_shipment",
        query="suivi=muet",
        tone="warning",
        rank=514,
    ),
    Queue(
        role="support",
        name=_("Colis renvoyés au vendeur, à constater"),
        rows=lambda at: Shipment.objects.filter(
            milestones.sent_back(), state=ShipmentState.SHIPPED
        ),
        page="orders_shipment",
        query="suivi=renvoye",
        tone="warning",
        rank=516,
    ),
    Queue(
        role="support",
        name=_("Dates de livraison promises passées"),
        rows=lambda at: SellerOrder.objects.filter(pk__in=Lateness.objects.open().values("part")),
        page="orders_sellerorder",
        query="late=promise",
        tone="warning",
        rank=515,
    ),
)
COMPLAINTS = (
    Queue(
        role="support",
        name=_("Réclamations à trancher"),
        rows=lambda at: Incident.objects.to_decide(at),
        page="orders_incident",
        query="todo=decide",
        tone="danger",
        rank=530,
    ),
    Queue(
        role="finance",
        name=_("Décisions de réclamation à approuver"),
        rows=lambda at: Incident.objects.filter(state=IncidentState.TO_APPROVE),
        page="orders_incident",
        query="todo=approve",
        maker="proposed_by",
        tone="warning",
        rank=540,
    ),
)
WITHDRAWALS = (
    Queue(
        role="support",
        name=_("Rétractations non remboursées après 14 jours"),
        rows=refund_clock.late,
        page="orders_return",
        query="refund=late",
        tone="danger",
        rank=550,
    ),
    Queue(
        role="support",
        name=_("Rétractations à rembourser sous 7 jours"),
        rows=refund_clock.soon,
        page="orders_return",
        query="refund=soon",
        tone="warning",
        rank=560,
    ),
    Queue(
        role="support",
        name=_("Rétractations à suivre"),
        rows=lambda at: WithdrawalDeclaration.objects.filter(handled_at=None),
        page="orders_withdrawaldeclaration",
        query="waiting=yes",
        tone="warning",
        pace=Pace.AT_ONCE,
        rank=570,
    ),
    Queue(
        role="support",
        name=_("Accusés de rétractation qui ne sont pas partis"),
        rows=withdrawals.unacknowledged,
        page="orders_withdrawaldeclaration",
        query="late=letter",
        tone="danger",
        rank=580,
    ),
)
READING = (
    Queue(
        role="editorial",
        name=_("Rapports de qualité à relire"),
        rows=lambda at: QualityReport.objects.filter(state=QualityState.DRAFT),
        page="orders_qualityreport",
        query="state__exact=draft",
        tone="warning",
        rank=640,
    ),
)
SECTIONS = (
    Order,
    Buyer,
    Guest,
    SellerOrder,
    Payment,
    Return,
    Incident,
    Refund,
    Dispute,
    Shipment,
    WithdrawalDeclaration,
    QualityReport,
)
RUNNING = (SellerOrderState.TO_ACCEPT, SellerOrderState.TO_SHIP, SellerOrderState.SHIPPED)


def figures(at: datetime) -> list[Figure]:
    """Orders and sales of the last days."""
    since = at - timedelta(days=2 * DAYS)
    days = (
        Payment.objects.filter(state=PaymentState.PAID, paid_at__gte=since, paid_at__lt=at)
        .annotate(day=TruncDate("paid_at", tzinfo=PARIS))
        .values("day")
        .annotate(count=Count("pk"), cents=Sum("amount_cents"))
        .order_by("day")
    )
    counts = {day["day"]: day["count"] for day in days}
    cents = {day["day"]: day["cents"] for day in days}
    return [
        Figure.of(_now("Commandes payées"), counts, unit="figure", at=at),
        Figure.of(_now("Volume d'affaires"), cents, unit="money", at=at),
    ]


def standing(at: datetime) -> list[tuple[str, int]]:
    """How many orders are on their way."""
    return [(_now("Commandes en cours"), SellerOrder.objects.filter(state__in=RUNNING).count())]


CONSOLE = Console(
    queues=(*MONEY, *PROMISES, *COMPLAINTS, *WITHDRAWALS, *READING),
    figures=figures,
    standing=standing,
    dossiers={
        Product: product.of_product,
        Review: review.of_review,
        ReviewNotice: review.of_notice,
        Seller: seller.of_seller,
    },
    missions=(Mission(name=_("Commandes"), sections=SECTIONS, rank=50),),
    touched=TOUCHED,
)
