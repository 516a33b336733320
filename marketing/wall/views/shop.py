"""The wall: what others posted of the house; and the way out for whoever wrote one of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from marketing.reposts import reposts, shown
from marketing.states import RepostState
from marketplace.shared import clock, guests
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading

A_PAGE = 24


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[shown.KEY])
def show(request: HttpRequest) -> HttpResponse:
    """What is shown now, with credit and a link to where it stands."""
    at = clock.now()
    guests.rests_on(request, [shown.KEY])
    guests.stands_until(request, shown.next_change(at=at))
    paginator = Paginator(shown.at_work(at=at), A_PAGE)
    page = paginator.get_page(row_number(request.GET.get("page", "1")) or 1)
    return render(
        request,
        "shop/marketing/wall.html",
        {
            "page": page,
            "reposts": page.object_list,
            "canonical": settings.BASE_URL + reverse("shop-wall"),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever wrote a post takes its copy off, by the link that was sent to them."""
    row = reposts.opened_by(token)
    if row is None:
        raise Http404
    if request.method == "POST":
        reposts.withdraw(row, by=None, at=clock.now())
        messages.success(request, _("C'est fait : la copie est effacée de tout le site."))
        return redirect(request.path)
    return render(
        request,
        "shop/marketing/wall_withdrawal.html",
        {"repost": row, "is_gone": row.state == RepostState.WITHDRAWN},
    )
