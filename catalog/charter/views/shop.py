"""The charter as everybody may read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import CharterWord
from marketplace.shared.clock import today


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Values, tone, and the words that nobody writes here, with why."""
    words = CharterWord.objects.filter(ended_at=None, starts_on__lte=today())
    words = list(words.order_by("law", "expression"))
    forbidden = CharterWord.Kind.FORBIDDEN
    return render(
        request,
        "shop/catalog/charter.html",
        {
            "forbidden": [word for word in words if word.kind == forbidden],
            "preferred": [word for word in words if word.kind != forbidden],
        },
    )
