"""Selling what is in the catalogue already: found by words or a bar code, then priced."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from catalog.joining import joining, queries
from catalog.joining.forms import CorrectionForm, TermsForms
from catalog.models import Offer, Product
from catalog.sheets import corrections
from catalog.states import ProductState
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from sellers.access import seller
from sellers.states import PREPARING

NOT_YET = gettext_noop(
    "Une erreur dans cette fiche ? Seuls ceux qui la vendent la corrigent : enregistrez d’abord"
    " votre offre ci-dessous, et proposez la correction depuis cette même page."
)


@require_GET
@seller("catalogue", preparing=True)
def search(request):
    """The public catalogue, for whoever wonders whether their product is there already."""
    text = request.GET.get("q", "").replace("\x00", "")[:160]
    answers = queries.found(text, request.seller, at=clock.now())
    return render(request, "seller/catalog/join_search.html", {"text": text, "answers": answers})


@seller("catalogue", preparing=True)
def one(request, pk: int):
    """A sheet as it is, the seller's offers of it, and those they may add."""
    product = _find(request, pk)
    if product.state == ProductState.MERGED and product.merged_into_id:
        return redirect("seller-join", product.merged_into_id)
    if product.owner_id == request.seller.pk:
        return redirect("seller-product", pk)
    sheet = queries.sheet(product, request.seller)
    begun = {} if request.method == "POST" else request.GET.dict()
    sent = request.POST if request.method == "POST" else None
    rows = TermsForms(sheet.missing, sent, begun=begun)
    if request.method == "POST" and rows.is_valid():
        try:
            joining.join(
                product, rows.terms(), seller=request.seller, by=request.user, at=clock.now()
            )
        except joining.SkuTaken as error:
            if not rows.refuse_sku(error.values["sku"], str(error)):
                rows.refuse(str(error))
        except Refusal as error:
            rows.refuse(str(error))
        else:
            messages.success(request, _sentence(request.seller))
            return redirect("seller-join", pk)
    values = {
        "sheet": sheet,
        "product": product,
        "rows": rows.rows,
        "not_yet": "" if sheet.own else _(NOT_YET),
        "told": corrections.of_seller(product, request.seller) if sheet.own else [],
    }
    return render(request, "seller/catalog/join.html", values)


@seller("catalogue", preparing=True)
def correction(request, pk: int):
    """Tell the operator and the author what is wrong in a shared sheet."""
    sells = Offer.objects.filter(product=pk, seller=request.seller).exists()
    if request.method == "GET" and not sells:
        shared = _find(request, pk)
        if not queries.sheet(shared, request.seller).why_not:
            messages.info(request, _(NOT_YET))
        return redirect("seller-join", shared.pk)
    product = _sold(request, pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.propose(
                product, request.seller, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("C'est transmis à l'auteur de la fiche et à l'opérateur, qui vous répondra."),
            )
            return redirect("seller-join", pk)
    values = {
        "product": product,
        "form": form,
        "told": corrections.of_seller(product, request.seller),
    }
    return render(request, "seller/catalog/correction.html", values)


@require_POST
@seller("catalogue", preparing=True)
def withdrawal(request, pk: int):
    """Stop offering a shared product."""
    product = _sold(request, pk)
    joining.leave(product, seller=request.seller, by=request.user, at=clock.now())
    messages.success(
        request, _("Vous ne vendez plus ce produit. La fiche reste en ligne pour les autres.")
    )
    return redirect("seller-join", pk)


@require_POST
@seller("catalogue", preparing=True)
def resumption(request, pk: int):
    """Offer a shared product again."""
    product = _sold(request, pk)
    try:
        joining.resume(product, seller=request.seller, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _sentence(request.seller))
    return redirect("seller-join", pk)


def _find(request, pk: int) -> Product:
    """A sheet that everybody sees, or one the seller sells on or owns."""
    product = get_object_or_404(
        Product.objects.select_related("owner", "category", "brand", "cover"), pk=pk
    )
    known = product.state in (ProductState.PUBLISHED, ProductState.MERGED)
    if known or product.owner_id == request.seller.pk:
        return product
    if Offer.objects.filter(product=product, seller=request.seller).exists():
        return product
    raise Http404


def _sold(request, pk: int) -> Product:
    sold = Offer.objects.filter(seller=request.seller).values("product")
    return get_object_or_404(Product.objects.exclude(owner=request.seller), pk=pk, pk__in=sold)


def _sentence(shop) -> str:
    if shop.state in PREPARING:
        return _(
            "C'est enregistré. Votre offre paraît dès que votre boutique est ouverte : la fiche est"
            " déjà relue."
        )
    return _("C'est en vente : votre offre est sur la fiche du produit.")
