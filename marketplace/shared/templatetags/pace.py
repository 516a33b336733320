"""`{% drawn_mark %}`: when a public form was drawn, for `marketplace.shared.pace`."""

from django import template

from marketplace.shared import clock, pace

register = template.Library()


@register.simple_tag
def drawn_mark() -> str:
    """The signed instant."""
    return pace.mark(clock.now())
