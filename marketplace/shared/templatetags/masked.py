"""What one side wrote, as the other reads it: contact data masked, in the reader's language."""

from __future__ import annotations

from django import template

from marketplace.shared import contact_data

register = template.Library()


@register.filter
def masked(text, told: str = "") -> str:
    """A text without its contacts; `told` names what may be read of them, parted by spaces:
    « dispatched » the telephone of the carrier, or kinds, as « address ».
    """
    return _mask(text, told).text


@register.filter
def why_masked(text, told: str = "") -> str:
    """Why the other side does not read all of a text, said to whoever wrote it; "" if they do."""
    return _mask(text, told).told


def _mask(text, told: str) -> contact_data.Masked:
    allowed = told.split()
    return contact_data.mask(
        str(text or ""),
        dispatched="dispatched" in allowed,
        but=[kind for kind in contact_data.Kind if kind in allowed],
    )
