"""A seller's lists: the sheets of a shop, and the prices and stocks of its offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Page
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from catalog.models import Offer, Price
from catalog.offers import prices, reductions, stock
from catalog.offers.forms import OfferForm
from catalog.sheets import filters, products, quality
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money, when
from sellers.access import may, seller
from sellers.filters import saved
from sellers.models import Role

PAGE = 25
OFFERS = 50
STEPS, ROWS = 12, 60  # of the history of a price


@require_GET
@seller("catalogue", preparing=True)
def listing(request):
    """The sheets of a shop, by state, by words and by category."""
    page, values = _page_of(request, filters.SHEETS, PAGE, filters.marked)
    page.object_list = filters.with_figures(page.object_list, request.seller)
    return render(request, "seller/catalog/products.html", values | {"bar": quality.BAR})


@seller("catalogue", preparing=True)
def offers(request):
    """Prices and stocks of all offers, in one table."""
    page, values = _page_of(request, filters.OFFERS, OFFERS, filters.shown)
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
    filters.with_faces([offer.product for offer, _form in pairs])
    reduced = prices.running([offer.pk for offer, _form in pairs], at=clock.now())
    for offer, _form in pairs:
        offer.reduction = reduced.get(offer.pk)
    values |= {
        "pairs": pairs,
        "changed": changed,
        "may_save": may(request.member, Role.CATALOGUE, reading=False),
    }
    return render(request, "seller/catalog/offers.html", values)


@seller("catalogue", preparing=True)
def offer_quick(request, pk: int):
    """The price and the stock of one offer, with the announced reduction."""
    offer = get_object_or_404(
        Offer.objects.select_related("product", "variant"), pk=pk, seller=request.seller
    )
    current = prices.running([offer.pk], at=clock.now()).get(offer.pk)
    stands = {"announced": current is not None, "until": current.until if current else None}
    form = OfferForm(
        request.POST or None,
        initial={"price": offer.price_cents, "stock": offer.stock, **stands},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and not form.is_stale()
        and _reprice(request, offer, form)
    ):
        messages.success(request, _written(offer, current, at=clock.now()))
        return redirect("seller-product", offer.product_id)
    history = _steps(offer.prices.order_by("-starts_at", "-pk")[:ROWS])
    lowest = prices.lowest_before([offer.pk], clock.now()).get(offer.pk)
    values = {
        "offer": offer,
        "form": form,
        "history": history,
        "lowest": lowest,
        "current": current,
    }
    return render(request, "seller/catalog/offer.html", values)


def _steps(rows: Iterable[Price]) -> list[Price]:
    """The latest prices, each once: what was only announced otherwise is not another price."""
    steps: list[Price] = []
    for row in rows:
        if steps and steps[-1].amount_cents == row.amount_cents:
            steps[-1].starts_at = row.starts_at  # the same price, since earlier
        else:
            steps.append(row)
    return steps[:STEPS]


def _written(offer: Offer, before: Price | None, *, at: datetime) -> str:
    """What a seller reads once it is written: what became of the reduction, if there is one."""
    now = prices.running([offer.pk], at=at).get(offer.pk)
    if now is None:
        if before is None:
            return _("Le prix et le stock sont à jour.")
        return _(
            "Le prix et le stock sont à jour. La baisse annoncée a pris fin : plus de prix barré ni"
            " de date."
        )
    prior = money(now.prior_cents)
    if now.until is None:
        told = _("Le prix et le stock sont à jour. Baisse en cours : {prior} barré, sans fin.")
        return told.format(prior=prior)
    told = _("Le prix et le stock sont à jour. Baisse en cours : {prior} barré, jusqu'au {until}.")
    return told.format(prior=prior, until=when(now.until))


def _page_of(request, kind: filters.Listing, size: int, shown: Callable) -> tuple[Page, dict]:
    """A page of a list, with what stands above it."""
    asked = kind.read(request.GET)
    kept = saved.of(request.member, kind.name)
    counts, found = kind.counts(
        request.seller, [asked, *(kind.read(QueryDict(one.query)) for one in kept)]
    )
    rows = shown(kind.rows(request.seller, asked))
    chips = saved.chips(kept, asked.address, found[1:])
    page = filters.Pages(rows, size, total=found[0]).get_page(request.GET.get("page"))
    return page, {
        "page_obj": page,
        "kind": kind.name,
        "asked": asked,
        "tabs": kind.tabs(counts, asked.view),
        "orders": kind.orders(asked.sort),
        "categories": filters.categories(request.seller),
        "any": counts[""],
        "found": found[0],
        "saved": chips,
        "is_kept": any(chip["current"] for chip in chips),
    }


def _save_offers(request, pairs) -> bool:
    changed = [(offer, form) for offer, form in pairs if form.has_changed()]
    # a sum, not any(): every form must be checked, so that each says what is wrong with it
    if sum(not form.is_valid() for _offer, form in changed):
        return False
    # a sum for the same reason
    if sum(form.is_stale() for _offer, form in changed):
        return False
    odd = [
        form
        for offer, form in changed
        if prices.jumps(offer.price_cents, form.level("price"))
        and not form.cleaned_data["confirmed"]
    ]
    for form in odd:
        form.ask_to_confirm()
    if odd:
        return False
    asked = [(offer, form.level("price")) for offer, form in changed]
    ended = reductions.ended_by(asked, at=clock.now())
    done = products.reprice(
        request.seller,
        [(offer, form.level("price"), form.level("stock")) for offer, form in changed],
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
    if ended:
        messages.info(request, reductions.told_ended(ended))
    return True


def _reprice(request, offer: Offer, form: OfferForm) -> bool:
    data, at = form.cleaned_data, clock.now()
    try:
        prices.change(
            offer,
            form.level("price"),
            by=request.user,
            at=at,
            confirmed=data["confirmed"],
            moving=data["moving"],
            reason=prices.REDUCTION if data["announced"] else "",
            until=form.end(),
            ending=form.ends_reduction(),
        )
    except Refusal as refusal:
        about_end = isinstance(refusal, prices.ENDS)
        form.moves_end = isinstance(refusal, prices.EndMoved)
        form.add_error("until" if about_end else "price", str(refusal))
        return False
    if "stock" in form.changed_data:
        stock.set_level(offer, data["stock"], by=request.user, at=at)
    return True
