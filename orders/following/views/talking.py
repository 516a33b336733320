"""What the buyer of an order and its sellers say to each other; a guest comes by the link."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from orders.buying import access
from orders.buying.access import part_for
from orders.models import Order, SellerOrder
from sellers.conversations import enclosures, reading, subjects
from sellers.conversations.subjects import Reader
from sellers.conversations.views import common
from sellers.models import Side, Thread

KIND, SIDE = "order", Side.BUYER


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """The exchange about a part of an order; where there is none yet, the form that begins it."""
    order, seller_order = part_for(request, number, part)
    thread = _thread(seller_order)
    if thread is None:
        return _begin(request, order, seller_order)
    here = access.within(request, order, "shop-order-thread", seller_order.pk)
    shown = reading.shown(thread, SIDE, before=common.before(request))
    form = common.form_of(request, shown, SIDE)
    if request.method == "POST" and request.POST.get("act") in common.ACTS:
        common.act(request, thread, SIDE)
        return redirect(here)
    if request.method == "POST" and common.say(request, form, thread, SIDE):
        return redirect(here)
    page = {**common.values(request, shown, form, SIDE), **_about(request, order)}
    page["files_at"] = here.partition("?")[0] + "piece/"
    page["query"] = f"?t={order.token}" if page["token"] else ""
    return render(request, "shop/orders/thread.html", page, status=422 if form.is_bound else 200)


@require_GET
def enclosure(request: HttpRequest, number: str, part: int, pk: int) -> FileResponse:
    """A file of a message that the buyer of this order reads."""
    _order, seller_order = part_for(request, number, part)
    thread = _thread(seller_order)
    found = reading.enclosure(thread, SIDE, pk) if thread is not None else None
    return enclosures.hand_out(found)


def _begin(request: HttpRequest, order: Order, part: SellerOrder) -> HttpResponse:
    kind = subjects.of(KIND)
    row = kind.row(part.pk) if kind is not None else None
    if kind is None or row is None:  # not paid, or abandoned
        return redirect(access.address(request, order))
    form = common.opening(request, kind, row, SIDE)
    if request.method == "POST" and common.begin(
        request, form, KIND, part.pk, side=SIDE, asker=Reader()
    ):
        return redirect(access.within(request, order, "shop-order-thread", part.pk))
    page = {"form": form, "part": part, **_about(request, order)}
    return render(
        request, "shop/orders/thread_new.html", page, status=422 if form.is_bound else 200
    )


def _thread(part: SellerOrder) -> Thread | None:
    rows = Thread.objects.filter(kind=KIND, subject=part.pk, with_buyer=True, erased_at=None)
    rows = reading.with_dues(rows.exclude(buyer_at=None), SIDE)
    return rows.order_by("-pk").first()


def _about(request: HttpRequest, order: Order) -> dict:
    return {
        "order": order,
        "token": access.token_in(request),
        "back": access.address(request, order),
    }
