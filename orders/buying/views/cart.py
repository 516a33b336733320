"""The cart's page and what is done on it."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.demand import searches
from catalog.shop import origin
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from orders.buying import cart, cookie
from orders.buying.forms import BIGGEST_ID, AddForm, LineForm
from orders.buying.question import ways_in
from orders.models import CartLine


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What lies in the cart, seller by seller, with all that it will cost."""
    now = clock.now()
    filled = cookie.adopt(request, at=now)
    quote = cart.quote_freed(filled, at=now, chosen=cart.chosen_in(filled))
    count = sum(line.asked for line in quote.lines)
    page = render(
        request, "shop/orders/cart.html", {"cart": filled, "quote": quote, "cart_count": count}
    )
    return cookie.renew(request, page, filled)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put an offer into the cart; the answer is the cart, or the page one came from."""
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect(_next(request))
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
        return redirect(_next(request))
    if found:
        searches.note_added(found, offer, at=clock.now())
    messages.success(request, _("L'article est dans votre panier."))
    return cookie.remember(redirect("shop-cart"), filled)


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
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted.startswith("/") and safe else "shop-cart"


def _first_error(form: Form) -> str:
    for errors in form.errors.values():
        return errors[0]
    return _("Cet article n'est plus en vente.")
