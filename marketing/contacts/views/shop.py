"""The newsletter: subscribe, confirm, leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketing.contacts import contacts
from marketing.contacts.forms import NewsletterForm
from marketplace.shared import limits, visitor
from marketplace.shared.clock import now


@require_http_methods(["GET", "POST"])
def newsletter(request: HttpRequest) -> HttpResponse:
    """Ask for the letter."""
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.take("newsletter", visitor.address(request), 5, limits.HOUR):
            form.add_error(None, str(limits.TooOften()))
            return render(request, "shop/marketing/newsletter.html", {"form": form}, status=429)
        contacts.ask(
            form.cleaned_data["email"],
            language=request.LANGUAGE_CODE,
            source="lettre",
            text=str(form.consent),
            at=now(),
        )
        messages.success(
            request,
            _(
                "Presque fini : si cette adresse n'est pas déjà inscrite, un message vient d'y"
                " partir. Ouvrez le lien qu'il contient pour confirmer."
            ),
        )
        return redirect("shop-home")
    return render(request, "shop/marketing/newsletter.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes to the letter from the mailbox: the link shows a button, the button does it."""
    try:
        contact = contacts.asked_by(token)
        if request.method == "POST":
            contact = contacts.confirm(token, at=now())
    except contacts.LapsedLink as refusal:
        return render(request, "shop/marketing/confirm.html", {"refusal": str(refusal)}, status=404)
    return render(
        request,
        "shop/marketing/confirm.html",
        {"contact": contact, "done": request.method == "POST"},
    )


# mail programs press the button for their reader, without any cookie of ours (RFC 8058)
@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the letter: the link shows a button, the button does it."""
    # not on GET: mail programs open links to check them, and nobody must leave by that
    try:
        contact = contacts.holder_of(token)
        if request.method == "POST":
            contact = contacts.withdraw(token, at=now())
    except contacts.UnknownLink as refusal:
        return render(
            request, "shop/marketing/unsubscribe.html", {"refusal": str(refusal)}, status=404
        )
    return render(
        request,
        "shop/marketing/unsubscribe.html",
        {"contact": contact, "done": request.method == "POST"},
    )
