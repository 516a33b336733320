"""Anybody reports a buyer's photo to the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.models import Snapshot
from catalog.snapshots import notices
from catalog.snapshots.forms import NoticeForm
from catalog.states import SnapshotState
from marketplace.shared import clock, copies, limits, visitor
from marketplace.shared.states import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a photo that is online; the answer comes by letter."""
    shown = Snapshot.objects.filter(state=SnapshotState.PUBLISHED).select_related("product")
    snapshot = get_object_or_404(shown, pk=pk)
    back = redirect("shop-product", slug=snapshot.product.slug)
    person = request.user if request.user.is_authenticated else None
    if notices.is_own(snapshot, person):
        messages.error(request, str(notices.OwnPhoto()))
        return back
    known = {"name": person.get_full_name(), "email": person.email} if person else {}
    form = NoticeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, snapshot, form, person)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            # the same words for everybody: who reported a photo is nobody's business
            messages.success(
                request,
                _(
                    "Votre signalement est reçu. Une personne de l'équipe regarde cette photo et"
                    " vous répond par e-mail."
                ),
            )
            return back
    return render(
        request,
        "shop/catalog/snapshot_report.html",
        {
            "snapshot": snapshot,
            "image": copies.url(snapshot.stem, 320),
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


def _send(request: HttpRequest, snapshot: Snapshot, form: NoticeForm, person) -> None:
    """Raises TooOften, NotShown, OwnPhoto, SaidEnough. Each writes to a mailbox that nobody has
    proven yet.
    """
    data = {name: value for name, value in form.cleaned_data.items() if name != "honest"}
    limits.check("notice", visitor.address(request), 10, limits.HOUR)
    limits.check("notice-to", data["email"], 10, limits.DAY)
    notices.send(snapshot, **data, language=request.LANGUAGE_CODE, by=person, at=clock.now())
