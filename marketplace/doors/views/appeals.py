"""Where a decision of the operator is contested, and where its answer is read."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.claims.emails import CONTESTED
from catalog.models import LabelClaim, Product
from catalog.states import LabelState, ProductState
from marketing.models import ShopNews, ShopVersion
from marketing.states import ShopPageState
from marketplace.shared import appeals, clock, limits, visitor
from marketplace.shared.states import Refusal
from sellers.access import seller

OF_SHOP = {
    "candidature": "sellers.SellerRefused",
    "suspension": "sellers.SellerSuspended",
    "fermeture": "sellers.SellerClosed",
}


class AppealForm(forms.Form):
    """Why a decision is wrong, in the words of whoever it is about."""

    text = forms.CharField(
        label=_("Pourquoi cette décision est erronée"),
        max_length=appeals.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": appeals.NothingSaid.sentence},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a decision's letter opens, for whoever holds the letter."""
    fact = appeals.opened_by(token)
    if fact is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.check("appeal", visitor.address(request), 20, limits.HOUR)
            person = request.user if request.user.is_authenticated else None
            appeals.ask(fact, text=form.cleaned_data["text"], by=person, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(request.path)
    return render(
        request,
        "shop/appeal.html",
        {
            "fact": fact,
            "what": appeals.in_words(fact),
            "because": appeals.kind_of(fact).because(fact),
            "appeal": getattr(fact, "appeal", None),
            "is_late": clock.now() > fact.happened_at + appeals.GOOD_FOR,
            "form": form,
        },
    )


@require_safe
@seller("owner", during_application=True, private=True)
def of_shop(request: HttpRequest, decision: str) -> HttpResponse:
    """From the seller's space to the last decision about the shop."""
    name = OF_SHOP.get(decision)
    fact = appeals.last(name, request.seller) if name else None
    if fact is None:
        raise Http404
    return redirect(appeals.page(fact))


@require_safe
@seller("catalogue", private=True)
def of_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """From a sheet to the last decision about it."""
    sheet = get_object_or_404(Product, pk=pk, owner=request.seller)
    names = {
        ProductState.TAKEN_DOWN: "catalog.ProductTakenDown",
        ProductState.MERGED: "catalog.ProductMergedAway",
    }
    fact = appeals.last(names.get(sheet.state, "catalog.ProductSentBack"), sheet)
    if fact is None:
        raise Http404
    return redirect(appeals.page(fact))


@require_safe
@seller("catalogue", private=True)
def of_label(request: HttpRequest, pk: int) -> HttpResponse:
    """From a claim of a label to the last decision about it."""
    claim = get_object_or_404(LabelClaim, pk=pk, seller=request.seller)
    name = CONTESTED.get(LabelState(claim.state))
    if not name:
        raise Http404
    return _contested(name, claim)


@require_safe
@seller("catalogue", private=True)
def of_page(request: HttpRequest, pk: int) -> HttpResponse:
    """From the shop's page to the last decision about a version of it."""
    version = get_object_or_404(ShopVersion, pk=pk, seller=request.seller)
    names = {ShopPageState.TAKEN_DOWN: "marketing.ShopPageTakenDown"}
    return _contested(names.get(version.state, "marketing.ShopPageSentBack"), version)


@require_safe
@seller("catalogue", private=True)
def of_news(request: HttpRequest, pk: int) -> HttpResponse:
    """From a news of the shop to the last decision about it."""
    news = get_object_or_404(ShopNews, pk=pk, seller=request.seller)
    return _contested("marketing.ShopNewsSentBack", news)


def _contested(name: str, about: LabelClaim | ShopVersion | ShopNews) -> HttpResponse:
    fact = appeals.last(name, about)
    if fact is None:
        raise Http404
    return redirect(appeals.page(fact))
