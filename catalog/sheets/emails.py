"""The letters about corrections of shared sheets."""

from __future__ import annotations

from catalog.models import Correction
from marketplace.shared.mail import Email
from sellers.letters import tongue
from sellers.models import Seller


def correction_answered(correction: Correction) -> Email:
    """The shop that proposed a correction reads whether it holds."""
    return _to(correction.seller, "correction_answered", correction)


def correction_kept(correction: Correction) -> Email:
    """The author of the sheet is asked to make a correction that holds."""
    return _to(correction.product.owner, "correction_kept", correction)


def _to(seller: Seller, what: str, correction: Correction) -> Email:
    return Email(
        to=seller.email,
        template=f"catalog/{what}",
        values={"seller": seller, "product": correction.product, "correction": correction},
        language=tongue(seller),
        key=f"{what}-{correction.pk}",
    )
