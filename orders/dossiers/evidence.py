"""What proves a contested sale, drafted from what is known: parcels, documents, messages."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from marketplace.shared.gateway.protocol import Evidence
from marketplace.shared.templatetags.ui import dated, money, stamped
from orders import contested, moneyback
from orders.dossiers.whole import Parcel, Part, Whole
from orders.models import Dispute, Refund
from orders.states import RefundState

MOST = 20_000  # characters a bank reads at most


def drafted(dispute: Dispute, whole: Whole, documents: Iterable[str] = ()) -> Evidence:
    """A first version of the answer, for a person to read and correct.

    `documents` are the invoices in words, which the apps above know.
    """
    order = whole.order
    parcels = [parcel for part in whole.parts for parcel in part.parcels]
    return Evidence(
        customer_name=order.recipient,
        customer_email=order.email,
        product_description="\n".join(
            f"{line.quantity} × {line.title}" for part in whole.parts for line in part.lines
        ),
        shipping_address=", ".join(order.postal_lines()),
        shipping_carrier=", ".join(dict.fromkeys(parcel.carrier for parcel in parcels)),
        shipping_tracking=", ".join(p.row.tracking for p in parcels if p.row.tracking),
        shipping_date=", ".join(dict.fromkeys(dated(p.row.shipped_at) for p in parcels)),
        text="\n".join(_told(dispute, whole, documents))[:MOST],
    )


def _told(dispute: Dispute, whole: Whole, documents: Iterable[str]) -> Iterable[str]:
    order, payment = whole.order, whole.order.payment
    yield _("Commande {number} passée le {day}, payée {sum}.").format(
        number=order.number, day=stamped(order.placed_at), sum=money(payment.amount_cents)
    )
    yield _("Motif donné par le porteur : {reason}.").format(reason=contested.reason_of(dispute))
    for part in whole.parts:
        yield from _shipped(part)
    yield from _given_back(whole.late_refunds)
    yield from documents
    for word in whole.words:
        yield _("{day}, {side} : {text}").format(
            day=dated(word.said_at), side=word.get_side_display().lower(), text=word.text
        )


def _shipped(part: Part) -> Iterable[str]:
    name = part.row.seller.legal_name or part.row.seller.name
    if not part.parcels:
        yield _("{seller} n'a encore rien expédié.").format(seller=name)
    for parcel in part.parcels:
        yield _sent(name, parcel)
    yield from _given_back(part.refunds)


def _given_back(refunds: Iterable[Refund]) -> Iterable[str]:
    """What the buyer really has back; what waits for this very bank proves nothing."""
    paid = moneyback.cents_of(refunds, RefundState.PAID)
    if paid:
        yield _("Déjà remboursé par le vendeur ou par nous : {sum}.").format(sum=money(paid))
    leaving = moneyback.cents_of(refunds, RefundState.INTENDED, RefundState.SENT)
    if leaving:
        yield _("Remboursement décidé, qui n'est pas encore arrivé à l'acheteur : {sum}.").format(
            sum=money(leaving)
        )


def _sent(name: str, parcel: Parcel) -> str:
    row = parcel.row
    said = _("{seller} a expédié le colis {number} le {day} par {carrier}").format(
        seller=name, number=row.number, day=stamped(row.shipped_at), carrier=parcel.carrier
    )
    if row.tracking:
        said += " " + _("(suivi {number})").format(number=row.tracking)
    if row.delivered_at:
        said += _(" ; livré le {day}, {how}").format(day=stamped(row.delivered_at), how=parcel.how)
    return f"{said}."
