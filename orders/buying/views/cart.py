"""The cart's page and what is done on it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.demand import searches
from catalog.shop import origin, picking
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from orders.buying import cart, cookie, held
from orders.buying.forms import BIGGEST_ID, AddForm, LineForm
from orders.buying.pricing import Quote
from orders.buying.question import ways_in
from orders.models import CartLine

# the pages on which people look around
BROWSED = frozenset(
    {
        "shop-home",
        "shop-category",
        "shop-search",
        "shop-product",
        "shop-seller",
        "shop-articles",
        "shop-article",
    }
)


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What lies in the cart, seller by seller, with all that it will cost."""
    now = clock.now()
    filled = cookie.adopt(request, at=now)
    quote = cart.quote_freed(filled, at=now, chosen=cart.chosen_in(filled))
    count = sum(line.asked for line in quote.lines)
    page = render(
        request,
        "shop/orders/cart.html",
        {
            "cart": filled,
            "quote": quote,
            "cart_count": count,
            "told": held.of(filled, at=now),
            "back": _way_back(request, quote),
        },
    )
    return cookie.renew(request, page, filled)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put an offer into the cart; the answer is the cart, or the page of the card that was pressed.

    From a page with several variants comes what was chosen of them, which may not be all.
    """
    stays = _next(request)
    if "product" in request.POST:
        return _add_chosen(request, stays=stays)
    sent: Mapping[str, object] = request.POST
    if stays:  # a card does not know which search shows it
        found = origin.written(origin.of_visit(request)[0])
        sent = {"offer": request.POST.get("offer"), "quantity": "", "found": found}
    return _put(request, sent, back=stays or "shop-cart", stays=stays)


def _add_chosen(request: HttpRequest, *, stays: str) -> HttpResponse:
    """Put the chosen variant into the cart, or go back to its page with what was chosen so far.

    `stays` is the page of a card: what becomes of a press on it is said there.
    """
    slug, sent = request.POST["product"], request.POST
    picks, shop = picking.typed(sent), picking.shop_of(sent)
    there, offer = picking.offer_for(slug, picks, shop=shop, at=clock.now())
    if not there:
        messages.error(request, _("Cet article n'est plus en vente."))
        return redirect(stays or "shop-cart")
    looks, quantity = "show" in sent, sent.get("quantity", "").strip()
    found = sent.get("found", "")[: origin.LONGEST]
    if stays:  # a card does not know which search shows it
        found = origin.written(origin.of_visit(request)[0])
    missing = offer is None and not looks
    back = picking.address(slug, picks, shop=shop, quantity=quantity, found=found, missing=missing)
    if looks or offer is None:
        return redirect(back)
    wanted = {"offer": offer.pk, "quantity": quantity, "found": found}
    return _put(request, wanted, back=stays or back, stays=stays)


def _put(
    request: HttpRequest, sent: Mapping[str, object], *, back: str, stays: str = ""
) -> HttpResponse:
    """Put an offer into the cart; what is refused is said on the page one came from."""
    form = AddForm(sent)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect(back)
    offer, quantity = form.cleaned_data["offer"], form.cleaned_data["quantity"] or 1
    found = origin.read(form.cleaned_data["found"], language=request.LANGUAGE_CODE)
    try:
        filled = cart.add(
            cookie.cart_of(request),
            offer,
            quantity,
            user=request.user,
            found=origin.written(found),
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if found:
        searches.note_added(found, offer, at=clock.now())
    # on a page that is not the basket, the news leads there
    added = _("L'article est dans votre panier.")
    messages.success(request, added, extra_tags="basket" if stays else "")
    return cookie.remember(redirect(stays or "shop-cart"), filled)


@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Want more or less of a line, or none."""
    cart_line = _line(request, pk)
    if "remove" in request.POST or request.POST.get("quantity", "").strip() == "0":
        cart.remove(cart_line, at=clock.now())
        messages.success(request, _("L'article est retiré de votre panier."))
        return redirect("shop-cart")
    form = LineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("shop-cart")
    try:
        cart.change(cart_line, form.cleaned_data["quantity"], at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("shop-cart")


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Accept what changed, if it is still what the page showed."""
    now = clock.now()
    filled = cookie.cart_of(request)
    quote = cart.quote_of(filled, at=now, chosen=cart.chosen_in(filled))
    if filled is None or not quote.changed:
        return redirect("shop-cart")
    if request.POST.get("shown") != quote.print:
        messages.warning(request, _("Votre panier vient encore de changer : vérifiez-le."))
        return redirect("shop-cart")
    cart.agree(filled, quote, at=now)
    messages.success(request, _("Votre panier est à jour."))
    return redirect("shop-cart")


@require_POST
def delivery(request: HttpRequest) -> HttpResponse:
    """Choose how each seller delivers."""
    filled = cookie.cart_of(request)
    if filled is not None:
        cart.choose(filled, ways_in(request.POST))
    return redirect("shop-cart")


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Say no more that an order was given up."""
    filled = cookie.cart_of(request)
    if filled is not None:
        cart.dismiss(filled, request.POST.get("number", "")[:20])
    return redirect("shop-cart")


def _line(request: HttpRequest, pk: int) -> CartLine:
    """A line of the visitor's own cart; that of another does not exist."""
    filled = cookie.cart_of(request)
    if filled is None or pk > BIGGEST_ID:
        raise Http404
    lines = filled.lines.select_related("offer__product", "cart")
    cart_line = lines.filter(pk=pk).first()
    if cart_line is None:
        raise Http404
    return cart_line


def _next(request: HttpRequest) -> str:
    """The page of ours that the form was on, where it says so."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted.startswith("/") and safe else ""


def _way_back(request: HttpRequest, quote: Quote) -> str:
    """Where the buyer goes on: the page of the shop they come from, else what they added last."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    if before.netloc == request.get_host():
        with suppress(Resolver404):
            if resolve(before.path).url_name in BROWSED:
                return urlunsplit(("", "", before.path, before.query, ""))
    kept = [line for line in quote.lines if line.sells]
    if not kept:
        return reverse("shop-home")
    return reverse("shop-product", args=[max(kept, key=lambda line: line.line_id).slug])


def _first_error(form: Form) -> str:
    for errors in form.errors.values():
        return errors[0]
    return _("Cet article n'est plus en vente.")
