"""The values of a filter: a list draws a hundred and more of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from marketplace.shared.templatetags.ui import figure, swatch

register = template.Library()


@register.simple_tag
def ticks(kind: str, choices: Iterable[Any]) -> SafeString:
    """A box to tick for each value, with how many sheets it leaves."""
    boxes = []
    for choice in choices:
        box, named = _box(kind, choice.value, str(choice.label), choice.swatch)
        ticked = " checked" if choice.chosen else ""
        count = conditional_escape(figure(choice.count))
        boxes.append(f'{box}{ticked}{named} <span class="count">{count}</span>\n</span>\n</label>')
    return mark_safe("\n".join(boxes))  # noqa: S308 - each part is escaped


@lru_cache(maxsize=4096)
def _box(kind: str, value: str, label: str, colour: str) -> tuple[str, str]:
    """What stands before and after the tick: the same on every list that bears the value."""
    kind, value, label = map(conditional_escape, (kind, value, label))
    return (
        f'<label class="check">\n<input type="checkbox" name="{kind}" value="{value}"',
        f">\n<span>\n{conditional_escape(swatch(colour))}{label}",
    )
