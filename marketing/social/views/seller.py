"""A shop shares itself: cards and captions of its sheets, its short links and their count."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product
from marketing.follows import follows
from marketing.models import ShortLink
from marketing.social import kits, links, qr
from marketing.social.faces import SIZES
from marketing.social.forms import ShopLinkForm
from marketplace.shared.clock import now
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.access import seller

A_PAGE = 20
MOST_LINKS = 100


@seller("catalogue")
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest) -> HttpResponse:
    """What may be shared today, the links of the shop, and a form for another."""
    shop, at = request.seller, now()
    sheets = Product.objects.of(shop).public().filter(in_stock=True).order_by("title", "pk")
    page = Paginator(sheets.only("slug", "title"), A_PAGE).get_page(
        row_number(request.GET.get("page", "1")) or 1
    )
    paths = [(reverse("shop-seller", args=[shop.slug]), shop.name)]
    paths += [(reverse("shop-product", args=[row.slug]), row.title) for row in sheets[:500]]
    form = ShopLinkForm(request.POST or None, paths=paths)
    if request.method == "POST" and form.is_valid():
        try:
            links.make_for_shop(**form.cleaned_data, seller=shop, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre lien est prêt."))
            return redirect(f"{request.path}#liens")
    rows = links.with_clicks(shop.short_links.order_by("-pk"))[:MOST_LINKS]
    return render(
        request,
        "seller/marketing/sharing.html",
        {
            "page": page,
            "form": form,
            "followers": follows.count(shop),
            "links": [(link, links.is_over(link, at)) for link in rows],
        },
        status=422 if form.errors else 200,
    )


@seller("catalogue")
@require_http_methods(["GET", "HEAD", "POST"])
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """The cards and captions of one of its sheets; sent, the file."""
    product = get_object_or_404(Product.objects.of(request.seller), pk=pk)
    at = now()
    try:
        found = kits.of("produit", product.slug, at=at)
    except kits.NothingToShare as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-sharing")
    if request.method == "POST":
        link = kits.link_of(found, seller=request.seller, by=request.user, at=at)
        answer = HttpResponse(kits.packed(found, link.url), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
        return answer
    return render(
        request,
        "seller/marketing/kit.html",
        {
            "product": product,
            "cards": [face.told(size) for face in found.faces.values() for size in SIZES],
            "captions": [
                (code, kits.caption(face, face.url)) for code, face in found.faces.items()
            ],
        },
    )


@seller("catalogue")
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A link of the shop leads nowhere any more."""
    link = _own(request, pk)
    try:
        links.end(link, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ce lien est arrêté."))
    return redirect(f"{reverse('seller-sharing')}#liens")


@seller("catalogue")
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A link that the shop stopped leads again where it led."""
    link = _own(request, pk)
    try:
        links.take_up(link, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("Ce lien mène de nouveau à sa page : {path}.")
        messages.success(request, told.format(path=link.path))
    return redirect(f"{reverse('seller-sharing')}#liens")


def _own(request: HttpRequest, pk: int) -> ShortLink:
    return get_object_or_404(request.seller.short_links.select_related("seller"), pk=pk)


@seller("catalogue")
@require_safe
def square(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One of its links as a square that telephones read."""
    link = get_object_or_404(request.seller.short_links, pk=pk)
    if kind not in qr.KINDS:
        raise Http404
    answer = HttpResponse(qr.drawn(link.url, kind), content_type=qr.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="lien-{link.code}.{kind}"'
    return answer
