"""The page between the order and its payment: leads to the provider, and back from it."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.shared import clock
from marketplace.shared.gateway.protocol import GatewayDown
from marketplace.shared.states import Refusal
from orders import moneyback
from orders.buying import access, cart, cookie, relay_form, steps
from orders.models import Order
from orders.models.order import points_of
from orders.money import payments, standing
from orders.states import PaymentState


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Where the payment stands, as the provider says it; POST goes (back) to its page."""
    order = access.order_for(request, number)
    if request.method == "POST":
        return go(request, order)
    payment = order.payment
    if payment.state in payments.UNPAID and payment.ref:
        # when the provider is silent, the page says that its answer is awaited
        with suppress(Refusal):
            payments.ask(payment, at=clock.now())
    parts = list(order.seller_orders.all())
    stands = standing.of(order, parts, at=clock.now())
    if stands is standing.Standing.PAID:
        return redirect(address_of(order))
    return render(
        request,
        "shop/orders/payment.html",
        {
            "order": order,
            "payment": payment,
            "state": payment.state,
            "standing": stands.value,
            "reason": payments.reason_of(payment.failure),
            "back": moneyback.of(payment.refunds.all()),
            "token": order.token,
            "business": order.business,
            "points": points_of(parts),
            "goes_home": any(not part.relay for part in parts),
            "may_correct": stands is standing.Standing.TO_PAY,
            "steps": steps.trail(steps.PAYMENT),
        },
    )


@require_POST
def refill(request: HttpRequest, number: str) -> HttpResponse:
    """Put the articles of an order into the cart once more, and say which cannot be."""
    order = access.order_for(request, number)
    at = clock.now()
    stands = standing.of(order, order.seller_orders.all(), at=at)
    if stands is standing.Standing.TO_PAY:
        said = _("Cette commande peut encore être payée : ses articles vous y sont gardés.")
        messages.warning(request, said)
        return redirect(page_of(order))
    if stands is standing.Standing.UNSURE:
        said = _("Cette commande est peut-être payée : attendez la réponse du prestataire.")
        messages.warning(request, said)
        return redirect(page_of(order))
    if order.payment.state in payments.UNPAID:  # its delay is over: nobody gave its stock back yet
        with suppress(Refusal):
            payments.renounce(order, by=None, at=at)
    return _refill(request, order)


@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Give an unpaid order up and put its articles back into the cart, to order them otherwise.

    A payment that arrives first is honoured, and said.
    """
    order, at = access.order_for(request, number), clock.now()
    stands = standing.of(order, order.seller_orders.all(), at=at)
    if stands is standing.Standing.TO_PAY:
        by = request.user if request.user.is_authenticated else None
        try:
            payments.take_back(order, by=by, at=at)
        except Refusal as refusal:  # the provider is silent: nobody knows whether it was paid
            said = _("{reason} Votre commande est gardée.").format(reason=refusal)
            messages.warning(request, said)
            return redirect(page_of(order))
        order = access.order_for(request, number)
        stands = standing.of(order, order.seller_orders.all(), at=at)
    if stands is standing.Standing.PAID:
        faster = _("Votre paiement est arrivé avant : la commande est confirmée, rien n'y change.")
        messages.warning(request, faster)
        return redirect(address_of(order))
    if stands is standing.Standing.UNSURE:
        return redirect(page_of(order))  # it says there that an answer is awaited
    return _refill(request, order)


def _refill(request: HttpRequest, order: Order) -> HttpResponse:
    """The cart with the articles of an order, and in sentences what is not as it was."""
    points = {
        part.shipping_carrier: relay_form.as_said(
            part.shipping_carrier, part.relay, country=order.country
        )
        for part in order.seller_orders.all()
        if part.relay
    }
    filled, news = cart.refill(cookie.cart_of(request), order, user=request.user, at=clock.now())
    if not request.user.is_authenticated:  # an account has its address book
        cart.keep_details(filled, order)
    cart.keep_points(filled, points)
    # what is bought once more is no gift again; what was never paid still is
    gifts = {
        str(part.seller_id): {"is_gift": True, "message": part.gift_message}
        for part in order.seller_orders.all()
        if part.is_gift and part.paid_at is None
    }
    if gifts:
        cart.keep_gifts(filled, gifts)
    if news:
        messages.warning(request, " ".join(news))
    else:
        messages.success(request, _("Tous ses articles sont de nouveau dans votre panier."))
    return cookie.remember(redirect("shop-cart"), filled)


@never_cache
@require_http_methods(["GET", "POST"])
def renounce(request: HttpRequest, number: str) -> HttpResponse:
    """The buyer gives up an order that is not paid, instead of waiting for its delay."""
    order, at = access.order_for(request, number), clock.now()
    back = access.address(request, order)
    if request.method == "POST":
        by = request.user if request.user.is_authenticated else None
        try:
            payments.renounce(order, by=by, at=at)
        except Refusal as refusal:  # the provider is silent: nobody knows whether it was paid
            messages.warning(
                request, _("{reason} Votre commande est gardée.").format(reason=refusal)
            )
        else:
            _tell_renounced(request, access.order_for(request, number))
        return redirect(back)
    if standing.of(order, order.seller_orders.all(), at=at) is not standing.Standing.TO_PAY:
        return redirect(back)  # it says there what became of it
    return render(
        request,
        "shop/orders/renounce.html",
        {"order": order, "token": access.token_in(request), "back": back},
    )


def _tell_renounced(request: HttpRequest, order: Order) -> None:
    """What came of it: the payment may have been faster."""
    stands = standing.of(order, order.seller_orders.all(), at=clock.now())
    if stands is standing.Standing.RENOUNCED:
        done = _("Vous avez abandonné cette commande : rien n'a été débité.")
        messages.success(request, done)
    elif stands is standing.Standing.PAID:
        faster = _(
            "Votre paiement est arrivé avant : la commande est confirmée. Ce que vous pouvez encore"
            " en annuler se choisit ci-dessous."
        )
        messages.warning(request, faster)


def go(request: HttpRequest, order: Order) -> HttpResponse:
    """Lead the buyer to the provider's page, or say why it cannot be opened now."""
    try:
        payment = payments.open_(order.payment)
    except GatewayDown as refusal:
        messages.warning(request, _("{reason} Votre commande est gardée.").format(reason=refusal))
        return redirect(page_of(order))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(page_of(order))
    if payment.state == PaymentState.PAID or not payment.redirect_url:
        return redirect(page_of(order))
    # A page of ours is reached by its path: the content policy allows no other host of ours.
    return redirect(payment.redirect_url.removeprefix(settings.BASE_URL))


def page_of(order: Order) -> str:
    """The address of the payment page, that opens for a guest too."""
    return f"{reverse('shop-payment', args=[order.number])}?t={order.token}"


def address_of(order: Order) -> str:
    """The address of the order's own page, that opens for a guest too."""
    return f"{reverse('shop-order', args=[order.number])}?t={order.token}"
