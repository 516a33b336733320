"""The book: entries with their lines, the trial balance, and whether the provider agrees."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import OuterRef, Subquery, Sum
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounting.book import ledger, months
from accounting.book import queries as book_queries
from accounting.models import Account, Commission, Entry, Line, MonthBalance
from marketplace.shared import columns, gateway
from marketplace.shared.admin import Exported, House, Page, Reading, euros, register
from marketplace.shared.gateway.protocol import GatewayDown
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money

JOURNALS = {
    ledger.PROVIDER: _("Prestataire de paiement"),
    ledger.COMMISSIONS: _("Commissions"),
    ledger.OTHER: _("Opérations diverses"),
}


class LineInline(Reading):
    """The debits and credits of an entry, account by account."""

    model = Line
    fields = ("account", "seller", "seller_order", "debit", "credit", "note")
    readonly_fields = ("debit", "credit")
    debit = euros("debit_cents", _("Débit"))
    credit = euros("credit_cents", _("Crédit"))

    def get_queryset(self, request):
        """With what the lines speak of."""
        return super().get_queryset(request).select_related("seller", "seller_order")


@register(Entry)
class EntryAdmin(House):
    """One event of the trade, as it was booked."""

    role = "finance"
    list_display = ("posted_at", "journal_in_words", "told", "total")
    list_filter = (columns.by_word("journal", _("journal"), JOURNALS),)
    search_fields = ("source", "label")
    ordering = ("-pk",)
    fields = ("source", "journal", "told", "currency", "posted_at")
    readonly_fields = ("told",)
    inlines = (LineInline,)
    pages = (Page("balance/", "balance", "reconciliation", role="finance"),)
    change_list_template = "admin/accounting/entries.html"
    total = euros("total_cents", _("Montant"))
    journal_in_words = columns.worded("journal", _("journal"), JOURNALS)

    @admin.display(description=_("Libellé"), ordering="label")
    def told(self, row):
        """What was booked, in the reader's language."""
        return row.told

    def get_queryset(self, request):
        """With the amount of each entry."""
        sides = Line.objects.filter(entry=OuterRef("pk")).values("entry").order_by()
        total = sides.annotate(cents=Sum("debit_cents")).values("cents")
        return super().get_queryset(request).annotate(total_cents=Subquery(total))

    def reconciliation(self, request):
        """Every account, and the provider's balance beside ours."""
        ours = ledger.balance(Account.PSP)
        theirs, failure = _asked()
        gap = None if theirs is None else theirs - ours
        transit = book_queries.transit() if gap else None
        return render(
            request,
            "admin/accounting/balance.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Balance et rapprochement"),
                "opts": self.opts,
                "accounts": book_queries.trial_balance(),
                "ours": ours,
                "theirs": theirs,
                "gap": gap,
                "failure": failure,
                "debts": book_queries.debts(),
                "transit": transit,
                "explained": bool(transit) and transit.explains(gap),
            },
        )


@register(Commission)
class CommissionAdmin(Exported):
    """The frozen commission of a sold line, with its arithmetic."""

    role, concerns = "finance", ("seller",)
    exported = (
        "line__seller_order__number",
        "seller__code",
        "seller__name",
        "line__title",
        "line__quantity",
        "explanation",
        "base_cents",
        "net_cents",
        "vat_cents",
        "reversed_cents",
        "reversed_vat_cents",
        "frozen_at",
    )
    list_display = ("line", "seller", "told", "net", "vat", "given_back", "frozen_at")
    search_fields = ("seller__name", "seller__code", "line__seller_order__number", "line__title")
    ordering = ("-pk",)
    list_select_related = ("line", "seller")
    fields = (
        "line",
        "seller",
        "rule",
        "told",
        "base",
        "net",
        "vat",
        "given_back",
        "frozen_at",
    )
    readonly_fields = ("told", "base", "net", "vat", "given_back")
    base = euros("base_cents", _("Assiette TTC"))
    net = euros("net_cents", _("HT"))
    vat = euros("vat_cents", _("TVA"))
    given_back = euros("reversed_cents", _("Reprise HT"))

    @admin.display(description=_("Calcul"))
    def told(self, row):
        """The arithmetic, in the reader's language."""
        return row.told


@register(MonthBalance)
class MonthBalanceAdmin(Exported):
    """What each account moved in each month: the totals first, each seller's part on demand."""

    role, concerns = "finance", ("seller",)
    exported = ("month", "account", "seller__code", "seller__name", *months.SUMS)
    list_display = ("shown_month", "account", "whose", "debit", "credit", "balance", "lines")
    sortable_by = ()
    list_filter = ("month", "account", ("seller", EmptyFieldListFilter))
    search_fields = ("seller__name", "seller__code")
    ordering = ("-month", "account", "seller__name", "pk")
    list_select_related = ("seller",)
    fields = ("shown_month", "account", "whose", "debit", "credit", "balance", "lines", "through")
    readonly_fields = ("shown_month", "whose", "debit", "credit", "balance")
    debit = euros("debit_cents", _("Débit"))
    credit = euros("credit_cents", _("Crédit"))

    def heading(self, row):
        """The account by its name, and the month."""
        name, month = row.get_account_display(), date_format(row.month, "F Y")
        return f"{name} · {month} · {row.seller}" if row.seller else f"{name} · {month}"

    @admin.display(description=_("Mois"), ordering="month")
    def shown_month(self, row):
        """The month, as people write it."""
        return f"{row.month:%m/%Y}"

    @admin.display(description=_("Vendeur"))
    def whose(self, row):
        """Whose part it is, or that it is the whole account."""
        return row.seller or _("tous")

    @admin.display(description=_("Solde"))
    def balance(self, row):
        """Debits less credits of the month."""
        return money(row.debit_cents - row.credit_cents)


def _asked() -> tuple[int | None, str]:
    try:
        return gateway.current().balance_cents(), ""
    except (GatewayDown, Refusal) as refusal:
        return None, str(refusal)
