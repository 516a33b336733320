"""What the file of an order shows: each seller's part, the money, the buyer, what was said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from marketplace.shared import clock, places
from marketplace.shared.dossiers import Delay, Dossier, Panel
from marketplace.shared.templatetags.ui import badge, dated, day, money, reason, when
from orders import contested, moneyback, sections
from orders.dossiers import whole
from orders.fulfilment import lists
from orders.incidents import dossier as incident_file
from orders.incidents import speech
from orders.models import Dispute, Incident, Order, Payment, SellerOrder
from orders.returns import file as return_file
from orders.states import (
    UNSHIPPED,
    DisputeState,
    PaymentState,
    RefundState,
    SellerOrderState,
)


def dossier(order: Order) -> Dossier:
    """The file of an order that was read by `whole.orders`."""
    everything = whole.of(order)
    return Dossier(
        title=_("Commande {number}").format(number=order.number),
        who=_("{name} · {email} · passée le {day}").format(
            name=order.recipient, email=order.email, day=when(order.placed_at)
        ),
        amount=money(order.total_cents),
        badges=[
            paid_badge(order.payment),
            *(badge(row) for row in everything.waiting if _states(row)),
        ],
        says=_closed_points(everything.parts),
        main=[
            *(_declared(row) for row in everything.declarations),
            *(part_panel(part) for part in everything.parts),
        ],
        beside=[
            *(_disputed(row, order) for row in everything.disputes),
            money_of(order, everything),
        ],
        history=[buyer(order)],
        rows=everything.rows,
        lead=everything.waiting,
        delays=delays(everything),
        entries=speech.lines(everything.words),
        instead_of=speech.SAID,
    )


def delays(everything: whole.Whole) -> list[Delay]:
    """Every deadline of an order: of its parts, of what came back, of complaints, of the bank."""
    disputes = everything.disputes
    found = [each for row in disputes for each in of_dispute(row)]
    for part in everything.parts:
        found += _of_part(part.row, disputes)
        found += [each for back in part.returns for each in return_file.delays(back)]
        found += [each for row in part.incidents for each in incident_file.delays(row)]
    return found


def of_dispute(dispute: Dispute) -> list[Delay]:
    """Until when the bank takes an answer, while it got none."""
    if dispute.answer_by is None or not _until(dispute):
        return []
    return [
        Delay(
            until=dispute.answer_by,
            what=_("contestation bancaire à répondre avant le {day}").format(
                day=when(dispute.answer_by)
            ),
            turn=_("C'était à nous de répondre."),
            row=dispute,
        )
    ]


def _of_part(part: SellerOrder, disputes: list[Dispute]) -> list[Delay]:
    """Until when the seller must accept or ship; nobody ships what the bank gave back."""
    until = lists.deadline(part)
    is_to_ship = part.state == SellerOrderState.TO_SHIP
    if until is None or (is_to_ship and contested.is_given_back(disputes)):
        return []
    what = _("{number} à accepter avant le {day}")
    if is_to_ship:
        what = _("{number} à expédier avant le {day}")
    return [
        Delay(
            until=until,
            what=what.format(number=part.number, day=when(until)),
            turn=sections.sellers_turn(part),
            row=part,
            letter=sections.letter_to_seller(part),
        )
    ]


def paid_badge(payment: Payment) -> str:
    """The payment as a coloured word; what went back, or is at the bank, is not said to be paid.

    A list reads with its payments their `refunds` and `disputes`.
    """
    if payment.state != PaymentState.PAID:
        return badge(payment)
    disputes = payment.disputes.all()
    lost = contested.lost_cents(disputes)
    given = moneyback.cents_of(payment.refunds.all(), RefundState.PAID)
    if contested.is_open(disputes):
        return badge("contested", _("Payé, contesté à la banque"), "warning")
    if lost and lost + given >= payment.amount_cents:
        return badge("taken", _("Payé, repris par la banque"), "danger")
    if lost:
        return badge("taken", _("Payé, repris en partie par la banque"), "danger")
    if given >= payment.amount_cents:
        return badge("refunded", _("Payé, remboursé en entier"), "quiet")
    return badge(payment)


def answered(dispute: Dispute, at: datetime) -> str:
    """Whether the bank got an answer, or still waits for one; empty once it decided."""
    answer = dispute.standing_answer
    if answer is not None:
        return badge(answer) if dispute.state == DisputeState.OPEN else answer.get_kind_display()
    if dispute.state != DisputeState.OPEN:
        return ""
    if dispute.answer_by is not None and dispute.answer_by < at:
        return badge("late", _("Sans réponse"), "danger")
    return badge("due", _("À répondre"), "danger")


def buyer(order: Order) -> Panel:
    """Who bought, for which company, where it goes, and what else they bought."""
    rows = (
        whole.others(order)
        .select_related("payment")
        .prefetch_related("payment__refunds", "payment__disputes")
    )
    others = list(rows.annotate(claims=Count("seller_orders__incidents"))[: whole.SHOWN + 1])
    complaints = sum(other.claims for other in others)
    if len(others) > whole.SHOWN:
        complaints = Incident.objects.filter(seller_order__order__in=rows.values("pk")).count()
    return Panel(
        title=_("Acheteur"),
        rows=[
            (_("Nom"), sections.buyer_link(order)),
            (_("Compte"), places.link(order.buyer) if order.buyer else _("sans compte")),
            (
                _("E-mail"),
                places.letter_to(order.email, _("Commande {number}").format(number=order.number)),
            ),
            (_("Téléphone"), order.phone),
            (_("Livrée à"), ", ".join(order.postal_lines())),
            (_("Entreprise facturée"), _company(order)),
            (_("Conditions acceptées"), _agreed(order)),
            (_("Autres réclamations"), complaints or ""),
        ],
        template="admin/orders/_others.html",
        values={
            "orders": [(other, paid_badge(other.payment)) for other in others[: whole.SHOWN]],
            "more": f"?q={order.email}" if len(others) > whole.SHOWN else "",
        },
        about=order,  # where it goes is corrected here
    )


def _agreed(order: Order) -> str:
    """Which terms, and when: a proof bears its year."""
    if order.terms is None:
        return ""
    return format_html("{}, {}", places.link(order.terms), dated(order.placed_at))


def _company(order: Order) -> str:
    """The company and its numbers, as they stand on the invoice."""
    business = order.business
    if business is None:
        return ""
    reference = business.reference and _("réf. {text}").format(text=business.reference)
    number = business.siret or business.siren
    words = [*business.billing_lines(), number, business.vat_number, reference]
    return ", ".join(filter(None, words))


def _states(row: Any) -> bool:
    return hasattr(row, "state")


def money_of(order: Order, everything: whole.Whole) -> Panel:
    payment = order.payment
    return Panel(
        title=_("Argent"),
        anchor="payment",
        rows=[
            (_("Articles"), money(order.goods_cents)),
            (_("Livraison"), money(order.shipping_cents)),
            (_("Total TTC"), money(order.total_cents)),
            (_("Paiement"), paid_badge(payment)),
            (_("Payée le"), when(payment.paid_at)),
            (_("À payer avant le"), when(order.pay_by) if _is_due(payment) else ""),
            (_("Refusé par la banque"), reason(payment.failure)),
            *_given_back(payment),
            (_("Frais du prestataire"), money(payment.fee_cents) if payment.fee_cents else ""),
            (_("Référence du prestataire"), payment.ref),
        ],
        template="admin/orders/_late.html",
        values={"refunds": everything.late_refunds},
        about=payment,
    )


def _given_back(payment: Payment) -> list[tuple[str, str]]:
    """What left the payment again, by what became of it: what is promised is not refunded."""
    refunds, disputes = payment.refunds.all(), payment.disputes.all()
    sums = [
        *moneyback.by_what_became(refunds),
        (_("Retenu par la banque, qui décide"), contested.held_cents(disputes)),
        (_("Repris par la banque, contestation perdue"), contested.lost_cents(disputes)),
    ]
    return [(name, money(cents) if cents else "") for name, cents in sums]


def _is_due(payment: Payment) -> bool:
    return payment.state in (PaymentState.INTENDED, PaymentState.PENDING, PaymentState.FAILED)


def part_panel(part: whole.Part) -> Panel:
    """A seller's part of the order: what was bought, and everything that followed."""
    row = part.row
    return Panel(
        title=format_html_join(
            " ", "{}", [(places.link(row.seller),), (row.number,), (sections.part_badge(row),)]
        ),
        anchor=row.number,
        rows=[
            *_awaited(row),
            (_("Contact"), sections.letter_to_seller(row)),
            (_("Livraison"), _delivery(part)),
            (_("Point relais"), _point(row)),
            (_("Présumée livrée le"), when(row.presumed_at) if not row.delivered_at else ""),
            (_("Date promise passée"), sections.lateness(row)),
            (_("Annulée le"), when(row.cancelled_at)),
            (_("Motif d'annulation"), row.cancelled_because),
        ],
        template="admin/orders/_part.html",
        values={"part": part, "at": clock.now()},
        about=row,
    )


