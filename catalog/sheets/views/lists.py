"""A seller's lists: the sheets of a shop, and the prices and stocks of its offers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from catalog.models import Offer
from catalog.offers import prices, stock
from catalog.offers.forms import OfferForm
from catalog.sheets import lists, products
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from sellers.access import seller

PAGE = 25
OFFERS = 50


@require_GET
@seller("catalogue")
def listing(request):
    """The sheets of a shop, by state and by words."""
    view = request.GET.get("vue", "") if request.GET.get("vue", "") in lists.VIEWS else ""
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    counts = lists.counts(request.seller)
    tabs = [
        {
            "name": name,
            "url": f"?vue={key}" if key else "?",
            "count": counts[key or "all"],
            "current": key == view,
        }
        for key, name in lists.VIEWS.items()
    ]
    page = Paginator(lists.sheets(request.seller, view=view, text=text), PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = lists.with_faces(page.object_list)
    values = {"page_obj": page, "tabs": tabs, "view": view, "text": text, "any": counts["all"]}
    return render(request, "seller/catalog/products.html", values)


@seller("catalogue")
def offers(request):
    """Prices and stocks of all offers, in one table."""
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    page = Paginator(lists.offers(request.seller, text=text), OFFERS).get_page(
        request.GET.get("page")
    )
    pairs = [
        (
            offer,
            OfferForm(
                request.POST or None,
                prefix=f"o{offer.pk}",
                sku=offer.sku,
                initial={"price": offer.price_cents, "stock": offer.stock},
            ),
        )
        for offer in page
    ]
    if request.method == "POST" and _save_offers(request, pairs):
        return redirect(request.get_full_path())
    changed = [form for _offer, form in pairs if form.is_bound and form.has_changed()]
    return render(
        request,
        "seller/catalog/offers.html",
        {"page_obj": page, "pairs": pairs, "changed": changed, "text": text},
    )


@seller("catalogue")
def offer_quick(request, pk: int):
    """The price and the stock of one offer, with the announced reduction."""
    offer = get_object_or_404(
        Offer.objects.select_related("product", "variant"), pk=pk, seller=request.seller
    )
    form = OfferForm(
        request.POST or None, initial={"price": offer.price_cents, "stock": offer.stock}
    )
    if request.method == "POST" and form.is_valid() and _reprice(request, offer, form):
        messages.success(request, _("Le prix et le stock sont à jour."))
        return redirect("seller-product", offer.product_id)
    history = offer.prices.order_by("-starts_at", "-pk")[:12]
    lowest = prices.lowest_before([offer.pk], clock.now()).get(offer.pk)
    values = {"offer": offer, "form": form, "history": history, "lowest": lowest}
    return render(request, "seller/catalog/offer.html", values)


def _save_offers(request, pairs) -> bool:
    changed = [(offer, form) for offer, form in pairs if form.has_changed()]
    # a sum, not any(): every form must be checked, so that each says what is wrong with it
    if sum(not form.is_valid() for _offer, form in changed):
        return False
    odd = [
        form
        for offer, form in changed
        if prices.jumps(offer.price_cents, form.cleaned_data["price"])
        and not form.cleaned_data["confirmed"]
    ]
    for form in odd:
        form.ask_to_confirm()
    if odd:
        return False
    done = products.reprice(
        request.seller,
        [
            (offer, form.cleaned_data["price"], form.cleaned_data["stock"])
            for offer, form in changed
        ],
        by=request.user,
        at=clock.now(),
    )
    messages.success(
        request,
        ngettext("{count} offre mise à jour.", "{count} offres mises à jour.", done).format(
            count=done
        )
        if done
        else _("Rien n'a changé."),
    )
    return True


def _reprice(request, offer: Offer, form: OfferForm) -> bool:
    data, at = form.cleaned_data, clock.now()
    try:
        prices.change(
            offer,
            data["price"],
            by=request.user,
            at=at,
            confirmed=data["confirmed"],
            reason=prices.REDUCTION if data["announced"] else "",
        )
    except Refusal as refusal:
        form.add_error("price", str(refusal))
        return False
    stock.set_level(offer, data["stock"], by=request.user, at=at)
    return True
