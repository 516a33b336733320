"""A seller's orders: the queues, one order, its parcels and its packing slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock, pdf, policy
from marketplace.shared.facts import title, why
from marketplace.shared.states import Refusal
from orders import carriers, contested, milestones, moneyback
from orders.fulfilment import (
    acceptance,
    cancellations,
    late,
    lists,
    patience,
    shipping,
    slips,
    withdrawn,
)
from orders.fulfilment.forms import AcceptForm, Because, NewDayForm, ShipForm, TrackedForm
from orders.models import Dispute, Lateness, OrderLine, SellerOrder, Shipment
from orders.money import losses, stakes
from orders.points import closings
from orders.states import (
    OPEN_RETURNS,
    UNSHIPPED,
    DisputeState,
    ReturnState,
    SellerOrderState,
    ShipmentState,
)
from sellers.access import seller
from sellers.application import mandates
from sellers.filters import saved

PAGE = 25
ENDS_UNRECEIVED = ("orders.ParcelCameBack", "orders.ParcelLost")


@require_GET
@seller("orders")
def listing(request: HttpRequest) -> HttpResponse:
    """A queue of orders, most urgent first."""
    at, counts = clock.now(), lists.counts(request.seller)
    text = request.GET.get("q", "").replace("\x00", "")[:60].strip()
    view = request.GET.get("vue", "")
    if view not in lists.VIEWS:
        view = "" if text else next((key for key in lists.VIEWS if counts[key]), "to_accept")
    tabs = [
        {"name": name, "url": f"?vue={key}", "count": counts[key], "current": key == view}
        for key, name in lists.VIEWS.items()
    ]
    queue = lists.parts(request.seller, view=view, text=text)
    kept, asked = saved.of(request.member, "orders"), saved.tidy(request.GET.urlencode())
    counted = lists.saved_counts(request.seller, [one.query for one in kept])
    chips = saved.chips(kept, asked, counted)
    page = Paginator(queue, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "seller/orders/orders.html",
        {
            "page_obj": page,
            "tabs": tabs,
            "view": view,
            "text": text,
            "any": any(counts.values()),
            "address": asked,
            "narrows": bool(request.GET.get("vue") or text),
            "saved": chips,
            "is_kept": any(chip["current"] for chip in chips),
            "rows": [
                {
                    "part": part,
                    "until": None if part.is_given_back else lists.deadline(part),
                    "awaits_point": part.relay_closed_at is not None and part.state in UNSHIPPED,
                    "awaits_buyer": lists.awaits_buyer(part) and not part.is_given_back,
                    "late": lists.is_late(part, at)
                    and not (part.is_contested or part.is_given_back),
                    "unpaid": part.is_given_back and part.state in UNSHIPPED,
                    "named": lists.shows_address(part, at, is_contested=part.is_contested),
                }
                for part in page
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@seller("orders")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """An order, and the forms of what its seller may do now."""
    part = _find(request, number)
    disputes = contested.disputes_of(part)
    forms = _forms(part, None, disputes)
    correcting: dict[int, TrackedForm] = {}
    if request.method == "POST" and request.POST.get("act") == "correct":
        correcting = _correct(request, part)
        if not correcting:
            return redirect("seller-order", part.number)
        part = _find(request, number)
    elif request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        name, run, done = act
        if forms.get(name) is None:
            messages.error(request, _why_not(part, disputes))
            return redirect("seller-order", part.number)
        forms = _forms(part, request.POST, disputes, only=name)
        if forms[name].is_valid():
            refusing = _unconfirmed(part, forms[name]) if name == "accept" else None
            if refusing is not None:
                page = _page(request, part, disputes, correcting) | forms
                return render(request, "seller/orders/order.html", page | {"refusing": refusing})
            try:
                at = clock.now()
                run(part, forms[name], by=request.user, at=at)
            except Refusal as refusal:
                forms[name].add_error(None, str(refusal))
            else:
                messages.success(
                    request, f"{done(part)} {moneyback.decided(part.order_id, at=at)}".strip()
                )
                return redirect("seller-order", part.number)
        part = _find(request, number)
    return render(
        request, "seller/orders/order.html", _page(request, part, disputes, correcting) | forms
    )


@require_GET
@seller("orders")
def packing_slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip that goes into the parcel; `?prix=1` shows the prices."""
    part = _find(request, number)
    examined = contested.is_open(contested.disputes_of(part))
    if not lists.shows_address(part, clock.now(), is_contested=examined):
        messages.error(
            request, _("Le bon de livraison est disponible dès que la commande est acceptée.")
        )
        return redirect("seller-order", part.number)
    if withdrawn.pending(part) is not None:
        messages.error(request, withdrawn.sentence(part))
        return redirect("seller-order", part.number)
    if part.relay_closed_at and part.state in UNSHIPPED:
        messages.error(request, str(shipping.PointClosed()))
        return redirect("seller-order", part.number)
    try:
        page = pdf.render(
            "packing_slip",
            slips.of(part, with_prices=request.GET.get("prix") == "1"),
            language=part.order.language,
        )
    except pdf.NoRenderer:
        messages.error(
            request,
            _("Le bon ne peut pas être produit pour le moment : Pango manque sur ce serveur."),
        )
        return redirect("seller-order", part.number)
    return HttpResponse(
        page,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="bon-{part.number}.pdf"'},
    )


