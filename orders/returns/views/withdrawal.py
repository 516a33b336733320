"""The public function of withdrawal: declare, confirm, keep the acknowledgement (L221-21)."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock, limits, visitor
from orders.buying import access
from orders.models import Order, OrderLine, WithdrawalDeclaration
from orders.returns import receipts, returns, withdrawals
from orders.returns.forms import ChosenWithdrawalForm, WithdrawalForm

MOST_AN_HOUR = 20  # declarations of one network address: a right, and no way to fill the table


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """First the declaration, then the one button that confirms it. No account, no reason.

    Whoever comes from an order they may see chooses among its articles; others name the order.
    """
    order = _order_come_from(request)
    form = _form(request, order)
    business = order.business if order else None
    context = {
        "form": form,
        "order": order,
        "token": access.token_in(request),
        "not_granted": business is not None and not business.may_withdraw,
    }
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "shop/orders/withdrawal.html", context)
    if "confirm" not in request.POST:
        return render(
            request, "shop/orders/withdrawal_confirm.html", context | {"data": form.cleaned_data}
        )
    if not limits.take("withdrawal", visitor.address(request), MOST_AN_HOUR, limits.HOUR):
        form.add_error(None, str(limits.TooOften()))
        return render(request, "shop/orders/withdrawal.html", context, status=429)
    declaration = withdrawals.declare(
        **(form.declared() if isinstance(form, ChosenWithdrawalForm) else form.cleaned_data),
        language=get_language() or "fr",
        at=clock.now(),
        by=request.user if request.user.is_authenticated else None,
    )
    return redirect("shop-withdrawal-done", declaration.key)


@never_cache
@require_GET
def done(request: HttpRequest, key: str) -> HttpResponse:
    """What was declared, and when: the same words as the acknowledgement."""
    declaration = get_object_or_404(WithdrawalDeclaration, key=key)
    # nothing of an order is told to whoever only named it
    business = declaration.from_order.business if declaration.from_order_id else None
    return render(
        request,
        "shop/orders/withdrawal_done.html",
        {
            "row": declaration,
            "receipt": receipts.number_of(declaration),
            "not_granted": bool(business and not business.may_withdraw),
            "too_many": withdrawals.is_one_too_many(declaration),
        },
    )


@never_cache
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """The receipt as a file to keep, with the very words of the declaration."""
    declaration = get_object_or_404(WithdrawalDeclaration, key=key)
    number = receipts.number_of(declaration)
    answer = render(
        request,
        "shop/orders/withdrawal_receipt.txt",
        {"row": declaration, "receipt": number},
        content_type="text/plain; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="retractation-{number}.txt"'
    return answer


def _order_come_from(request: HttpRequest) -> Order | None:
    """The order from whose page the visitor comes, if they may see it."""
    try:
        return access.order_for(
            request, request.GET.get("commande", request.POST.get("commande", ""))
        )
    except Http404:
        return None


def _form(request: HttpRequest, order: Order | None) -> WithdrawalForm:
    data = request.POST or None
    if order is None:
        return WithdrawalForm(data, initial={"key": uuid4().hex})
    initial = {
        "key": uuid4().hex,
        "name": order.recipient,
        "order_number": order.number,
        "email": order.email,
    }
    lines, left = _left(order)
    if not any(left.values()):
        return WithdrawalForm(data, initial=initial)
    return ChosenWithdrawalForm(
        data, order=order, lines=lines, left=left, initial_full=True, initial=initial
    )


def _left(order: Order) -> tuple[list[OrderLine], dict[int, int]]:
    """The lines of an order, and how many of each may still be withdrawn from."""
    lines, left = [], {}
    parts = order.seller_orders.filter(paid_at__isnull=False).prefetch_related(
        "lines", "returns__lines"
    )
    for part in parts.order_by("pk"):
        lines += part.lines.all()
        if returns.closed_since(part, clock.now()) is None:
            left |= withdrawals.withdrawable(part)
    return lines, left
