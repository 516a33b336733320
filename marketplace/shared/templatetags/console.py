"""What templates of the console need: links to rows, drawn where they open for the reader."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Select
from django.utils.translation import gettext as _

from marketplace.shared import places

register = template.Library()


@register.simple_tag
def row_link(row: Model | None, words: Any = "") -> str:
    """A row in words, as a link where its page opens: {% row_link seller %}."""
    return places.link(row, words)


@register.simple_tag
def row_link_to(model: str, pk: Any, words: Any) -> str:
    """The same by its number: {% row_link_to "orders.SellerOrder" order.pk order.number %}."""
    return places.link_to(model, pk, words)


@register.filter
def asked(field: BoundField) -> str:
    """The label of a field, which says where it may be left: {{ field|asked }}. A box that stays
    empty and a list that has a choice for that say it themselves.
    """
    within = field.field
    says_it = isinstance(within.widget, (CheckboxInput, Select, CheckboxSelectMultiple))
    if within.required or says_it or getattr(within, "is_asked", False):
        return field.label_tag()
    return field.label_tag(f"{field.label} {_('(facultatif)')}")


@register.filter
def with_its_words(lines: Any) -> str:
    """What the library's script reads of lines that are written, its button in our words."""
    told = json.loads(lines.inline_formset_data())
    if lines.adding:
        told["options"]["addText"] = str(lines.adding)
    return json.dumps(told)
