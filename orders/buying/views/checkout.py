"""The checkout: one page from the cart to the provider's payment page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.offers.stock import OutOfStock
from marketing.contacts import contacts
from marketplace.shared import clock, limits, policy
from marketplace.shared.models import Address, LegalText
from marketplace.shared.states import Refusal
from orders.buying import addresses, cart, cookie, steps
from orders.buying.company_form import CompanyForm
from orders.buying.forms import CheckoutForm
from orders.buying.gift_form import GiftForm
from orders.buying.place import Buyer, place, placed_under
from orders.buying.pricing import Quote, QuotedGroup
from orders.buying.question import Question
from orders.buying.relay_form import RelayForm
from orders.buying.views import payment
from orders.models import Order, OrderRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The page as it will be drawn: the question, its price, the terms in force, the forms."""

    question: Question
    quote: Quote
    terms: LegalText | None
    form: CheckoutForm
    relays: list[RelayForm]
    company: CompanyForm
    gifts: list[GiftForm]
    status: int = 200

    @property
    def shown(self) -> str:
        """What the buyer is about to agree to, in short: the quote, the version of the terms."""
        return f"{self.quote.print}.{self.terms.version if self.terms else 0}"

    @property
    def is_same_price(self) -> bool:
        """Whether the buyer saw this price, whatever else changed."""
        return self.question.shown.partition(".")[0] == self.quote.print

    @property
    def forms(self) -> list[Form]:
        """All that the page asks."""
        return [self.form, *self.relays, self.company, *self.gifts]

    def is_complete(self) -> bool:
        """Whether the forms say all that an order needs; all are judged, for all are shown."""
        judged = [form.is_valid() for form in self.forms]
        return all(judged) and not any(relay.waits for relay in self.relays)


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask for what is needed, show what will be paid, take the order."""
    now = clock.now()
    question = Question.read(request, cart=cookie.adopt(request, at=now))
    order = placed_under(question.key)  # double click, back button, second tab
    if order is not None:
        return payment.go(request, order)
    quote = cart.quote_freed(question.cart, at=now, zone=question.zone, chosen=question.chosen)
    if question.gathers:
        quote = quote.gathered(question.gathers)
        question = replace(question, ways=quote.ways)
    if not quote.sold or quote.changed:
        return _back_to_cart(request, quote)
    sheet = _sheet(question, quote)
    if question.posted is None:
        return _page(request, sheet)
    other = _other_address(request, question)
    if other is not None:
        _fill(request, question, other, relays=sheet.relays, gifts=sheet.gifts)
        messages.warning(request, _("Adresse changée : vérifiez-la, puis commandez."))
        return redirect("shop-checkout")
    sheet_again = _unsettled(request, sheet)
    if sheet_again is None:
        return _order(request, sheet)
    draft = {
        **question.draft,
        "relay": _points(question, sheet.relays),
        "company": sheet.company.draft(),
        "gift": _gifts(question, sheet.gifts),
    }
    cart.keep_draft(question.cart, draft, question.ways)
    return _page(request, sheet_again)


@require_POST
def take_address(request: HttpRequest) -> HttpResponse:
    """Deliver to an address of the buyer's book; what else was typed stays."""
    question = Question.read(request, cart=cookie.cart_of(request))
    kept = _picked(request, question)
    if question.cart is None or kept is None:
        return redirect("shop-checkout")
    _fill(request, question, kept)
    return redirect(f"{reverse('shop-checkout')}#adresse")


def _picked(request: HttpRequest, question: Question) -> Address | None:
    book = addresses.book_of(question.user) if question.user else []
    return next((row for row in book if str(row.pk) == request.POST.get("address")), None)


