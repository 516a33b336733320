"""What a variant is, in the words of whoever reads: in lists, on pages, in letters."""

from __future__ import annotations

from django import template

from catalog.attributes import wording
from catalog.models import Alert, Product, Variant

register = template.Library()


@register.filter
def told_of(variant: Variant, product: Product) -> str:
    """A variant by what it means; `product` is its sheet, which a list has read already."""
    axes, path = product.axes, product.category_path
    return wording.of_variant(axes, variant.values, path, variant.label)


@register.filter
def awaited(alert: Alert) -> str:
    """What an alert waits for: an article, or what its reader searched for."""
    if alert.product is None:
        return alert.words
    variant = alert.variant
    told = told_of(variant, alert.product) if variant is not None else ""
    title = alert.product.heading.text
    return f"{title}, {told}" if told else title
