"""The orders to ship as a file, and the same file filled in: read, shown, then sent."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock
from marketplace.shared.states import Refusal
from orders.fulfilment import batches, lists, table_read, table_written
from orders.fulfilment.forms import TableForm
from orders.fulfilment.table_read import Reading
from orders.states import SellerOrderState
from sellers.access import seller

SALT = "orders.sending-file"
LASTS = 24 * 60 * 60
CSV = "text/csv; charset=utf-8"


@require_GET
@seller("orders")
def table(request: HttpRequest) -> StreamingHttpResponse:
    """What is to be shipped, a line an article, with columns for carrier and number."""
    queue = lists.parts(request.seller, view=SellerOrderState.TO_SHIP.value)
    name = f"a-expedier-{clock.today()}.csv"
    return StreamingHttpResponse(
        table_written.lines(queue),
        content_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@seller("orders", private=True)
def show(request: HttpRequest) -> HttpResponse:
    """Send the file back: first what each line would do, then the parcels."""
    act = request.POST.get("act", "")
    if act in ("confirm", "report"):
        reading = _kept(request)
        if reading is None:
            messages.error(request, _("Cette page date d'un autre jour : renvoyez votre fichier."))
            return redirect("seller-sending-file")
        return _send(request, reading) if act == "confirm" else _report(reading)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            reading = table_read.read(form.cleaned_data["file"], request.seller)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            foreseen = batches.foresee(request.seller, [row for row, _lines in reading.rows])
            reading.hear(foreseen)
            return _page(request, reading, foreseen=True)
    return render(request, "seller/orders/sending_file.html", {"form": form})


def _send(request: HttpRequest, reading: Reading) -> HttpResponse:
    rows = [row for row, _lines in reading.rows]
    try:
        outcome = batches.ship_many(request.seller, rows, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, reading, foreseen=True)
    reading.hear(outcome)
    return _page(request, reading, foreseen=False)


def _page(request: HttpRequest, reading: Reading, *, foreseen: bool) -> HttpResponse:
    return render(
        request,
        "seller/orders/sending_read.html",
        {
            "reading": reading,
            "foreseen": foreseen,
            "kept": signing.dumps(
                {"shop": request.seller.pk, **reading.stored()}, salt=SALT, compress=True
            ),
        },
    )


def _kept(request: HttpRequest) -> Reading | None:
    """What the page before read; nothing when it is old, another shop's or not ours."""
    try:
        stored = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return Reading.of(stored) if stored.get("shop") == request.seller.pk else None


def _report(reading: Reading) -> StreamingHttpResponse:
    name = f"a-corriger-{clock.today()}.csv"
    return StreamingHttpResponse(
        table_written.report(reading.headers, reading.refused()),
        content_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
