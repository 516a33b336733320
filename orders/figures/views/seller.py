"""A seller's page of what is measured of the shop, before the public reads it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from marketplace.shared import clock
from marketplace.shared.templatetags.ui import lasting, percent
from orders.figures import queries
from orders.figures.counting import Fate
from sellers.access import seller
from sellers.models import ShopFigures
from sellers.shop import figures

PAGE = 50


@require_GET
@seller("orders")
def show(request: HttpRequest) -> HttpResponse:
    """The latest figures of the shop, those that are public, how they are made and of what."""
    at = clock.now()
    latest = figures.of(request.seller).first()
    context: dict = {"latest": latest}
    if latest is not None:
        shown = figures.shown(request.seller.pk, at=at)
        context |= {**_behind(request, latest), "shown": shown, "lines": _lines(latest, shown)}
    return render(request, "seller/orders/figures.html", context)


def _lines(latest: ShopFigures, shown: ShopFigures | None) -> list[tuple]:
    """Each figure: its name, what it is, how many cases, what the public reads, how it is made."""
    told = (
        (
            _("Envois à temps"),
            "on_time_bps",
            percent,
            latest.orders,
            _(
                "Commandes expédiées en entier dans les jours de préparation que vous annoncez, sur"
                " toutes celles qui devaient partir pendant la période. Une commande que vous"
                " refusez ou laissez sans réponse compte comme non expédiée."
            ),
        ),
        (
            _("Délai d'envoi"),
            "send_minutes",
            lasting,
            latest.sent,
            _("Du paiement à l'expédition du dernier colis."),
        ),
        (
            _("Confirmation d'une commande"),
            "accept_minutes",
            lasting,
            latest.accepted,
            _("Du paiement à votre acceptation."),
        ),
        (
            _("Réponse à une réclamation"),
            "answer_minutes",
            lasting,
            latest.complaints,
            _(
                "De l'ouverture à votre premier mot. Une réclamation restée sans réponse compte"
                " pour toute sa durée."
            ),
        ),
    )
    return [
        (name, show(getattr(latest, column)), cases, show(getattr(shown, column, None)), how)
        for name, column, show, cases, how in told
    ]


def _behind(request: HttpRequest, latest: ShopFigures) -> dict:
    asked = request.GET.get("vue", "")
    view = asked if asked in queries.VIEWS else queries.ALL
    counts = queries.counts(request.seller, latest)
    names = {
        queries.ALL: _("Toutes"),
        Fate.ON_TIME.value: _("À temps"),
        "missed": _("En retard ou refusées"),
        queries.APART: _("Non comptées"),
    }
    tabs = [
        {"name": name, "url": f"?vue={key}#commandes", "count": counts[key], "current": key == view}
        for key, name in names.items()
    ]
    parts = Paginator(queries.behind(request.seller, latest, view), PAGE)
    page = parts.get_page(request.GET.get("page"))
    rows = [(part, Fate(part.fate).label) for part in page]
    return {"tabs": tabs, "page_obj": page, "rows": rows}
