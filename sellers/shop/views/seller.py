"""A seller's shop: presentation, holidays, shipping grid."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from marketplace.shared import clock, kept_files
from marketplace.shared.audience import buyer
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.access import CHOSEN, seller
from sellers.application import names, suspension
from sellers.models import Member, ShippingMethod
from sellers.shop import grid, shops
from sellers.shop.forms import HolidayForm, MethodForm, ShopForm


@seller("owner")
def presentation(request):
    """What buyers read and see of the shop."""
    form = ShopForm(request.POST or None, kept_files.sent(request), instance=request.seller)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pictures = {
            "logo": _bytes(data.pop("logo_file")),
            "banner": _bytes(data.pop("banner_file")),
        }
        try:
            shops.present(request.seller, **pictures, **data, by=request.user, at=clock.now())
        except names.BadName as refusal:
            form.add_error("name", str(refusal))
            request.seller.refresh_from_db(fields=["name"])
        except Refusal as refusal:
            form.add_error("logo_file" if pictures["logo"] else "banner_file", str(refusal))
        else:
            messages.success(request, _("Votre boutique est à jour."))
            return redirect("seller-shop")
    holiday = HolidayForm(
        initial={"start": request.seller.holiday_from, "end": request.seller.holiday_until}
    )
    return _shop_page(request, form=form, holiday=holiday)


@require_POST
@seller("owner")
def holiday(request):
    """Set or clear the days on which the shop sells nothing."""
    form = HolidayForm(request.POST)
    if form.is_valid():
        try:
            suspension.go_away(request.seller, **form.cleaned_data, by=request.user, at=clock.now())
        except Refusal as refusal:
            form.add_error("end", str(refusal))
        else:
            messages.success(
                request,
                _("Vos dates d'absence sont enregistrées.")
                if form.cleaned_data["start"]
                else _("Vos dates d'absence sont effacées."),
            )
            return redirect("seller-shop")
    return _shop_page(request, form=ShopForm(instance=request.seller), holiday=form)


def _shop_page(request, **forms):
    context = {**forms, "round": shops.round_of(request.seller)}
    return render(request, "seller/sellers/shop.html", context)


@seller("owner")
def shipping(request):
    """The shipping grid: its lines, a new one, and presets to start from."""
    form = MethodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grid.add(request.seller, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Mode de livraison ajouté."))
            return redirect("seller-shipping")
    methods = request.seller.shipping_methods.order_by("position", "pk")
    return render(
        request,
        "seller/sellers/shipping.html",
        {
            "form": form,
            "methods": methods,
            "presets": [(key, name) for key, (name, _rows) in grid.PRESETS.items()],
        },
    )


@seller("owner")
def method(request, pk: int):
    """Change a line of the shipping grid, or remove it."""
    line = get_object_or_404(ShippingMethod, pk=pk, seller=request.seller)
    names = (
        "name",
        "carrier",
        "kind",
        "zone",
        "first_cents",
        "next_cents",
        "free_from_cents",
        "days_min",
        "days_max",
        "is_active",
    )
    form = MethodForm(request.POST or None, initial={name: getattr(line, name) for name in names})
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                grid.remove(line)
                messages.success(request, _("Mode de livraison retiré."))
                return redirect("seller-shipping")
            if form.is_valid():
                grid.change(line, **form.cleaned_data)
                messages.success(request, _("Mode de livraison modifié."))
                return redirect("seller-shipping")
        except Refusal as refusal:
            form.add_error(None, str(refusal)) if form.is_valid() else messages.error(
                request, str(refusal)
            )
    return render(request, "seller/sellers/method.html", {"form": form, "method": line})


@require_POST
@seller("owner")
def preset(request):
    """Add the lines of a preset."""
    key = request.POST.get("preset", "")
    if key in grid.PRESETS:
        count = grid.adopt(request.seller, key)
        if count:
            words = ngettext(
                "%(count)s mode de livraison ajouté.",
                "%(count)s modes de livraison ajoutés.",
                count,
            )
            messages.success(request, words % {"count": count})
        else:
            messages.info(request, _("Les modes de ce modèle sont déjà dans votre grille."))
    return redirect("seller-shipping")


@require_POST
@buyer
def switch(request):
    """Go on in another shop of which one is a member."""
    pk = row_number(request.POST.get("seller", ""))
    if pk and Member.objects.filter(user=request.user, seller_id=pk).exists():
        request.session[CHOSEN] = pk
    return redirect("seller-home")


def _bytes(upload) -> bytes | None:
    return upload.read() if upload else None
