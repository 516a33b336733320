"""What the file of a complaint shows the operator: both sides, and what may be given back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.dossiers import Delay, Dossier, Entry, Panel
from marketplace.shared.templatetags.ui import badge, money, when
from orders import sections
from orders.incidents import file, speech, suggestion
from orders.models import Incident, IncidentWord, SellerOrder
from orders.money import left
from orders.returns import returns
from orders.states import DisputeState, IncidentState


def of_incident(incident: Incident, *, proposed: str, at: datetime) -> Dossier:
    """The file of a complaint that was read by `file.with_money`."""
    part = incident.seller_order
    order, backs = part.order, list(file.returns_of(part))
    disputed = any(each.state != DisputeState.WON for each in order.payment.disputes.all())
    refunds = list(part.refunds.order_by("pk"))
    late = [badge("late", _("En retard"), "danger")] if file.is_late(incident, at) else []
    return Dossier(
        title=_("Réclamation {number}").format(number=incident.number),
        who=places.link(order, _("Commande {number}").format(number=order.number)),
        amount=incident.get_kind_display(),
        badges=[badge(incident), *late],
        says=[
            said
            for said in (
                "" if late else file.next_step(incident),
                proposed,
                _held(disputed=disputed),
            )
            if said
        ],
        main=[
            Panel(
                title=_("Ce que chacun dit"),
                template="admin/orders/_words.html",
                values={"words": incident.words.all(), "photos_at": photos_at(incident)},
            ),
            *_offers(incident, at),
            Panel(
                title=_("Ce qui peut être rendu"),
                template="admin/orders/_left.html",
                values={
                    "lines": file.lines_left(incident),
                    "part": part,
                    "shipping_left": left.of_shipping(part),
                    "refunds": refunds,
                },
            ),
            Panel(
                title=_("Colis et retours"),
                template="admin/orders/_parcels.html",
                values={
                    "part": part,
                    "parcels": file.parcels(part),
                    "backs": backs,
                    "answered_in_place": returns.done_in_place(backs)["answered"],
                },
            ),
        ],
        beside=[*_suggested(incident, at), _decision(incident)],
        history=_sides(incident),
        rows=[incident, part, *refunds],
        lead=[incident],
        delays=delays(incident),
        entries=[*_bought(part), *speech.lines(incident.words.all())],
        instead_of=speech.SAID,
    )


def _offers(incident: Incident, at: datetime) -> list[Panel]:
    """What the two sides offered each other, and what came of it."""
    offered = file.offered(incident, IncidentWord.Side.OPERATOR, at)
    if not offered:
        return []
    return [
        Panel(
            title=_("Arrangements proposés"),
            template="admin/orders/_offers.html",
            values={"offered": offered},
        )
    ]


def _suggested(incident: Incident, at: datetime) -> list[Panel]:
    said = suggestion.of(incident, at)
    if said is None:
        return []
    bearer = Incident.Bearer(said.borne_by).label if said.borne_by else ""
    return [
        Panel(
            title=_("Ce que suggèrent les règles"),
            rows=[
                (_("Décision"), said.text),
                (_("À la charge de"), bearer),
                (_("Pourquoi"), said.why),
            ],
        )
    ]


def _bought(part: SellerOrder) -> list[Entry]:
    """How the order that is complained of began: the facts of the order itself are in its file."""
    order = part.order
    about = places.link(order, _("Commande {number}").format(number=order.number))
    paid = [Entry(at=part.paid_at, title=_("Paiement reçu"), about=about)] if part.paid_at else []
    return [Entry(at=order.placed_at, title=_("Commande passée"), about=about), *paid]


def delays(incident: Incident) -> list[Delay]:
    """Until when the side whose turn it is may answer; the house decides after it."""
    part, number = incident.seller_order, incident.number
    until = incident.answer_by if incident.is_open else None
    if until is None:
        return []
    about = _("Réclamation {number}").format(number=number)
    turn, letter = _("C'est à nous de trancher."), ""
    if incident.state == IncidentState.WAITING_SELLER:
        turn = _("Le vendeur n'a pas répondu : c'est à nous de trancher.")
        letter = sections.letter_to_seller(part, about)
    elif incident.state == IncidentState.WAITING_BUYER:
        turn = _("L'acheteur n'a pas répondu : c'est à nous de trancher.")
        letter = sections.letter_to_buyer(part.order, about)
    what = _("réclamation {number}, réponse attendue avant le {day}")
    what = what.format(number=number, day=when(until))
    return [Delay(until=until, what=what, turn=turn, row=incident, letter=letter)]


def _held(*, disputed: bool) -> str:
    if not disputed:
        return ""
    return _(
        "La banque de l'acheteur a repris ce paiement ou l'examine : un remboursement décidé ici"
        " attend son issue, et n'est pas rendu deux fois."
    )


def _decision(incident: Incident) -> Panel:
    again = getattr(incident, "resumed_by", None)
    return Panel(
        title=_("Décision"),
        rows=[
            (_("Ouverte le"), when(incident.opened_at)),
            (_("Réponse attendue avant le"), when(incident.answer_by)),
            (_("Close le"), when(incident.closed_at)),
            (_("Issue"), incident.get_outcome_display()),
            (_("Accordé"), money(incident.awarded_cents) if incident.awarded_cents else ""),
            (_("À la charge de"), incident.get_borne_by_display()),
            (_("Motifs"), incident.because),
            (_("Reprend"), places.link(incident.resumes) if incident.resumes else ""),
            (_("Reprise par"), places.link(again) if again else ""),
            (_("Proposée par"), _person(incident.proposed_by)),
            (_("Tranchée par"), _person(incident.decided_by)),
        ],
    )


def _person(user) -> str:
    return places.link(user) if user else ""


def _sides(incident: Incident) -> list[Panel]:
    part = incident.seller_order
    buyer, seller = file.histories(incident)
    sides = (
        (_("Acheteur"), sections.buyer_link(part.order), part.order.email, buyer),
        (_("Vendeur"), places.link(part.seller), part.seller.email, seller),
    )
    return [
        Panel(
            title=title,
            rows=[
                (_("Nom"), name),
                (_("E-mail"), email),
                (_("Commandes"), past.orders),
                (_("Retours"), past.returns),
                (_("Réclamations"), past.incidents),
                (_("dont remboursées"), past.granted),
                (_("Part des commandes réclamées"), past.claimed),
                (_("Part des réclamations remboursées"), past.lost),
            ],
        )
        for title, name, email, past in sides
    ]


def photos_at(incident: Incident) -> str:
    """Where the photos of a complaint are handed out to the team."""
    own = reverse("admin:orders_incident_change", args=[incident.pk])
    return own.removesuffix("change/") + "photo/"
