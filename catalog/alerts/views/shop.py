"""The pages of an alert: ask, say yes from the mailbox, leave."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.alerts import absence, alerts
from catalog.alerts.forms import AlertForm, SearchAlertForm
from catalog.models import Product, Variant
from catalog.states import ProductState
from marketplace.shared import limits, visitor
from marketplace.shared.clock import now
from marketplace.shared.models import User
from marketplace.shared.readable import row_number


@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Note an address for what nobody may buy now; the answer tells nothing about others."""
    product = get_object_or_404(Product.objects.select_related("owner", "category"), slug=slug)
    variant, back = None, redirect("shop-product", slug=slug)
    if product.is_sellable and product.state == ProductState.PUBLISHED:
        wanted = row_number(request.POST.get("v", ""))
        gone, variant = absence.sold_out(product, variant=wanted, at=now())
        if variant is not None:
            back = redirect(f"{back.url}?v={variant.pk}")
        if not gone:
            messages.info(request, _("Ce produit est de nouveau en vente."))
            return back
    else:
        absent = absence.of(product, at=now())
        if absent is None or not absent.may_return:
            raise Http404
    form = AlertForm(request.POST)
    if not form.is_valid():
        return _form(request, form, product, variant, status=422)
    if _is_too_often(request, form):
        return _form(request, form, product, variant, status=429)
    email, reader = form.cleaned_data["email"], _reader(request)
    own = reader is not None and reader.email == email
    # nobody fills a stranger's mailbox by asking for sheet after sheet
    if own or limits.take("alert-to", email, 5, limits.DAY):
        alerts.ask(
            product,
            email,
            language=request.LANGUAGE_CODE,
            reader=reader,
            at=now(),
            variant=variant,
        )
    if own:
        messages.success(request, _("C'est noté : nous vous écrirons une fois, à son retour."))
    else:
        messages.success(
            request,
            _(
                "Presque fini : si cette adresse n'attend pas déjà ce produit, un message vient d'y"
                " partir. Ouvrez le lien qu'il contient pour confirmer."
            ),
        )
    return back


@require_POST
def ask_words(request: HttpRequest) -> HttpResponse:
    """Note an address for a search that nothing answers yet."""
    form = SearchAlertForm(request.POST)
    if not form.is_valid():
        return _words_form(request, form, status=422)
    if _is_too_often(request, form):
        return _words_form(request, form, status=429)
    text, email, reader = form.cleaned_data["q"], form.cleaned_data["email"], _reader(request)
    own = reader is not None and reader.email == email
    if own or limits.take("alert-to", email, 5, limits.DAY):
        alerts.ask_words(text, email, language=request.LANGUAGE_CODE, reader=reader, at=now())
    if own:
        messages.success(
            request, _("C'est noté : nous vous écrirons une fois, dès qu'un produit y répond.")
        )
    else:
        messages.success(
            request,
            _(
                "Presque fini : si cette adresse n'attend pas déjà cette recherche, un message"
                " vient d'y partir. Ouvrez le lien qu'il contient pour confirmer."
            ),
        )
    return redirect(f"{reverse('shop-search')}?{urlencode({'q': text})}")


def _is_too_often(request: HttpRequest, form: AlertForm) -> bool:
    if limits.take("alert", visitor.address(request), 10, limits.HOUR):
        return False
    form.add_error(None, str(limits.TooOften()))
    return True


def _reader(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _words_form(request: HttpRequest, form: SearchAlertForm, *, status: int) -> HttpResponse:
    return render(request, "shop/catalog/search_alert.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes from the mailbox: the link shows a button, the button does it."""
    try:
        alert = alerts.asked_by(token)
        if request.method == "POST":
            alert = alerts.confirm(token, at=now())
    except alerts.LapsedAlert as refusal:
        return _refused(request, refusal)
    return render(
        request,
        "shop/catalog/alert_confirm.html",
        {
            "alert": alert,
            "done": alert.confirmed_at is not None,
            "leave": alerts.leave_token_of(alert),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End an alert: the link shows a button, the button does it."""
    try:
        alert = alerts.holder_of(token)
        if request.method == "POST":
            alerts.leave(token)
    except alerts.LapsedAlert as refusal:
        return _refused(request, refusal)
    return render(
        request,
        "shop/catalog/alert_leave.html",
        {"alert": alert, "done": request.method == "POST"},
    )


def _form(
    request: HttpRequest, form: AlertForm, product: Product, variant: Variant | None, *, status: int
) -> HttpResponse:
    context = {"form": form, "product": product, "variant": variant}
    return render(request, "shop/catalog/alert.html", context, status=status)


def _refused(request: HttpRequest, refusal: alerts.LapsedAlert) -> HttpResponse:
    context = {"refusal": str(refusal)}
    return render(request, "shop/catalog/alert_leave.html", context, status=404)
