"""The buyer's pages of a complaint: open one, follow it, answer, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.shared import appeals, clock, enclosed, files, kept_files, limits, policy, visitor
from marketplace.shared.states import Refusal
from orders import milestones
from orders.buying import access
from orders.buying.access import address, part_for
from orders.fulfilment import shipping
from orders.incidents import evidence, incidents
from orders.incidents import file as incident_file
from orders.incidents.forms import CHOSEN, ClaimForm, PiecesForm, WordsForm
from orders.incidents.views import offers
from orders.models import (
    Incident,
    IncidentWord,
    Order,
    OrderRules,
    Return,
    SellerOrder,
    Shipment,
)
from orders.returns import returns
from orders.states import IncidentState, SellerOrderState, ShipmentState

Kind = Incident.Kind
WORDS = 2000  # signs of a complaint


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """Say what is wrong with a parcel (`?colis=`), a return (`?retour=`), or some pieces."""
    order, seller_order = part_for(request, number, part)
    about = _about(request, seller_order)
    form = _form(request, about, list(seller_order.lines.order_by("pk")))
    if request.method == "POST" and form.is_valid():
        if not limits.take("incident", visitor.address(request), 20, limits.HOUR):
            form.add_error(None, str(limits.TooOften()))
            page = _new_page(request, order, seller_order, form, about)
            return render(request, "shop/orders/incident_new.html", page, status=429)
        opened = _open(request, seller_order, form, about)
        if opened is not None:
            messages.success(
                request,
                _("Votre réclamation {number} est transmise au vendeur.").format(
                    number=opened.number
                ),
            )
            return redirect(page_of(request, order, opened))
    return render(
        request,
        "shop/orders/incident_new.html",
        _new_page(request, order, seller_order, form, about),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str, incident: str) -> HttpResponse:
    """Follow a complaint, and add to it while it is open."""
    order, complaint = _find(request, number, incident)
    side, act = IncidentWord.Side.BUYER, request.POST.get("act", "")
    if act in offers.ACTS and offers.done(request, complaint, side=side, by=_who(request)):
        return redirect(page_of(request, order, complaint))
    is_word = request.method == "POST" and not act
    form = WordsForm(*(request.POST, kept_files.sent(request)) if is_word else ())
    if is_word and form.is_valid() and say(form, complaint, side=side, by=_who(request)):
        messages.success(request, _("Votre message est dans le dossier."))
        return redirect(page_of(request, order, complaint))
    return render(
        request,
        "shop/orders/incident.html",
        {
            "order": order,
            "part": complaint.seller_order,
            "incident": complaint,
            "form": form,
            "token": access.token_in(request),
            "back": address(request, order),
            "next": incident_file.next_for_buyer(complaint),
            "facts": incident_file.story(complaint),
            **offers.shown(request, complaint, side=side),
            **_after(request, order, complaint),
            "by_return": incidents.now_by_return(complaint) if complaint.is_open else None,
            "may_receive": complaint.kind == Kind.NOT_RECEIVED,
            "photos_at": reverse("shop-incident", args=[order.number, complaint.number]) + "photo/",
        },
    )


def _after(request: HttpRequest, order: Order, complaint: Incident) -> dict:
    """Where a rejected complaint is contested, or followed once it is taken up again."""
    if complaint.outcome != Incident.Outcome.REJECTED:
        return {}
    resumed = getattr(complaint, "resumed_by", None)
    if resumed is not None:
        return {"resumed": resumed, "resumed_url": page_of(request, order, resumed)}
    return {"contest_url": appeals.link("orders.IncidentDecided", complaint)}


@require_POST
def withdraw(request: HttpRequest, number: str, incident: str) -> HttpResponse:
    """The buyer asks nothing more; `received` says that the parcel came after all."""
    order, complaint = _find(request, number, incident)
    try:
        close = incidents.withdraw
        if request.POST.get("received") and complaint.shipment is not None and complaint.is_open:
            close = incidents.receive_after_all
            shipping.deliver(complaint.shipment, how="buyer", by=_who(request), at=clock.now())
            complaint.refresh_from_db()  # a parcel that arrives closes what was said of it
        if complaint.is_open:
            close(complaint, by=_who(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C'est noté : la réclamation est close."))
    return redirect(page_of(request, order, complaint))


@require_GET
def photo(request: HttpRequest, number: str, incident: str, pk: int) -> FileResponse:
    """A photo of the file, for the buyer of the order."""
    _order, complaint = _find(request, number, incident)
    return evidence.hand_out(incident_file.photo(complaint, pk))


def say(form: WordsForm, incident: Incident, *, side: str, by) -> bool:
    """Add what was typed to the file; what is refused is said in the form."""
    photos: list[enclosed.Kept] = []
    try:
        photos = evidence.keep(read(form))  # files first: the transaction holds no upload
        incidents.answer(
            incident,
            side=side,
            text=form.cleaned_data["text"],
            photos=photos,
            by=by,
            at=clock.now(),
        )
    except Refusal as refusal:
        enclosed.drop(photos)
        form.add_error(
            "photos" if not photos and form.cleaned_data["photos"] else None, str(refusal)
        )
        return False
    return True


def read(form) -> list[bytes]:
    """The bytes of each photo and PDF, to one byte more than is accepted: enough to refuse it."""
    return [
        upload.read(max(files.IMAGE_BYTES, files.DOCUMENT_BYTES) + 1)
        for upload in form.cleaned_data["photos"]
    ]


def page_of(request: HttpRequest, order: Order, incident: Incident) -> str:
    """The page of a complaint; a guest who came by a link keeps the link's token."""
    token = f"?t={order.token}" if access.token_in(request) else ""
    return reverse("shop-incident", args=[order.number, incident.number]) + token


