"""What sellers bring to the operator's console."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.shared.desks import Console, Mission, Queue
from marketplace.shared.templatetags.ui import figure
from sellers.conversations.reading import LATE, of_desk, waiting
from sellers.models import AccountUpdate, AnswerDue, Identity, Item, Prospect, Seller, Side, Thread
from sellers.states import IdentityState, ItemState, ProspectState, SellerState, ThreadState

QUEUES = (
    Queue(
        role="sellers",
        name=_("Candidatures à examiner"),
        rows=lambda at: Seller.objects.filter(state=SellerState.APPLIED),
        page="sellers_seller",
        query="state__exact=applied",
        tone="warning",
        rank=300,
    ),
    Queue(
        role="sellers",
        name=_("Vendeurs sans mandat de facturation"),
        rows=lambda at: Seller.objects.filter(
            state=SellerState.OPEN, mandate_revoked_at__isnull=False
        ),
        page="sellers_seller",
        query="mandate_revoked_at__isempty=0",
        tone="warning",
        rank=310,
    ),
    Queue(
        role="sellers",
        name=_("Changements d'identité à vérifier"),
        rows=lambda at: Identity.objects.filter(state=IdentityState.PROPOSED),
        page="sellers_identity",
        query="state__exact=proposed",
        tone="warning",
        rank=320,
    ),
    Queue(
        role="sellers",
        name=_("Identités non reprises par le prestataire de paiement"),
        rows=lambda at: Seller.objects.filter(
            pk__in=AccountUpdate.objects.stuck(at).values("seller")
        ),
        page="sellers_seller",
        query="provider=untold",
        tone="warning",
        rank=330,
    ),
    Queue(
        role="sellers",
        name=_("Pièces de boutiques ouvertes à relire"),
        rows=lambda at: Seller.objects.filter(
            pk__in=Item.objects.filter(state=ItemState.PROVIDED).values("seller"),
            state=SellerState.OPEN,
        ),
        page="sellers_seller",
        query="papers=waiting",
        tone="warning",
        rank=340,
    ),
    Queue(
        role="sellers",
        name=_("Prospects à contacter"),
        rows=lambda at: Prospect.objects.filter(state=ProspectState.NEW),
        page="sellers_prospect",
        query="state__exact=new",
        tone="warning",
        rank=350,
    ),
    Queue(
        role="support",
        name=_("Messages sans réponse"),
        rows=lambda at: waiting(Thread.objects.all(), LATE),
        page="sellers_thread",
        query="waits=late",
        tone="danger",
        rank=230,
    ),
    *(
        Queue(
            role=role,
            name=name,
            rows=lambda at, role=role: of_desk(waiting(Thread.objects.all(), Side.OPERATOR), role),
            page="sellers_thread",
            query=f"desk={role}&waits={Side.OPERATOR.value}",
            tone="warning",
            rank=240,
        )
        for role, name in (
            ("support", _("Messages au service client")),
            ("sellers", _("Demandes d'aide : boutiques")),
            ("finance", _("Demandes d'aide : versements")),
            ("moderation", _("Demandes d'aide : fiches")),
        )
    ),
)


def standing(at: datetime) -> list[tuple[str, int]]:
    """How many shops sell."""
    return [(_now("Boutiques ouvertes"), Seller.objects.selling(at).count())]


def _forgotten() -> str:
    """Who would be erased by the rule of today, tonight."""
    count = Prospect.objects.filter(erased_at=None).count()
    if not count:
        return _now("Ne touche rien aujourd'hui.")
    return ngettext(
        "Vaut pour {count} prospect gardé, dès la nuit prochaine.",
        "Vaut pour {count} prospects gardés, dès la nuit prochaine.",
        count,
    ).format(count=figure(count))


def _awaited() -> str:
    """Whose delay would be another from the next look on."""
    count = AnswerDue.objects.exclude(side=Side.OPERATOR).count()
    if not count:
        return _now("Ne touche rien aujourd'hui.")
    return ngettext(
        "Vaut pour {count} réponse attendue, dans les dix minutes.",
        "Vaut pour {count} réponses attendues, dans les dix minutes.",
        count,
    ).format(count=figure(count))


def _closed() -> str:
    """What would be erased by the rule of today, tonight."""
    count = Thread.objects.filter(state=ThreadState.CLOSED, erased_at=None).count()
    if not count:
        return _now("Ne touche rien aujourd'hui.")
    return ngettext(
        "Vaut pour {count} échange clos, dès la nuit prochaine.",
        "Vaut pour {count} échanges clos, dès la nuit prochaine.",
        count,
    ).format(count=figure(count))


CONSOLE = Console(
    touched={
        "prospect_days": _forgotten,
        "answer_reminder_hours": _awaited,
        "answer_escalation_hours": _awaited,
        "thread_days": _closed,
    },
    queues=QUEUES,
    standing=standing,
    missions=(
        Mission(name=_("Vendeurs"), sections=(Seller, Identity, Prospect), rank=20),
        Mission(name=_("Commandes"), sections=(Thread,), rank=50),
    ),
)
