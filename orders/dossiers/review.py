"""What orders know of a review: the purchase that proves it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.models import Review
from marketplace.shared import places
from marketplace.shared.dossiers import Added
from orders.models import OrderLine


def of_review(review: Review) -> Added:
    """The part of an order in which its author bought the article."""
    lines = OrderLine.objects.select_related("seller_order").filter(pk=review.purchase)
    parts = [line.seller_order for line in lines]
    named = _("commande {number}")
    return Added(quotes=[places.link(part, named.format(number=part.number)) for part in parts])
