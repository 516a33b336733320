"""The seller's pages of labels: what they claim, with which proof, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.claims import claims, ending
from catalog.claims.emails import CONTESTED
from catalog.claims.forms import ClaimForm, CompletedForm
from catalog.models import LabelClaim, LabelPaper
from catalog.states import LabelState
from marketplace.shared import clock, files, kept_files
from marketplace.shared.states import Refusal
from sellers.access import seller
from sellers.application.views.documents import hand_out

SHOWN = 200
# an answered claim is followed by another one, with another proof
CLOSED = (LabelState.APPROVED, LabelState.REFUSED, LabelState.GIVEN_UP)


@require_safe
@seller("catalogue")
def listing(request: HttpRequest) -> HttpResponse:
    """What the shop claims, the newest first; what it may claim."""
    today = clock.today()
    own = LabelClaim.objects.filter(seller=request.seller).select_related("label")
    rows = own.annotate(sheets=Count("products")).order_by("-pk")[:SHOWN]
    values = {"claims": rows, "labels": claims.offered(request.seller, today)}
    return render(request, "seller/catalog/labels.html", values)


@require_http_methods(["GET", "POST"])
@seller("catalogue")
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Claim a label: which sheets, the number, the last day, the paper."""
    now = clock.now()
    today = clock.paris_day(now)
    label = get_object_or_404(claims.claimable(today), slug=slug)
    form = ClaimForm(
        request.POST or None,
        kept_files.sent(request),
        label=label,
        seller=request.seller,
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file = data["file"]
        try:
            made = claims.claim(
                label,
                request.seller,
                products=list(data.get("products", ())),
                number=data.get("number", ""),
                valid_until=data["valid_until"],
                content=file.read(files.DOCUMENT_BYTES + 1),
                name=file.name,
                by=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(_field(refusal), str(refusal))
        else:
            messages.success(
                request, _("Votre demande est envoyée : nous vérifions la preuve et vous écrivons.")
            )
            return redirect("seller-label", made.pk)
    waiting = claims.waiting(label, request.seller)
    has_sheets = label.is_of_shops or bool(form.fields["products"].choices)
    values = {
        "label": label,
        "form": form,
        "last": claims.last_day(label, today=today),
        "waiting": waiting,
        "has_sheets": has_sheets,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "seller/catalog/label_new.html", values, status=status)


@require_http_methods(["GET", "POST"])
@seller("catalogue")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A claim: where it stands; complete what the operator asked."""
    claim = _own(request, pk)
    now = clock.now()
    today = clock.paris_day(now)
    form = None
    if claim.state == LabelState.ASKED:
        form = CompletedForm(
            request.POST or None,
            kept_files.sent(request),
            label=claim.label,
            today=today,
            initial={"number": claim.number, "valid_until": claim.valid_until},
        )
    if request.method == "POST" and form is None:
        messages.error(request, _("Cette demande n'attend plus rien de vous."))
        return redirect("seller-label", pk)
    if form is not None and request.method == "POST" and form.is_valid():
        data, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            claims.complete(
                claim,
                number=data.get("number", ""),
                valid_until=data["valid_until"],
                content=file.read(files.DOCUMENT_BYTES + 1) if file else b"",
                name=file.name if file else "",
                by=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(_field(refusal), str(refusal))
        else:
            messages.success(request, _("C'est envoyé : votre demande attend notre réponse."))
            return redirect("seller-label", pk)
    return render(
        request,
        "seller/catalog/label.html",
        {
            "claim": claim,
            "form": form,
            "sheets": claim.products.order_by("title", "pk").only("title", "title_en")[:SHOWN],
            "papers": claim.papers.all(),
            "contested": CONTESTED.get(LabelState(claim.state), ""),
            "may_prove": claim.state in CLOSED and claims.may_claim(claim, today),
            "ending": ending.of(claim, today) if _may_end(claim) else None,
        },
        status=422 if form is not None and form.is_bound and form.errors else 200,
    )


@require_POST
@seller("catalogue")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a claim back, or say that the label is borne no more."""
    claim, now = _own(request, pk), clock.now()
    words = ending.of(claim, clock.paris_day(now))
    try:
        claims.give_up(claim, by=request.user, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words.done)
    return redirect("seller-label", pk)


@require_safe
@seller("catalogue", private=True)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of a claim, as a download."""
    row = get_object_or_404(LabelPaper, pk=pk, claim__seller=request.seller)
    return hand_out(row)


def _own(request: HttpRequest, pk: int) -> LabelClaim:
    rows = LabelClaim.objects.select_related("label", "seller")
    return get_object_or_404(rows, pk=pk, seller=request.seller)


def _may_end(claim: LabelClaim) -> bool:
    """Whether something is left to withdraw: of a proof that is over, nothing is."""
    ends = (*claims.OPEN, LabelState.APPROVED, LabelState.SUSPENDED)
    return claim.state in ends and not claim.is_over


def _field(refusal: Refusal) -> str | None:
    if isinstance(refusal, claims.WrongEnd):
        return "valid_until"
    if isinstance(refusal, (claims.NoSheets, claims.TooManySheets)):
        return "products"
    if isinstance(refusal, (claims.NotClaimable, claims.ClaimWaits)):
        return None
    return "file" if type(refusal).__module__ == files.__name__ else None
