"""A buyer's documents."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounting.documents import queries as documents_queries
from accounting.documents.views.files import hand_out
from orders.buying.access import order_for


def document(request, number, pk):
    """An invoice or a credit note of an order, for its buyer or the bearer of its link."""
    order = order_for(request, number)
    paper = documents_queries.documents_of(order).filter(pk=pk).first()
    if paper is None:
        raise Http404
    if not paper.rendered_at:
        messages.info(request, _("Ce PDF est en préparation : réessayez dans quelques minutes."))
        token = f"?t={request.GET['t']}" if request.GET.get("t") else ""
        return redirect(f"{reverse('shop-order', args=[number])}{token}")
    return hand_out(paper.file, f"{paper.number}.pdf")