def _find(request: HttpRequest, number: str) -> SellerOrder:
    part = lists.one(request.seller, number)
    if part is None:
        raise Http404
    return part


def _why_not(part: SellerOrder, disputes: list[Dispute]) -> str:
    """Why a form of an old page applies no more."""
    said = withdrawn.sentence(part)
    if said:
        return said
    if contested.is_given_back(disputes):
        return str(contested.NotPaid())
    if part.state == SellerOrderState.TO_SHIP and part.relay_closed_at:
        return str(shipping.PointClosed())
    if part.state == SellerOrderState.TO_SHIP and part.seller.mandate_revoked_at is not None:
        return str(mandates.NoMandate())
    return _("Cette action n'est plus possible : la commande a changé d'état.")


def _forms(part: SellerOrder, data, disputes: list[Dispute], only: str = "") -> dict:
    """The forms of what the state allows, the posted one bound."""
    lines = list(part.lines.all())
    left = {line.pk: line.waiting for line in lines}
    state, forms = part.state, {}

    def bound(name):
        return data if name == only else None

    unpaid = contested.is_given_back(disputes)
    if state == SellerOrderState.TO_ACCEPT and not unpaid:
        forms["accept"] = AcceptForm(bound("accept"), lines=lines, left=left, prefix="a")
    if (
        state == SellerOrderState.TO_SHIP
        and not unpaid
        and withdrawn.pending(part) is None
        and part.relay_closed_at is None
        and part.seller.mandate_revoked_at is None
    ):
        offered = (
            part.shipping_carrier
            if part.shipping_carrier in dict(ShipForm.base_fields["carrier"].choices)
            else ""
        )
        forms["ship"] = ShipForm(
            bound("ship"),
            lines=lines,
            left=left,
            initial_full=True,
            prefix="s",
            initial={"carrier": offered},
            part=part,
            warning=contested.warning(part, disputes),
        )
    if state == SellerOrderState.TO_SHIP or (unpaid and state == SellerOrderState.TO_ACCEPT):
        forms["cancel"] = Because(bound("cancel"), prefix="c")
    row = late.of(part)
    if state == SellerOrderState.TO_SHIP and row is not None and row.may_choose and not unpaid:
        forms["propose"] = NewDayForm(bound("propose"), prefix="p")
    return forms


def _page(
    request: HttpRequest,
    part: SellerOrder,
    disputes: list[Dispute],
    correcting: Mapping[int, TrackedForm],
) -> dict:
    at, dispute, withdrawal = clock.now(), contested.told(disputes), withdrawn.pending(part)
    told = list(lists.facts(part, disputes))
    ended = {
        fact.data["shipment_id"]: fact.happened_at for fact in told if fact.name in ENDS_UNRECEIVED
    }
    examined = contested.is_open(disputes)
    return {
        "dispute": dispute,
        "house": policy.entity(),
        "unpaid": contested.is_given_back(disputes),
        "dispute_reason": contested.reason_of(dispute) if dispute else "",
        "at_stake": (
            losses.at_stake(part, dispute) if dispute and dispute.state == DisputeState.OPEN else 0
        ),
        "lateness": _lateness(part),
        "withdrawal": withdrawal,
        "withdrawal_words": withdrawn.words_on(withdrawal, part.order) if withdrawal else "",
        "cancel_cents": stakes.of_cancelling(part),
        "back": next(
            (back for back in part.returns.all() if back.state == ReturnState.ON_ITS_WAY), None
        ),
        "part": part,
        "order": part.order,
        "corrected": next(
            (fact.happened_at for fact in reversed(told) if fact.name == lists.CORRECTED), None
        ),
        "business": part.order.business,
        "lines": list(part.lines.all()),
        "until": lists.deadline(part),
        "awaits_point": part.relay_closed_at is not None and part.state in UNSHIPPED,
        "awaits_buyer": lists.awaits_buyer(part) and not contested.is_given_back(disputes),
        "late": lists.is_late(part, at)
        and not (dispute and dispute.state == DisputeState.OPEN)
        and not contested.is_given_back(disputes),
        "named": lists.shows_address(part, at, is_contested=examined),
        "is_held": (
            examined
            or any(incident.is_open for incident in part.incidents.all())
            or any(back.state in OPEN_RETURNS for back in part.returns.all())
        ),
        "parcels": [
            {
                "row": shipment,
                "since": shipment.delivered_at or ended.get(shipment.pk) or shipment.shipped_at,
                "carrier": carriers.name_of(shipment.carrier),
                "url": carriers.page_of(shipment.carrier, shipment.tracking),
                "steps": milestones.facts(shipment),
                "sent_back": milestones.is_sent_back(shipment),
                "correct": correcting.get(shipment.pk) or _correction(part, shipment, None),
            }
            for shipment in part.shipments.all()
        ],
        "facts": [
            {
                "name": fact.name,
                "values": fact.data,
                "title": title(fact),
                "at": fact.happened_at,
                # what the team noted of a correction is not for the shop
                "text": ""
                if fact.name == lists.CORRECTED
                else why(fact.name, fact.data, fact.because),
                "state": "done",
            }
            for fact in told
        ],
    }


