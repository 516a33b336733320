"""A buyer's messages: their list, an exchange, a question about an article or to a shop."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared.audience import buyer
from sellers.conversations import enclosures, reading, subjects
from sellers.conversations.subjects import Reader
from sellers.conversations.views import common
from sellers.models import Side, Thread

SIDE = Side.BUYER
PAGE = 20


@never_cache
@require_GET
@buyer
def listing(request: HttpRequest) -> HttpResponse:
    """The exchanges of whoever is signed in, the latest first."""
    rows, asked = reading.of_buyer(request.user), request.GET.get("q", "").strip()[:80]
    view = request.GET.get("vue", "")
    if view in reading.VIEWS:
        rows = reading.view(rows, SIDE, view)
    if asked:
        rows = reading.search(rows, SIDE, asked)
    rows = rows.select_related("seller").order_by("-buyer_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "shop/sellers/threads.html",
        {"page_obj": page, "rows": reading.listed(page, SIDE), "asked": asked, "view": view},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@buyer
def one(request: HttpRequest, number: str) -> HttpResponse:
    """An exchange of whoever is signed in: read it, answer, close it."""
    thread = _find(request, number)
    shown = reading.shown(thread, SIDE, before=common.before(request))
    form = common.form_of(request, shown, SIDE)
    if request.method == "POST" and request.POST.get("act") in common.ACTS:
        common.act(request, thread, SIDE)
        return redirect("account-thread", number)
    if request.method == "POST" and common.say(request, form, thread, SIDE):
        return redirect("account-thread", number)
    page = common.values(request, shown, form, SIDE)
    page["files_at"] = reverse("account-thread", args=[number]) + "piece/"
    status = 422 if form.is_bound else 200
    return render(request, "shop/sellers/thread.html", page, status=status)


@require_GET
@buyer
def enclosure(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A file of a message that this buyer reads."""
    return enclosures.hand_out(reading.enclosure(_find(request, number), SIDE, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@buyer
def new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask about what anybody may ask about: an article before buying, a shop."""
    asked = subjects.of(kind)
    row = asked.row(pk) if asked is not None and asked.is_anybodys else None
    if asked is None or row is None:
        raise Http404
    person = request.user
    form = common.opening(request, asked, row, SIDE)
    if request.method == "POST":
        asker = Reader(
            person=person, email=person.email, name=shown_as(person), language=request.LANGUAGE_CODE
        )
        thread = common.begin(request, form, kind, pk, side=SIDE, asker=asker)
        if thread is not None:
            return redirect("account-thread", thread.number)
    known = reading.of_buyer(person).filter(kind=kind, subject=pk, asker=str(person.pk))
    page = {
        "form": form,
        "title": str(asked.title).format(about=asked.about(row)),
        "subject_at": asked.page(SIDE, row),
        "shop": asked.seller(row),
        "known": known.order_by("-pk").first(),
    }
    return render(
        request, "shop/sellers/thread_new.html", page, status=422 if form.is_bound else 200
    )


def shown_as(person) -> str:
    """The name under which a shop reads whoever bought nothing: no more than a first name and an
    initial.
    """
    last = person.last_name[:1]
    return " ".join(filter(None, [person.first_name, f"{last}." if last else ""]))


def _find(request: HttpRequest, number: str) -> Thread:
    try:
        return reading.find(reading.of_buyer(request.user), number, SIDE)
    except Thread.DoesNotExist:
        raise Http404 from None
