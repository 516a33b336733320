"""What the file of a dispute shows: what is at stake, until when, and what the bank is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, money, when
from orders import contested
from orders.dossiers import order as order_file
from orders.dossiers import whole
from orders.models import Dispute


def of_dispute(dispute: Dispute) -> Dossier:
    """The file of a dispute: the order it is about is read with it."""
    order = whole.orders().get(pk=dispute.payment.order_id)
    everything = whole.of(order)
    dispute.payment = order.payment
    return Dossier(
        title=_("Contestation bancaire"),
        who=places.link(order, _("Commande {number}").format(number=order.number)),
        amount=money(dispute.amount_cents),
        badges=[badge(dispute)],
        main=[
            Panel(
                title=_("Ce que chaque vendeur risque"),
                rows=[
                    (share.part.seller.name, money(share.cents))
                    for share in contested.shares(dispute)
                ],
            ),
        ],
        beside=[
            Panel(
                title=_("Contestation"),
                rows=[
                    (_("Référence"), dispute.ref),
                    (_("En jeu"), money(dispute.amount_cents)),
                    (_("Frais"), money(dispute.fee_cents)),
                    (_("Motif"), contested.reason_of(dispute)),
                    (_("Ouverte le"), when(dispute.opened_at)),
                    (_("Close le"), when(dispute.closed_at)),
                ],
            ),
        ],
        history=[order_file.buyer(order)],
        rows=[dispute, order, order.payment, *(part.row for part in everything.parts)],
        lead=[dispute],
    )
