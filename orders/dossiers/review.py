"""What the files of a review, and of a notice about one, show of the order behind it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.models import Review, ReviewNotice
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


def of_notice(notice: ReviewNotice) -> Added:
    """Whether who reports a review wrote it: they want it gone, which is no dispute about it."""
    part = SellerOrder.objects.filter(lines=notice.review.purchase).select_related("order").first()
    if part is None or part.order.email.lower() != notice.email.lower():
        return Added()
    return Added(
        beside=[
            Panel(
                title=_("Qui signale"),
                rows=[
                    (_("À savoir"), _("Ce signalement vient de l'auteur de l'avis.")),
                    (_("Commande"), places.link(part, part.number)),
                ],
            )
        ]
    )
