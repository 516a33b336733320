"""The buyer's pages of an order: its story, the list, the way back to it, and what they may do."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.shared import agendas, clock, limits, visitor
from marketplace.shared.audience import buyer
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from orders import contested, moneyback
from orders.buying import access, steps
from orders.buying.access import address, part_for
from orders.following import calendars, tracking
from orders.following.forms import LookupForm
from orders.fulfilment import cancellations, shipping, withdrawn
from orders.models import Order, Return, SellerOrder, Shipment
from orders.models.order import points_of
from orders.money import payments, stakes, standing
from orders.money.standing import Standing
from orders.returns.returns import give_up
from orders.states import RefundState, SellerOrderState

PAGE = 10
ASKED = "account-asked"  # in the session: the orders from whose page an account was asked for
MOST_ASKED = 20
JUST_PAID = timedelta(hours=1)


@never_cache
@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    """An order and what became of it, seller by seller."""
    return page(request, access.order_for(request, number))


def page(request: HttpRequest, order: Order, *, signup=None) -> HttpResponse:
    """The page of an order; `signup` is the form of an account that could not be opened from it."""
    at = clock.now()
    stories = tracking.stories(order, at=at)
    stands = stories[0].standing if stories else standing.of(order, (), at=at)
    unread = withdrawn.unread(order.pk).first()
    thanks = (
        stands is Standing.PAID
        and at - order.payment.paid_at < JUST_PAID
        and unread is None
        and not any(story.has_begun for story in stories)
    )
    return render(
        request,
        "shop/orders/order.html",
        {
            "signup": signup,
            "account_asked": order.number in request.session.get(ASKED, []),
            "order": order,
            "business": order.business,
            "stories": stories,
            "points": points_of(story.part for story in stories if story.collects),
            "goes_home": any(not story.part.relay for story in stories),
            "awaits_point": any(story.awaits_point for story in stories),
            "token": access.token_in(request),
            "unread": unread,
            "may_withdraw": any(
                story.may_withdraw or (story.may_return and story.in_time) for story in stories
            ),
            "contested": any(story.is_contested for story in stories),
            "standing": stands.value,
            "is_over": standing.is_over([story.part for story in stories], stands),
            "is_paid": stands is Standing.PAID,
            "is_open": stands is Standing.TO_PAY,
            "reason": payments.reason_of(order.payment.failure),
            "money_back": tracking.money_back(order),
            "mine": order.buyer_id is not None and order.buyer_id == request.user.pk,
            "thanks": thanks,
            "steps": steps.trail(steps.DONE) if thanks else [],
        },
        status=422 if signup else 200,
    )


def account_asked(request: HttpRequest, order: Order) -> None:
    """Remember in this browser alone that the account of an order was asked for: whether there is
    one already is nobody else's business.
    """
    others = [number for number in request.session.get(ASKED, []) if number != order.number]
    request.session[ASKED] = [*others, order.number][-MOST_ASKED:]


@never_cache
@require_GET
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The deliveries that an order still awaits, for any agenda."""
    order = access.order_for(request, number)
    parts = list(order.seller_orders.prefetch_related("shipments__milestones").order_by("pk"))
    if not any(calendars.has_day(part) for part in parts):
        raise Http404
    return HttpResponse(
        calendars.file_of(order, parts, at=clock.now()),
        content_type=agendas.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="livraison-{order.number}.ics"'},
    )


@require_GET
@buyer
def listing(request: HttpRequest) -> HttpResponse:
    """The orders of whoever is signed in."""
    page = Paginator(tracking.of_buyer(request.user), PAGE).get_page(request.GET.get("page"))
    orders = tracking.listed(page, at=clock.now())
    return render(request, "shop/orders/orders.html", {"page_obj": page, "rows": orders})


@require_GET
@buyer
def my_returns(request: HttpRequest) -> HttpResponse:
    """The returns of whoever is signed in."""
    returns = Return.objects.filter(seller_order__order__buyer=request.user).select_related(
        "seller_order__order", "refund"
    )
    returns = returns.prefetch_related("lines__line", "refund__lines")
    page = Paginator(returns.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "shop/orders/returns.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Send a guest their lost link by e-mail; the page never tells whether the order exists."""
    form = LookupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.take("lookup", visitor.address(request), 10, limits.HOUR):
            form.add_error(None, str(limits.TooOften()))
            return render(request, "shop/orders/lookup.html", {"form": form}, status=429)
        data = form.cleaned_data
        access.ask_link(number=data["number"], email=data["email"], at=clock.now())
        return render(request, "shop/orders/lookup_done.html", {"email": data["email"]})
    return render(request, "shop/orders/lookup.html", {"form": form})


@require_POST
def received(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The buyer says that a parcel came."""
    order = access.order_for(request, number)
    parcel = get_object_or_404(Shipment, pk=pk, seller_order__order=order)
    return _do(
        request,
        order,
        lambda: shipping.deliver(parcel, how="buyer", by=_who(request), at=clock.now()),
        _("Merci ! La réception de votre colis est enregistrée."),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """The buyer gives up a part that its seller has not accepted."""
    order, seller_order = part_for(request, number, part)
    cancelled = seller_order.state == SellerOrderState.CANCELLED
    gone = _gone(seller_order) if cancelled else cancellations.why_not_by_buyer(seller_order)
    if request.method == "POST" and cancelled:  # a second tab, or a second press
        messages.info(request, gone)
        return redirect(address(request, order))
    if request.method == "POST":
        at = clock.now()
        return _do(
            request,
            order,
            lambda: cancellations.cancel_by_buyer(seller_order, by=_who(request), at=at),
            lambda: _cancelled(seller_order) + " " + moneyback.decided(order, at=at).for_buyer,
        )
    return render(
        request,
        "shop/orders/cancel.html",
        {
            "order": order,
            "part": seller_order,
            "gone": gone,
            "token": access.token_in(request),
            "back": address(request, order),
            "contested": contested.warning(seller_order) is not None,
            "back_cents": stakes.of_cancelling(seller_order),
            "others": order.seller_orders.exclude(pk=seller_order.pk).exists(),
        },
    )


def _cancelled(part: SellerOrder) -> str:
    """Whose part of the order is cancelled: the other sellers still send theirs."""
    return _("Votre commande chez {name} est annulée.").format(
        name=part.seller_snapshot.get("name", "")
    )


def _gone(part: SellerOrder) -> str:
    """That a part is cancelled already, and what became of its money."""
    back = list(part.refunds.all())
    given = moneyback.cents_of(back, RefundState.PAID)
    rest = moneyback.of(refund for refund in back if refund.state != RefundState.PAID).for_buyer
    said = _("{sum} vous ont été remboursés.").format(sum=money(given)) if given else ""
    return " ".join(filter(None, (_cancelled(part), said, rest)))


@require_POST
def keep(request: HttpRequest, number: str, back: str) -> HttpResponse:
    """The buyer gives up a return and keeps the goods."""
    order = access.order_for(request, number)
    return_ = get_object_or_404(
        Return.objects.select_related("seller_order"), number=back, seller_order__order=order
    )
    return _do(
        request,
        order,
        lambda: give_up(return_, by=_who(request), at=clock.now()),
        _("Le retour {number} est abandonné.").format(number=return_.number),
    )


def _who(request: HttpRequest):
    return request.user if request.user.is_authenticated else None


def _do(request: HttpRequest, order: Order, act, done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done() if callable(done) else done)
    return redirect(address(request, order))
