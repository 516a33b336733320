"""How a visitor's cart is found again: by a signed cookie, or by the person who signed in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse

from marketplace.shared.prepared import Prepared
from orders.buying import cart
from orders.models import Cart, CartLine

# What every page with a cart asks, written once.
BY_TOKEN = Prepared(lambda token: Cart.objects.filter(token=token, user=None))
QUANTITIES = Prepared(
    lambda token: CartLine.objects.filter(cart__token=token, cart__user=None).values_list(
        "quantity", flat=True
    )
)

# The salt is as old as the cookies that visitors still bring: another one would empty their carts.
NAME, SALT = "cart", "orders.cart"


def token_in(request: HttpRequest) -> str:
    """The token of the visitor's cart, when the cookie is one of ours."""
    return request.get_signed_cookie(NAME, default="", salt=SALT, max_age=cart.LASTS) or ""


def cart_of(request: HttpRequest) -> Cart | None:
    """The visitor's cart: their own once they signed in, whatever the cookie says."""
    if request.user.is_authenticated:
        own = Cart.objects.filter(user=request.user).order_by("pk").first()
        return own or _by_token(token_in(request))
    return _by_token(token_in(request))


def adopt(request: HttpRequest, *, at: datetime) -> Cart | None:
    """The cart of someone who just signed in, with what they had chosen before."""
    if request.user.is_authenticated:
        guest_cart = _by_token(token_in(request))
        if guest_cart is not None:
            return cart.merge(guest_cart, request.user, at=at)
    return cart_of(request)


def remember(response: HttpResponse, filled: Cart) -> HttpResponse:
    """Leave the cart's token in a signed cookie."""
    response.set_signed_cookie(
        NAME,
        filled.token,
        salt=SALT,
        max_age=cart.LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def renew(request: HttpRequest, response: HttpResponse, shown: Cart | None) -> HttpResponse:
    """The same for a page that shows a cart, when the visitor came with another token or none."""
    if shown is None or shown.token == token_in(request):
        return response
    return remember(response, shown)


def count_of(request: HttpRequest) -> int:
    """How many pieces lie in the visitor's cart: one query at most, none without a cart.

    A page that has read the cart gives its own `cart_count` to its template, and nothing is asked.
    """
    # the header writes the number twice
    if not hasattr(request, "_cart_count"):
        request._cart_count = _count(request)  # type: ignore[attr-defined]
    return request._cart_count  # type: ignore[attr-defined]


def _by_token(token: str) -> Cart | None:
    """A visitor's cart; someone's own is not shown to whoever uses the browser after them."""
    return next(iter(BY_TOKEN(token=token)), None) if token else None


def _count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    token = token_in(request)
    if user is None or not user.is_authenticated:
        return sum(QUANTITIES(token=token)) if token else 0
    lines = CartLine.objects.filter(Q(cart__user=user) | Q(cart__token=token, cart__user=None))
    return lines.aggregate(total=Sum("quantity"))["total"] or 0
