"""The pages of following a shop: ask, say yes from the mailbox, leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketing.follows import follows
from marketing.follows.forms import FollowForm
from marketplace.shared import limits, visitor
from marketplace.shared.clock import now
from marketplace.shared.models import User
from sellers.models import Seller
from sellers.states import SellerState


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a shop; the answer tells nothing about others."""
    open_shops = Seller.objects.exclude(opened_at=None).exclude(state=SellerState.CLOSED)
    shop = get_object_or_404(open_shops, slug=slug)
    reader = _reader(request)
    kept = follows.follows(request.user, shop)
    initial = {"email": reader.email if reader else ""}
    form = FollowForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and kept and "leave" in request.POST:
        follows.drop(request.user, kept.pk)
        messages.success(request, _("Vous ne suivez plus cette boutique."))
        return redirect("shop-seller", slug=shop.slug)
    if request.method == "POST":
        if form.is_valid() and not limits.take("follow", visitor.address(request), 10, limits.HOUR):
            form.add_error(None, str(limits.TooOften()))
            status = 429
        elif form.is_valid():
            _ask(request, shop, form, reader)
            return redirect("shop-seller", slug=shop.slug)
        else:
            status = 422
    own = reader.email if reader and reader.is_proven else ""
    context = {"form": form, "shop": shop, "kept": kept, "own": own}
    return render(request, "shop/marketing/follow.html", context, status=status)


def _ask(request: HttpRequest, shop: Seller, form: FollowForm, reader: User | None) -> None:
    email = form.cleaned_data["email"]
    own = reader is not None and reader.is_proven and reader.email == email
    # nobody fills a stranger's mailbox by following shop after shop
    if own or limits.take("follow-to", email, 5, limits.DAY):
        follows.ask(
            shop,
            email,
            language=request.LANGUAGE_CODE,
            text=str(form.consent),
            reader=reader,
            at=now(),
        )
    if own:
        said = _("Vous suivez {name} : nous vous écrirons de ses nouveautés.")
        messages.success(request, said.format(name=shop.name))
    else:
        messages.success(
            request,
            _(
                "Presque fini : si cette adresse ne suit pas déjà cette boutique, un message vient"
                " d'y partir. Ouvrez le lien qu'il contient pour confirmer."
            ),
        )


def _reader(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes from the mailbox: the link shows a button, the button does it."""
    try:
        kept = follows.asked_by(token)
        if request.method == "POST":
            kept = follows.confirm(token, at=now())
    except follows.LapsedFollow as refusal:
        context = {"refusal": str(refusal)}
        return render(request, "shop/marketing/follow_confirm.html", context, status=404)
    context = {
        "kept": kept,
        "done": kept.confirmed_at is not None,
        "leave": follows.leave_token_of(kept),
    }
    return render(request, "shop/marketing/follow_confirm.html", context)


# mail programs press the button for their reader, without any cookie of ours (RFC 8058)
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Follow no more: the link shows a button, the button does it."""
    try:
        rows = list(follows.left_by(token))
        if request.method == "POST":
            follows.leave(token)
    except follows.LapsedFollow as refusal:
        context = {"refusal": str(refusal)}
        return render(request, "shop/marketing/follow_leave.html", context, status=404)
    context = {"rows": rows, "done": request.method == "POST"}
    return render(request, "shop/marketing/follow_leave.html", context)
