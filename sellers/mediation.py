"""Which consumer mediator a shop's buyers may go to (C. conso L612-1, L616-1)."""

from __future__ import annotations

from marketplace.shared import policy
from sellers.models import Seller


def of(seller: Seller) -> str:
    """The shop's own mediator; the operator's where it takes the sellers' disputes too; or none."""
    entity = policy.entity()
    return seller.mediator or (entity.mediator if entity.mediates_for_sellers else "")