def _point(row: SellerOrder) -> str:
    """Where the parcel is collected; a point that closed says so."""
    lines = ", ".join(row.relay_lines())
    if not row.relay_closed_at or row.state not in UNSHIPPED:
        return lines
    return format_html("{} {}", lines, badge("closed", _("Fermé"), "danger"))


def _closed_points(parts: Iterable[whole.Part]) -> list[str]:
    """That a parcel cannot leave before another point is chosen."""
    return [
        _(
            "Le point relais de {number} a fermé le {day} : rien ne part tant qu'un autre n'est pas"
            " choisi. L'acheteur a été prévenu ; le service client peut choisir pour lui."
        ).format(number=part.row.number, day=day(part.row.relay_closed_at))
        for part in parts
        if part.row.relay_closed_at and part.row.state in UNSHIPPED
    ]


def _awaited(row: SellerOrder) -> list[tuple[str, str]]:
    """Until when the seller must act."""
    if row.state == SellerOrderState.TO_ACCEPT:
        return [(_("À accepter avant le"), when(row.accept_by))]
    if row.state == SellerOrderState.TO_SHIP:
        return [(_("À expédier avant le"), when(row.ship_by))]
    return []


def _delivery(part: whole.Part) -> str:
    row = part.row
    return _("{way}, promise au plus tard le {day}").format(
        way=row.shipping_name, day=day(row.promised_until)
    )


