"""The values of a filter: a list draws a hundred and more of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from marketplace.shared.templatetags.ui import figure, swatch

register = template.Library()
TICK = """<label class="check">
<input type="checkbox" name="{}" value="{}"{}>
<span>
{}{} <span class="count">{}</span>
</span>
</label>"""


@register.simple_tag
def ticks(kind: str, choices: Iterable[Any]) -> SafeString:
    """A box to tick for each value, with how many sheets it leaves."""
    return format_html_join(
        "\n",
        TICK,
        (
            (
                kind,
                choice.value,
                " checked" if choice.chosen else "",
                swatch(choice.swatch),
                choice.label,
                figure(choice.count),
            )
            for choice in choices
        ),
    )
