"""What a change of accounting's rules would reach now, for whoever is about to propose it."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounting.models import Payout, PayoutRun
from accounting.payouts import payable, payouts
from accounting.states import RunState
from marketplace.shared.templatetags.ui import figure
from orders.states import SellerOrderState


def hold() -> str:
    """What was delivered keeps no date: it is computed again by the new delay."""
    waiting = payable.unsettled().filter(seller_order__state=SellerOrderState.DELIVERED)
    count = waiting.aggregate(count=Count("seller_order", distinct=True))["count"]
    delivered = ngettext(
        "Touche {count} commande livrée, dont le montant n'est pas encore versé.",
        "Touche {count} commandes livrées, dont le montant n'est pas encore versé.",
        count,
    ).format(count=figure(count))
    return f"{delivered} {minimum()}" if _alive() else delivered


def minimum() -> str:
    """A prepared payout is looked at again when it leaves."""
    alive = _alive()
    if not alive:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} versement en préparation : la règle est relue à son départ.",
        "Touche {count} versements en préparation : la règle est relue à leur départ.",
        alive,
    ).format(count=figure(alive))


def four_eyes() -> str:
    """A prepared run is approved by the rule in force when it is approved."""
    prepared = PayoutRun.objects.filter(state=RunState.PREPARED).count()
    if not prepared:
        return _("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} campagne à approuver.", "Touche {count} campagnes à approuver.", prepared
    ).format(count=figure(prepared))


def contest() -> str:
    """The delay is counted from the day of a document: a new one holds for those issued before."""
    return _(
        "Vaut aussi pour les documents déjà émis : leur délai est compté de nouveau depuis leur"
        " date."
    )


def to_come() -> str:
    """What was charged is never computed again."""
    return _("Ne touche aucune commande déjà passée : vaut pour celles à venir.")


def _alive() -> int:
    return Payout.objects.filter(state__in=payouts.ALIVE).count()


TOUCHED = {
    "payout_hold_days": hold,
    "payout_minimum_cents": minimum,
    "payout_four_eyes_cents": four_eyes,
    "commission_vat_bps": to_come,
    "mandate_contest_days": contest,
}
