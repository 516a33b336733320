"""What the catalogue brings to the operator's console."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.claims import claims
from catalog.models import (
    Attribute,
    AttributeUnread,
    Badge,
    Brand,
    Category,
    Correction,
    ForbiddenWord,
    Label,
    LabelClaim,
    Product,
    QualityScale,
    Reason,
    Review,
    ReviewNotice,
    Search,
    Snapshot,
    SnapshotNotice,
    Submission,
    Synonym,
)
from catalog.moderation import file, queue
from catalog.search.engine import health as search_engine
from catalog.sheets import corrections
from catalog.states import NoticeState, ReviewState, SnapshotNoticeState, SnapshotState
from catalog.touched import TOUCHED
from marketplace.shared.audience import ANY
from marketplace.shared.desks import Alarm, Console, Mission, Queue
from sellers.models import Seller

QUEUES = (
    Queue(
        role="moderation",
        name=_("Fiches à relire"),
        rows=lambda at: queue.to_decide(),
        page="catalog_submission",
        query="state__exact=queued",
        tone="warning",
        rank=400,
    ),
    Queue(
        role="moderation",
        name=_("Avis à relire"),
        rows=lambda at: Review.objects.filter(state=ReviewState.QUEUED),
        page="catalog_review",
        query="state__exact=queued",
        rank=410,
    ),
    Queue(
        role="moderation",
        name=_("Avis signalés"),
        rows=lambda at: ReviewNotice.objects.filter(state=NoticeState.OPEN),
        page="catalog_reviewnotice",
        query="state__exact=open",
        tone="warning",
        rank=405,
    ),
    Queue(
        role="moderation",
        name=_("Photos d'acheteurs à relire"),
        rows=lambda at: Snapshot.objects.filter(state=SnapshotState.QUEUED),
        page="catalog_snapshot",
        query="state__exact=queued",
        rank=412,
    ),
    Queue(
        role="moderation",
        name=_("Photos d'acheteurs signalées"),
        rows=lambda at: SnapshotNotice.objects.filter(state=SnapshotNoticeState.OPEN),
        page="catalog_snapshotnotice",
        query="state__exact=open",
        tone="warning",
        rank=406,
    ),
    Queue(
        role="moderation",
        name=_("Corrections à examiner"),
        rows=lambda at: corrections.to_decide(),
        page="catalog_correction",
        query="state__exact=waiting",
        rank=420,
    ),
    Queue(
        role="moderation",
        name=_("Labels à vérifier"),
        rows=lambda at: claims.to_decide(),
        page="catalog_labelclaim",
        query="state__exact=waiting",
        rank=415,
    ),
)
ALARMS = (
    Alarm(
        role=ANY,
        name=_("Moteur de recherche en panne ou en retard"),
        wrong=search_engine.wrong,
        page="shared_heartbeat",
        query="",
        tone="warning",
        rank=595,
    ),
)
SECTIONS = (
    Submission,
    Correction,
    Product,
    Category,
    Attribute,
    AttributeUnread,
    Brand,
    Reason,
    ForbiddenWord,
    LabelClaim,
    Label,
    Badge,
    QualityScale,
    Search,
    Synonym,
    Review,
    ReviewNotice,
    Snapshot,
    SnapshotNotice,
)


def standing(at: datetime) -> list[tuple[str, int]]:
    """How many sheets are online."""
    return [(_now("Fiches en ligne"), Product.objects.online().count())]


CONSOLE = Console(
    queues=QUEUES,
    alarms=ALARMS,
    standing=standing,
    missions=(Mission(name=_("Catalogue"), sections=SECTIONS, rank=30),),
    dossiers={Seller: file.of_seller},
    touched=TOUCHED,
)
