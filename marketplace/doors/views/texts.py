"""The legal texts in force, open to everyone."""

from django.http import Http404
from django.shortcuts import redirect, render

from marketplace.shared import policy
from marketplace.shared.models import LegalText

RANKING = (
    "ranking"  # once a text beside the page that the search itself writes: one of them is true
)


def show(request, kind: str):
    """One text in its version in force."""
    if kind == RANKING:
        return redirect("shop-ranking", permanent=True)
    if kind not in LegalText.Kind.values:
        raise Http404
    try:
        text = policy.text(kind)
    except policy.NoSuchText as refusal:
        raise Http404 from refusal
    return render(request, "shop/text.html", {"text": text})
