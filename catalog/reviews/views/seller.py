"""The seller reads what buyers say, and answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.reviews import queries as reviews_queries
from catalog.reviews import reviews
from marketplace.shared.clock import now
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.access import seller

A_PAGE = 20


@seller("orders")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The reviews of the shop, or only those without an answer."""
    return _page(request)


@seller("orders")
@require_http_methods(["POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one of the seller's reviews."""
    review = get_object_or_404(reviews_queries.reviews_of_seller(request.seller), pk=pk)
    text = request.POST.get("text", "")
    try:
        reviews.reply(review, text=text, by=request.user, at=now())
    except Refusal as refusal:
        return _page(request, refused=pk, sentence=str(refusal), typed=text)
    messages.success(request, _("Votre réponse est publiée sous l'avis."))
    return redirect("seller-reviews")


def _page(
    request: HttpRequest, *, refused: int = 0, sentence: str = "", typed: str = ""
) -> HttpResponse:
    received = reviews_queries.reviews_of_seller(request.seller)
    waiting = received.filter(replied_at=None)
    only_waiting = request.GET.get("vue") == "attente"
    paginator = Paginator(waiting if only_waiting else received, A_PAGE)
    page = paginator.get_page(row_number(request.GET.get("page", "1")) or 1)
    told = reviews_queries.reported(page, request.user)
    for review in page:
        review.reported_at = told.get(review.pk)
    spread = reviews_queries.spread_of_ratings(request.seller)
    return render(
        request,
        "seller/catalog/reviews.html",
        {
            "page": page,
            "refused": refused,
            "sentence": sentence,
            "typed": typed,
            "longest": reviews.LONGEST_REPLY,
            "spread": spread,
            "score": request.seller.rating_hundredths / 100,
            "tabs": [
                {
                    "name": _("Tous"),
                    "url": "?",
                    "count": sum(stars["count"] for stars in spread),
                    "current": not only_waiting,
                },
                {
                    "name": _("Sans réponse"),
                    "url": "?vue=attente",
                    "count": waiting.count(),
                    "current": only_waiting,
                },
            ],
        },
        status=422 if refused else 200,
    )
