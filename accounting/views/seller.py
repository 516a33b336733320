"""A seller's money: balance, payouts, documents, and what a sale would leave."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounting import commission_months, commissions, payable, payouts, queries, statements
from accounting.filters import InvoiceFilter
from accounting.forms import PriceForm
from accounting.models import Payout
from accounting.views.files import hand_out
from marketplace.shared import clock, policy
from orders.models import SellerOrder
from sellers.access import seller


@seller("finance")
def money(request):
    """The balance today, when the rest comes, and the last payouts."""
    now = clock.now()
    paid = Paginator(queries.payouts_of(request.seller), 20).get_page(request.GET.get("page"))
    return render(
        request,
        "seller/accounting/money.html",
        {
            "balance": queries.balance(request.seller, now),
            "paid": paid,
            "rules": policy.rules(),
            "today": clock.paris_day(now),
            "months": commission_months.months(request.seller, now),
        },
    )


@seller("finance")
def commission_month(request, month):
    """A month's commissions line by line, with its documents or the day on which it will be
    invoiced.
    """
    found = _month_of(request.seller, month)
    rows = commission_months.rows(request.seller, found.first)
    return render(
        request,
        "seller/accounting/commission_month.html",
        {"month": found, "page": Paginator(rows, 100).get_page(request.GET.get("page"))},
    )


@seller("finance")
def commission_month_table(request, month):
    """The same, as a table for spreadsheets."""
    found = _month_of(request.seller, month)
    rows = commission_months.rows(request.seller, found.first)
    answer = HttpResponse(
        commission_months.as_csv(found, rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="commissions-{found.slug}.csv"'
    return answer


@seller("finance")
def money_order(request, number):
    """Everything booked for one order, explained to the cent."""
    part = get_object_or_404(SellerOrder.objects.of(request.seller), number=number)
    rows = queries.movements(part)
    return render(
        request,
        "seller/accounting/money_order.html",
        {
            "part": part,
            "movements": rows,
            "left_cents": sum(row.cents for row in rows),
            "documents": part.invoices.order_by("pk"),
        },
    )


@seller("finance")
def payout(request, number):
    """A payout, order by order, with its statement; before it leaves, what would stay here and
    why.
    """
    row = get_object_or_404(
        queries.payouts_of(request.seller).select_related("run", "seller"), number=number
    )
    orders = queries.settled(row)
    waits = row.state in payouts.WAITING
    now = payable.leaving(row.run, [row], clock.now())[row.pk] if waits else None
    return render(
        request, "seller/accounting/payout.html", {"payout": row, "orders": orders, "now": now}
    )


@seller("finance")
def statement(request, number):
    """The statement of a payout, as PDF."""
    row = get_object_or_404(queries.payouts_of(request.seller), number=number)
    if not row.statement_data:
        return _without_statement(request, row)
    if not row.statement:
        messages.info(
            request, _("Le relevé PDF est en préparation : réessayez dans quelques minutes.")
        )
        return redirect("seller-payout", number)
    return hand_out(row.statement, f"releve-{row.number}.pdf")


@seller("finance")
def statement_table(request, number):
    """The statement of a payout, as a table for spreadsheets."""
    row = get_object_or_404(queries.payouts_of(request.seller), number=number)
    if not row.statement_data:
        return _without_statement(request, row)
    answer = HttpResponse(statements.as_csv(row), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="releve-{row.number}.csv"'
    return answer


@seller("finance")
def invoices(request):
    """The documents in the seller's name, and the house's own bills."""
    kind = request.GET.get("nature", "")
    found = InvoiceFilter(request.GET, queries.invoices_of(request.seller, kind))
    rows = found.qs if found.is_valid() else queries.invoices_of(request.seller, kind)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
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
            "filter": found,
            "kind": kind,
            "waiting": waiting if kind != "ventes" else [],
        },
    )


@seller("finance")
def invoice(request, pk):
    """One document, as PDF."""
    row = get_object_or_404(queries.invoices_of(request.seller), pk=pk)
    if not row.rendered_at:
        messages.info(request, _("Ce PDF est en préparation : réessayez dans quelques minutes."))
        return redirect("seller-invoices")
    return hand_out(row.file, f"{row.number}.pdf")


@seller()
def simulator(request):
    """What a sale would leave: an article at 49 € in a category."""
    return render(
        request, "seller/accounting/simulator.html", _tried(request, data=request.GET or None)
    )


@seller()
def commission_preview(request):
    """The same, as a panel for the product form."""
    return render(request, "seller/accounting/_preview.html", _tried(request, data=request.GET))


def _without_statement(request, row: Payout):
    """There is no statement before the money left: the page of the payout says so."""
    messages.info(
        request,
        _("Le relevé est établi quand le versement est payé : celui-ci ne l'est pas encore."),
    )
    return redirect("seller-payout", row.number)


def _month_of(owner, slug: str) -> commission_months.Month:
    """A month of this seller, as addresses name it."""
    known = commission_months.months(owner, clock.now(), at_most=1000)
    found = next((month for month in known if month.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _tried(request, data) -> dict:
    form = PriceForm(data)
    found = {"form": form, "due": None, "refused": ""}
    if form.is_bound and form.is_valid() and form.cleaned_data["price"]:
        try:
            found["due"] = commissions.preview(
                form.cleaned_data["price"],
                form.cleaned_data["category"],
                request.seller,
                clock.today(),
            )
        except commissions.NoRule as missing:
            found["refused"] = str(missing)
    return found
