"""The cart's page and what is done on it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.shared import clock
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from orders.buying import cart
from orders.buying.forms import BIGGEST_ID, AddForm, LineForm
from orders.buying.pricing import OUT, SHORT, Quote
from orders.models import Cart, CartLine
from orders.money import payments

DELIVERY = "delivery-"


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What lies in the cart, seller by seller, with all that it will cost."""
    now = clock.now()
    mine = cart.adopt(request, now=now)
    quote = cart.quote_of(mine, now=now, chosen=cart.chosen_in(mine))
    if freed(quote, now=now):
        quote = cart.quote_of(mine, now=now, chosen=cart.chosen_in(mine))
    request._cart_count = sum(line.asked for line in quote.lines)
    page = render(request, "shop/orders/cart.html", {"cart": mine, "quote": quote})
    return cart.remember(page, mine) if mine and mine.token != cart.token_in(request) else page


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put an offer into the cart; the answer is the cart, or the page one came from."""
    form = AddForm(request.POST)
    back = redirect(_next(request))
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return back
    try:
        filled = _added(request, form.cleaned_data["offer"], form.cleaned_data["quantity"] or 1)
    except Refusal as known:
        messages.error(request, str(known))
        return back
    messages.success(request, _("L'article est dans votre panier."))
    return cart.remember(redirect("shop-cart"), filled)


@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Want more or less of a line, or none."""
    mine = cart.of(request)
    row = _line(mine, pk)
    if "remove" in request.POST or request.POST.get("quantity", "").strip() == "0":
        cart.change(row, 0, now=clock.now())
        messages.success(request, _("L'article est retiré de votre panier."))
        return redirect("shop-cart")
    form = LineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("shop-cart")
    try:
        cart.change(row, form.cleaned_data["quantity"], now=clock.now())
    except cart.NotSoMany as known:
        if not payments.give_up_keeping([row.offer_id], now=clock.now()):
            messages.error(request, str(known))
            return redirect("shop-cart")
        return line(request, pk)
    except Refusal as known:
        messages.error(request, str(known))
    return redirect("shop-cart")


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Accept what changed, if it is still what the page showed."""
    now = clock.now()
    mine = cart.of(request)
    quote = cart.quote_of(mine, now=now, chosen=cart.chosen_in(mine))
    if mine is None or not quote.changed:
        return redirect("shop-cart")
    if request.POST.get("shown") != quote.print:
        messages.warning(request, _("Votre panier vient encore de changer : vérifiez-le."))
        return redirect("shop-cart")
    cart.agree(mine, quote, now=now)
    messages.success(request, _("Votre panier est à jour."))
    return redirect("shop-cart")


@require_POST
def delivery(request: HttpRequest) -> HttpResponse:
    """Choose how each seller delivers."""
    mine = cart.of(request)
    if mine is not None:
        cart.choose(mine, chosen_ways(request.POST))
    return redirect("shop-cart")


def chosen_ways(posted) -> dict[int, int]:
    """The delivery method chosen for each seller; what is not a number is not a choice."""
    found = {}
    for name, value in posted.items():
        seller, method = row_number(name.removeprefix(DELIVERY)), row_number(str(value))
        if name.startswith(DELIVERY) and seller and method:
            found[seller] = method
    return found


def freed(quote: Quote, *, now: datetime) -> int:
    """Free the pieces of a cart that others kept beyond their time; how many orders gave them
    back.
    """
    lacking = [line.offer_id for line in quote.lines if line.problem in (OUT, SHORT)]
    return payments.give_up_keeping(lacking, now=now) if lacking else 0


def _added(request: HttpRequest, offer: int, quantity: int) -> Cart:
    mine, now = cart.of(request), clock.now()
    try:
        return cart.add(mine, offer, quantity, user=request.user, now=now)
    except (cart.SoldOut, cart.NotSoMany):
        if not payments.give_up_keeping([offer], now=now):
            raise
        return cart.add(mine, offer, quantity, user=request.user, now=now)


def _line(mine, pk: int) -> CartLine:
    found = (
        mine
        and pk <= BIGGEST_ID
        and (mine.lines.select_related("offer__product", "cart").filter(pk=pk).first())
    )
    if not found:
        raise Http404
    return found


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted.startswith("/") and safe else "shop-cart"


def _first_error(form) -> str:
    for errors in form.errors.values():
        return errors[0]
    return _("Cet article n'est plus en vente.")
