"""What the file of a refund shows: for which pieces, at whose cost, and where it stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.shared import facts, places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, money, when
from orders import sections
from orders.models import Refund
from orders.money import refunds
from orders.states import RefundState


def of_refund(refund: Refund) -> Dossier:
    """The file of a refund."""
    order = refund.payment.order
    return Dossier(
        title=_("Remboursement de {sum}").format(sum=money(refund.amount_cents)),
        who=places.link(order, _("Commande {number}").format(number=order.number)),
        amount=order.recipient,
        badges=[badge(refund)],
        says=[_says(refund)] if _says(refund) else [],
        main=[
            Panel(
                title=_("Ce qui est rendu"),
                template="admin/orders/_pieces.html",
                values={
                    "rows": [
                        (row.line, row.quantity, money(row.amount_cents))
                        for row in refund.lines.select_related("line").order_by("line_id")
                    ],
                    "postage": money(refund.shipping_cents) if refund.shipping_cents else "",
                },
            )
        ],
        beside=[
            Panel(
                title=_("Argent"),
                rows=[
                    (_("Numéro"), refund.number),
                    (_("Montant"), money(refund.amount_cents)),
                    (_("Cause"), refund.get_cause_display()),
                    (_("À la charge de"), refund.get_borne_by_display()),
                    (_("Acheteur"), sections.buyer_link(order)),
                    (_("Commande vendeur"), _linked(refund.seller_order)),
                    (_("Retour"), _linked(refund.origin)),
                    (_("Réclamation"), _linked(refund.incident)),
                    (_("Décidé le"), when(refund.intended_at)),
                    (_("Décidé par"), places.link(refund.asked_by) if refund.asked_by else ""),
                    (_("Remboursé le"), when(refund.paid_at)),
                    (_("Référence du prestataire"), refund.ref),
                ],
            )
        ],
        rows=[refund],
        lead=[refund],
    )


def _linked(row) -> str:
    return "" if row is None else places.link(row)


def _says(refund: Refund) -> str:
    """What happens next, or why nothing does."""
    if refund.state == RefundState.FAILED:
        return _(
            "Le prestataire a refusé ({code}). La finance relance ce remboursement ; l'acheteur a"
            " lu que nous le relançons et qu'il n'a rien à faire. Si le refus se répète, la finance"
            " voit avec le prestataire : la somme reste due."
        ).format(code=facts.reason(refund.failure))
    if refunds.awaits_bank(refund):
        return _(
            "Rien à faire : la banque de l'acheteur tient la même somme et décide, en général dans"
            " les deux mois qui suivent notre réponse. Ce remboursement part alors de lui-même, ou"
            " devient sans objet si elle a rendu la somme."
        )
    if refund.state == RefundState.WAITING:
        return _(
            "La banque a décidé, ou ne nous a rien annoncé : la finance relance ce remboursement,"
            " ou l'écarte si la banque a déjà rendu la somme."
        )
    return ""
