"""The letters about commissions."""

from __future__ import annotations

from collections.abc import Iterable

from accounting.models import CommissionMonth, Invoice
from marketplace.shared.mail import Email


def commissions_billed(closed: CommissionMonth, documents: Iterable[Invoice]) -> Email:
    """A month's commissions are invoiced: for how much, and where the detail is."""
    return Email(
        to=closed.seller.email,
        template="accounting/commissions_billed",
        values={"closed": closed, "seller": closed.seller, "documents": list(documents)},
        key=f"commissions_billed-{closed.pk}",
    )
