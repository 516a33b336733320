"""« Vendre chez nous »: what it costs, live from the commission grid, and how it goes."""

from django.shortcuts import render

from accounting.commissions import commissions
from accounting.models import AccountingRules
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
    return render(request, "shop/sellers/sell.html", {"grid": grid, "rules": rules})
