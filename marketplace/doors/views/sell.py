"""« Vendre chez nous »: what it costs by the grid in force, who sells here, how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounting.commissions import commissions
from accounting.commissions.commissions import Due, Rule
from accounting.commissions.forms import SaleForm
from accounting.models import AccountingRules
from catalog import freshness
from catalog.models import CatalogRules, Product
from catalog.tree import tree
from marketing.editorial import queries as journal
from marketing.models import Article
from marketplace.shared import clock, guests, policy
from marketplace.shared.replicas import reading
from sellers import standing
from sellers.models import Seller

EXAMPLE_CENTS, DELIVERY_CENTS = 4900, 690
SHOPS, STORIES, GOODS = 3, 2, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One sale as the calculator shows it: the article, its delivery, the commission."""

    due: Due
    delivery_cents: int

    @property
    def received_cents(self) -> int:
        """What the seller receives: the delivery is theirs in whole."""
        return self.due.left_cents + self.delivery_cents

    @property
    def paid_cents(self) -> int:
        """What the buyer pays."""
        return self.due.base_cents + self.delivery_cents


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def show(request: HttpRequest) -> HttpResponse:
    """The recruitment page of the marketplace."""
    at, today = clock.now(), clock.today()
    guests.rests_on(request, [freshness.WHOLE, standing.SHOPS])
    rules = policy.rules(AccountingRules)
    form = SaleForm(request.GET if "price" in request.GET else None)
    withdrawn_by = policy.rules(CatalogRules).withdrawal_days + 1
    return render(
        request,
        "shop/sellers/sell.html",
        {
            "form": form,
            "sale": _sale(form, today),
            "grid": [_row(rule, rules.commission_vat_bps) for rule in commissions.table(today)],
            "rules": rules,
            "shops": _shops(at),
            "stories": _stories(at),
            "waits_for_withdrawal": withdrawn_by >= rules.payout_hold_days,
        },
    )


def _row(rule: Rule, vat_bps: int) -> dict:
    """A line of the grid: the category in the reader's language, and what an article leaves."""
    place = tree().by_path.get(rule.path)
    left = commissions.compute(rule, EXAMPLE_CENTS, vat_bps=vat_bps).left_cents
    return {"rule": rule, "name": place.label if place else _rest(rule), "left_cents": left}


def _rest(rule: Rule) -> str:
    return rule.name if rule.path else _("Toutes les autres catégories")


def _sale(form: SaleForm, today: date) -> Sale | None:
    """What the form asks, or an example until it is filled in; nothing while it is wrong."""
    price, delivery, path = EXAMPLE_CENTS, DELIVERY_CENTS, ""
    if form.is_bound:
        if not form.is_valid():
            return None
        price, delivery = form.cleaned_data["price"], form.cleaned_data["delivery"] or 0
        path = form.path
    try:
        rule = commissions.rule_for(None, path, today)
    except commissions.NoRule:
        return None
    vat_bps = policy.rules(AccountingRules).commission_vat_bps
    return Sale(due=commissions.compute(rule, price, vat_bps=vat_bps), delivery_cents=delivery)


def _shops(at: datetime) -> list[dict]:
    """Three shops that sell now, each with a picture of its own: of the shop, or of its goods."""
    selling = Seller.objects.selling(at).exclude(opened_at=None)
    shops = list(selling.order_by("-rating_count", "pk")[:SHOPS])
    goods = Product.objects.public().filter(owner__in=shops).exclude(cover=None)
    covers: dict[int, Product] = {}
    for product in goods.select_related("cover").order_by("-sales_count", "pk")[:GOODS]:
        covers.setdefault(product.owner_id, product)
    return [{"shop": shop, "product": covers.get(shop.pk)} for shop in shops]


def _stories(at: datetime) -> list[Article]:
    """Two stories of sellers from the journal, the newest first."""
    told = Article.objects.published(at).exclude(seller=None)
    return list(told[:STORIES]) or journal.latest(at=at, most=STORIES)
