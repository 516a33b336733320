"""The public pages of quality: how we measure, the last report, the earlier ones, their figures."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.shared import policy
from orders.models import OrderRules, QualityReport
from orders.quality import told

MOST = 40  # quarters that are listed: ten years


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The last report, the earlier ones, and how everything is measured."""
    reports = list(told.public()[:MOST])
    return _page(request, reports[0] if reports else None, reports, "shop-quality", [])


@require_safe
def report(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """The report of a quarter."""
    row = _one(year, quarter)
    return _page(request, row, list(told.public()[:MOST]), "shop-quality-report", [year, quarter])


@require_safe
def figures(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """Its figures as a file."""
    file = HttpResponse(told.as_csv(_one(year, quarter)), content_type="text/csv; charset=utf-8")
    file["Content-Disposition"] = f'attachment; filename="qualite-{year}-t{quarter}.csv"'
    return file


def _one(year: int, quarter: int) -> QualityReport:
    if year > 9999 or not 1 <= quarter <= 4:
        raise Http404
    row = told.public().filter(year=year, quarter=quarter).first()
    if row is None:
        raise Http404
    return row


def _page(request, row, reports, name: str, address: list) -> HttpResponse:
    context = {
        "report": row,
        "reports": [(told.quarter_of(each), each) for each in reports],
        "rules": policy.rules(OrderRules),
        "canonical": f"{settings.BASE_URL}{reverse(name, args=address)}",
        "is_index": name == "shop-quality",
    }
    if row is not None:
        earlier, replaced = told.before(row, public=True), told.replaced(row)
        now = told.figures_of(row)
        context |= {
            "quarter": told.quarter_of(row),
            "earlier": told.quarter_of(row).before if earlier else None,
            "sections": told.sections(row, told.figures_of(earlier), now),
            "replaced": replaced,
            "changes": told.changes(told.figures_of(replaced), now) if replaced else [],
        }
    return render(request, "shop/orders/quality.html", context)
