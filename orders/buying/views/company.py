"""The page on which a buyer says again for which company an unpaid order is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.shared import clock, policy
from marketplace.shared.states import Refusal
from orders.buying import access, companies
from orders.buying.company_form import CompanyForm
from orders.buying.views.payment import address_of, page_of
from orders.models import OrderRules
from orders.money import standing
from orders.money.standing import Standing


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Correct the company of an order, or say that it is a person's, until it is paid."""
    order = access.order_for(request, number)
    stands = standing.of(order, order.seller_orders.all(), at=clock.now())
    if request.method == "GET" and stands is not Standing.TO_PAY:
        said = {
            Standing.PAID: _("Cette commande est payée : l'entreprise facturée ne change plus."),
            Standing.UNSURE: _(
                "Le délai de paiement est passé : l'entreprise facturée ne change plus."
            ),
        }
        abandoned = _("Cette commande est abandonnée : rien ne sera facturé.")
        messages.info(request, said.get(stands, abandoned))
        return redirect(address_of(order))
    delivery = companies.delivery_of(order)
    typed = companies.as_typed(companies.kept(order.business), delivery)
    form = CompanyForm(
        request.POST if request.method == "POST" else None,
        initial={**typed, "bought": "on" if typed else ""},
        delivery=delivery,
        proposed=typed,
    )
    if request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            companies.correct(order, form.told(delivery), by=by, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("La facture ira à {name}.").format(name=form.cleaned_data["name"])
                if form.is_bought
                else _("C'est noté : cette commande est un achat personnel."),
            )
        return redirect(page_of(order))
    return render(
        request,
        "shop/orders/company.html",
        {
            "order": order,
            "company": form,
            "token": order.token,
            "back": page_of(order),
            "business_withdraws": policy.rules(OrderRules).business_withdrawal == "granted",
        },
        status=422 if form.errors else 200,
    )
