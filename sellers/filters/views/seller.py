"""The filters that a person keeps of a list: save, rename, delete."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.access import opens, refused, role_of, seller
from sellers.filters import saved
from sellers.filters.forms import NameForm
from sellers.models import SavedFilter


@seller()
def listing(request, what: str):
    """A person's filters of a list, and the form that keeps one more."""
    if what not in saved.PAGES:
        raise Http404
    page = reverse(saved.PAGES[what])
    if not opens(request.member, page):
        return refused(request, role_of(page))
    form = NameForm(request.POST or None)
    query = saved.tidy(request.POST.get("query", ""))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            one = saved.save(request.member, listing=what, name=name, query=query, at=now())
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Le filtre est enregistré au-dessus de la liste."))
            return redirect(saved.address(one))
    rows = [
        (one, saved.address(one), NameForm(initial={"name": one.name}, auto_id=f"id_{one.pk}_%s"))
        for one in saved.of(request.member, what)
    ]
    values = {
        "rows": rows,
        "form": form if request.method == "POST" else None,
        "query": query,
        "back": page,
        "what": SavedFilter.Listing(what).label,
    }
    return render(request, "seller/filters.html", values)


@require_POST
@seller()
def name(request, pk: int):
    """Call a filter otherwise."""
    one = _find(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["name"]))
    else:
        try:
            saved.rename(one, request.member, name=form.cleaned_data["name"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Le filtre porte son nouveau nom."))
    return redirect("seller-filters", one.listing)


@require_POST
@seller()
def removal(request, pk: int):
    """Delete a filter."""
    one = _find(request, pk)
    saved.remove(one)
    messages.success(request, _("Le filtre est supprimé ; la liste est inchangée."))
    return redirect("seller-filters", one.listing)


def _find(request, pk: int) -> SavedFilter:
    own = {"seller": request.seller, "user": request.user}
    return get_object_or_404(SavedFilter, pk=pk, **own)
