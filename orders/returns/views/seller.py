"""A seller's returns: what is asked, what came back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock, kept_files
from marketplace.shared.states import Refusal
from orders import contested, moneyback
from orders.fulfilment import lists, withdrawn
from orders.fulfilment.forms import Because
from orders.models import Return, ReturnPhoto
from orders.returns import file as return_file
from orders.returns import owed, refund_clock, returns
from orders.returns.forms import ReceiveForm
from orders.returns.views.shop import hand_out
from orders.states import ReturnState
from sellers.access import seller

PAGE = 25


@require_GET
@seller("orders")
def listing(request: HttpRequest) -> HttpResponse:
    """The returns that wait, or those that are over."""
    counts = lists.return_counts(request.seller)
    view = "over" if request.GET.get("vue") == "over" else "open"
    tabs = [
        {"name": name, "url": f"?vue={key}", "count": counts[key], "current": key == view}
        for key, (name, _states) in lists.RETURN_VIEWS.items()
    ]
    page = Paginator(lists.returns(request.seller, view), PAGE).get_page(request.GET.get("page"))
    at = clock.now()
    return render(
        request,
        "seller/orders/returns.html",
        {
            "page_obj": page,
            "rows": [(back, returns.is_unanswered(back, at)) for back in page],
            "tabs": tabs,
            "view": view,
        },
    )


@require_http_methods(["GET", "POST"])
@seller("orders")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """A return: answer it, or say what came back."""
    return_ = lists.one_return(request.seller, number)
    if return_ is None:
        raise Http404
    forms = _forms(return_, None)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ("accept", "refuse", "receive"):
            raise Http404
        forms = _forms(return_, request.POST, files=kept_files.sent(request), only=act)
        if act in forms and forms[act].is_valid():
            try:
                done = _do(act, return_, forms[act], by=request.user, at=clock.now())
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, done)
            return redirect("seller-return", return_.number)
        if act not in forms:
            messages.error(
                request, _("Cette action n'est plus possible : le retour a changé d'état.")
            )
            return redirect("seller-return", return_.number)
    last = withdrawn.last_day(return_.seller_order)
    return render(
        request,
        "seller/orders/return.html",
        {
            "back": return_,
            "part": return_.seller_order,
            "order": return_.seller_order.order,
            "last_day": last,
            "answered_in_place": return_.pk in returns.done_in_place([return_])["answered"],
            "refund_due": refund_clock.due_on(return_),
            "answer_by": return_.answer_by,
            "sent_with": return_file.sent_with(return_),
            "proven_on": refund_clock.proven_on(return_),
            "grown_cents": owed.grown(return_, day=clock.today()),
            "is_late": returns.is_unanswered(return_, clock.now()),
            "reason": dict(returns.REASONS).get(return_.reason, return_.reason),
            "is_withdrawal": return_.reason == withdrawn.WITHDRAWAL,
            "contested": contested.warning(return_.seller_order) is not None,
            "stays_with_buyer": [back for back in return_.lines.all() if back.stays_with_buyer],
            "worth": (
                returns.worth(return_, forms["receive"].left) if "receive" in forms else (0, 0)
            ),
            **forms,
        },
    )


@require_GET
@seller("orders")
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """What this seller photographed on receipt."""
    return hand_out(
        get_object_or_404(
            ReturnPhoto, pk=pk, parent__number=number, parent__seller_order__seller=request.seller
        )
    )


def _forms(return_: Return, data, *, files=None, only: str = "") -> dict:
    forms: dict = {}
    if return_.state == ReturnState.ASKED:
        forms["accept"] = Because(data if only == "accept" else None, prefix="a")
        # whoever withdraws pays the way back; otherwise its seller says how it goes
        message = forms["accept"].fields["because"]
        message.required = return_.reason != withdrawn.WITHDRAWAL
        message.error_messages["required"] = _(
            "Dites comment le renvoi s'organise : il est à votre charge."
        )
        if return_.reason != withdrawn.WITHDRAWAL:
            forms["refuse"] = Because(data if only == "refuse" else None, prefix="r")
    rows = list(return_.lines.all())
    left = (
        {row.line_id: row.quantity for row in rows}
        if return_.state in returns.AWAITED
        else returns.missing(return_)
    )
    if left:
        is_sent = only == "receive"
        forms["receive"] = ReceiveForm(
            data if is_sent else None,
            files if is_sent else None,
            lines=[row.line for row in rows if row.line_id in left],
            initial_full=True,
            prefix="v",
            left=left,
            may_deduct=return_.reason == withdrawn.WITHDRAWAL
            and return_.state != ReturnState.ON_ITS_WAY,
        )
    return forms


def _do(act: str, return_: Return, form, **present) -> str:
    if act == "accept":
        returns.accept(return_, answer=form.cleaned_data["because"], **present)
        return _("Le retour est accepté : l'acheteur reçoit votre adresse.")
    if act == "refuse":
        returns.refuse(return_, because=form.cleaned_data["because"], **present)
        return _("Le retour est refusé : l'acheteur lit votre motif.")
    refund = returns.receive(
        return_,
        received=form.pieces(),
        restock=form.restock(),
        deducted=form.deducted(),
        finding=form.cleaned_data.get("finding", ""),
        photos=form.photos(),
        **present,
    )
    refused = Return.objects.filter(
        seller_order=return_.seller_order_id, state=ReturnState.REFUSED, received_at=present["at"]
    )
    if refund is None and not refused.exists():
        return _(
            "Le retour est reçu : ses articles étaient déjà remboursés, rien de plus n'est dû."
        )
    if refund is None:
        return _("Le retour est refusé : l'acheteur lit votre constat et peut le contester.")
    refund.refresh_from_db()
    return _("Le retour est reçu.") + f" {moneyback.of([refund])}"