def _other_address(request: HttpRequest, question: Question) -> Address | None:
    """The address that was just picked in the book while another one is still filled in.

    An address that the page was drawn with may be corrected by hand: it is not picked anew.
    """
    picked = request.POST.get("address", "")
    if question.recounts or not picked or picked == request.POST.get("address_shown"):
        return None
    kept = _picked(request, question)
    if kept is None or (
        addresses.is_of(kept, question.details)
        and kept.phone in ("", question.details["phone"].strip())
    ):
        return None
    return kept


def _fill(
    request: HttpRequest,
    question: Question,
    kept: Address,
    *,
    relays: Iterable[RelayForm] = (),
    gifts: Iterable[GiftForm] = (),
) -> None:
    """Deliver to an address of the book; what else was typed stays."""
    place = addresses.as_filled_in(kept)
    place["phone"] = kept.phone or question.draft["phone"]
    typed = CompanyForm(request.POST, delivery=place).draft()
    draft = {
        **question.draft,
        **place,
        "phone_meant": "",
        "company": typed,
        "relay": _points(question, relays),
        "gift": _gifts(question, gifts),
    }
    cart.keep_draft(question.cart, draft, question.ways)


def _points(question: Question, relays: Iterable[RelayForm]) -> dict[str, dict]:
    """What was said of each carrier's point, before and now."""
    return question.points | {relay.carrier: relay.draft() for relay in relays}


def _gifts(question: Question, gifts: Iterable[GiftForm]) -> dict[str, dict]:
    """What was said of each shop's parcel as a gift, before and now."""
    return question.gifts | {str(gift.seller_id): gift.draft() for gift in gifts}


def _back_to_cart(request: HttpRequest, quote: Quote) -> HttpResponse:
    if quote.lines:
        messages.warning(request, _("Votre panier a changé : vérifiez-le avant de commander."))
    return redirect("shop-cart")


def _sheet(question: Question, quote: Quote) -> Sheet:
    """The forms as they were sent; a point is asked of each carrier that delivers to one."""
    relays = [_relay(question, carrier, parcels) for carrier, parcels in quote.collected.items()]
    form = CheckoutForm(
        question.posted, initial=question.details, for_adults=bool(quote.for_adults)
    )
    proposed = question.proposed_company
    company = CompanyForm(
        question.posted,
        initial=(question.company or proposed) if question.posted is None else None,
        delivery=question.details,
        proposed=proposed,
    )
    return Sheet(
        question=question,
        quote=quote,
        terms=_terms(),
        form=form,
        relays=relays,
        company=company,
        gifts=[_gift(question, parcel) for parcel in quote.sold],
    )


def _gift(question: Question, parcel: QuotedGroup) -> GiftForm:
    shop = parcel.seller
    said = question.gifts.get(str(shop.pk), {})
    return GiftForm(question.posted, seller_id=shop.pk, shop=shop.name, said=said)


def _relay(question: Question, carrier: str, parcels: Sequence[QuotedGroup]) -> RelayForm:
    return RelayForm(
        question.posted,
        carrier=carrier,
        shops=[parcel.seller.name for parcel in parcels],
        country=question.country,
        delivery=question.details,
        said=question.points.get(carrier, {}),
    ).look()


def _unsettled(request: HttpRequest, sheet: Sheet) -> Sheet | None:
    """The page to look at once more before anything is ordered; None when all is settled."""
    question, quote = sheet.question, sheet.quote
    if question.recounts:  # nothing is refused before the button
        form = CheckoutForm(initial=question.draft, for_adults=bool(quote.for_adults))
        relays = [relay.unjudged() for relay in sheet.relays]
        gifts = [gift.unjudged() for gift in sheet.gifts]
        company = sheet.company.unjudged()
        return replace(sheet, form=form, relays=relays, company=company, gifts=gifts)
    if quote.undelivered:
        messages.warning(request, _not_delivered(quote))
        return replace(sheet, status=422)
    if question.shown != sheet.shown:
        messages.info(request, _news(sheet))
        # what is wrong is told with it: nobody is sent round twice
        return _unread(sheet) if sheet.is_same_price else sheet
    return None if sheet.is_complete() else replace(sheet, status=422)


