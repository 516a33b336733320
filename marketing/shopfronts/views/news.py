"""A shop writes its news, sends them, takes them off."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketing.models import ShopNews
from marketing.pages import editing
from marketing.shopfronts import news as notes
from marketing.shopfronts import pictures
from marketing.shopfronts.forms import EndForm, NewsForm
from marketing.states import ShopNewsState
from marketplace.shared.clock import now, today
from marketplace.shared.states import Refusal
from sellers.access import seller

ROLE = "catalogue"
A_PAGE = 30


@seller(ROLE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The news of the shop, the newest first."""
    rows = request.seller.news.order_by("-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "seller/marketing/news.html", {"page_obj": page, "today": today()})


@seller(ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new one: kept as a draft, or sent at once."""
    form = NewsForm(pictures.of(request.seller), request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = {"by": request.user, "at": now()}
        try:
            row = notes.write(request.seller, form.cleaned_data, **by)
        except notes.EndPast as refusal:
            form.add_error("ends_on", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _kept(request, row)
    return _page(request, None, form)


@seller(ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One news: written on, or read with what became of it."""
    row = _found(request, pk)
    form = NewsForm(pictures.of(request.seller), request.POST or None, instance=row)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form)
    revision = editing.revision_of(request.POST)
    theirs = None
    try:
        by = {"by": request.user, "at": now()}
        notes.rewrite(row, form.cleaned_data, revision=revision, **by)
    except notes.EndPast as refusal:
        form.add_error("ends_on", str(refusal))
    except notes.NewsMoved as refusal:
        form.add_error(None, str(refusal))
        theirs = _found(request, pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-news-one", pk)
    else:
        return _kept(request, row)
    return _page(request, theirs or row, form, theirs=theirs)


@seller(ROLE)
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what waits, take off what is online, or change its last day."""
    row, by = _found(request, pk), {"by": request.user, "at": now()}
    gesture = request.POST.get("do", "")
    try:
        if gesture == "take_back":
            notes.take_back(row, **by)
            messages.success(request, _("La nouvelle est de nouveau un brouillon."))
        elif gesture == "withdraw":
            notes.withdraw(row, **by)
            messages.success(request, _("La nouvelle est retirée."))
        elif gesture == "end":
            day = EndForm(request.POST)
            if day.is_valid():
                notes.end_on(row, day.cleaned_data["ends_on"], at=by["at"])
                messages.success(request, _("Le dernier jour est enregistré."))
            else:
                messages.error(request, day.errors["ends_on"][0])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("seller-news")


def _found(request: HttpRequest, pk: int) -> ShopNews:
    own = request.seller.news.select_related("seller", "picture", "written_by")
    return get_object_or_404(own, pk=pk)


def _kept(request: HttpRequest, row: ShopNews) -> HttpResponse:
    """The draft is kept; where it was asked, it leaves."""
    if "send" not in request.POST:
        messages.success(request, _("Le brouillon est gardé."))
        return redirect("seller-news-one", row.pk)
    if row.state not in notes.OPEN:
        messages.info(
            request, _("Cette nouvelle était déjà partie : elle n'est pas envoyée deux fois.")
        )
        return redirect("seller-news")
    try:
        is_online = notes.send(row, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-news-one", row.pk)
    if is_online:
        said = _("La nouvelle est publiée. Qui suit votre boutique la lira dans sa lettre.")
    else:
        said = _("La nouvelle part en relecture : vous recevrez un message dès qu'elle est lue.")
    messages.success(request, said)
    return redirect("seller-news")


def _why(request: HttpRequest, row: ShopNews | None, form: NewsForm) -> list[str]:
    """Why somebody would read it first: of a refused form, with whatever else is wrong in it."""
    if form.is_bound:
        form.instance.seller = request.seller
        return notes.why(form.instance, at=now())
    is_draft = row is not None and row.state == ShopNewsState.DRAFT
    return notes.why(row, at=now()) if is_draft and row else []


def _page(
    request: HttpRequest, row: ShopNews | None, form: NewsForm, *, theirs: ShopNews | None = None
) -> HttpResponse:
    return render(
        request,
        "seller/marketing/news_one.html",
        {
            "news": row,
            "form": form,
            "theirs": theirs,
            "may_write": row is None or row.state in notes.OPEN,
            "why": _why(request, row, form),
        },
        status=422 if form.errors else 200,
    )