def _lateness(part: SellerOrder) -> Lateness | None:
    row = late.of(part)
    return row if row is not None and row.is_open else None


def _unconfirmed(part: SellerOrder, form: AcceptForm) -> dict | None:
    """What refusing these pieces gives back, to be read first; None once that sum was agreed to."""
    pieces = form.pieces()
    cents = stakes.of_refusing(part, pieces)
    if not pieces or form.cleaned_data["agreed"] == cents:
        return None
    return {
        "cents": cents,
        "is_whole": stakes.refuses_all(part, pieces),
        "waits": stakes.waits_in_words(part, cents),
        "because": form.cleaned_data["because"],
        "lines": [
            (line, bound.html_name, pieces[line.pk])
            for line, bound, _most in form.rows()
            if line.pk in pieces
        ],
    }


def _accept(part: SellerOrder, form: AcceptForm, **present) -> None:
    acceptance.accept(part, refused=form.pieces(), because=form.cleaned_data["because"], **present)


def _accepted(part: SellerOrder) -> str:
    """What the answer leads to: a buyer told what is missing, or a mandate to give first."""
    part.refresh_from_db(fields=["state"])
    misses = OrderLine.objects.filter(seller_order=part, cancelled__gt=0).exists()
    answer = (
        _("C'est noté : l'acheteur est prévenu.")
        if misses
        else _("C'est noté : la commande est acceptée.")
    )
    if part.state != SellerOrderState.TO_SHIP or part.seller.mandate_revoked_at is None:
        return answer
    waits = _(
        "L'expédition attend que vous donniez à nouveau mandat de facturation, dans « Mon"
        " dossier »."
    )
    return f"{answer} {waits}"


def _ship(part: SellerOrder, form: ShipForm, **present) -> None:
    data = form.cleaned_data
    closings.look(part, at=present["at"])
    shipping.ship(
        part,
        pieces=form.pieces(),
        carrier=data["carrier"],
        tracking=data["tracking"],
        risk_read=data.get("risk_read", False),
        **present,
    )


def _correction(part: SellerOrder, parcel: Shipment, data) -> TrackedForm | None:
    """The form that corrects the number of a parcel while it travels."""
    if parcel.state != ShipmentState.SHIPPED:
        return None
    typed = {"carrier": parcel.carrier, "tracking": parcel.tracking}
    return TrackedForm(data, part=part, initial=typed, prefix=f"t{parcel.number}")


def _correct(request: HttpRequest, part: SellerOrder) -> dict[int, TrackedForm]:
    """Correct the number of a parcel; what was refused comes back in its form, by its parcel."""
    named = request.POST.get("parcel", "")
    parcel = next((row for row in part.shipments.all() if str(row.number) == named), None)
    if parcel is None:
        raise Http404
    form = _correction(part, parcel, request.POST)
    if form is None:
        messages.error(request, str(shipping.NotOnItsWay()))
        return {}
    if form.is_valid():
        data = form.cleaned_data
        try:
            shipping.correct(
                parcel,
                carrier=data["carrier"],
                tracking=data["tracking"],
                by=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("tracking", str(refusal))
        else:
            messages.success(request, _("Le suivi est corrigé : l’acheteur lit le bon numéro."))
            return {}
    return {parcel.pk: form}


def _cancel(part: SellerOrder, form: Because, **present) -> None:
    cancellations.cancel(part, because=form.cleaned_data["because"], **present)


def _propose(part: SellerOrder, form: NewDayForm, **present) -> None:
    patience.propose(part, form.cleaned_data["day"], **present)


ACTS: dict[str, tuple[str, Callable, Callable]] = {
    "accept": ("accept", _accept, _accepted),
    "ship": (
        "ship",
        _ship,
        lambda _part: _("Le colis est enregistré : l'acheteur reçoit son suivi."),
    ),
    "propose": (
        "propose",
        _propose,
        lambda _part: _("C'est noté : l'acheteur lit cette date et choisit."),
    ),
    "cancel": ("cancel", _cancel, lambda _part: _("Ce qui restait à expédier est annulé.")),
}
