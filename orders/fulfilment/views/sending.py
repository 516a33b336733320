"""Shipping many orders on one screen: their numbers, what to fetch for them, their slips."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.shared import clock, pdf
from marketplace.shared.states import Refusal
from orders.fulfilment import batches, lists, sending, slips
from orders.fulfilment.batches import Outcome
from orders.fulfilment.sending import Line
from orders.models import SellerOrder
from orders.states import SellerOrderState
from sellers.access import seller


@require_http_methods(["GET", "POST"])
@seller("orders")
def show(request: HttpRequest) -> HttpResponse:
    """Every order to ship on one screen; what is sent and refused stays there with its reason."""
    if request.method == "GET":
        return _page(request, *sending.lines(request.seller))
    drawn, more = sending.lines(request.seller, request.POST)
    act = request.POST.get("act")
    if act in ("all", "none"):
        for line in drawn:
            line.is_ticked = act == "all" and not line.barred
        return _page(request, drawn, more)
    if act == "fill":
        return _fill(request, drawn, more)
    return _send(request, drawn, more)


def _fill(request: HttpRequest, drawn: list[Line], more: int) -> HttpResponse:
    column = request.POST.get("column", "")
    try:
        filled = sending.fill(drawn, column)
    except Refusal as refusal:
        return _page(request, drawn, more, column=column, column_error=str(refusal))
    if filled.rows:
        told = ngettext(
            "%d numéro est réparti : relisez, puis expédiez.",
            "%d numéros sont répartis : relisez, puis expédiez.",
            filled.rows,
        )
        messages.info(request, told % filled.rows)
    elif not filled.astray:
        nothing = _("Collez d'abord les numéros, un par ligne.")
        return _page(request, drawn, more, column_error=nothing)
    if not filled.astray:
        return _page(request, drawn, more)
    told = ngettext(
        "Cette ligne n'est placée nulle part : sa commande n'est pas sur cet écran, ou plusieurs"
        " lignes lui donnent des numéros différents. Corrigez-la, puis répartissez à nouveau.",
        "Ces lignes ne sont placées nulle part : leur commande n'est pas sur cet écran, ou"
        " plusieurs lignes lui donnent des numéros différents. Corrigez-les, puis répartissez à"
        " nouveau.",
        len(filled.astray),
    )
    return _page(request, drawn, more, column="\n".join(filled.astray), column_error=told)


def _send(request: HttpRequest, drawn: list[Line], more: int) -> HttpResponse:
    going = [line for line in drawn if line.leaves]
    gone = sending.gone(request.POST, drawn)
    if not going and not gone:
        messages.error(
            request, _("Saisissez au moins un numéro de suivi, ou cochez une commande à expédier.")
        )
        return _page(request, drawn, more)
    rows = [*(line.row() for line in going), *gone]
    try:
        outcome = batches.ship_many(request.seller, rows, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, drawn, more)
    _tell(request, outcome)
    if not outcome.refused:
        return redirect("seller-sending")
    left, more = sending.lines(request.seller, request.POST)
    sent = {row.number for row in (*outcome.shipped, *outcome.known)}
    why = {row.number: str(refusal) for row, refusal in outcome.refused}
    for line in left:
        line.error = why.pop(line.part.number, "")
        if line.part.number in sent:  # the rest of a part that left in part
            line.tracking, line.is_ticked = "", False
    # what is wrong is read first
    left.sort(key=lambda line: not line.error)
    away = [(row, why[row.number]) for row, _why in outcome.refused if row.number in why]
    return _page(request, left, more, away=away)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    shipped, known = len(outcome.shipped), len(outcome.known)
    if shipped:
        told = ngettext(
            "%d colis est enregistré : son acheteur reçoit son suivi.",
            "%d colis sont enregistrés : leurs acheteurs reçoivent leur suivi.",
            shipped,
        )
        messages.success(request, told % shipped)
    if known:
        told = ngettext(
            "%d colis était déjà enregistré sous ce numéro : rien n'est parti deux fois.",
            "%d colis étaient déjà enregistrés sous ces numéros : rien n'est parti deux fois.",
            known,
        )
        messages.info(request, told % known)


def _page(
    request: HttpRequest, drawn: list[Line], more: int, *, away: Sequence = (), **said
) -> HttpResponse:
    return render(
        request,
        "seller/orders/sending.html",
        {
            "lines": drawn,
            "more": more,
            "away": away,
            "wrong": [line for line in drawn if line.error],
            "slips_at_once": slips.MOST,
            "may_ship": request.seller.mandate_revoked_at is None,
            **said,
        },
    )


@require_http_methods(["GET", "POST"])
@seller("orders")
def pick_list(request: HttpRequest) -> HttpResponse:
    """What to fetch for the ticked orders, or for all that are to be shipped, by article."""
    rows = slips.fetched(_chosen(request)[: batches.MOST])
    if not rows:
        return _nothing(request)
    values = {
        "rows": rows,
        "at": clock.now(),
        "shop": request.seller.name,
        **slips.counted(rows),
    }
    return _document(request, "pick_list", values, name="preparation")


@require_http_methods(["GET", "POST"])
@seller("orders")
def packing_slips(request: HttpRequest) -> HttpResponse:
    """The slips of the ticked orders in one document; a gift's bears no price."""
    parts = _chosen(request)
    if len(parts) > slips.MOST:
        told = _("Un document compte {most} bons au plus : cochez moins de commandes.")
        messages.error(request, told.format(most=slips.MOST))
        return redirect("seller-sending")
    asked = request.POST.get("prix") or request.GET.get("prix")
    made = slips.of_many(parts, with_prices=asked == "1")
    if not made:
        return _nothing(request)
    values = {"slips": made, "shop": request.seller.name}
    return _document(request, "packing_slips", values, name="bons")


def _chosen(request: HttpRequest) -> list[SellerOrder]:
    """The ticked orders among those to ship, or all of them where none is ticked."""
    queue = lists.parts(request.seller, view=SellerOrderState.TO_SHIP.value)
    ticked = request.POST.getlist("row")[: batches.MOST]
    if ticked:
        queue = queue.filter(number__in=ticked)
    return list(queue.prefetch_related("order__businesses")[: batches.MOST])


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Aucune de ces commandes n'est à expédier."))
    return redirect("seller-sending")


def _document(request: HttpRequest, template: str, values: dict, *, name: str) -> HttpResponse:
    try:
        page = pdf.render(template, values, language=get_language() or "fr")
    except pdf.NoRenderer:
        messages.error(
            request,
            _("Le document ne peut pas être produit pour le moment : Pango manque sur ce serveur."),
        )
        return redirect("seller-sending")
    return HttpResponse(
        page,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}-{clock.today()}.pdf"'},
    )
