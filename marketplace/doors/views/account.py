"""A person's account, the same for buyers, sellers' teams and the operator's: all in one place."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.alerts import alerts
from marketing.contacts import contacts
from marketing.contacts.forms import NewsletterForm
from marketing.follows import follows
from marketing.gatherings import signups
from marketplace.accounts import accounts, watch
from marketplace.console import colleagues, digest
from marketplace.doors.forms import AddressForm, OwnCompanyForm, PacesForm, WhoForm
from marketplace.shared import clock, proposals
from marketplace.shared.audience import buyer, is_operator
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from orders.buying import addresses, companies


@never_cache
@require_http_methods(["GET", "POST"])
@buyer
def show(request: HttpRequest) -> HttpResponse:
    """Who somebody is, where they are written to, how they sign in."""
    form = WhoForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        accounts.describe(request.user, **form.cleaned_data)
        language = form.cleaned_data["language"]
        with translation.override(language):
            messages.success(request, _("C'est enregistré."))
        return _in(language, redirect("account"))
    person = request.user
    promised = colleagues.promised(person)
    return render(
        request,
        "account/show.html",
        {
            "form": form,
            "book": addresses.book_of(person),
            "subscribed": contacts.is_subscribed(person.email),
            "shops": person.memberships.select_related("seller").order_by("joined_at", "pk"),
            "promised": promised,
            "opens_at": colleagues.opens_at(promised) if promised else "",
            "is_alone": proposals.alone() if promised else False,
            "factors": person.authenticator_set.count(),
            "devices": watch.open_of(person, clock.now()),
            "has_password": person.has_usable_password(),
        },
    )


@never_cache
@require_safe
@buyer
def addresses_page(request: HttpRequest) -> HttpResponse:
    """The address book."""
    book = addresses.book_of(request.user)
    return render(request, "account/addresses.html", {"book": book})


@never_cache
@require_http_methods(["GET", "POST"])
@buyer
def address(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an address, correct one, propose it first, or take it out of the book."""
    kept = next((row for row in addresses.book_of(request.user) if row.pk == pk), None)
    if pk is not None and kept is None:
        raise Http404
    if request.method == "POST" and kept and "forget" in request.POST:
        addresses.forget(request.user, kept.pk)
        messages.success(request, _("L'adresse est retirée de votre carnet."))
        return redirect("account-addresses")
    if request.method == "POST" and kept and "first" in request.POST:
        addresses.put_first(request.user, kept.pk, at=clock.now())
        return redirect("account-addresses")
    initial = addresses.as_filled_in(kept) if kept else {}
    if not kept:
        initial = {"recipient": request.user.get_full_name(), "phone": request.user.phone}
    sent = addresses.completed(request.POST) if request.method == "POST" else None
    if sent is not None and "refresh" in sent:  # a commune was pressed: nothing is saved yet
        form = AddressForm(initial=sent.dict())
    else:
        form = AddressForm(sent, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            addresses.write(request.user, form.address(), pk=pk, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C'est enregistré."))
            return redirect("account-addresses")
    return render(request, "account/address.html", {"form": form, "kept": kept})


@never_cache
@require_http_methods(["GET", "POST"])
@buyer
def company(request: HttpRequest) -> HttpResponse:
    """The company that is proposed at the checkout: say it, correct it, or have it forgotten."""
    told = companies.last_of(request.user)
    if request.method == "POST" and "forget" in request.POST:
        companies.keep(request.user, {}, at=clock.now())
        messages.success(request, _("L'entreprise n'est plus proposée à vos commandes."))
        return redirect("account-company")
    form = OwnCompanyForm(
        request.POST if request.method == "POST" else None,
        initial=companies.as_typed(told, {}),
        delivery={},
    )
    if request.method == "POST" and form.is_valid():
        companies.keep(request.user, form.kept(), at=clock.now())
        messages.success(request, _("C'est enregistré."))
        return redirect("account-company")
    return render(
        request,
        "account/company.html",
        {"company": form, "told": told, "is_ticked": companies.is_ticked(request.user)},
        status=422 if form.errors else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@buyer
def letters(request: HttpRequest) -> HttpResponse:
    """Which letters somebody gets: the journal's, of returns, for the team what waits for it."""
    person, team = request.user, is_operator(request.user)
    paces = digest.paces_of(person) if team else []
    asked = "paces" in request.POST
    form = PacesForm(request.POST if asked else None, paces=paces) if team else None
    if "alert" in request.POST:
        if alerts.drop(person, row_number(request.POST["alert"])):
            messages.success(request, _("L'alerte est retirée, votre adresse n'est plus gardée."))
        return redirect("account-letters")
    if "follow" in request.POST:
        if follows.drop(person, row_number(request.POST["follow"])):
            messages.success(request, _("Vous ne suivez plus cette boutique."))
        return redirect("account-letters")
    if "newsletter" in request.POST:
        _set_newsletter(request)
        return redirect("account-letters")
    if "segments" in request.POST:
        _set_segments(request)
        return redirect("account-letters")
    if asked and form is not None and form.is_valid():
        digest.choose(person, form.paces(), at=clock.now())
        messages.success(request, _("C'est enregistré."))
        return redirect("account-letters")
    return render(
        request,
        "account/letters.html",
        {
            "form": form,
            "subscribed": contacts.is_subscribed(person.email),
            "consent": NewsletterForm.consent,
            "objects": contacts.objects(person.email),
            "alerts": alerts.of(person),
            "followed": follows.of(person),
            "seats": [(one, signups.token_of(one)) for one in signups.of(person, at=clock.now())],
            "shops": person.memberships.select_related("seller").order_by("joined_at", "pk"),
        },
    )


def _set_newsletter(request: HttpRequest) -> None:
    person, at = request.user, clock.now()
    if request.POST["newsletter"] == "yes":
        text = str(NewsletterForm.consent)
        contacts.agree(person.email, language=person.language, source="compte", text=text, at=at)
        messages.success(request, _("Vous êtes inscrit à la lettre."))
    else:
        contacts.leave(person.email, at=at)
        messages.success(request, _("Vous ne recevrez plus notre lettre."))


def _set_segments(request: HttpRequest) -> None:
    person = request.user
    if request.POST["segments"] == "no":
        contacts.object_(person.email, language=person.language, at=clock.now())
        messages.success(
            request, _("C'est noté : vos achats ne changent plus ce que nos pages vous montrent.")
        )
    else:
        contacts.object_no_longer(person.email)
        messages.success(
            request, _("C'est noté : nos pages peuvent à nouveau tenir compte de vos achats.")
        )


def _in(language: str, response: HttpResponse) -> HttpResponse:
    """The cookie of the language switch outranks the account: both say the same from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
