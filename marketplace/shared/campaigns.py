"""The marks that a link bears of the campaign it belongs to; they choose nothing on a page."""

from __future__ import annotations

from django.http import QueryDict

MARKS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


def besides(asked: QueryDict) -> bool:
    """Whether an address asks for anything besides the marks of a campaign."""
    return any(name not in MARKS for name in asked)