def _find(request: HttpRequest, number: str, incident: str) -> tuple[Order, Incident]:
    order = access.order_for(request, number)
    complaint = incident_file.one(number=incident, seller_order__order=order)
    if complaint is None:
        raise Http404
    return order, complaint


def _about(request: HttpRequest, part: SellerOrder) -> dict:
    """What the complaint is about, as the address names it."""
    about: dict = {"parcel": None, "return": None, "kind": "", "left": {}}
    named = request.GET.get("colis", request.POST.get("colis", ""))
    back = request.GET.get("retour", request.POST.get("retour", ""))
    if named.isdecimal() and len(named) < 19:  # a longer one fits no key of the database
        shipments = Shipment.objects.prefetch_related("lines__line", "incidents")
        about["parcel"] = parcel = get_object_or_404(shipments, pk=int(named), seller_order=part)
        left = incidents.claimable(part, Kind.NOT_RECEIVED)
        missed = incidents.missable(parcel) and any(
            left.get(packed.line_id) for packed in parcel.lines.all()
        )
        about["kind"] = Kind.NOT_RECEIVED if missed else ""
        about["coming_back"] = [] if missed else _coming_back(part)
    elif back:
        backs = Return.objects.prefetch_related("lines__line", "incidents")
        about["return"] = get_object_or_404(
            backs, number=back[:20].replace("\x00", ""), seller_order=part
        )
        about["kind"] = incidents.contestable(about["return"], clock.now())
        if not about["kind"]:
            about["coming_back"] = [
                pair for pair in _coming_back(part) if pair[0].pk == about["return"].pk
            ]
        about["by_us"] = bool(returns.done_in_place([about["return"]])["answered"])
    else:
        about["left"] = incidents.claimable(part, Kind.DAMAGED)
        about["coming_back"] = _coming_back(part)
    return about


def _coming_back(part: SellerOrder) -> list[tuple[Return, str]]:
    """The open returns of a part, each with why its buyer may complain of it, if they may."""
    rows = part.returns.filter(state__in=returns.OPEN).order_by("pk")
    at = clock.now()
    return [
        (back, incidents.contestable(back, at))
        for back in rows.prefetch_related("lines__line", "incidents")
    ]


def _form(request: HttpRequest, about: dict, lines: list):
    data = (request.POST or None, kept_files.sent(request))
    if about["parcel"] is not None or about["return"] is not None:
        return ClaimForm(*data)
    alone = sum(about["left"].values()) == 1
    return PiecesForm(data[0], files=data[1], lines=lines, left=about["left"], initial_full=alone)


def _open(request: HttpRequest, part: SellerOrder, form, about: dict) -> Incident | None:
    data, photos = form.cleaned_data, []
    try:
        photos = evidence.keep(read(form))
        return incidents.open_(
            part,
            kind=about["kind"] or data.get("kind", ""),
            text=data["text"],
            parcel=about["parcel"],
            back=about["return"],
            pieces=form.pieces() if hasattr(form, "pieces") else None,
            photos=photos,
            by=_who(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        enclosed.drop(photos)
        form.add_error("photos" if not photos and data["photos"] else None, str(refusal))
        return None


def _new_page(request: HttpRequest, order: Order, part: SellerOrder, form, about: dict) -> dict:
    parcel = about["parcel"]
    early = (
        parcel is not None
        and clock.today() <= part.promised_until
        and parcel.state == ShipmentState.SHIPPED
        and not milestones.is_sent_back(parcel)
    )
    anything = bool(about["kind"]) or any(about["left"].values())
    return {
        "order": order,
        "part": part,
        "form": form,
        "about": about,
        "early": early,
        "anything": anything,
        "held": [] if anything else _held(request, order, part, about),
        "unsent": "" if anything else request.POST.get("text", "")[:WORDS].strip(),
        "token": access.token_in(request),
        "back": address(request, order),
        "rules": policy.rules(OrderRules),
        "shown_by": [(label, evidence.SHOWN_BY[kind]) for kind, label in CHOSEN]
        if not about["kind"]
        else [("", evidence.SHOWN_BY[about["kind"]])],
    }


def _held(
    request: HttpRequest, order: Order, part: SellerOrder, about: dict
) -> list[tuple[str, str]]:
    """Why there is nothing to complain of here beside returns: sentences, each with its page."""
    subject = about["parcel"] or about["return"] or part
    rows = subject.incidents.exclude(state=IncidentState.WITHDRAWN).order_by("pk")
    said = [
        (
            (
                _("La réclamation {number} est déjà ouverte.")
                if row.is_open
                else _("La réclamation {number} est close : {state}.")
            ).format(number=row.number, state=row.get_state_display().lower()),
            page_of(request, order, row),
        )
        for row in rows
    ]
    if said or about.get("coming_back"):
        return said
    lines, back = list(part.lines.all()), about["return"]
    if back is not None:
        told = _("Le retour {number} : {state}.").format(
            number=back.number, state=str(back.told).lower()
        )
        return [(told, f"{address(request, order)}#retour-{back.number}")]
    if part.state == SellerOrderState.CANCELLED:
        return [(_("Cette commande est annulée."), "")]
    if all(line.refunded_cents >= line.total_cents for line in lines):
        return [(_("Ces articles vous sont remboursés."), "")]
    if not any(line.shipped for line in lines):
        return [(_("Rien de cette commande n’est encore expédié."), "")]
    return [(_("Ce qui pouvait être réclamé est déjà revenu ou remboursé."), "")]


def _who(request: HttpRequest):
    return request.user if request.user.is_authenticated else None
