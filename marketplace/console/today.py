"""What the operator must do today, and how the house is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from accounting.billing import billing
from accounting.models import Commission, PayoutRun
from accounting.states import RunState
from catalog.models import Product, Review, Submission
from catalog.states import ReviewState, SubmissionState
from marketplace.shared import proofs
from marketplace.shared.audience import ANY, EVERY_RIGHT, is_operator
from marketplace.shared.clock import PARIS
from marketplace.shared.models import Fact, Pending, ProposedChange
from marketplace.shared.models.proposal import ChangeState
from orders.models import (
    Dispute,
    Incident,
    Payment,
    Refund,
    Return,
    SellerOrder,
    WithdrawalDeclaration,
)
from orders.returns import refund_clock, returns
from orders.states import (
    DisputeState,
    IncidentState,
    PaymentState,
    RefundState,
    ReturnState,
    SellerOrderState,
)
from sellers.models import AccountUpdate, Identity, Item, Seller
from sellers.states import IdentityState, ItemState, SellerState

DAYS = 30


@dataclass(frozen=True)
class Queue:
    """Things that wait for someone: how many, since when, and where they are treated."""

    name: str
    count: int
    href: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Figure:
    """A number on the index, with the one of the days before."""

    name: str
    value: Any
    before: Any
    unit: str
    rows: list


def queues(user, now: datetime) -> list[Queue]:
    """The queues of this operator's roles that are not empty, most urgent first."""
    late_to_accept = SellerOrder.objects.filter(state=SellerOrderState.TO_ACCEPT, accept_by__lt=now)
    late_to_ship = SellerOrder.objects.filter(state=SellerOrderState.TO_SHIP, ship_by__lt=now)
    silent = Return.objects.filter(
        state=ReturnState.ASKED, asked_at__lt=now - returns.ANSWER_WITHIN
    )
    rows: list[tuple[str, str, QuerySet, str, str, str]] = [
        (
            EVERY_RIGHT,
            _("Changements à approuver"),
            ProposedChange.objects.filter(state=ChangeState.WAITING).exclude(proposed_by=user),
            "shared_proposedchange",
            "state__exact=waiting",
            "warning",
        ),
        (
            "finance",
            _("Versements à approuver"),
            PayoutRun.objects.filter(state=RunState.PREPARED),
            "accounting_payoutrun",
            "state__exact=prepared",
            "warning",
        ),
        (
            "finance",
            _("Commissions d'un mois clos à facturer"),
            billing.late(now),
            "accounting_commissionmonth",
            "",
            "danger",
        ),
        (
            "finance",
            _("Remboursements refusés"),
            Refund.objects.filter(state=RefundState.FAILED),
            "orders_refund",
            "state__exact=failed",
            "danger",
        ),
        (
            "finance",
            _("Remboursements suspendus à une contestation"),
            Refund.objects.filter(state=RefundState.WAITING),
            "orders_refund",
            "state__exact=waiting",
            "warning",
        ),
        (
            "support",
            _("Contestations bancaires"),
            Dispute.objects.filter(state=DisputeState.OPEN),
            "orders_dispute",
            "state__exact=open",
            "danger",
        ),
        (
            "sellers",
            _("Candidatures à examiner"),
            Seller.objects.filter(state=SellerState.APPLIED),
            "sellers_seller",
            "state__exact=applied",
            "warning",
        ),
        (
            "sellers",
            _("Vendeurs sans mandat de facturation"),
            Seller.objects.filter(state=SellerState.OPEN, mandate_revoked_at__isnull=False),
            "sellers_seller",
            "mandate_revoked_at__isempty=0",
            "warning",
        ),
        (
            "sellers",
            _("Changements d'identité à vérifier"),
            Identity.objects.filter(state=IdentityState.PROPOSED),
            "sellers_identity",
            "state__exact=proposed",
            "warning",
        ),
        (
            "sellers",
            _("Identités non reprises par le prestataire de paiement"),
            Seller.objects.filter(pk__in=AccountUpdate.objects.stuck(now).values("seller")),
            "sellers_seller",
            "provider=untold",
            "warning",
        ),
        (
            "sellers",
            _("Pièces de boutiques ouvertes à relire"),
            Seller.objects.filter(
                pk__in=Item.objects.filter(state=ItemState.PROVIDED).values("seller"),
                state=SellerState.OPEN,
            ),
            "sellers_seller",
            "papers=waiting",
            "warning",
        ),
        (
            "moderation",
            _("Fiches à relire"),
            Submission.objects.filter(state=SubmissionState.QUEUED),
            "catalog_submission",
            "state__exact=queued",
            "warning",
        ),
        (
            "moderation",
            _("Avis à relire"),
            Review.objects.filter(state=ReviewState.QUEUED),
            "catalog_review",
            "state__exact=queued",
            "",
        ),
        (
            "support",
            _("Commandes non acceptées à temps"),
            late_to_accept,
            "orders_sellerorder",
            "late=accept",
            "danger",
        ),
        (
            "support",
            _("Expéditions en retard"),
            late_to_ship,
            "orders_sellerorder",
            "late=ship",
            "danger",
        ),
        (
            "support",
            _("Retours sans réponse depuis 48 h"),
            silent,
            "orders_return",
            "late=answer",
            "warning",
        ),
        (
            "support",
            _("Réclamations à trancher"),
            Incident.objects.filter(state=IncidentState.TO_DECIDE)
            | Incident.objects.open().filter(answer_by__lt=now),
            "orders_incident",
            "todo=decide",
            "danger",
        ),
        (
            "finance",
            _("Décisions de réclamation à approuver"),
            Incident.objects.filter(state=IncidentState.TO_APPROVE),
            "orders_incident",
            "todo=approve",
            "warning",
        ),
        (
            "support",
            _("Rétractations non remboursées après 14 jours"),
            refund_clock.late(now),
            "orders_return",
            "refund=late",
            "danger",
        ),
        (
            "support",
            _("Rétractations à rembourser sous 7 jours"),
            refund_clock.soon(now),
            "orders_return",
            "refund=soon",
            "warning",
        ),
        (
            "support",
            _("Rétractations à suivre"),
            WithdrawalDeclaration.objects.filter(handled_at=None),
            "orders_withdrawaldeclaration",
            "waiting=yes",
            "warning",
        ),
        (
            ANY,
            _("Tâches abandonnées"),
            Pending.objects.filter(dead_at__isnull=False, done_at=None),
            "shared_pending",
            "",
            "danger",
        ),
    ]
    mismatched = Fact.objects.filter(
        name="orders.PaymentMismatched", happened_at__gte=now - timedelta(days=7)
    )
    rows.append(
        (
            "finance",
            _("Paiements discordants (7 jours)"),
            mismatched,
            "shared_fact",
            "name=orders.PaymentMismatched",
            "danger",
        )
    )
    found = []
    for role, name, waiting, page, query, tone in rows:
        if not is_operator(user, role):
            continue
        count = waiting.count()
        if count:
            href = reverse(f"admin:{page}_changelist") + (f"?{query}" if query else "")
            found.append(Queue(name, count, href, tone=tone))
    if is_operator(user, "finance"):
        found += _proof(now)
    return sorted(found, key=lambda queue: queue.tone != "danger")


