"""What the file of an identity change shows: what changes, what proves it, the shop's past."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from marketplace.shared import clock, differing, facts, places
from marketplace.shared.dossiers import Delay, Dossier, Entry, Panel
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import badge, dated, when
from sellers.models import Document, Identity, Item
from sellers.states import IdentityState

GOAL = timedelta(days=2)  # within which the team means to check what should be in force already
PAPERS, VERSIONS = 3, 10  # the most that are shown beside a change
FACTS, TOLD = "sellers.Identity", 100  # those of a change, and the most that are told
# The pieces of the file that prove a change.
PROVEN_BY = {
    Identity.Topic.CONTACT: (Item.Kind.REGISTRATION,),
    Identity.Topic.COMPANY: (Item.Kind.REGISTRATION, Item.Kind.IDENTITY),
    Identity.Topic.VAT: (Item.Kind.VAT,),
}


def of_identity(row: Identity) -> Dossier:
    """The file of a change of identity: old and new side by side, its papers, the decision."""
    return Dossier(
        title=_("{topic} : {shop}").format(topic=row.get_topic_display(), shop=row.seller.name),
        who=_("Demande n° {pk}").format(pk=row.pk),
        badges=[badge(row)],
        says=_says(row),
        main=[_differences(row), *_papers(row), *_decision(row), *_others(row)],
        beside=[_asked(row), _shop(row)],
        rows=[row],
        lead=[row],
        entries=_entries(row),
        delays=_delays(row),
    )


def _entries(row: Identity) -> list[Entry]:
    """What happened to this change, told of the shop; the shop's own file has all the rest."""
    told = Fact.objects.filter(subject=subject_of(row.seller), name__startswith=FACTS)
    return [
        Entry(
            at=fact.happened_at,
            title=facts.title(fact),
            text=facts.why(fact.name, fact.data, fact.because),
            by=fact.actor or "",
        )
        for fact in told.select_related("actor").order_by("-happened_at", "-pk")[:TOLD]
        if fact.data.get("identity_id", row.pk) == row.pk
    ]


def _says(row: Identity) -> list[str]:
    said = {
        IdentityState.PROPOSED: _("Elle attend votre vérification depuis le {day}."),
        IdentityState.UNPROVEN: _(
            "Elle attend que la boutique réponde à la lettre envoyée à la nouvelle adresse, depuis"
            " le {day}."
        ),
    }
    words = said.get(IdentityState(row.state))
    return [words.format(day=when(row.asked_at))] if words else []


def _delays(row: Identity) -> list[Delay]:
    """From its day on, a change that waits for the operator keeps a false identity on the site."""
    if row.state != IdentityState.PROPOSED:
        return []
    eve = clock.end_of_day(row.effective_on - timedelta(days=1))
    until = max(eve, row.asked_at + GOAL)
    return [
        Delay(
            until=until,
            what=_("à vérifier avant le {day}").format(day=when(until)),
            turn=_("À l'opérateur de vérifier."),
            row=row,
        )
    ]


def _differences(row: Identity) -> Panel:
    pairs = [differing.pair(each.label, each.old, each.new) for each in row.differences]
    if not pairs:
        only = _("Rien : c'est l'identité avec laquelle la boutique a ouvert.")
        return Panel(title=_("Ce qui change"), rows=[(_("Changement"), only)])
    return Panel(
        title=_("Ce qui change"),
        template="admin/house/_side_by_side.html",
        values=differing.shown(
            pairs,
            before=_("En vigueur") if row.waits else _("Avant"),
            after=_("Demandé") if row.waits else _("Nouveau"),
        ),
    )


def _papers(row: Identity) -> list[Panel]:
    kinds = PROVEN_BY.get(Identity.Topic(row.topic), ()) if row.waits else ()
    if not kinds:
        return []
    papers = Document.objects.filter(item__seller=row.seller_id, item__kind__in=kinds)
    return [
        Panel(
            title=_("Les derniers documents du vendeur à ce sujet"),
            template="admin/sellers/_papers.html",
            values={
                "papers": papers.select_related("item").order_by("-pk")[:PAPERS],
                "seller_id": row.seller_id,
            },
        )
    ]


def _decision(row: Identity) -> list[Panel]:
    if row.decided_at is None:
        return []
    return [
        Panel(
            title=_("La décision"),
            rows=[
                (_("Motif"), row.because),
                (_("Décidée par"), row.decided_by),
                (_("Décidée le"), when(row.decided_at)),
                (_("En vigueur depuis le"), when(row.in_force_at)),
                (_("Jusqu'au"), when(row.ended_at)),
            ],
        )
    ]


def _asked(row: Identity) -> Panel:
    return Panel(
        title=_("La demande"),
        rows=[
            (_("Objet"), row.get_topic_display()),
            (_("À compter du"), dated(row.effective_on)),
            (_("Mot du vendeur"), row.note),
            (_("Demandée par"), row.asked_by),
            (_("Demandée le"), when(row.asked_at)),
        ],
    )


def _shop(row: Identity) -> Panel:
    shop = row.seller
    return Panel(
        title=_("La boutique"),
        rows=[
            (
                _("Dossier"),
                places.link(shop, _("Dossier du vendeur, avec ses documents")),
            ),
            (_("État"), badge(shop)),
            (_("Code"), shop.code),
            (_("Raison sociale"), shop.legal_name),
            (_("SIRET"), shop.siret),
            (_("Ouverte le"), when(shop.opened_at)),
        ],
    )


def _others(row: Identity) -> list[Panel]:
    versions = Identity.objects.filter(seller=row.seller_id).exclude(pk=row.pk)
    rows = list(versions.select_related("seller", "decided_by").order_by("-pk")[:VERSIONS])
    if not rows:
        return []
    return [
        Panel(
            title=_("Ses autres identités"),
            template="admin/sellers/_versions.html",
            values={"versions": rows},
        )
    ]
