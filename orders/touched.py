"""What a change of the rules of orders would reach now, for whoever is about to make it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.shared.templatetags.ui import figure
from orders.models import Incident, Return, SellerOrder, Shipment
from orders.states import IncidentState, ReturnState, SellerOrderState, ShipmentState


def unpaid() -> str:
    """An order keeps the term that it was placed with."""
    count = SellerOrder.objects.filter(state=SellerOrderState.AWAITING_PAYMENT).count()
    kept = ngettext(
        "{count} commande en attente de paiement garde son délai.",
        "{count} commandes en attente de paiement gardent leur délai.",
        count,
    ).format(count=figure(count))
    return f"{to_come()} {kept}" if count else to_come()


def unanswered() -> str:
    """An order keeps the term that its payment began."""
    count = SellerOrder.objects.filter(state=SellerOrderState.TO_ACCEPT).count()
    kept = ngettext(
        "{count} commande à accepter garde son échéance.",
        "{count} commandes à accepter gardent leur échéance.",
        count,
    ).format(count=figure(count))
    return f"{to_come()} {kept}" if count else to_come()


def reminded() -> str:
    """The reminder is looked for among the orders that nobody answered."""
    count = SellerOrder.objects.filter(
        state=SellerOrderState.TO_ACCEPT, reminded_at__isnull=True
    ).count()
    if not count:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} commande à accepter.", "Touche {count} commandes à accepter.", count
    ).format(count=figure(count))


def travelling() -> str:
    """A parcel is presumed delivered by the delay in force when it is looked at."""
    count = Shipment.objects.filter(state=ShipmentState.SHIPPED, presumed_at=None).count()
    if not count:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} colis en route.", "Touche {count} colis en route.", count
    ).format(count=figure(count))


def returns() -> str:
    """A return keeps its term."""
    count = Return.objects.filter(state=ReturnState.ASKED).count()
    kept = ngettext(
        "{count} retour en attente du vendeur garde son échéance.",
        "{count} retours en attente du vendeur gardent leur échéance.",
        count,
    ).format(count=figure(count))
    coming = _("Ne vaut que pour les demandes à venir.")
    return f"{coming} {kept}" if count else coming


def followed() -> str:
    """A silence is noticed by the delay in force when parcels are looked at."""
    return _("Vaut dès la prochaine ronde, pour tous les colis en route.")


def unshipped() -> str:
    """What has not left is looked at by the delays in force then; what was announced stands."""
    count = SellerOrder.objects.filter(state=SellerOrderState.TO_SHIP).count()
    if not count:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} commande à expédier ; ce qui est annoncé ou choisi garde sa date.",
        "Touche {count} commandes à expédier ; ce qui est annoncé ou choisi garde sa date.",
        count,
    ).format(count=figure(count))


def complaints() -> str:
    """A complaint keeps its term; the next question gives a new one."""
    count = Incident.objects.filter(state=IncidentState.WAITING_SELLER).count()
    kept = ngettext(
        "{count} réclamation en attente du vendeur garde son échéance.",
        "{count} réclamations en attente du vendeur gardent leur échéance.",
        count,
    ).format(count=figure(count))
    coming = _("Ne vaut que pour les réclamations à venir.")
    return f"{coming} {kept}" if count else coming


def undecided() -> str:
    """A complaint is decided by the ceiling in force when it is."""
    count = Incident.objects.open().count()
    if not count:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} réclamation ouverte.", "Touche {count} réclamations ouvertes.", count
    ).format(count=figure(count))


def to_come() -> str:
    """What was promised to a buyer stands."""
    return _("Ne touche aucune commande déjà passée : vaut pour celles à venir.")


def measured() -> str:
    """What was measured stands; the next week is measured by what is in force then."""
    return _("Ne change aucun chiffre déjà mesuré : vaut dès la mesure de lundi.")


TOUCHED = {
    "payment_minutes": unpaid,
    "scarce_payment_minutes": unpaid,
    "unpaid_orders_most": to_come,
    "unpaid_pieces_most": to_come,
    "unpaid_scarce_most": to_come,
    "unpaid_share_percent": to_come,
    "acceptance": unanswered,
    "accept_hours": unanswered,
    "accept_reminder_hours": reminded,
    "ship_reminder_percent": unshipped,
    "ship_last_reminder_percent": unshipped,
    "late_wait_days": unshipped,
    "late_cancel_days": unshipped,
    "late_notice_days": unshipped,
    "presumed_delivery_days": travelling,
    "return_answer_hours": returns,
    "silence_hours": followed,
    "silence_counts": followed,
    "incident_answer_hours": complaints,
    "incident_alone_cents": undecided,
    "business_withdrawal": to_come,
    "measured_least": measured,
    "measured_days": measured,
    "measured_notice_days": measured,
}
