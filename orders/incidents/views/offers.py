"""The offers of a complaint on the pages of both sides: make one, accept or refuse the other's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from marketplace.shared import clock
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders.incidents import agreeing
from orders.incidents import file as incident_file
from orders.incidents.forms import OfferForm, RefusalForm
from orders.models import Arrangement, Incident, IncidentWord
from orders.states import ArrangementState

ACTS = ("offer", "accept", "refuse")


def done(request: HttpRequest, incident: Incident, *, side: str, by: User | None) -> bool:
    """Do what was posted; False when the form of an offer must be shown again."""
    act = request.POST["act"]
    if act == "offer":
        return _offer(request, incident, side=side, by=by)
    try:
        if act == "accept":
            _accept(request, _named(request, incident), side=side, by=by)
        else:
            _refuse(request, _named(request, incident), side=side, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return True


def shown(request: HttpRequest, incident: Incident, *, side: str) -> dict:
    """What the page of a side shows of the offers, and the form of one when it may be made."""
    rows = incident.arrangements.all()
    form = None
    if agreeing.may_propose(incident, side, rows):
        is_sent = request.POST.get("act") == "offer"
        form = getattr(request, "offer_form", None) if is_sent else OfferForm(incident=incident)
    return {
        "agreed": any(row.state == ArrangementState.ACCEPTED for row in rows),
        "offered": incident_file.offered(incident, side, clock.now()),
        "offer_form": form if form is not None and form.ways else None,
        "is_last_offer": len(rows) + 1 == agreeing.ROUNDS,
        "refusal_form": RefusalForm(),
    }


def _named(request: HttpRequest, incident: Incident) -> Arrangement:
    """The very offer that was on the page: not another one that replaced it since."""
    pk = request.POST.get("offer", "")
    row = next((each for each in incident.arrangements.all() if str(each.pk) == pk), None)
    if row is None:
        raise Http404
    row.incident = incident
    return row


def _offer(request: HttpRequest, incident: Incident, *, side: str, by: User | None) -> bool:
    form = OfferForm(request.POST, incident=incident)
    request.offer_form = form  # type: ignore[attr-defined]
    if not form.ways:
        messages.error(request, str(agreeing.NothingComesBack()))
        return True
    if not form.is_valid():
        return False
    try:
        agreeing.propose(
            incident,
            side=side,
            kind=form.chosen(),
            award=agreeing.award_of(incident, form.cents(), shipping_cents=form.shipping()),
            text=form.cleaned_data["words"],
            by=by,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    told = _("Votre proposition est partie : l'acheteur y répond.")
    if side == IncidentWord.Side.BUYER:
        told = _("Votre proposition est partie : le vendeur y répond.")
    messages.success(request, told)
    return True


def _accept(request: HttpRequest, row: Arrangement, *, side: str, by: User | None) -> None:
    if agreeing.accept(row, side=side, by=by, at=clock.now()):
        messages.success(
            request, _("Proposition acceptée : la réclamation est close, la suite est en cours.")
        )
    else:
        messages.error(
            request,
            _(
                "Un remboursement, un retour ou la banque est passé entre-temps : cette proposition"
                " ne peut plus être tenue. Notre service client prend la suite."
            ),
        )


def _refuse(request: HttpRequest, row: Arrangement, *, side: str, by: User | None) -> None:
    form = RefusalForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["why"]))
        return
    agreeing.refuse(row, side=side, text=form.cleaned_data["why"], by=by, at=clock.now())
    told = _("Proposition refusée : l'acheteur peut en faire une dernière.")
    if side == IncidentWord.Side.BUYER:
        told = _("Proposition refusée : le vendeur peut en faire une dernière.")
    if row.rank >= agreeing.ROUNDS:
        told = _("Proposition refusée : notre service client tranche.")
    messages.success(request, told)
