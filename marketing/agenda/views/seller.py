"""A shop's dates: what it keeps for each, and after a market what it sold there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Offer
from marketing.agenda import queries
from marketing.agenda.forms import PiecesForm, SoldForm
from marketing.gatherings import aside, shown
from marketing.models import Gathering, SetAside
from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.access import may, seller
from sellers.models import Role

A_PAGE = 50


@seller("catalogue")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The dates that name the shop: those to come first, then the latest."""
    at = now()
    dates = shown.public().filter(sellers=request.seller)
    waiting = dates.filter(ends_at__gt=at).order_by("starts_at", "pk")
    past = dates.filter(ends_at__lte=at).order_by("-ends_at", "-pk")
    kept = aside.pieces_by_date(request.seller)
    return render(
        request,
        "seller/marketing/dates.html",
        {
            "to_come": [(one, kept.get(one.pk, 0)) for one in waiting[:A_PAGE]],
            "past": [(one, kept.get(one.pk, 0)) for one in past[:12]],
        },
    )


@seller("catalogue")
def date(request: HttpRequest, pk: int) -> HttpResponse:
    """What the shop keeps for a date; while nothing has come back it may be changed."""
    gathering, words = _found(request, pk), request.GET.get("q", "").strip()[:120]
    rows = list(aside.of_shop(gathering, request.seller))
    held = {one.offer_id: one for one in rows if one.returned_at is None}
    offers = queries.offers_of(gathering, request.seller, words)
    if request.method != "POST":
        return _page(request, gathering, rows, _pairs(offers, held), words)
    asked = _pairs(offers, held, request.POST)
    if not all(form.is_valid() for _offer, _row, form in asked):
        return _page(request, gathering, rows, asked, words, status=422)
    wanted = {
        offer.pk: form.cleaned_data["pieces"] or 0
        for offer, _row, form in asked
        if form.has_changed()
    }
    try:
        aside.keep(gathering, request.seller, wanted, by=request.user, at=now())
    except Refusal as refusal:
        return _page(request, gathering, rows, asked, words, refused=str(refusal), status=409)
    messages.success(request, _("C'est noté : ces pièces sont gardées pour ce rendez-vous."))
    return redirect(request.get_full_path())


@seller("catalogue")
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """After a market: what was sold there; the rest is for sale again."""
    gathering = _found(request, pk)
    if request.method != "POST":
        return redirect("seller-date", pk)
    rows = list(aside.of_shop(gathering, request.seller))
    forms = {
        row.pk: SoldForm(request.POST, prefix=f"s{row.pk}")
        for row in rows
        if row.returned_at is None
    }
    try:
        if not all(form.is_valid() for form in forms.values()):
            raise Refusal(_("Écrivez un nombre pour chaque article : rien n'a été enregistré."))
        sold = {row: form.cleaned_data["sold"] or 0 for row, form in forms.items()}
        aside.count(gathering, request.seller, sold, by=request.user, at=now())
    except Refusal as refusal:
        return _page(request, gathering, rows, [], "", sold=forms, refused=str(refusal), status=409)
    messages.success(request, _("Merci : le reste est de nouveau en vente."))
    return redirect("seller-date", pk)


def _found(request: HttpRequest, pk: int) -> Gathering:
    return get_object_or_404(shown.public().filter(sellers=request.seller), pk=pk)


def _pairs(
    offers: list[Offer], held: dict[int, SetAside], data=None
) -> list[tuple[Offer, SetAside | None, PiecesForm]]:
    return [
        (
            offer,
            held.get(offer.pk),
            PiecesForm(
                data,
                prefix=f"o{offer.pk}",
                initial={"pieces": held[offer.pk].quantity if offer.pk in held else None},
            ),
        )
        for offer in offers
    ]


def _page(
    request: HttpRequest,
    gathering: Gathering,
    rows: list,
    pairs: list,
    words: str,
    *,
    sold: dict | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    at = now()
    is_open = [row for row in rows if row.returned_at is None]
    counts = not gathering.is_online and gathering.starts_at <= at and bool(is_open)
    asked = sold or {row.pk: SoldForm(prefix=f"s{row.pk}") for row in is_open}
    return render(
        request,
        "seller/marketing/date.html",
        {
            "gathering": gathering,
            "path": shown.path(gathering),
            # while a count is mended nothing else is asked
            "may_keep": sold is None and aside.may_keep(gathering, at),
            "returned": [row for row in rows if row.returned_at],
            "may_save": may(request.member, Role.CATALOGUE, reading=False),
            "pairs": pairs,
            "words": words,
            "is_cut": len(pairs) >= queries.LISTED,
            "counted": [(row, asked[row.pk]) for row in is_open if row.pk in asked]
            if counts
            else [],
            "comes_back": aside.comes_back(gathering),
            "is_over": gathering.is_over(at),
            "refused": refused,
        },
        status=status,
    )
