"""What the file of a review shows of the order that proves its purchase."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.models import Review
from marketplace.shared import places
from marketplace.shared.dossiers import Added, Panel
from orders.models import SellerOrder


def of_review(review: Review) -> Added:
    """The order of the article: whoever reviews it received it."""
    part = SellerOrder.objects.filter(lines=review.purchase).first()
    if part is None:
        return Added()
    return Added(
        beside=[
            Panel(
                title=_("Achat vérifié"),
                rows=[(_("Commande"), places.link(part, part.number))],
            )
        ]
    )
