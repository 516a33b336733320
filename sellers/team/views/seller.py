"""A shop's team: who is in it, who is invited, and the page on which an invitation is answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.shared import clock, limits
from marketplace.shared.audience import buyer, proven_again
from marketplace.shared.states import Refusal
from sellers.access import CHOSEN, membership, seller
from sellers.models import Invitation, Member, Role
from sellers.states import InvitationState
from sellers.team import team
from sellers.team.forms import InviteForm, RoleForm

LETTERS_A_DAY = 20


@seller()
def members(request: HttpRequest) -> HttpResponse:
    """The team, for all of it; its owners invite here."""
    if request.method == "POST":
        return invite(request)
    return _page(request, InviteForm())


@seller("owner")
@proven_again
def invite(request: HttpRequest) -> HttpResponse:
    """Invite an address. The answer is the same whether it has an account here or not."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            limits.check("invite", str(request.seller.pk), LETTERS_A_DAY, limits.DAY)
            team.invite(request.seller, **form.cleaned_data, by=request.user, at=clock.now())
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request, _("L'invitation part à %(email)s.") % {"email": form.cleaned_data["email"]}
            )
            return redirect("seller-team")
    return _page(request, form)


@require_POST
@seller("owner")
@proven_again
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role, or take them out."""
    colleague = get_object_or_404(
        Member.objects.select_related("seller", "user"), pk=pk, seller=request.seller
    )
    now = clock.now()
    try:
        if "remove" in request.POST:
            if colleague.user_id == request.user.pk:
                return redirect("seller-leave")
            team.remove(colleague, by=request.user, at=now)
            messages.success(request, _("La personne ne fait plus partie de votre équipe."))
        else:
            form = RoleForm(
                request.POST, prefix=f"m{colleague.pk}", instance=Member(pk=colleague.pk)
            )
            if form.is_valid():
                team.appoint(colleague, role=form.cleaned_data["role"], by=request.user, at=now)
                messages.success(request, _("Le rôle est modifié."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("seller-team")


@require_POST
@seller("owner")
@proven_again
def invited(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again, or take it back."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("seller"), pk=pk, seller=request.seller
    )
    try:
        if "withdraw" in request.POST:
            team.withdraw(invitation, by=request.user, at=clock.now())
            messages.success(request, _("L'invitation est retirée."))
        else:
            limits.check("invite", str(request.seller.pk), LETTERS_A_DAY, limits.DAY)
            team.resend(invitation, by=request.user, at=clock.now())
            messages.success(
                request, _("L'invitation part à %(email)s.") % {"email": invitation.email}
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("seller-team")


@require_http_methods(["GET", "POST"])
@buyer
def leave(request: HttpRequest) -> HttpResponse:
    """A member leaves the team they work in."""
    own = membership(request)
    if own is None:
        raise Http404
    request.member, request.seller = own, own.seller
    if request.method == "POST":
        try:
            team.leave(own, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("seller-team")
        request.session.pop(CHOSEN, None)
        said = _("Vous ne faites plus partie de l'équipe de la boutique %(shop)s.")
        messages.success(request, said % {"shop": own.seller})
        return redirect("shop-home")
    return render(request, "seller/sellers/leave.html")


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's page: who invites; the invited reader joins, whoever holds it declines."""
    invitation = team.sealed(token)
    if invitation is None or clock.now() > invitation.ends_at:
        return render(request, "shop/sellers/invitation.html", {"over": True}, status=404)
    if request.method == "POST":
        return _answer(request, invitation)
    is_addressee = request.user.is_authenticated and request.user.email == invitation.email
    return render(
        request,
        "shop/sellers/invitation.html",
        {"invitation": invitation, "mine": is_addressee, "token": token},
    )


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person = request.user if request.user.is_authenticated else None
    try:
        if "decline" in request.POST:
            team.decline(invitation, by=person, at=clock.now())
            messages.success(request, _("C'est noté : la boutique en est prévenue."))
            return redirect("shop-home")
        if person is None:
            return redirect(request.path)
        team.accept(invitation, by=person, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    request.session[CHOSEN] = invitation.seller_id
    messages.success(
        request, _("Bienvenue dans l'équipe de la boutique %(shop)s.") % {"shop": invitation.seller}
    )
    return redirect("seller-home")


def _page(request: HttpRequest, form: InviteForm) -> HttpResponse:
    members = request.seller.members.select_related("user").order_by("joined_at", "pk")
    waiting = request.seller.invitations.filter(state=InvitationState.WAITING).order_by(
        "invited_at", "pk"
    )
    return render(
        request,
        "seller/sellers/team.html",
        {
            "form": form,
            "owns": request.member.role == Role.OWNER,
            "waiting": waiting,
            "now": clock.now(),
            "members": [
                (colleague, RoleForm(instance=colleague, prefix=f"m{colleague.pk}"))
                for colleague in members
            ],
        },
    )
