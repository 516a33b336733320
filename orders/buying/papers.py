"""What a buyer keeps of the contract, as files of the confirmation: a durable medium (L221-13).

Plain text: it is read everywhere, and is made where no PDF can be.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.shared import policy
from orders.letters import withdrawal_link
from orders.models import Order, SellerOrder

Paper = tuple[str, bytes, str]
TEXT = "text/plain; charset=utf-8"


def of(order: Order, parts: list[SellerOrder], *, granted: bool) -> tuple[Paper, ...]:
    """The terms as accepted, the house's and each seller's; the form of withdrawal, if granted."""
    # what sellers say of returns is written for consumers: a company is shown none it has not
    own = granted and any(part.seller_snapshot.get("return_policy") for part in parts)
    with translation.override(order.language):
        made = []
        if order.terms or own:
            made.append((_("conditions-acceptees.txt"), "accepted_terms"))
        if granted:
            made.append((_("formulaire-de-retractation.txt"), "withdrawal_form"))
        return tuple(
            (name, _written(paper, order, parts if granted else []), TEXT) for name, paper in made
        )


def _written(paper: str, order: Order, parts: list[SellerOrder]) -> bytes:
    values = {
        "order": order,
        "parts": parts,
        "terms": order.terms,
        "withdrawal_url": withdrawal_link(order),
        "brand": policy.brand(),
        "entity": policy.entity(),
    }
    return render_to_string(f"emails/orders/{paper}.txt", values).strip().encode() + b"\n"
