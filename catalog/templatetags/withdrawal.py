"""What a line says of the right of withdrawal: on the sheet, in the cart, in letters."""

from django import template

from catalog import withdrawal

register = template.Library()


@register.filter
def withdrawal_note(code: str) -> str:
    """A few words where the usual right does not hold as it is; nothing otherwise."""
    return withdrawal.note(code)