def _disputed(dispute: Dispute, order: Order) -> Panel:
    return Panel(
        title=format_html_join(
            " ", "{}", [(places.link(dispute, _("Contestation bancaire")),), (badge(dispute),)]
        ),
        tone="warning" if dispute.state == DisputeState.OPEN else "",
        rows=[
            (_("En jeu"), money(dispute.amount_cents)),
            (_("Motif"), contested.reason_of(dispute)),
            (_("Ouverte le"), when(dispute.opened_at)),
            (_("À répondre avant le"), _until(dispute)),
            (_("Notre réponse"), answered(dispute, clock.now())),
            (_("Envois"), _waiting(dispute, order)),
            (_("Close le"), when(dispute.closed_at)),
        ],
        about=dispute,
    )


def _waiting(dispute: Dispute, order: Order) -> str:
    """That nobody need ship while the bank decides."""
    unshipped = any(part.state in UNSHIPPED for part in order.seller_orders.all())
    if dispute.state != DisputeState.OPEN or not unshipped:
        return ""
    return _("Ce qui est promis et n'est pas parti peut attendre.")


def _until(dispute: Dispute) -> str:
    """Until when the bank takes an answer, while it got none."""
    waits = dispute.state == DisputeState.OPEN and dispute.standing_answer is None
    return when(dispute.answer_by) if waits else ""


def _declared(declaration) -> Panel:
    return Panel(
        title=places.link(declaration, _("Rétractation déclarée")),
        tone="warning" if declaration.handled_at is None else "",
        rows=[
            (_("Déclarée le"), when(declaration.declared_at)),
            (_("Par"), f"{declaration.name} · {declaration.email}"),
            (_("Articles concernés"), declaration.goods or _("toute la commande")),
            (_("Traitée le"), when(declaration.handled_at)),
            (_("Suite donnée"), declaration.outcome),
        ],
        about=declaration,
    )
