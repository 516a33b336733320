"""What the head of a page says to whoever shares it."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from marketing.social import faces

register = template.Library()


@register.simple_tag
def share_image(about: Any = None) -> faces.Image:
    """The card of what a page is about, or of the house."""
    return faces.image(about)


@register.simple_tag(takes_context=True)
def share_url(context: Any) -> str:
    """The address under which a page is shared, without what a visitor chose on it."""
    request = context.get("request")
    return context.get("canonical") or settings.BASE_URL + (request.path if request else "/")