def _unread(sheet: Sheet) -> Sheet:
    """What was not read is not agreed to: the box of the terms is empty again."""
    posted = sheet.question.posted.copy()
    posted.pop("terms", None)
    form = CheckoutForm(
        posted, initial=sheet.question.details, for_adults=bool(sheet.quote.for_adults)
    )
    return replace(sheet, form=form)


def _not_delivered(quote: Quote) -> str:
    names = ", ".join(group.seller.name for group in quote.undelivered)
    return _(
        "Cette adresse n'est pas desservie par {names} : changez-la ci-dessous, ou retirez"
        " ces articles de votre panier."
    ).format(names=names)


def _news(sheet: Sheet) -> str:
    if sheet.is_same_price:
        return _(
            "Les conditions générales de vente viennent de changer : lisez-les, puis validez votre"
            " commande."
        )
    return _("Le total a été mis à jour : vérifiez-le, puis validez votre commande.")


def _order(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Place it; what the trade refuses is said on the page of the cart, where it can be mended."""
    question, now = sheet.question, clock.now()
    key = cart.key_of(question.cart)
    try:
        limits.check("checkout", question.network, 100, limits.HOUR)
        order = place(sheet.quote, _buyer(sheet), cart=question.cart, key=key, at=now)
    except OutOfStock as refusal:
        messages.error(request, str(refusal))
        return redirect("shop-cart")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("shop-cart")
    if question.gifts and question.cart is not None:  # the next order is no gift by itself
        cart.keep_gifts(question.cart, {})
    if question.user is not None:
        addresses.keep(question.user, sheet.form.address(), at=now)
    if sheet.form.cleaned_data["newsletter"]:
        _ask_letter(sheet.form, order, at=now)
    return payment.go(request, order)


def _buyer(sheet: Sheet) -> Buyer:
    address = sheet.form.address()
    return Buyer(
        email=sheet.form.cleaned_data["email"],
        address=address,
        business=sheet.company.told(address),
        relay={relay.carrier: relay.point() for relay in sheet.relays},
        gifts={
            gift.seller_id: message for gift in sheet.gifts if (message := gift.told()) is not None
        },
        user=sheet.question.user,
        language=sheet.question.language,
        terms=sheet.terms,
        network=sheet.question.network,
        is_adult=sheet.form.cleaned_data.get("adult", False),
    )


def _ask_letter(form: CheckoutForm, order: Order, *, at: datetime) -> None:
    contacts.ask(
        order.email,
        language=order.language,
        source="checkout",
        text=str(form.fields["newsletter"].label),
        at=at,
    )


def _page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    filled = sheet.question.cart
    book = addresses.book_of(sheet.question.user) if sheet.question.user else []
    typed = {name: str(sheet.form[name].value() or "") for name in addresses.COLUMNS}
    page = render(
        request,
        "shop/orders/checkout.html",
        {
            "form": sheet.form,
            "relays": [
                {"form": relay, "cards": relay.cards(clock.now())} for relay in sheet.relays
            ],
            "relay_forms": sheet.relays,
            "company": sheet.company,
            "gifts": sheet.gifts,
            "gifts_shown": any(gift.is_shown for gift in sheet.gifts),
            "book": book,
            "book_shown": next((row.pk for row in book if addresses.is_of(row, typed)), None),
            "business_withdraws": policy.rules(OrderRules).business_withdrawal == "granted",
            "quote": sheet.quote,
            "key": cart.key_of(filled),
            "steps": steps.trail(steps.DETAILS),
            "keeping": policy.rules(OrderRules),
            "shown": sheet.shown,
            "cart_count": sheet.quote.pieces,
        },
        status=sheet.status,
    )
    return cookie.renew(request, page, filled)


def _terms() -> LegalText | None:
    try:
        return policy.text(LegalText.Kind.SALE_TERMS, words=False)
    except policy.NoSuchText:
        return None
