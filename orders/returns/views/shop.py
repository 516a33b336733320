"""The pages on which a buyer gives goods back, or withdraws before they come."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock, limits, pdf, visitor
from marketplace.shared.states import Refusal
from orders import contested, moneyback
from orders.buying import access
from orders.buying.access import address, part_for
from orders.fulfilment import withdrawn
from orders.models import Incident, Order, Return, ReturnPhoto, SellerOrder
from orders.returns import owed, refund_clock, returns, withdrawals
from orders.returns.forms import ReturnForm, SentForm
from orders.returns.returns import OPEN
from orders.states import SellerOrderState


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """Choose what comes back, or is not to come at all, and why."""
    order, seller_order = part_for(request, number, part)
    lines, arrived = list(seller_order.lines.order_by("pk")), returns.returnable(seller_order)
    granted = withdrawn.is_granted(seller_order)
    last, in_time = (
        withdrawn.last_day(seller_order) if granted else None,
        returns.closed_since(seller_order, clock.now()) is None,
    )
    free = withdrawals.withdrawable(seller_order) if in_time and seller_order.paid_at else {}
    left = {pk: max(count, free.get(pk, 0)) for pk, count in arrived.items()}
    alone = sum(left.values()) == 1  # nothing to choose: the one piece comes back
    form = ReturnForm(
        request.POST or None,
        lines=lines,
        left=left,
        arrived=arrived,
        granted=granted and in_time,
        initial_full=alone,
    )
    chosen = left if alone else {}
    if "count" in request.POST:
        chosen = form.only_pieces()
    elif request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            limits.check("return", visitor.address(request), 20, limits.HOUR)
            done = _ask(seller_order, form, by=by)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(address(request, order))
    return render(
        request,
        "shop/orders/return_new.html",
        {
            "order": order,
            "part": seller_order,
            "form": form,
            "last_day": last,
            "granted": granted,
            "token": access.token_in(request),
            "in_time": in_time,
            "back": address(request, order),
            "arrived": any(arrived.values()),
            "unsent": any(left[pk] > count for pk, count in arrived.items()),
            "anything": bool(form.lines),
            "contested": contested.warning(seller_order) is not None,
            "alone": alone,
            "counted": "count" in request.POST,
            "chosen_cents": owed.of_pieces(seller_order, chosen) if any(chosen.values()) else 0,
            "complaints": _complaints(seller_order),
            "coming_back": [back for back in seller_order.returns.all() if back.state in OPEN],
            "none_because": "" if form.lines else _none_because(seller_order, granted=granted),
        },
    )


def _complaints(part: SellerOrder) -> list[Incident]:
    """The open complaints about pieces of a part: a return takes its pieces out of them."""
    rows = part.incidents.open().filter(kind__in=Incident.ABOUT_PIECES).order_by("pk")
    return list(rows.prefetch_related("lines__line"))


def _none_because(part: SellerOrder, *, granted: bool) -> str:
    """Why nothing of a part may be given back, as it is with this very part."""
    lines = list(part.lines.all())
    if any(back.state in OPEN for back in part.returns.all()):
        return _("Tout ce qui pouvait revenir est déjà en retour.")
    if part.state == SellerOrderState.CANCELLED:
        return _("Cette commande est annulée : il n’y a rien à renvoyer.")
    if all(line.refunded_cents >= line.total_cents for line in lines):
        return _("Tous ces articles sont remboursés : il n’y a rien à renvoyer.")
    if part.paid_at is None:
        return _("Cette commande n’est pas payée : il n’y a rien à renvoyer.")
    if any(line.delivered for line in lines):
        return _("Tout est déjà revenu, annulé ou remboursé.")
    if not granted:
        return _(
            "Une entreprise n’a pas de droit de rétractation. Pour un défaut, confirmez d’abord la"
            " réception du colis."
        )
    return _(
        "La loi ne permet pas de se rétracter de ces articles. Pour un défaut, confirmez d’abord la"
        " réception du colis."
    )


@never_cache
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, number: str, back: str) -> HttpResponse:
    """Where to send a return, its slip, and the number of the parcel once it left."""
    order, return_ = _return_for(request, number, back)
    told = {"carrier": return_.sent_carrier, "tracking": return_.sent_tracking}
    begun = told if return_.sent_at else {"carrier": _usual(return_)}
    form = SentForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            returns.send(return_, **form.cleaned_data, by=by, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C'est noté : le vendeur sait que son colis est en route."))
            return redirect(address(request, order))
    return render(
        request,
        "shop/orders/return_sent.html",
        {
            "order": order,
            "back": return_,
            "form": form,
            "may_send": returns.may_send(return_),
            "waits": returns.waits_for_answer(return_),
            "place": owed.place(return_.seller_order),
            "seller": return_.seller_order.seller_snapshot,
            "refund_by": refund_clock.due_on(return_),
            "token": access.token_in(request),
            "to_order": address(request, order),
        },
        status=422 if form.errors else 200,
    )


@never_cache
@require_GET
def slip(request: HttpRequest, number: str, back: str) -> HttpResponse:
    """The slip that goes into the parcel that comes back, so that the seller knows whose it is."""
    order, return_ = _return_for(request, number, back)
    part = return_.seller_order
    if not returns.may_send(return_):
        waits = returns.waits_for_answer(return_)
        told = str(returns.NotYetAnswered()) if waits else _("Ce retour n'attend plus de colis.")
        messages.error(request, told)
        return redirect(address(request, order))
    try:
        page = pdf.render(
            "return_slip",
            {
                "back": return_,
                "order": order,
                "part": part,
                "place": owed.place(part),
                "rows": list(return_.lines.select_related("line")),
                "reason": dict(returns.REASONS).get(return_.reason, return_.reason),
            },
            language=order.language,
        )
    except pdf.NoRenderer:
        messages.error(
            request,
            _(
                "Le bon ne peut pas être produit pour le moment : écrivez le numéro {number} sur un"
                " papier joint au colis."
            ).format(number=return_.number),
        )
        return redirect(address(request, order))
    return HttpResponse(
        page,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="retour-{return_.number}.pdf"'},
    )


def _return_for(request: HttpRequest, number: str, back: str) -> tuple[Order, Return]:
    """A return of an order that the visitor may see."""
    order = access.order_for(request, number)
    rows = Return.objects.select_related("seller_order__order", "seller_order__seller")
    return order, get_object_or_404(rows, number=back, seller_order__order=order)


def _usual(back: Return) -> str:
    """The carrier that is offered first: the one that brought the goods."""
    carrier = back.seller_order.shipping_carrier
    return carrier if carrier != "retrait" else ""


@require_GET
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """What the seller photographed on receipt of this order's return."""
    order = access.order_for(request, number)
    return hand_out(get_object_or_404(ReturnPhoto, pk=pk, parent__seller_order__order=order))


def hand_out(picture: ReturnPhoto) -> FileResponse:
    """A private picture, for those whom it concerns."""
    answer = FileResponse(picture.file.open("rb"))
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _ask(part: SellerOrder, form: ReturnForm, *, by) -> str:
    """Withdraw, or ask for a return; what the buyer reads of it."""
    data, asked = (
        form.cleaned_data,
        {"pieces": form.pieces(), "comment": form.cleaned_data["comment"], "by": by},
    )
    if data["reason"] != withdrawn.WITHDRAWAL:
        back = returns.ask(part, reason=data["reason"], at=clock.now(), **asked)
        return _("Votre demande de retour {number} est transmise au vendeur.").format(
            number=back.number
        )
    taken = withdrawals.withdraw(part, unsealed=form.unsealed(), at=clock.now(), **asked)
    sentences = [_("Votre rétractation est prise en compte.")]
    if taken.refund:
        sentences += [
            _("Les articles qui attendaient ne partiront pas."),
            moneyback.of([taken.refund]).for_buyer,
        ]
    sentences += [_("Retour {number} ouvert.").format(number=back.number) for back in taken.returns]
    return " ".join(sentences)
