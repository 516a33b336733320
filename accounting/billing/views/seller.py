"""A seller's commissions month by month, and the documents in their name."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounting.billing import months as commission_months
from accounting.documents import contests
from accounting.documents import queries as documents_queries
from accounting.documents.filters import InvoiceFilter
from accounting.documents.views.files import hand_out
from marketplace.shared import clock
from sellers.access import opens, seller


@seller("finance")
def commission_month(request, month):
    """A month's commissions line by line, with its documents or the day they are issued."""
    shown = _month_of(request.seller, month)
    details = commission_months.rows(request.seller, shown.first)
    return render(
        request,
        "seller/accounting/commission_month.html",
        {"month": shown, "page": Paginator(details, 100).get_page(request.GET.get("page"))},
    )


@seller("finance")
def commission_month_table(request, month):
    """A month's commissions as a table for spreadsheets."""
    shown = _month_of(request.seller, month)
    with translation.override(settings.LANGUAGE_CODE):  # the whole table, arithmetic included
        details = commission_months.rows(request.seller, shown.first)
    answer = HttpResponse(
        commission_months.as_csv(shown, details), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="commissions-{shown.slug}.csv"'
    return answer


@seller("finance")
def invoices(request):
    """The documents in the seller's name, and the house's own bills."""
    kind = request.GET.get("nature", "")
    sought = InvoiceFilter(request.GET, documents_queries.invoices_of(request.seller, kind))
    documents = (
        sought.qs if sought.is_valid() else documents_queries.invoices_of(request.seller, kind)
    )
    page = Paginator(contests.marked(documents), 50).get_page(request.GET.get("page"))
    rows, at = list(page.object_list), clock.now()
    page.object_list = rows
    said = contests.told([row for row in rows if row.is_contested])
    for row in rows:
        row.said = said.get(row.pk)
        row.may_be_contested = row.said is None and contests.may_be_contested(row, at)
    here = reverse("seller-invoices")
    tabs = [
        {"name": name, "url": f"{here}?nature={value}" if value else here, "current": kind == value}
        for value, name in (
            ("", _("Tous")),
            ("ventes", _("Ventes")),
            ("commissions", _("Commissions")),
        )
    ]
    waiting = [
        month
        for month in commission_months.months(request.seller, clock.now(), at_most=1)
        if month.waits
    ]
    return render(
        request,
        "seller/accounting/invoices.html",
        {
            "page": page,
            "tabs": tabs,
            "filter": sought,
            "kind": kind,
            "may_contest": opens(
                request.member, reverse("seller-invoice-contest", args=[0]), acting=True
            ),
            "waiting": waiting if kind != "ventes" else [],
        },
    )


@seller("finance")
def invoice(request, pk):
    """An invoice or credit note, as PDF, once the worker has made it."""
    document = get_object_or_404(documents_queries.invoices_of(request.seller), pk=pk)
    if not document.rendered_at:
        messages.info(request, _("Ce PDF est en préparation : réessayez dans quelques minutes."))
        return redirect("seller-invoices")
    return hand_out(document.file, f"{document.number}.pdf")


def _month_of(owner, slug: str) -> commission_months.Month:
    """The month that an address asks for. Raises Http404 when this seller has none such."""
    months = commission_months.months(owner, clock.now(), at_most=1000)
    named = next((month for month in months if month.slug == slug), None)
    if named is None:
        raise Http404
    return named
