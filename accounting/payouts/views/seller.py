"""A seller's money: the balance, what moved it, the payouts and their statements."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounting.billing import months as commission_months
from accounting.documents.views.files import hand_out
from accounting.models import AccountingRules, Payout
from accounting.payouts import payable, payouts, statements
from accounting.payouts import queries as payouts_queries
from marketplace.shared import clock, policy
from orders.models import SellerOrder
from sellers import access
from sellers.access import seller

SHARES = 50  # orders a page


@seller("finance")
def money(request):
    """The balance today, when the rest comes, and the last payouts."""
    now = clock.now()
    paid = Paginator(payouts_queries.payouts_of(request.seller), 20).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "seller/accounting/money.html",
        {
            "shares": Paginator(payable.Shares(request.seller, now), SHARES).get_page(
                request.GET.get("ventes")
            ),
            "balance": payouts_queries.balance(request.seller, now),
            "is_withheld": payable.is_withheld(request.seller),
            "paid": paid,
            "rules": policy.rules(AccountingRules),
            "today": clock.paris_day(now),
            "months": commission_months.months(request.seller, now),
        },
    )


@seller("finance")
def money_order(request, number):
    """Everything booked for one order, explained to the cent."""
    part = get_object_or_404(SellerOrder.objects.of(request.seller), number=number)
    movements = payouts_queries.movements(part)
    return render(
        request,
        "seller/accounting/money_order.html",
        {
            "part": part,
            "opens_order": access.opens(request.member, reverse("seller-order", args=[number])),
            "movements": movements,
            "left_cents": sum(movement.cents for movement in movements),
            "documents": part.invoices.order_by("pk"),
        },
    )


@seller("finance")
def payout(request, number):
    """A payout, order by order, with its statement; before it leaves, what is held, and why."""
    payout = get_object_or_404(
        payouts_queries.payouts_of(request.seller).select_related("run", "seller"), number=number
    )
    orders = Paginator(payouts_queries.SettledOrders(payout), SHARES).get_page(
        request.GET.get("page")
    )
    waits = payout.state in payouts.WAITING
    now = payable.leaving(payout.run, [payout], clock.now())[payout.pk] if waits else None
    return render(
        request, "seller/accounting/payout.html", {"payout": payout, "orders": orders, "now": now}
    )


@seller("finance")
def statement(request, number):
    """The statement of a payout, as PDF."""
    payout = get_object_or_404(payouts_queries.payouts_of(request.seller), number=number)
    if not payout.statement_data:
        return _without_statement(request, payout)
    if not payout.statement:
        messages.info(
            request, _("Le relevé PDF est en préparation : réessayez dans quelques minutes.")
        )
        return redirect("seller-payout", number)
    return hand_out(payout.statement, f"releve-{payout.number}.pdf")


@seller("finance")
def statement_table(request, number):
    """The statement of a payout, as a table for spreadsheets."""
    payout = get_object_or_404(payouts_queries.payouts_of(request.seller), number=number)
    if not payout.statement_data:
        return _without_statement(request, payout)
    answer = StreamingHttpResponse(
        statements.as_csv(payout), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="releve-{payout.number}.csv"'
    return answer


def _without_statement(request, payout: Payout):
    """There is no statement before the money left: the page of the payout says so."""
    messages.info(
        request,
        _("Le relevé est établi quand le versement est payé : celui-ci ne l'est pas encore."),
    )
    return redirect("seller-payout", payout.number)
