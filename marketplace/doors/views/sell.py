"""« Vendre chez nous »: what it costs, live from the commission grid, and how it goes."""

from django.shortcuts import render

from accounting.commissions import commissions
from accounting.models import AccountingRules
from catalog.models import CatalogRules
from marketplace.shared import clock, policy

EXAMPLE_CENTS = 4900


def show(request):
    """The recruitment page of the marketplace."""
    rules = policy.rules(AccountingRules)
    grid = [
        {
            "rule": rule,
            "left_cents": commissions.compute(
                rule, EXAMPLE_CENTS, vat_bps=rules.commission_vat_bps
            ).left_cents,
        }
        for rule in commissions.table(clock.today())
    ]
    # the first day on which nobody may withdraw, or the end of the house's own delay
    withdrawn_by = policy.rules(CatalogRules).withdrawal_days + 1
    return render(
        request,
        "shop/sellers/sell.html",
        {
            "grid": grid,
            "rules": rules,
            "paid_after_days": max(rules.payout_hold_days, withdrawn_by),
            "waits_for_withdrawal": withdrawn_by >= rules.payout_hold_days,
        },
    )
