"""A seller's sheets, one at a time: the form, the photos, what is proposed and withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from catalog.attributes import reading, wording
from catalog.attributes.vocabulary import vocabulary
from catalog.judging import decisions, rules
from catalog.models import Product
from catalog.offers import prices, reductions
from catalog.sheets import corrections, lists, papers, products, quality, sharing, shelf, traits
from catalog.sheets.forms import remarked
from catalog.sheets.forms.whole import STAMP, WholeForm
from catalog.sheets.products import DraftRefused
from catalog.sheets.shelf import UNSEEN
from catalog.sheets.strip import Strip
from catalog.states import ProductState
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from sellers.access import opens, seller

UNCHANGED = gettext_noop(
    "Rien n'a changé depuis la demande de correction : corrigez ce qui est demandé ci-dessous, puis"
    " proposez la fiche, ou contestez la décision."
)


@seller("catalogue", preparing=True, private=True)
def new(request):
    """The form that begins a sheet; a title is enough for a draft.

    Sent once more, after « Back » or by a double click, it is about the sheet that it began.
    """
    return _answer(request, _begun(request))


@seller("catalogue", preparing=True)
def one(request, pk: int):
    """A sheet: its words, variants, photos, and what the operator said."""
    own = _own(request).filter(pk=pk).first()
    if own is None:
        # somebody else's, on which they sell; or theirs, which became part of another
        theirs = Product.objects.filter(Q(owner=request.seller) | Q(offers__seller=request.seller))
        get_object_or_404(theirs.distinct(), pk=pk)
        return redirect("seller-join", pk)
    return _answer(request, own)


@require_POST
@seller("catalogue", preparing=True)
def photo(request):
    """Keep photos before the sheet they belong to is saved; answers with their places."""
    strip = Strip(request.seller, shelf.BLANK)
    strip.receive(request.FILES.getlist("files"), at=clock.now())
    return render(request, "seller/catalog/_photo_items.html", {"strip": strip})


@require_POST
@seller("catalogue", preparing=True)
def copy(request, pk: int):
    """Begin a sheet from another one."""
    try:
        product = products.duplicate(_find(request, pk), by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-product", pk)
    messages.success(
        request, _("Voici la copie, en brouillon : changez son titre, puis ce qui diffère.")
    )
    return redirect("seller-product", product.pk)


@require_POST
@seller("catalogue", preparing=True)
def proposal(request, pk: int):
    """Propose a sheet to the operator."""
    product = _find(request, pk)
    before = product.submissions.count()
    if _try(request, products.submit, product, by=request.user, at=clock.now()):
        product.refresh_from_db()
        proposed = product.submissions.count() > before
        if proposed or lists.waiting(product):
            messages.success(request, _saved_sentence(product, proposed=proposed))
        else:
            messages.error(request, _(UNCHANGED))
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
            "alt": content["photo_alts"].get(str(p.pk)) or content["title"],
        }
        for p in lists.photos(content)
    ]
    path = traits.path_of(content["category_id"])
    said = reading.read(content["attributes"], path, vocabulary())
    values = {
        "product": product,
        "content": content,
        "facts": wording.lines(line for line in said if not line.document),
        "pieces": [
            {
                "name": wording.of_variant(content["axes"], piece.values, path, piece.name),
                "price_cents": piece.price_cents,
                "stock": piece.stock,
            }
            for piece in pieces
        ],
        "images": shown,
        "from_cents": min((piece.price_cents for piece in pieces), default=None),
        "prices_differ": len({piece.price_cents for piece in pieces}) > 1,
    }
    return render(request, "seller/catalog/preview.html", values)


def _find(request, pk: int) -> Product:
    return get_object_or_404(_own(request), pk=pk)


def _own(request) -> QuerySet[Product]:
    own = Product.objects.of(request.seller).exclude(state=ProductState.MERGED)
    return own.select_related("owner", "brand", "category")


def _begun(request) -> Product | None:
    """The sheet that this very form began, when it was sent before."""
    stamp = request.POST.get("stamp", "")[:STAMP]
    return _own(request).filter(stamp=stamp).first() if stamp else None


def _answer(request, product: Product | None):
    """The form, filled in or sent: a step within it, a draft saved, a sheet proposed."""
    sent = request.POST if request.method == "POST" else None
    tells_shop = opens(request.member, reverse("seller-shop"), acting=True)
    whole, known = WholeForm(request.seller, product, sent, tells_shop=tells_shop), None
    if sent is not None:
        whole.strip.receive(request.FILES.getlist("files"), at=clock.now())
        is_step = whole.step(sent)
        known = _known(request, whole)
        if known and "vendre" in sent:
            return redirect(known["url"])
        if is_step:
            known = None  # said at its field; nothing was asked to be saved
        else:
            saved = None if known and known["stops"] else _save(request, whole)
            if saved is not None:
                return redirect("seller-product", saved.pk)
    values = {"whole": whole, "form": whole.form, "rows": whole.rows, "known": known}
    if sent is not None and "regard" in sent:
        return render(request, "seller/catalog/_looked.html", values | {"product": product})
    page = _page(product, whole.content) if product else {}
    decision = page.get("decision")
    if decision is not None:
        page["remarks"] = remarked.beside(whole, decision.remarks)
    return render(request, "seller/catalog/product_form.html", values | page)


def _known(request, whole: WholeForm) -> dict | None:
    """The online sheet of another seller that bears a bar code just typed, and the way to it with
    what was typed. A code that the sheet bears already was looked at when it was typed.

    One of the same category stops the saving; one of another, until it was read once.
    """
    kept = whole.codes()
    typed = {
        code: row for code, row in whole.rows.coded().items() if not kept & lists.ways_of(code)
    }
    bearers = [
        variant
        for variant in (lists.on_sale_under(typed, request.seller) if typed else ())
        if sharing.why_not(variant.product, [variant]) is None
    ]
    if not bearers:
        return None
    category = whole.glance["category_id"]
    bearers.sort(key=lambda variant: variant.product.category_id != category)
    product = bearers[0].product
    whole.rows.tell_known({v.gtin: v.product for v in reversed(bearers)})
    same = product.category_id == category
    codes = " ".join(sorted(typed))
    page = reverse("seller-join", args=[product.pk])
    given = {
        f"v{variant.pk}-{name}": text
        for variant in bearers
        if variant.product_id == product.pk
        for name, text in whole.rows.terms_of(variant.gtin, kept=whole.offered).items()
    }
    return {
        "product": product,
        "url": f"{page}?{urlencode(given)}",
        "is_same": same,
        "codes": codes,
        "stops": same or request.POST.get("autre") != codes,
    }


def _page(product: Product, content: dict) -> dict:
    waits = lists.waiting(product)
    decision = None if waits else decisions.last(product)
    return {
        "product": product,
        "content": content,
        "waiting": waits,
        "decision": decision,
        "sent_back": decision is not None and decision.state != "taken_down",
        "closed": quality.is_closed(product),
        "obstacles": quality.obstacles(product, clock.now()),
        "findings": [{**f, "text": rules.sentence(f)} for f in (waits.findings if waits else ())],
        "offers": product.offers.select_related("variant").order_by("variant__position", "pk"),
        "is_draft": product.state in UNSEEN and not waits,
        "corrections": corrections.of_author(product),
        "has_papers": papers.are_asked(content["category_id"]),
    }


def _save(request, whole: WholeForm) -> Product | None:
    """Save what was typed, and propose it when that was asked or the sheet is no longer a draft."""
    product, by, at = whole.product, request.user, clock.now()
    if whole.is_overtaken():
        return None
    is_draft = product is None or (product.state in UNSEEN and not lists.waiting(product))
    proposes = "proposer" in request.POST
    if not whole.is_valid(whole=proposes or not is_draft):
        return None
    before = product.submissions.count() if product else 0
    reduced = _reduced(product, at)
    given, pieces, unfinished = whole.given(), whole.rows.pieces(), whole.rows.unfinished()
    try:
        if is_draft and proposes:
            saved = products.propose(
                request.seller, given, pieces, product=product, by=by, at=at, stamp=whole.stamp
            )
        elif product is None:
            saved = products.create(
                request.seller,
                given,
                pieces,
                unfinished=unfinished,
                by=by,
                at=at,
                stamp=whole.stamp,
            )
        else:
            saved = products.edit(
                product, given, pieces=pieces, unfinished=unfinished, by=by, at=at
            )
    except DraftRefused as refusal:
        if product is None and (begun := _begun(request)):
            return begun  # a double click: the first one saved it
        _explain(whole, refusal)
        return None
    proposed = saved.submissions.count() > before
    if is_draft and proposes and not proposed and not lists.waiting(saved):
        messages.error(request, _(UNCHANGED))
        return saved
    messages.success(request, _saved_sentence(saved, proposed=proposed))
    if reduced:
        _say_ended(request, reduced - _reduced(product, at))
    for told in whole.form.understood:
        messages.info(request, told)
    _say_remarks(request, whole)
    return saved


def _say_remarks(request, whole: WholeForm) -> None:
    if remarks := whole.form.remarks():
        odd = " ".join(f"{remark['label']} : {remark['text']}" for remark in remarks)
        messages.warning(request, _("À vérifier. {remarks}").format(remarks=odd))


def _say_ended(request, over: set[int]) -> None:
    if over:
        messages.info(request, reductions.told_ended(len(over)))


def _reduced(product: Product | None, at: datetime) -> set[int]:
    """The offers of a sheet whose announced reduction runs."""
    if product is None or product.state in UNSEEN:
        return set()
    return set(prices.running(product.offers.values_list("pk", flat=True), at=at))


def _saved_sentence(product: Product, *, proposed: bool) -> str:
    if not proposed:
        draft = product.state in UNSEEN
        return _("Le brouillon est enregistré.") if draft else _("C'est enregistré.")
    if product.owner.opened_at is None:
        return _("Votre fiche est proposée : nous la relisons dès que votre boutique est admise.")
    if lists.waiting(product):
        return _("C'est enregistré. La fiche attend la relecture de l'opérateur.")
    return _("C'est enregistré et en ligne.")


def _explain(whole: WholeForm, refusal: DraftRefused) -> None:
    form = whole.form
    for name, sentence in refusal.problems:
        if name == "sku" and whole.rows.refuse_sku(sentence):
            continue
        field = {"category_id": "category"}.get(name, name)
        form.add_error(field if field in form.fields else None, sentence)


def _try(request, verb, *args, **options) -> bool:
    try:
        verb(*args, **options)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True
