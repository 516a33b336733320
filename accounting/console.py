"""What accounting brings to the operator's console."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounting import dossiers
from accounting.billing import billing
from accounting.documents import contests
from accounting.models import (
    Commission,
    CommissionMonth,
    CommissionRule,
    Entry,
    Invoice,
    MonthBalance,
    Payout,
    PayoutRun,
)
from accounting.payouts import payouts
from accounting.states import PayoutState, RunState
from accounting.touched import TOUCHED
from marketplace.shared.clock import PARIS
from marketplace.shared.desks import DAYS, Console, Figure, Mission, Queue
from orders.models import Dispute, Incident, Order, Refund, Return
from sellers.models import Seller

QUEUES = (
    Queue(
        role="finance",
        name=_("Versements à approuver"),
        rows=lambda at: PayoutRun.objects.filter(state=RunState.PREPARED),
        page="accounting_payoutrun",
        query="state__exact=prepared",
        maker="prepared_by",
        for_another=lambda rows, user: [run for run in rows if payouts.is_for_another(run, user)],
        tone="warning",
        rank=200,
    ),
    Queue(
        role="finance",
        name=_("Versements refusés"),
        rows=lambda at: Payout.objects.filter(state=PayoutState.FAILED),
        page="accounting_payout",
        query="state__exact=failed",
        tone="danger",
        rank=205,
    ),
    Queue(
        role="finance",
        name=_("Factures contestées en attente de réponse"),
        rows=lambda at: contests.waiting(),
        page="accounting_invoice",
        query="contest=waiting",
        tone="warning",
        rank=207,
    ),
    Queue(
        role="finance",
        name=_("Commissions d'un mois clos à facturer"),
        rows=billing.late,
        page="accounting_commissionmonth",
        tone="danger",
        rank=210,
    ),
)
SECTIONS = (PayoutRun, Payout, Invoice, CommissionMonth, Entry, MonthBalance, Commission)


def figures(at: datetime) -> list[Figure]:
    """What the house earned on the orders of the last days."""
    since = at - timedelta(days=2 * DAYS)
    days = (
        Commission.objects.filter(
            line__seller_order__paid_at__gte=since, line__seller_order__paid_at__lt=at
        )
        .annotate(day=TruncDate("line__seller_order__paid_at", tzinfo=PARIS))
        .values("day")
        .annotate(cents=Sum("net_cents") - Sum("reversed_cents"))
        .order_by("day")
    )
    earned = {day["day"]: day["cents"] for day in days}
    return [Figure.of(_now("Commissions HT"), earned, unit="money", at=at)]


CONSOLE = Console(
    queues=QUEUES,
    figures=figures,
    dossiers={
        Order: dossiers.of_order,
        Dispute: dossiers.of_dispute,
        Incident: dossiers.of_incident,
        Return: dossiers.of_return,
        Refund: dossiers.of_refund,
        Seller: dossiers.of_seller,
    },
    missions=(
        Mission(name=_("Règles et société"), sections=(CommissionRule,), rank=10),
        Mission(name=_("Comptabilité"), sections=SECTIONS, rank=70),
    ),
    touched=TOUCHED,
)
