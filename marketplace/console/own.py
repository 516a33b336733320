"""What the house itself brings to its console: rights, people, the machine room, the proofs."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.shared import proofs
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.desks import Console, Mission, Queue, Waiting
from marketplace.shared.models import (
    Appeal,
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
from marketplace.shared.models.appeal import AppealState
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
    *(
        Queue(
            role=role,
            name=name,
            rows=lambda at, role=role: Appeal.objects.filter(role=role, state=AppealState.OPEN),
            page="shared_appeal",
            query=f"state__exact=open&role={role}",
            tone="warning",
            rank=430,
        )
        for role, name in (
            ("moderation", _("Fiches et avis : décisions contestées")),
            ("sellers", _("Boutiques : décisions contestées")),
        )
    ),
    Queue(
        role=ANY,
        name=_("Tâches abandonnées"),
        rows=lambda at: Pending.objects.filter(dead_at__isnull=False, done_at=None),
        page="shared_pending",
        tone="danger",
        rank=600,
    ),
)
SUPERVISION = (
    Appeal,
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


def _red(name: str, count: int) -> Waiting:
    href = reverse("admin:shared_proof_changelist")
    return Waiting(name=name, count=count, href=href, tone="danger", rank=620)
