"""Where a buyer finds help: parcels, returns, guarantees, and who answers."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import CatalogRules
from marketplace.shared import policy


@require_safe
def show(request):
    """The customer service, on one page."""
    return render(request, "shop/help.html", {"rules": policy.rules(CatalogRules)})
