"""A shop's messages: what waits for an answer, an exchange, a question to the operator."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sellers import access
from sellers.access import seller
from sellers.conversations import enclosures, reading, subjects
from sellers.conversations.subjects import Reader
from sellers.conversations.views import common
from sellers.models import Member, Side, Thread

SIDE = Side.SELLER
PAGE = 25


@require_GET
@seller(during_application=True)
def listing(request: HttpRequest) -> HttpResponse:
    """The shop's exchanges, of the kinds that the member's role reads."""
    kinds = kinds_of(request.member)
    rows, asked = reading.of_seller(request.seller, kinds), request.GET.get("q", "").strip()[:80]
    waiting = reading.counted(request.seller, kinds)
    view = request.GET.get("vue", "")
    if view not in reading.VIEWS:
        view = "answer" if waiting else "open"
    if asked:
        rows = reading.search(rows, SIDE, asked)
    else:
        rows = reading.view(rows, SIDE, view)
    rows = rows.select_related("seller").order_by("-seller_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {
            "name": name,
            "url": f"?vue={key}",
            "count": waiting if key == "answer" else "",
            "current": key == view and not asked,
        }
        for key, name in reading.VIEWS.items()
    ]
    return render(
        request,
        "seller/sellers/threads.html",
        {
            "page_obj": page,
            "rows": reading.listed(page, SIDE),
            "tabs": tabs,
            "view": view,
            "asked": asked,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@seller(during_application=True)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """An exchange of the shop: read it, answer, set it aside, close it."""
    thread = _find(request, number)
    shown = reading.shown(thread, SIDE, before=common.before(request))
    form = common.form_of(request, shown, SIDE)
    if request.method == "POST" and request.POST.get("act") in common.ACTS:
        common.act(request, thread, SIDE)
        return redirect("seller-thread", number)
    if request.method == "POST" and common.say(request, form, thread, SIDE):
        return redirect("seller-thread", number)
    page = common.values(request, shown, form, SIDE)
    page["files_at"] = reverse("seller-thread", args=[number]) + "piece/"
    status = 422 if form.is_bound else 200
    return render(request, "seller/sellers/thread.html", page, status=status)


@require_GET
@seller(during_application=True)
def enclosure(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A file of a message that this shop reads."""
    return enclosures.hand_out(reading.enclosure(_find(request, number), SIDE, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@seller(during_application=True)
def new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Write to the buyer of an order, or ask the operator for help about something of the shop."""
    asked = subjects.of(kind)
    row = asked.row(pk) if asked is not None and SIDE in asked.answers else None
    if asked is None or row is None or asked.seller(row) != request.seller:
        raise Http404
    if not access.may(request.member, asked.shop_role, reading=False):
        return access.refused(request, asked.shop_role)
    known = reading.of_seller(request.seller, [kind]).filter(subject=pk, asker="")
    form = common.opening(request, asked, row, SIDE)
    if request.method == "POST":
        thread = common.begin(request, form, kind, pk, side=SIDE, asker=Reader())
        if thread is not None:
            return redirect("seller-thread", thread.number)
    page = {
        "form": form,
        "title": str(asked.title).format(about=asked.about(row)),
        "subject_at": asked.page(SIDE, row),
        "known": known.order_by("-pk").first(),
    }
    return render(
        request, "seller/sellers/thread_new.html", page, status=422 if form.is_bound else 200
    )


def kinds_of(member: Member) -> list[str]:
    """The kinds of exchanges that a member's role reads."""
    return subjects.kinds_of_shop(partial(access.may, member, reading=True))


def _find(request: HttpRequest, number: str) -> Thread:
    """An exchange of the shop that this member's role reads, and may answer where they act."""
    kinds = kinds_of(request.member)
    if request.method == "POST":
        kinds = subjects.kinds_of_shop(partial(access.may, request.member, reading=False))
    try:
        return reading.find(reading.of_seller(request.seller, kinds), number, SIDE)
    except Thread.DoesNotExist:
        raise Http404 from None
