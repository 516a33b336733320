"""A seller's sheets: the list, the form, the photos, prices and stocks."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from catalog.judging import decisions, rules
from catalog.models import Offer, Product
from catalog.offers import prices, stock
from catalog.offers.forms import OfferForm
from catalog.sheets import lists, photos, products, quality
from catalog.sheets.forms import PhotosForm, Pieces, ProductForm
from catalog.sheets.products import DraftRefused, Piece
from catalog.states import ProductState
from marketplace.shared import clock, files
from marketplace.shared.labels import plainly
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.access import seller

PAGE = 25
OFFERS = 50


@require_GET
@seller("catalogue", preparing=True)
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


@seller("catalogue", preparing=True, private=True)
def new(request):
    """The form that begins a sheet; it stays a draft until proposed."""
    form, variants = ProductForm(request.POST or None), Pieces(request.POST or None, prefix="v")
    values = {"form": form, "rows": variants}
    if "champs" in request.POST:
        _show_fields(form, variants)
    elif request.method == "POST" and form.is_valid() & variants.is_valid():
        values["known"] = _known(request, form, variants)
        if values["known"]:
            return render(request, "seller/catalog/product_form.html", values)
        try:
            product = products.create(
                request.seller, form.content(), variants.pieces(), by=request.user, at=clock.now()
            )
        except DraftRefused as refusal:
            _explain(form, refusal)
        else:
            messages.success(
                request,
                _("Le brouillon est enregistré. Ajoutez des photos, puis proposez la fiche."),
            )
            return redirect("seller-product", product.pk)
    return render(request, "seller/catalog/product_form.html", values)


@seller("catalogue", preparing=True)
def one(request, pk: int):
    """A sheet: its words, variants, photos, and what the operator said."""
    product = Product.objects.of(request.seller).select_related("owner", "brand", "category")
    product = product.exclude(state=ProductState.MERGED).filter(pk=pk).first()
    if product is None:
        # somebody else's, on which they sell; or theirs, which became part of another
        theirs = Product.objects.filter(Q(owner=request.seller) | Q(offers__seller=request.seller))
        get_object_or_404(theirs.distinct(), pk=pk)
        return redirect("seller-join", pk)
    content = lists.newest(product)
    if request.method == "POST":
        form = ProductForm(request.POST, lines=content["attributes"])
        variants = Pieces(request.POST, prefix="v")
        if "champs" in request.POST:
            _show_fields(form, variants)
        elif form.is_valid() & variants.is_valid() and _save(request, product, form, variants):
            return redirect("seller-product", pk)
    else:
        pieces = lists.pieces(product, content)
        form = ProductForm(initial=_initial(content), lines=content["attributes"])
        variants = Pieces(initial=[_variant_values(piece) for piece in pieces], prefix="v")
    values = _page(product, content) | {"form": form, "rows": variants}
    return render(request, "seller/catalog/product_form.html", values)


@require_POST
@seller("catalogue", preparing=True)
def proposal(request, pk: int):
    """Propose a sheet to the operator."""
    product = _find(request, pk)
    before = product.submissions.count()
    if _try(request, products.submit, product, by=request.user, at=clock.now()):
        product.refresh_from_db()
        messages.success(
            request, _saved_sentence(product, proposed=product.submissions.count() > before)
        )
    return redirect("seller-product", pk)


@require_POST
@seller("catalogue", preparing=True)
def withdrawal(request, pk: int):
    """Withdraw a sheet from sale."""
    product = _find(request, pk)
    if _try(request, products.retire, product, by=request.user, at=clock.now()):
        messages.success(
            request,
            _("La fiche n'est plus en vente.")
            if product.state == ProductState.RETIRED
            else _(
                "Vous ne vendez plus ce produit. D'autres vendeurs le proposent : la fiche reste en"
                " ligne pour eux."
            ),
        )
    return redirect("seller-product", pk)


@require_POST
@seller("catalogue", preparing=True)
def restoration(request, pk: int):
    """Put a withdrawn sheet back."""
    product = _find(request, pk)
    if _try(request, products.restore, product, by=request.user, at=clock.now()):
        online = product.state == ProductState.PUBLISHED
        messages.success(
            request,
            _("La fiche est de nouveau en vente.") if online else _("La fiche est un brouillon."),
        )
    return redirect("seller-product", pk)


@require_GET
@seller("catalogue", preparing=True)
def preview(request, pk: int):
    """The newest content as buyers would see it."""
    product = _find(request, pk)
    content = lists.newest(product)
    pieces = [piece for piece in lists.pieces(product, content) if piece.active]
    shown = [
        {
            "url": p.url_at(640),
            "large": p.url_at(1280),
            "thumb": p.url_at(320),
            "alt": content["title"],
        }
        for p in lists.photos(content)
    ]
    values = {
        "product": product,
        "content": content,
        "pieces": pieces,
        "images": shown,
        "from_cents": min((piece.price_cents for piece in pieces), default=None),
    }
    return render(request, "seller/catalog/preview.html", values)


@seller("catalogue", preparing=True)
def photo_desk(request, pk: int):
    """Add, order and remove the photos of a sheet."""
    product = _find(request, pk)
    if request.method == "POST":
        if request.FILES:
            _receive(request, product)
        else:
            _arrange(request, product)
        return redirect("seller-photos", pk)
    return render(request, "seller/catalog/photos.html", _page(product, lists.newest(product)))


@seller("catalogue", preparing=True)
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


@seller("catalogue", preparing=True)
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


def _find(request, pk: int) -> Product:
    own = Product.objects.of(request.seller).exclude(state=ProductState.MERGED)
    return get_object_or_404(own.select_related("owner", "brand", "category"), pk=pk)


def _known(request, form: ProductForm, variants) -> dict | None:
    """The online sheet of another seller that bears a bar code just typed, and the way to it with
    what was typed.
    """
    pieces = {piece.gtin: piece for piece in variants.pieces() if piece.gtin}
    if not pieces:
        return None
    bearers = lists.on_sale_under(pieces, request.seller, form.cleaned_data["category"])
    if not bearers:
        return None
    typed = {}
    for variant in bearers:
        piece = next(p for code, p in pieces.items() if variant.gtin in lists.ways_of(code))
        if variant.product_id == bearers[0].product_id:
            typed[f"v{variant.pk}-sku"] = piece.sku
            euros, cents = divmod(piece.price_cents, 100)
            typed[f"v{variant.pk}-price"] = f"{euros},{cents:02d}"
            typed[f"v{variant.pk}-stock"] = piece.stock
    page = reverse("seller-join", args=[bearers[0].product_id])
    return {"product": bearers[0].product, "url": f"{page}?{urlencode(typed)}"}


def _page(product: Product, content: dict) -> dict:
    waits = lists.waiting(product)
    decision = None if waits else decisions.last(product)
    return {
        "product": product,
        "content": content,
        "photos": lists.photos(content),
        "waiting": waits,
        "decision": decision,
        "sent_back": decision is not None and decision.state != "taken_down",
        "upload": PhotosForm(),
        "obstacles": quality.obstacles(product, clock.now()),
        "findings": [{**f, "text": rules.sentence(f)} for f in (waits.findings if waits else ())],
        "offers": product.offers.select_related("variant").order_by("variant__position", "pk"),
        "may_propose": product.state in (ProductState.DRAFT, ProductState.REFUSED) and not waits,
    }


def _initial(content: dict) -> dict:
    axes = [*content["axes"], "", ""]
    return {
        **content,
        "category": content["category_id"],
        "axis_one": axes[0],
        "axis_two": axes[1],
    }


def _show_fields(form: ProductForm, variants) -> None:
    """Show the fields of the category just chosen, and find no fault in what is half typed."""
    form.hush()
    variants.hush()


def _variant_values(piece: Piece) -> dict:
    values = [*piece.values, "", ""] if piece.values else [piece.label, "", ""]
    return {
        "first": values[0],
        "second": values[1],
        "sku": piece.sku,
        "price": piece.price_cents,
        "stock": piece.stock,
        "weight": piece.weight_g,
        "gtin": piece.gtin,
        "active": piece.active,
    }


def _save(request, product: Product, form: ProductForm, variants) -> bool:
    before = product.submissions.count()
    try:
        products.edit(
            product, form.content(), pieces=variants.pieces(), by=request.user, at=clock.now()
        )
    except DraftRefused as refusal:
        _explain(form, refusal)
        return False
    product.refresh_from_db()
    messages.success(
        request, _saved_sentence(product, proposed=product.submissions.count() > before)
    )
    return True


def _saved_sentence(product: Product, *, proposed: bool) -> str:
    if not proposed:
        return _("C'est enregistré.")
    if product.owner.opened_at is None:
        return _("Votre fiche est proposée : nous la relisons dès que votre boutique est admise.")
    if lists.waiting(product):
        return _("C'est enregistré. La nouvelle version attend la relecture de l'opérateur.")
    return _("C'est enregistré et en ligne.")


def _explain(form: ProductForm, refusal: DraftRefused) -> None:
    for name, sentence in refusal.problems:
        form.add_error(
            {"category_id": "category"}.get(name, name) if name in form.fields else None, sentence
        )


def _try(request, verb, *args, **options) -> bool:
    try:
        verb(*args, **options)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _receive(request, product: Product) -> None:
    photo_ids = []
    for file in request.FILES.getlist("files")[: photos.MOST + 5]:
        try:
            content = file.read(files.IMAGE_BYTES + 1)
            photo_ids.append(
                photos.receive(request.seller, None, content, file.name, at=clock.now()).pk
            )
        except Refusal as refusal:
            messages.error(request, plainly(files.clean_name(file.name), refusal))
    if photo_ids and _try(request, photos.add, product, photo_ids, by=request.user, at=clock.now()):
        messages.success(request, _("Les photos sont ajoutées à la fiche."))


def _arrange(request, product: Product) -> None:
    ids = photos.current_ids(product)
    moved, _colon, act = request.POST.get("photo", "").partition(":")
    if row_number(moved) not in ids:
        messages.error(request, _("Cette photo n'est plus dans la fiche."))
        return
    pk, place = row_number(moved), ids.index(row_number(moved))
    ids.remove(pk)
    targets = {"first": 0, "left": max(0, place - 1), "right": place + 1}
    if act in targets:
        ids.insert(targets[act], pk)
    if _try(request, photos.arrange, product, ids, by=request.user, at=clock.now()):
        done = (
            _("L'ordre des photos est enregistré.")
            if act in targets
            else _("La photo est retirée de la fiche.")
        )
        messages.success(request, done)


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
