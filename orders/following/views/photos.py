"""The pages on which a buyer gives photos of an article they received, sees and takes them back."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.models import Snapshot
from catalog.snapshots import consent, snapshots
from catalog.states import SnapshotState
from marketplace.shared import appeals, clock, copies, facts, kept_files, limits, visitor
from marketplace.shared.files import IMAGE_BYTES
from marketplace.shared.states import Refusal
from orders.buying import access
from orders.buying.access import address
from orders.following import received
from orders.following.forms import PhotosForm
from orders.models import Order, OrderLine


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """The buyer's photos of a delivered line, and the way to give some."""
    order = access.order_for(request, number)
    purchase = received.line(order, line)
    form = PhotosForm(
        request.POST or None,
        kept_files.sent(request),
        initial={"author": order.recipient.split(" ")[0]},
    )
    given = None
    if request.method == "POST" and form.is_valid():
        given = give(request, purchase, form)
    if given is not None:
        _thank(request, new=given, chosen=len(form.cleaned_data["photos"]))
        return redirect(access.within(request, order, "shop-photos", purchase.pk))
    rows = list(snapshots.of_purchase(purchase.pk))
    return render(
        request,
        "shop/orders/photos.html",
        {
            "order": order,
            "line": purchase,
            "form": form,
            "photos": [_told(row) for row in rows],
            "left": snapshots.MOST - len(rows),
            "most": snapshots.MOST,
            "consent": consent.words(),
            "token": access.token_in(request),
            "back": address(request, order),
        },
        status=422 if request.method == "POST" else 200,
    )


@never_cache
@require_GET
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A photo of the order's buyer, whatever its state, for them alone."""
    _order, row = _find(request, number, pk)
    return copies.hand_out(row.file.name)


@require_POST
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a photo back, at once and everywhere."""
    order, row = _find(request, number, pk)
    snapshots.withdraw(row, by=_who(request), at=clock.now())
    messages.success(request, _("La photo est retirée : elle n'est plus nulle part sur le site."))
    return redirect(access.within(request, order, "shop-photos", row.purchase))


def _thank(request: HttpRequest, *, new: int, chosen: int) -> None:
    """Say what was received, and what was not since it is there already."""
    if new:
        received = ngettext(
            "Merci ! Votre photo est reçue : nous la regardons avant de la montrer.",
            "Merci ! Vos {count} photos sont reçues : nous les regardons avant de les montrer.",
            new,
        )
        messages.success(request, received.format(count=new))
    if new < chosen:
        twice = ngettext(
            "{count} photo n'est pas ajoutée : la même est déjà là.",
            "{count} photos ne sont pas ajoutées : les mêmes sont déjà là.",
            chosen - new,
        )
        messages.info(request, twice.format(count=chosen - new))


def give(request: HttpRequest, purchase: OrderLine, form: PhotosForm) -> int | None:
    """Keep what was chosen, and say how many are new; what is refused is said in the form."""
    try:
        limits.check("snapshot", visitor.address(request), 20, limits.HOUR)
        # one byte more than is accepted: enough to refuse it
        pictures = snapshots.read(
            upload.read(IMAGE_BYTES + 1) for upload in form.cleaned_data["photos"]
        )
        new = snapshots.add(
            purchase.offer.product,
            pictures,
            seller=purchase.seller_order.seller,
            purchase=purchase.pk,
            author=form.cleaned_data["author"],
            alt=form.cleaned_data["alt"],
            consent=consent.words() if form.cleaned_data["agreed"] else "",
            by=_who(request),
            at=clock.now(),
        )
    except limits.TooOften as refusal:
        form.add_error(None, str(refusal))
        return None
    except Refusal as refusal:
        form.add_error("photos", str(refusal))
        return None
    return len(new)


def _find(request: HttpRequest, number: str, pk: int) -> tuple[Order, Snapshot]:
    """An order the visitor may see, and a photo of what was received of it."""
    order = access.order_for(request, number)
    lines = OrderLine.objects.filter(seller_order__order=order)
    rows = Snapshot.objects.filter(purchase__in=lines.values("pk"))
    return order, get_object_or_404(rows, pk=pk)


def _told(row: Snapshot) -> tuple[Snapshot, str, str]:
    """A photo with why it was refused and where that is contested, if it was."""
    fact = None
    if row.state == SnapshotState.REFUSED:
        fact = appeals.last("catalog.SnapshotRefused", row)
    return (row, facts.reason(fact.because), appeals.page(fact)) if fact else (row, "", "")


def _who(request: HttpRequest):
    return request.user if request.user.is_authenticated else None
