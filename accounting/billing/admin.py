"""Commissions by month and seller, as they were invoiced, and what still has to be."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.billing import billing
from accounting.models import CommissionMonth
from marketplace.shared import clock, places
from marketplace.shared.admin import Exported, Page, euros, present, register
from sellers.models import Seller


@register(CommissionMonth)
class CommissionMonthAdmin(Exported):
    """Each seller's months: what was billed, and the months that are over and are not."""

    role, concerns = "finance", ("seller",)
    exported = (
        "month",
        "supplement",
        "seller__code",
        "seller__name",
        "net_cents",
        "vat_cents",
        "rounding_cents",
        "closed_at",
    )
    pages = (Page("bill/", "bill", "bill", role="finance", sensitive=True),)
    list_display = ("shown_month", "seller", "net", "vat", "rounding", "closed_at")
    list_filter = ("month",)
    search_fields = ("seller__name", "seller__code")
    ordering = ("-month", "seller__name", "pk")
    list_select_related = ("seller",)
    fields = ("seller", "month", "supplement", "net", "vat", "rounding", "papers", "closed_at")
    readonly_fields = ("net", "vat", "rounding", "papers")
    change_list_template = "admin/accounting/commission_months.html"
    net = euros("net_cents", _("HT"))
    vat = euros("vat_cents", _("TVA"))
    rounding = euros("rounding_cents", _("Arrondi de TVA"))

    def shown_month(self, month):
        """The month, and which supplement of it."""
        return f"{month.month:%m/%Y}" + (f" + {month.supplement}" if month.supplement else "")

    shown_month.short_description = _("Mois")
    shown_month.admin_order_field = "month"

    def papers(self, month):
        """What the month was billed with: links to its invoice and credit notes."""
        links = [
            (places.link(paper, f"{paper.get_kind_display()} {paper.number}"),)
            for paper in billing.documents_of(month)
        ]
        return format_html_join(", ", "{}", links) or gettext("Rien à facturer")

    papers.short_description = _("Documents")

    def changelist_view(self, request, extra_context=None):
        """Add what is still to be invoiced, oldest month first."""
        waiting = billing.unbilled(before=billing.month_of(clock.today()))
        sellers = Seller.objects.in_bulk({owed.seller_id for owed in waiting[:200]})
        owing = [(sellers[owed.seller_id], owed) for owed in waiting[:200]]
        return super().changelist_view(
            request, {"waiting": owing, "count": len(waiting), **(extra_context or {})}
        )

    def bill(self, request):
        """Ask the worker to invoice the months that are over."""
        if request.method == "POST":
            billing.ask(**present(request))
            messages.success(
                request,
                gettext("Facturation lancée : les documents paraissent ici en quelques instants."),
            )
        return redirect("admin:accounting_commissionmonth_changelist")
