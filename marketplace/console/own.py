"""What the house itself brings to its console: rights, people, the machine room, the proofs."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from marketplace import menus
from marketplace.shared import appeals, proofs, standing, voice
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.desks import Alarm, Console, Mission, Queue
from marketplace.shared.models import (
    Appeal,
    Brand,
    Fact,
    GatewayNotice,
    Heartbeat,
    LegalEntity,
    LegalText,
    Look,
    Pending,
    Proof,
    ProposedChange,
    Rules,
    Saying,
    Sequence,
    TeamInvitation,
    User,
)
from marketplace.shared.models.appeal import AppealState
from marketplace.shared.models.proposal import ChangeState

QUEUES = (
    Queue(
        role=EVERY_RIGHT,
        name=_("Changements à approuver ou à écarter"),
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
            maker="fact__actor",
            for_another=lambda rows, user, role=role: (
                rows if appeals.others(role, user).exists() else rows.none()
            ),
            tone="warning",
            rank=430,
        )
        for role, name in (
            ("moderation", _("Recours : fiches et avis")),
            ("sellers", _("Recours : boutiques")),
        )
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
    Appeal,
    ProposedChange,
    User,
    TeamInvitation,
    UserSession,
    Proof,
    Fact,
    Pending,
    GatewayNotice,
    Heartbeat,
    Sequence,
)


def _found(at: datetime) -> list[str]:
    """What the last proof found, as long as no later one found less."""
    last = proofs.last()
    if last is None or not last.found or not proofs.is_worrying(last, at):
        return []
    return [f"{last.pk}.{place}" for place in range(last.found)]


def _unproven(at: datetime) -> list[str]:
    """The days without a proof."""
    last = proofs.last()
    if last is not None and (last.found or not proofs.is_worrying(last, at)):
        return []
    since = (
        last.ran_at
        if last is not None
        else Fact.objects.aggregate(first=Min("happened_at"))["first"]
    )
    if since is None or since >= at - proofs.EVERY:
        return []  # a new house
    return [f"{since + timedelta(days=day):%Y-%m-%d}" for day in range((at - since).days)]


def _dead_links(at: datetime) -> list[str]:
    """The links of the operator's menus whose page is gone; those of the house lead somewhere."""
    own = [name for name in voice.MENUS if name in voice.now().menus]
    return [f"{name}:{label}" for name in own for label in menus.dead(name, at=at)]


def _late(at: datetime) -> list[str]:
    """The lanes of work in which something waits for longer than it should."""
    return [str(lane.lane) for lane in standing.standing(at) if lane.is_late(at)]


ALARMS = (
    Alarm(
        role="editorial",
        name=_("Liens de menu qui ne mènent plus nulle part"),
        wrong=_dead_links,
        page="shared_saying",
        query="",
        tone="warning",
        rank=450,
    ),
    Alarm(
        role=ANY,
        name=_("Files de travail en retard"),
        wrong=_late,
        page="shared_pending",
        query="done_at__isempty=1",
        tone="danger",
        rank=590,
    ),
    Alarm(
        role="finance",
        name=_("Anomalies trouvées par la vérification"),
        wrong=_found,
        page="shared_proof",
        query="",
        tone="danger",
        rank=620,
    ),
    Alarm(
        role="finance",
        name=_("Jours sans vérification"),
        wrong=_unproven,
        page="shared_proof",
        query="o=-1",
        tone="danger",
        rank=621,
    ),
)
CONSOLE = Console(
    queues=QUEUES,
    alarms=ALARMS,
    missions=(
        Mission(name=_("Règles et société"), sections=(Rules, LegalEntity), rank=10),
        Mission(name=_("Marque"), sections=(Brand, Look, Saying, LegalText), rank=60),
        Mission(name=_("Supervision"), sections=SUPERVISION, rank=80),
    ),
)
