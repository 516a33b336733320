"""What the rules suggest to whoever decides a complaint, and why; it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.shared import clock
from marketplace.shared.templatetags.ui import day, money
from orders.incidents import incidents
from orders.models import Incident, IncidentWord, Shipment
from orders.states import ArrangementState, ShipmentState

Kind, Side = Incident.Kind, IncidentWord.Side


@dataclass(frozen=True)
class Suggestion:
    """A decision, who would bear it, and the rule that it follows."""

    text: str
    why: str
    borne_by: str = ""


def of(incident: Incident, at: datetime) -> Suggestion | None:
    """What the rules suggest for an open complaint read by `file.whole`; the first that applies."""
    if not incident.is_open:
        return None
    if incidents.held_until(incident, at) is not None:
        return Suggestion(
            _("Attendre la réponse du vendeur"),
            _("Son délai court encore : rien n'est mis à sa charge avant."),
        )
    return _missing(incident, at) or _unheard(incident) or _offered(incident) or _shown(incident)


def _missing(incident: Incident, at: datetime) -> Suggestion | None:
    parcel, part = incident.shipment, incident.seller_order
    if incident.kind != Kind.NOT_RECEIVED or parcel is None:
        return None
    if parcel.state == ShipmentState.DELIVERED and parcel.delivered_how == Shipment.Proof.CARRIER:
        return Suggestion(
            _("Demander une attestation à l'acheteur, et la preuve de remise au vendeur"),
            _(
                "Le transporteur dit le colis livré, mais le risque pèse sur le vendeur jusqu'à la"
                " remise en main (L216-2) : à lui de la prouver."
            ),
        )
    if parcel.state != ShipmentState.LOST and clock.paris_day(at) <= part.promised_until:
        return Suggestion(
            _("Attendre le {day}").format(day=day(part.promised_until)),
            _("La livraison est promise jusqu'à ce jour : le colis n'est pas en retard."),
        )
    return Suggestion(
        _("Rembourser tout ce qui manque"),
        _(
            "Le jour promis est passé et rien ne prouve la remise : le risque pèse sur le vendeur"
            " (L216-2)."
        ),
        Incident.Bearer.SELLER,
    )


def _unheard(incident: Incident) -> Suggestion | None:
    if any(word.side == Side.SELLER for word in incident.words.all()):
        return None
    return Suggestion(
        _("Rembourser ce qui est réclamé"),
        _(
            "Le vendeur n'a rien répondu dans son délai : seule la version de l'acheteur est"
            " connue."
        ),
        Incident.Bearer.SELLER,
    )


def _offered(incident: Incident) -> Suggestion | None:
    """What the seller offered is the least that they owe: they said so themselves."""
    theirs = [
        row
        for row in incident.arrangements.all()
        if row.side == Side.SELLER
        and row.state != ArrangementState.PROPOSED
        and row.lapsed_because != row.Why.OVERTAKEN
    ]
    if not theirs:
        return None
    last = theirs[-1]
    if last.is_return:
        return Suggestion(
            _("Rembourser contre retour, ou entièrement si le retour ne vaut pas la peine"),
            _("Le vendeur proposait lui-même de reprendre les articles : il admet le défaut."),
            Incident.Bearer.SELLER,
        )
    return Suggestion(
        _("Rembourser au moins {amount}").format(amount=money(max(row.cents for row in theirs))),
        _("Le vendeur l'a proposé lui-même : il admet devoir cette somme."),
        Incident.Bearer.SELLER,
    )


def _shown(incident: Incident) -> Suggestion | None:
    if incident.kind not in Incident.ABOUT_PIECES:
        return None
    if incident.kind == Kind.COUNTERFEIT:
        return Suggestion(
            _("Lire ce que le vendeur montre de l'origine, puis rembourser ou rejeter"),
            _("Vendre une contrefaçon est interdit : seule une preuve d'origine l'écarte."),
        )
    photos = any(word.side == Side.BUYER and word.photos.all() for word in incident.words.all())
    if not photos:
        return Suggestion(
            _("Demander des photos à l'acheteur"),
            _("Rien ne montre le défaut : une question suffit souvent à trancher."),
        )
    return Suggestion(
        _("Rembourser tout ou partie, selon ce que montrent les photos"),
        _(
            "Un défaut qui paraît dans les vingt-quatre mois est présumé exister à la livraison"
            " (L217-7) : au vendeur de prouver le contraire."
        ),
        Incident.Bearer.SELLER,
    )
