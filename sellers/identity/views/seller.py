"""The owner of an open shop asks for a change of its identity, or takes a request back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.shared import clock, limits
from marketplace.shared.audience import proven_again
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day as in_words
from sellers.access import seller
from sellers.identity import forms as forms_identity
from sellers.identity import identity
from sellers.models import Identity, Seller
from sellers.states import IdentityState

LETTERS_A_DAY = 10


@seller("owner", private=True)
@proven_again
def change(request, topic: str):
    """Address and contact, company, or VAT: one form each, from a day on."""
    if topic not in forms_identity.FORMS:
        raise Http404
    shop = request.seller
    shown = forms_identity.amended(shop, topic)
    if request.method != "POST":  # what is proposed is not yet said by anybody
        shown |= _proposed(request, topic)
    form = forms_identity.FORMS[topic](request.POST or None, seller=shop, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(request, topic, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("seller-company")
    waiting = [version for version in identity.waiting(shop) if version.topic == topic]
    return render(
        request,
        "seller/sellers/identity_change.html",
        {
            "form": form,
            "topic": Identity.Topic(topic),
            "waiting": waiting,
            "is_checked": topic in identity.CHECKED,
            "note": (
                shop.items.filter(
                    kind=identity.ITEMS[Identity.Topic(topic)], state="rejected"
                ).first()
            ),
        },
    )


@require_POST
@seller("owner")
def withdraw(request, pk: int):
    """The owner withdraws a request that still waits: the identity in force stays."""
    version = get_object_or_404(
        Identity.objects.select_related("seller"), pk=pk, seller=request.seller
    )
    try:
        identity.withdraw(version, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(
            request,
            (
                str(refusal)
                if version.waits
                else _("Cette demande n'attend plus : il n'y a rien à retirer.")
            ),
        )
    else:
        messages.success(
            request, _("Votre demande est retirée : l'identité en vigueur ne change pas.")
        )
    return redirect("seller-company")


@require_POST
@seller("owner")
@proven_again
def resend(request, pk: int):
    """Send the letter to the shop's new address once more."""
    version = get_object_or_404(
        Identity.objects.select_related("seller"), pk=pk, seller=request.seller
    )
    try:
        limits.check("shop-mailbox", str(request.seller.pk), LETTERS_A_DAY, limits.DAY)
        identity.resend(version, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _what_follows(version))
    return redirect("seller-company")


@never_cache
@require_http_methods(["GET", "POST"])
def mailbox(request, token: str):
    """Whoever holds the letter to a shop's new address confirms that they read it."""
    version = identity.sealed(token, at=clock.now())
    if version is None:
        return render(request, "shop/sellers/mailbox.html", {"over": True}, status=404)
    if request.method == "POST":
        person = request.user if request.user.is_authenticated else None
        try:
            identity.prove(version, by=person, at=clock.now())
        except Refusal as refusal:
            return render(
                request,
                "shop/sellers/mailbox.html",
                {"over": True, "known": str(refusal)},
                status=409,
            )
        return render(request, "shop/sellers/mailbox.html", {"done": True, "version": version})
    return render(request, "shop/sellers/mailbox.html", {"version": version})


def _carry_out(request, topic: str, form: forms_identity.FromADay) -> None:
    present = {"by": request.user, "at": clock.now()}
    data = form.cleaned_data
    if topic == Identity.Topic.EMAIL:
        limits.check("shop-mailbox", str(request.seller.pk), LETTERS_A_DAY, limits.DAY)
    if not form.has_changed() and not identity.is_asked_again(request.seller, topic):
        messages.info(request, _("Rien n'a changé : rien n'est enregistré."))
        return
    try:
        version = identity.ask(
            request.seller,
            topic,
            values=form.values,
            on=data.get("day"),
            note=data.get("note", ""),
            **present,
        )
    except identity.NothingChanges:
        identity.confirm(request.seller, topic, **present)
        messages.success(request, _("C'est noté : vous confirmez que rien n'a changé."))
        return
    messages.success(request, _what_follows(version))


def _what_follows(version: Identity) -> str:
    if version.state == IdentityState.IN_FORCE:
        return _("C'est enregistré : votre nouvelle identité est en vigueur.")
    if version.state == IdentityState.UNPROVEN:
        return _(
            "Une lettre part à {email} : ouvrez son lien pour confirmer. D'ici là, l'adresse"
            " actuelle reste affichée et reçoit nos messages."
        ).format(email=version.changes["email"])
    if version.state == IdentityState.SCHEDULED:
        return _("C'est enregistré : ce changement sera en vigueur le {day}.").format(
            day=in_words(version.effective_on)
        )
    return _(
        "Votre demande est reçue. Nous la vérifions ; d'ici là, l'identité en vigueur ne change"
        " pas."
    )


def _proposed(request, topic: str) -> dict:
    """What the gauge of the franchise proposes: VAT, from the day it found."""
    try:
        day = date.fromisoformat(request.GET.get("du", ""))
    except ValueError:
        return {}
    return {"day": day, **({"regime": Seller.Vat.STANDARD} if topic == Identity.Topic.VAT else {})}
