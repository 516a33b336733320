"""Where the buyer stands on the way from the cart to the order: asked, never stored."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

CART, DETAILS, PAYMENT, DONE = range(4)


def trail(current: int) -> list[dict]:
    """The steps to show, with the way back to those already taken."""
    names = [_("Panier"), _("Coordonnées et livraison"), _("Paiement"), _("Confirmation")]
    backs = [reverse("shop-cart"), reverse("shop-checkout"), "", ""]
    return [
        {
            "name": name,
            "state": _state(rank, current),
            "url": backs[rank] if current < PAYMENT else "",
        }
        for rank, name in enumerate(names)
    ]


def _state(rank: int, current: int) -> str:
    if rank == current:
        return "current"
    return "done" if rank < current else ""
