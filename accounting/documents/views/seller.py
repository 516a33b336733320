"""A seller contests a document issued in their name."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounting.documents import contests
from accounting.documents import queries as documents_queries
from accounting.documents.forms import ContestForm
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from sellers.access import seller


@seller("finance")
def contest(request, pk):
    """What is wrong with a document, until the end of the delay; the answer comes in writing."""
    document = get_object_or_404(documents_queries.invoices_of(request.seller), pk=pk)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contests.contest(document, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Votre contestation est reçue : la comptabilité vous répond par écrit.")
            )
            return redirect("seller-invoices")
    return render(
        request,
        "seller/accounting/contest.html",
        {
            "document": document,
            "form": form,
            "until": contests.until(document),
            "may": contests.may_be_contested(document, clock.now()),
            "said": contests.told([document]).get(document.pk),
        },
    )
