"""The checkout: one page from the cart to the provider's payment page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.offers.stock import OutOfStock
from marketing.contacts import contacts
from marketplace.shared import clock, limits, policy, visitor
from marketplace.shared.models import Address, LegalText
from marketplace.shared.states import Refusal
from orders.buying import addresses, cart, steps
from orders.buying.forms import ADDRESS, CheckoutForm, RelayForm
from orders.buying.place import Buyer, place
from orders.buying.pricing import Quote
from orders.buying.views import payment
from orders.buying.views.cart import chosen_ways, freed
from orders.models import Cart, Order, OrderRules
from sellers.shop import shipping


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask for what is needed, show what will be paid, take the order."""
    mine = cart.adopt(request, now=clock.now())
    if request.method == "POST":
        known = _already(request)
        if known is not None:
            return payment.go(request, known)
    draft = mine.checkout if mine else {}
    form = (
        CheckoutForm(request.POST)
        if request.method == "POST"
        else CheckoutForm(initial=_initial(request, draft))
    )
    quote = _quote(mine, form, request)
    if freed(quote, now=clock.now()):
        quote = _quote(mine, form, request)
    if not quote.sold or quote.changed:
        if quote.lines:
            messages.warning(request, _("Votre panier a changé : vérifiez-le avant de commander."))
        return redirect("shop-cart")
    relay = _relay(request, draft, form, quote)
    if request.method == "POST" and mine is not None:
        return _submit(request, mine, form, relay, quote)
    return _page(request, mine, form, relay, quote)


def _submit(
    request: HttpRequest, mine: Cart, form: CheckoutForm, relay: RelayForm, quote: Quote
) -> HttpResponse:
    if "refresh" in request.POST:
        plain = CheckoutForm(initial=_draft(form))
        return _page(request, mine, plain, relay.unjudged(), quote)
    if quote.undelivered:
        names = ", ".join(group.seller.name for group in quote.undelivered)
        messages.warning(
            request,
            _(
                "Cette adresse n'est pas desservie par {names} : changez-la ci-dessous, ou retirez"
                " ces articles de votre panier."
            ).format(names=names),
        )
        form.is_valid()
        return _page(request, mine, form, relay, quote, status=422)
    terms, seen = _terms(), request.POST.get("shown", "")
    if seen != _shown(quote, terms):
        messages.info(request, _news(seen, quote))
        if _same_price(seen, quote):  # what was not read is not agreed to
            form.data = {name: value for name, value in form.data.items() if name != "terms"}
        form.is_valid()
        return _page(request, mine, form, relay, quote)
    if not all([form.is_valid(), relay.is_valid(), quote.ready]):
        return _page(request, mine, form, relay, quote, status=422)
    return _order(request, mine, form, relay, quote, terms)


def _shown(quote: Quote, terms: LegalText | None) -> str:
    """What the buyer is about to agree to, in short: the quote, and the version of the terms."""
    return f"{quote.print}.{terms.version if terms else 0}"


def _same_price(seen: str, quote: Quote) -> bool:
    return seen.partition(".")[0] == quote.print


def _news(seen: str, quote: Quote) -> str:
    if _same_price(seen, quote):
        return _(
            "Les conditions générales de vente viennent de changer : lisez-les, puis validez votre"
            " commande."
        )
    return _("Le total a été mis à jour : vérifiez-le, puis validez votre commande.")


def _order(
    request: HttpRequest,
    mine: Cart,
    form: CheckoutForm,
    relay: RelayForm,
    quote: Quote,
    terms: LegalText | None,
) -> HttpResponse:
    now = clock.now()
    user = request.user if request.user.is_authenticated else None
    buyer = Buyer(
        email=form.cleaned_data["email"],
        address=form.address(),
        relay=relay.point(),
        user=user,
        language=get_language() or "fr",
        terms=terms,
        network=visitor.address(request),
    )
    try:
        limits.check("checkout", visitor.address(request), 100, limits.HOUR)
        order = place(quote, buyer, cart=mine, key=cart.key_of(mine), now=now)
    except OutOfStock as known:
        messages.error(request, str(known))
        return redirect("shop-cart")
    except Refusal as known:
        messages.warning(request, str(known))
        return redirect("shop-cart")
    if user is not None:
        addresses.keep(user, form.address(), now=now)
    if form.cleaned_data["newsletter"]:
        contacts.ask(
            order.email,
            language=order.language,
            source="checkout",
            text=str(form.fields["newsletter"].label),
            now=now,
        )
    return payment.go(request, order)


def _page(request, mine, form, relay, quote, *, status: int = 200) -> HttpResponse:
    if request.method == "POST":  # for the back button, and the next day
        cart.keep_draft(mine, {**_draft(form), "relay": relay.draft()}, chosen_ways(request.POST))
    request._cart_count = quote.pieces
    page = render(
        request,
        "shop/orders/checkout.html",
        {
            "form": form,
            "relay": relay,
            "quote": quote,
            "key": cart.key_of(mine),
            "steps": steps.trail(steps.DETAILS),
            "keeping": policy.rules(OrderRules),
            "shown": _shown(quote, _terms()),
        },
        status=status,
    )
    return cart.remember(page, mine) if mine.token != cart.token_in(request) else page


def _already(request: HttpRequest) -> Order | None:
    """The order that this very page already made: double click, back button, second tab."""
    key = request.POST.get("key", "")
    if not 20 <= len(key) <= 64 or not (key.isascii() and key.isalnum()):
        return None
    return Order.objects.select_related("payment").filter(key=key).first()


def _quote(mine: Cart | None, form: CheckoutForm, request: HttpRequest) -> Quote:
    _country, zone = _destination(form)
    chosen = chosen_ways(request.POST) or cart.chosen_in(mine)
    return cart.quote_of(mine, now=clock.now(), zone=zone, chosen=chosen)


def _destination(form: CheckoutForm) -> tuple[str, str | None]:
    """Where the parcels go as far as typed: country, and zone of the grids (none where nobody
    delivers).
    """
    country = str(form["country"].value() or "FR")
    return country, shipping.zone_of(country, str(form["postcode"].value() or "").strip())


def _relay(request: HttpRequest, draft: dict, form: CheckoutForm, quote: Quote) -> RelayForm:
    """Where parcels are collected, asked of a buyer whose sellers deliver to such points."""
    country, zone = _destination(form)
    posted = request.POST if request.method == "POST" and quote.relays else None
    return RelayForm(
        posted,
        initial=draft.get("relay", {}),
        country=country,
        zone=zone,
        offered=quote.relays,
        chosen=quote.to_relay,
    )


def _draft(form: CheckoutForm) -> dict:
    return {name: str(form[name].value() or "")[:254] for name in ("email", *ADDRESS)}


def _initial(request: HttpRequest, draft: dict) -> dict:
    known = {name: draft[name] for name in ("email", *ADDRESS) if draft.get(name)}
    if known or not request.user.is_authenticated:
        return known
    user = request.user
    last = Address.objects.filter(user=user).order_by("-used_at", "-pk").first()
    address = (
        {name: getattr(last, name) for name in ADDRESS}
        if last
        else {"recipient": user.get_full_name(), "phone": user.phone}
    )
    return {"email": user.email, **address}


def _terms() -> LegalText | None:
    try:
        return policy.text(LegalText.Kind.SALE_TERMS)
    except policy.NoSuchText:
        return None
