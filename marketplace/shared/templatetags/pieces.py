"""`{% piece "name" … %}`: a part of a template, drawn once for each set of values."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from marketplace.shared.pieces import shelf

register = template.Library()


class Piece(Node):
    """Its content reads nothing but the values it names, and what never changes."""

    def __init__(self, nodelist: NodeList, name: str, values: list[FilterExpression]) -> None:
        self.nodelist, self.name, self.values = nodelist, name, values

    def render(self, context: Context) -> SafeString:
        """The text as it was drawn for these values."""
        given = [value.resolve(context) for value in self.values]
        key = (self.name, get_language(), *(_said(value) for value in given))
        text = shelf.text(key, lambda: self.nodelist.render(context))
        return mark_safe(text)  # noqa: S308 - what a template drew


def _said(value: object) -> object:
    """A value by which a piece is found again; a sentence not yet said has none."""
    return str(value) if isinstance(value, Promise) else value


@register.tag
def piece(parser: Parser, token: Token) -> Piece:
    """`{% piece "name" value … %}`, up to `{% endpiece %}`; the values must be hashable."""
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(("endpiece",))
    parser.delete_first_token()
    return Piece(nodelist, name.strip('"'), [parser.compile_filter(value) for value in values])