def _proof(now: datetime) -> list[Queue]:
    """What the nightly proof found, or the nights without one."""
    last = proofs.last()
    if not proofs.is_worrying(last, now):
        return []
    href = reverse("admin:shared_proof_changelist")
    if last is not None and last.found:
        return [Queue(_("Anomalies trouvées par la vérification"), last.found, href, tone="danger")]
    since = (
        last.ran_at
        if last is not None
        else Fact.objects.aggregate(first=Min("happened_at"))["first"]
    )
    if since is None or since >= now - proofs.EVERY:
        return []  # a new house
    return [Queue(_("Jours sans vérification"), (now - since).days, href, tone="danger")]


def figures(now: datetime) -> list[Figure]:
    """Orders, sales and commissions of the last days, each with its curve."""
    before = now - timedelta(days=2 * DAYS)
    paid = Payment.objects.filter(state=PaymentState.PAID, paid_at__gte=before, paid_at__lt=now)
    by_day = (
        paid.annotate(day=TruncDate("paid_at", tzinfo=PARIS))
        .values("day")
        .annotate(count=Count("pk"), cents=Sum("amount_cents"))
        .order_by("day")
    )
    counts, cents = _spread(by_day, "count", now), _spread(by_day, "cents", now)
    earned = (
        Commission.objects.filter(
            line__seller_order__paid_at__gte=before, line__seller_order__paid_at__lt=now
        )
        .annotate(day=TruncDate("line__seller_order__paid_at", tzinfo=PARIS))
        .values("day")
        .annotate(cents=Sum("net_cents") - Sum("reversed_cents"))
        .order_by("day")
    )
    earnings = _spread(earned, "cents", now)
    return [
        Figure(_("Commandes payées"), *_halves(counts), "figure", counts[DAYS:]),
        Figure(_("Volume d'affaires"), *_halves(cents), "money", cents[DAYS:]),
        Figure(_("Commissions HT"), *_halves(earnings), "money", earnings[DAYS:]),
    ]


def standing(now: datetime) -> list[tuple[str, int]]:
    """How large the house is now."""
    return [
        (_("Boutiques ouvertes"), Seller.objects.selling(now).count()),
        (_("Fiches en ligne"), Product.objects.public().count()),
        (
            _("Commandes en cours"),
            SellerOrder.objects.filter(
                state__in=[
                    SellerOrderState.TO_ACCEPT,
                    SellerOrderState.TO_SHIP,
                    SellerOrderState.SHIPPED,
                ]
            ).count(),
        ),
    ]


def _spread(rows, column: str, now: datetime) -> list[tuple[str, int]]:
    found = {row["day"]: row[column] or 0 for row in rows}
    today = now.astimezone(PARIS).date()
    days = [today - timedelta(days=back) for back in range(2 * DAYS - 1, -1, -1)]
    return [(f"{day:%d/%m}", found.get(day, 0)) for day in days]


def _halves(rows: list[tuple[str, int]]) -> tuple[int, int]:
    values = [value for _label, value in rows]
    return sum(values[DAYS:]), sum(values[:DAYS])
