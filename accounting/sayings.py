"""The figures of commissions and payouts that texts may name."""

from django.utils.translation import gettext_lazy as _

from accounting.commissions import commissions
from accounting.models import AccountingRules
from catalog.models import CatalogRules
from marketplace.shared import clock, policy
from marketplace.shared.templatetags.ui import percent
from marketplace.shared.voice import Figure


def paid_after_days() -> int:
    """The first day on which nobody may withdraw any more, or the end of the house's own delay."""
    withdrawn_by = policy.rules(CatalogRules).withdrawal_days + 1
    return max(policy.rules(AccountingRules).payout_hold_days, withdrawn_by)


def _rates() -> list[int]:
    """The rates of the grid of today, but for those made for one shop."""
    return [rule.bps for rule in commissions.table(clock.today())]


FIGURES = (
    Figure(
        name="versement",
        meaning=_("les jours entre la livraison et le premier versement possible"),
        read=paid_after_days,
    ),
    Figure(
        name="tva",
        meaning=_("la TVA sur la commission"),
        read=lambda: policy.rules(AccountingRules).commission_vat_bps,
        said=percent,
    ),
    Figure(
        name="commission_min",
        meaning=_("la commission la plus basse de la grille"),
        read=lambda: min(_rates(), default=0),
        said=percent,
        least=1,
    ),
    Figure(
        name="commission_max",
        meaning=_("la commission la plus haute de la grille"),
        read=lambda: max(_rates(), default=0),
        said=percent,
        least=1,
    ),
)
