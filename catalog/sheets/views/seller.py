"""A seller's sheets, one at a time: the form, the photos, what is proposed and withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.judging import decisions, rules
from catalog.models import Product
from catalog.sheets import lists, photos, products, quality
from catalog.sheets.forms import PhotosForm, Pieces, ProductForm
from catalog.sheets.products import DraftRefused, Piece
from catalog.states import ProductState
from marketplace.shared import clock, files
from marketplace.shared.labels import plainly
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.access import seller


@seller("catalogue", private=True)
def new(request):
    """The form that begins a sheet; it stays a draft until proposed."""
    form, variants = ProductForm(request.POST or None), Pieces(request.POST or None, prefix="v")
    if "champs" in request.POST:
        _show_fields(form, variants)
    elif request.method == "POST" and form.is_valid() & variants.is_valid():
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
    return render(request, "seller/catalog/product_form.html", {"form": form, "rows": variants})


@seller("catalogue")
def one(request, pk: int):
    """A sheet: its words, variants, photos, and what the operator said."""
    product = _find(request, pk)
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
@seller("catalogue")
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
@seller("catalogue")
def withdrawal(request, pk: int):
    """Withdraw a sheet from sale."""
    if _try(request, products.retire, _find(request, pk), by=request.user, at=clock.now()):
        messages.success(request, _("La fiche n'est plus en vente."))
    return redirect("seller-product", pk)


@require_POST
@seller("catalogue")
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
@seller("catalogue")
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


@seller("catalogue")
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


def _find(request, pk: int) -> Product:
    return get_object_or_404(
        Product.objects.of(request.seller).select_related("owner", "brand", "category"), pk=pk
    )


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
