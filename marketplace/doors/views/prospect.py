"""Writing to the house before one sells here."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.doors.blocks.prospect import aisles
from marketplace.shared import campaigns, limits, pace, visitor
from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.prospects import prospects
from sellers.prospects.forms import ProspectForm

AN_HOUR, A_DAY = 5, 3  # from one connection; for one mailbox
LONGEST = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Keep what somebody tells us; the answer tells nothing of who is known already."""
    form = ProspectForm(request.POST or None, aisles=aisles())
    if request.method != "POST":
        return _show(request, form)
    if request.POST.get("homepage"):
        return _thanks(request)  # a program: it learns nothing
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        pace.check(request.POST.get("drawn", ""), at=now())
        limits.check("prospect", visitor.address(request), AN_HOUR, limits.HOUR)
        limits.check("prospect-to", form.cleaned_data["email"], A_DAY, limits.DAY)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, status=429)
    told = dict(form.cleaned_data)
    prospects.ask(
        told.pop("email"),
        told,
        message=told.pop("message"),
        language=request.LANGUAGE_CODE,
        source=_source(request.POST.get("from", "")),
        consent=form.consent,
        at=now(),
    )
    return _thanks(request)


def _thanks(request: HttpRequest) -> HttpResponse:
    messages.success(
        request,
        _(
            "Merci, votre message est arrivé : un accusé part à votre adresse, et nous vous"
            " répondons."
        ),
    )
    return redirect("shop-sell")


def _show(request: HttpRequest, form: ProspectForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "from": request.POST.get("from", "")[:LONGEST]}
    return render(request, "shop/sellers/prospect.html", context, status=status)


def _source(address: str) -> dict[str, str]:
    """The page that was read, and the marks of the campaign that led to it; typed by anybody."""
    try:
        parts = urlsplit(address[:LONGEST])
    except ValueError:
        return {}
    marks = {name: value[:80] for name, value in parse_qsl(parts.query) if name in campaigns.MARKS}
    return {"page": parts.path, **marks} if parts.path.startswith("/") else marks
