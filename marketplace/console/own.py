"""What the house itself brings to its console: rights, people, the machine room, the proofs."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.shared import proofs, standing
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.desks import Console, Mission, Queue, Waiting
from marketplace.shared.models import (
    Brand,
    Fact,
    GatewayNotice,
    Heartbeat,
    LegalEntity,
    LegalText,
    Pending,
    Proof,
    ProposedChange,
    Rules,
    Sequence,
    User,
)
from marketplace.shared.models.proposal import ChangeState

QUEUES = (
    Queue(
        role=EVERY_RIGHT,
        name=_("Changements à approuver"),
        rows=lambda at: ProposedChange.objects.filter(state=ChangeState.WAITING),
        page="shared_proposedchange",
        query="state__exact=waiting",
        maker="proposed_by",
        tone="warning",
        rank=100,
    ),
    Queue(
        role=ANY,
        name=_("Tâches abandonnées"),
        rows=lambda at: Pending.objects.filter(dead_at__isnull=False, done_at=None),
        page="shared_pending",
        query="dead_at__isempty=0&done_at__isempty=1",
        tone="danger",
        rank=600,
    ),
)
SUPERVISION = (
    ProposedChange,
    User,
    UserSession,
    Proof,
    Fact,
    Pending,
    GatewayNotice,
    Heartbeat,
    Sequence,
)
CONSOLE = Console(
    queues=QUEUES,
    missions=(
        Mission(name=_("Construire le projet"), sections=(Rules, LegalEntity), rank=10),
        Mission(name=_("Marque"), sections=(Brand, LegalText), rank=60),
        Mission(name=_("Supervision"), sections=SUPERVISION, rank=80),
    ),
)


def proof(at: datetime) -> list[Waiting]:
    """What the nightly proof found, or the days without one."""
    last = proofs.last()
    if not proofs.is_worrying(last, at):
        return []
    if last is not None and last.found:
        return [_red(_now("Anomalies trouvées par la vérification"), last.found)]
    since = (
        last.ran_at
        if last is not None
        else Fact.objects.aggregate(first=Min("happened_at"))["first"]
    )
    if since is None or since >= at - proofs.EVERY:
        return []  # a new house
    return [_red(_now("Jours sans vérification"), (at - since).days)]


def stopped_lanes(at: datetime) -> list[Waiting]:
    """The lanes of work in which something waits for longer than it should."""
    still = [lane for lane in standing.standing(at) if lane.stands_still(at)]
    href = reverse("admin:shared_pending_lanes")
    names = ", ".join(str(lane.lane.label) for lane in still)
    if not still:
        return []
    return [
        Waiting(
            name=_now("Files de travail arrêtées"),
            count=len(still),
            href=href,
            note=names,
            tone="danger",
            rank=590,
        )
    ]


def _red(name: str, count: int) -> Waiting:
    href = reverse("admin:shared_proof_changelist")
    return Waiting(name=name, count=count, href=href, tone="danger", rank=620)
