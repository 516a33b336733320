"""The letters about payouts."""

from __future__ import annotations

from accounting.models import Payout
from marketplace.shared.mail import Email


def payout_paid(payout: Payout) -> Email:
    """Money is on its way to the seller's bank: how much, and where the statement is."""
    return _to(payout, "payout_paid")


def payout_failed(payout: Payout) -> Email:
    """The provider refused the transfer: nothing is lost, here is what to check."""
    return _to(payout, "payout_failed")


def _to(payout: Payout, what: str) -> Email:
    return Email(
        to=payout.seller.email,
        template=f"accounting/{what}",
        values={"payout": payout, "seller": payout.seller},
        key=f"{what}-{payout.number}-{payout.uid[:8]}",
    )
