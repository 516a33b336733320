"""Where people land after signing in: at their work, or where they were."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from marketplace.shared.audience import is_operator, roles_of
from marketplace.shared.models import User
from sellers.models import Member

# Whoever has one task in the house begins with it.
QUEUES = {"moderation": "admin:catalog_submission_changelist"}


def place_of(user: User, *, came_from: str = "") -> str:
    """An operator's console or queue, a seller's desk, a buyer's page or account."""
    if is_operator(user):
        roles = set() if user.is_superuser else roles_of(user)
        page = QUEUES.get(next(iter(roles)), "") if len(roles) == 1 else ""
        return reverse(page or "admin:index")
    if Member.objects.filter(user=user).exists():
        return reverse("seller-home")
    return came_from if is_ours(came_from) else reverse("account")


def came_from(request: HttpRequest) -> str:
    """The page of ours that led to the one of signing in; empty when there is none."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    path = f"{before.path}?{before.query}" if before.query else before.path
    return path if before.netloc == request.get_host() and is_ours(path) else ""


def is_ours(path: str) -> bool:
    """Whether a path leads to a page of the house, other than those of signing in."""
    away = not url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path.startswith("/") and not away and not path.startswith(reverse("account"))
