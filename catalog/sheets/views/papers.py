"""The documents of a sheet: where its seller attaches them, and where they are opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import AttributeDocument, Product
from catalog.sheets import lists, papers
from catalog.sheets.forms.papers import PaperForm
from marketplace.shared import clock, files
from marketplace.shared.audience import is_operator
from marketplace.shared.states import Refusal
from sellers.access import seller
from sellers.models import Member


@seller("catalogue", preparing=True)
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the documents that the category asks for."""
    product = get_object_or_404(
        Product.objects.of(request.seller).select_related("owner", "brand", "category"), pk=pk
    )
    form = None
    if request.method == "POST":
        form = PaperForm(request.POST, request.FILES)
        if _save(request, product, form):
            return redirect("seller-papers", pk)
    content = lists.newest(product)
    slots = [_shown(slot, request, form) for slot in papers.slots(product, content)]
    values = {"product": product, "content": content, "slots": slots}
    return render(request, "seller/catalog/papers.html", values)


@require_safe
def show(request: HttpRequest, token: str) -> FileResponse:
    """A document: to anybody where it is public, else to its shop and to moderators."""
    document = get_object_or_404(
        AttributeDocument.objects.select_related("product", "attribute"), token=token[:12]
    )
    if not papers.is_public(document) and not _may(request, document):
        raise Http404
    answer = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type="application/pdf",
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _may(request: HttpRequest, document: AttributeDocument) -> bool:
    if not request.user.is_authenticated:
        return False
    if is_operator(request.user, "moderation"):
        return True
    return Member.objects.filter(seller=document.product.owner_id, user=request.user).exists()


def _save(request: HttpRequest, product: Product, form: PaperForm) -> bool:
    how = {"by": request.user, "at": clock.now()}
    try:
        if key := request.POST.get("remove", "")[:40]:
            papers.remove(product, key, **how)
            messages.success(request, _("Le document est retiré de la fiche."))
            return True
        if form.is_valid():
            file = form.cleaned_data["file"]
            content = file.read(files.DOCUMENT_BYTES + 1)
            key = request.POST.get("attach", "")[:40]
            papers.attach(product, key, content=content, name=file.name, **how)
            messages.success(request, _("Le document est joint à la fiche."))
            return True
    except papers.NoSuchPlace as refusal:
        messages.error(request, str(refusal))
    except Refusal as refusal:
        form.add_error("file" if form.is_bound and form.is_valid() else None, str(refusal))
    return False


def _shown(slot: papers.Slot, request: HttpRequest, form: PaperForm | None) -> dict:
    attribute = slot.attribute
    is_sent = form is not None and request.POST.get("attach") == attribute.key
    return {
        "key": attribute.key,
        "label": attribute.label,
        "hint": attribute.hint,
        "is_required": slot.is_required,
        "is_private": attribute.is_private,
        "paper": slot.paper,
        "form": form if is_sent else PaperForm(),
    }
