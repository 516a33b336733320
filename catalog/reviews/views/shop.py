"""Anybody reports a review to the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.models import Review
from catalog.reviews import authors, notices
from catalog.reviews.forms import NoticeForm
from catalog.states import ReviewState
from marketplace.shared import clock, limits, visitor
from marketplace.shared.states import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a published review; the answer comes by letter."""
    shown = Review.objects.filter(state=ReviewState.PUBLISHED).select_related("product", "seller")
    review = get_object_or_404(shown, pk=pk)
    person = request.user if request.user.is_authenticated else None
    if authors.own([review], person):
        messages.error(request, str(notices.OwnReview()))
        return redirect("shop-product", slug=review.product.slug)
    known = {"name": person.get_full_name(), "email": person.email} if person else {}
    form = NoticeForm(request.POST or None, initial=known)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _send(request, review, form, person)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                # the same words for everybody: who reported a review is nobody's business
                messages.success(
                    request,
                    _(
                        "Votre signalement est reçu. Une personne de l'équipe relit cet avis et"
                        " vous répond par e-mail. Si vous l'aviez déjà signalé, ce que vous"
                        " ajoutez est lu avec le reste."
                    ),
                )
                if request.GET.get("retour") == "avis":  # of the shop that it is about
                    return redirect("seller-reviews")
                return redirect("shop-product", slug=review.product.slug)
    return render(
        request, "shop/catalog/review_report.html", {"review": review, "form": form}, status=status
    )


def _send(request: HttpRequest, review: Review, form: NoticeForm, person) -> None:
    """Raises TooOften, NotShown, OwnReview, SaidEnough. Each writes to a mailbox that nobody has
    proven yet.
    """
    data = {name: value for name, value in form.cleaned_data.items() if name != "honest"}
    limits.check("notice", visitor.address(request), 10, limits.HOUR)
    limits.check("notice-to", data["email"], 10, limits.DAY)
    notices.send(review, **data, language=request.LANGUAGE_CODE, by=person, at=clock.now())
