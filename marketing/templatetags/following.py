"""What a page about a shop says to whoever follows it."""

from __future__ import annotations

from django import template

from marketing.follows import follows
from marketing.models import Follow
from sellers.models import Seller

register = template.Library()


@register.simple_tag(takes_context=True)
def followed(context, shop: Seller) -> Follow | None:
    """What the reader's own mailbox asked of a shop: {% followed shop as kept %}; None for guests,
    without a question to the database.
    """
    return follows.follows(context["request"].user, shop)
