"""A seller's complaints: what is said, until when to answer, what was decided."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock, kept_files
from marketplace.shared.states import Refusal
from orders import carriers, moneyback
from orders.incidents import evidence, incidents
from orders.incidents import file as incident_file
from orders.incidents.forms import WordsForm
from orders.incidents.views import offers
from orders.incidents.views.shop import say
from orders.models import Incident, IncidentWord
from sellers.access import seller

PAGE = 25


@require_GET
@seller("orders")
def listing(request: HttpRequest) -> HttpResponse:
    """A queue of complaints, the most urgent first."""
    counts = incident_file.counts(request.seller)
    view = request.GET.get("vue", "")
    if view not in incident_file.DESK_VIEWS:
        view = next((key for key in incident_file.DESK_VIEWS if counts[key]), "answer")
    tabs = [
        {"name": name, "url": f"?vue={key}", "count": counts[key], "current": key == view}
        for key, (name, _states) in incident_file.DESK_VIEWS.items()
    ]
    page = Paginator(incident_file.of_seller(request.seller, view), PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request, "seller/orders/incidents.html", {"page_obj": page, "tabs": tabs, "view": view}
    )


@require_http_methods(["GET", "POST"])
@seller("orders")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """A complaint: answer it with proof, or refund."""
    incident, side = _find(request, number), IncidentWord.Side.SELLER
    is_answer = request.POST.get("act") == "answer"
    form = WordsForm(*(request.POST, kept_files.sent(request)) if is_answer else ())
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ("answer", "concede", *offers.ACTS):
            raise Http404
        if act in offers.ACTS and offers.done(request, incident, side=side, by=request.user):
            return redirect("seller-incident", incident.number)
        if act == "concede" and _concede(request, incident):
            return redirect("seller-incident", incident.number)
        if act == "answer" and form.is_valid() and say(form, incident, side=side, by=request.user):
            messages.success(
                request,
                _("Votre réponse est dans le dossier : l'acheteur et le service client la lisent."),
            )
            return redirect("seller-incident", incident.number)
        incident = _find(request, number)
    award = incidents.whole(incident)
    return render(
        request,
        "seller/orders/incident.html",
        {
            "incident": incident,
            "part": incident.seller_order,
            "order": incident.seller_order.order,
            "form": form,
            "next": incident_file.next_step(incident),
            "by_return": incidents.now_by_return(incident) if incident.is_open else None,
            "carrier": carriers.name_of(incident.shipment.carrier) if incident.shipment else "",
            "tracking_url": carriers.page_of(incident.shipment.carrier, incident.shipment.tracking)
            if incident.shipment
            else "",
            "loses_parcel": incidents.may_lose_its_parcel(incident),
            "may_concede": incident.is_open
            and incident.kind != Incident.Kind.COUNTERFEIT
            and (any(award.lines.values()) or bool(award.amounts)),
            **offers.shown(request, incident, side=side),
            "award": award,
            "award_cents": incidents.cost(incident, award) if incident.is_open else 0,
            "photos_at": reverse("seller-incident", args=[incident.number]) + "photo/",
        },
    )


@require_GET
@seller("orders")
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A photo of the file, for the seller it concerns."""
    return evidence.hand_out(incident_file.photo(_find(request, number), pk))


def _find(request: HttpRequest, number: str) -> Incident:
    incident = incident_file.one(number=number, seller_order__seller=request.seller)
    if incident is None:
        raise Http404
    return incident


def _concede(request: HttpRequest, incident: Incident) -> bool:
    try:
        incidents.concede(incident, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("La réclamation est close.") + f" {moneyback.of(incident.refunds.all())}"
        )
    return True
