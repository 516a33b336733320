"""Where invitations are answered, and where somebody without an account makes one from its letter.

Whoever holds the letter reads the mailbox: the account that is made here is proven at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import SignupView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.accounts import accounts
from marketplace.accounts.forms import JoinForm
from marketplace.console import colleagues
from marketplace.shared import clock
from marketplace.shared.models import TeamInvitation
from marketplace.shared.states import Refusal
from orders.buying import access
from orders.following.views import shop as orders
from sellers.team import team


@dataclass(frozen=True)
class Kind:
    """A kind of invitation: how a letter's token opens it, its page, how it is accepted."""

    sealed: Callable[[str], Any]
    page: str
    accept: Callable[..., Any]
    home: str


KINDS = {
    "boutique": Kind(team.sealed, "seller-invitation", team.accept, "seller-home"),
    "equipe": Kind(colleagues.sealed, "team-invitation", colleagues.accept, "account"),
}


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Make an account at the invited address, and join at once."""
    if kind not in KINDS:
        raise Http404
    way = KINDS[kind]
    letter, invitation = reverse(way.page, args=[token]), way.sealed(token)
    now = clock.now()
    is_open = invitation is not None and now <= invitation.ends_at
    if not is_open or request.user.is_authenticated:
        return redirect(letter)
    if accounts.is_known(invitation.email):
        return redirect(f"{reverse('account_login')}?next={letter}")
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            person = accounts.begin(
                invitation.email, **form.cleaned_data, language=request.LANGUAGE_CODE, at=now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _enter(request, way, letter, invitation, person)
    return render(
        request, "account/join.html", {"form": form, "email": invitation.email, "back": letter}
    )


def _enter(request: HttpRequest, way: Kind, letter: str, invitation, person) -> HttpResponse:
    try:
        way.accept(invitation, by=person, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return perform_login(request, person, redirect_url=letter)
    messages.success(request, _("Votre compte est ouvert, et l'invitation acceptée."))
    return perform_login(request, person, redirect_url=reverse(way.home))


@never_cache
@require_http_methods(["GET", "POST"])
def team_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's page: the invited reader joins the team, whoever holds it declines."""
    invitation = colleagues.sealed(token)
    if invitation is None or clock.now() > invitation.ends_at:
        return render(request, "shop/team_invitation.html", status=404)
    if request.method == "POST":
        return _answer(request, invitation)
    return render(
        request,
        "shop/team_invitation.html",
        {
            "invitation": invitation,
            "roles": colleagues.roles_in_words(invitation),
            "opens_in": colleagues.opens_in(),
            "token": token,
            "mine": request.user.is_authenticated and request.user.email == invitation.email,
        },
    )


def _answer(request: HttpRequest, invitation: TeamInvitation) -> HttpResponse:
    person = request.user if request.user.is_authenticated else None
    try:
        if "decline" in request.POST:
            colleagues.decline(invitation, by=person, at=clock.now())
            messages.success(request, _("C'est noté : la personne qui vous invite est prévenue."))
            return redirect("shop-home")
        if person is None:
            return redirect(request.path)
        change = colleagues.accept(invitation, by=person, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, colleagues.welcome(change))
    return redirect("account")


class AfterOrder(SignupView):
    """The account that a guest opens from the page of their order: what is wrong is said there."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """To whoever has no link of the order, signed in or not, nothing is here."""
        access.order_for(request, kwargs["number"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Nothing is shown here: the form is on the page of the order."""
        return redirect(access.address(request, self._order()))

    def form_valid(self, form) -> HttpResponse:
        """An account was asked for: this browser is not asked again on the page of the order."""
        orders.account_asked(self.request, self._order())
        return super().form_valid(form)

    def form_invalid(self, form) -> HttpResponse:
        """The page of the order once more, with the error beside the field."""
        return orders.page(self.request, self._order(), signup=form)

    def _order(self):
        return access.order_for(self.request, self.kwargs["number"])


after_order = AfterOrder.as_view()
