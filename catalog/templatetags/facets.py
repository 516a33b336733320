"""The values of a filter, and its bounds: a list draws a hundred and more of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

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


@register.simple_tag
def bounds(facet: Any) -> SafeString:
    """From … to …, for a filter of amounts."""
    low, high = _between(facet.kind, facet.label, facet.unit, get_language())
    return format_html(
        '<div class="range">{}{}{}{}</div>',
        *(low, _value(facet.ends[0]), high, _value(facet.ends[1])),
    )


def _value(typed: str) -> SafeString:
    return format_html('value="{}"></label>', typed)


@lru_cache(maxsize=1024)
def _between(kind: str, label: str, unit: str, _language: str) -> list[SafeString]:
    """What stands before the two amounts: the same on every list that asks for them."""
    named = {"name": label, "unit": unit}
    ends = (
        ("min", _("%(name)s : au moins %(unit)s"), pgettext("une mesure", "de")),
        ("max", _("%(name)s : au plus %(unit)s"), pgettext("une mesure", "à")),
    )
    return [
        format_html(
            '<label><span class="visually-hidden">{}</span><input name="{}_{}" inputmode="decimal"'
            ' autocomplete="off" maxlength="16" placeholder="{} {}" ',
            *(sentence % named, kind, end, begins, unit),
        )
        for end, sentence, begins in ends
    ]


@lru_cache(maxsize=4096)
def _box(kind: str, value: str, label: str, colour: str) -> tuple[str, str]:
    """What stands before and after the tick: the same on every list that bears the value."""
    kind, value, label = map(conditional_escape, (kind, value, label))
    return (
        f'<label class="check">\n<input type="checkbox" name="{kind}" value="{value}"',
        f">\n<span>\n{conditional_escape(swatch(colour))}{label}",
    )
