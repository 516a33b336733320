"""The letters of the sellers app."""

from __future__ import annotations

from marketplace.shared.mail import Email
from sellers.models import Item, Seller


def received(seller: Seller) -> Email:
    """The application is complete and will be examined."""
    return _to(seller, "received")


def opened(seller: Seller) -> Email:
    """The shop is open: the three first things to do."""
    return _to(seller, "opened")


def refused(seller: Seller, *, reason: str) -> Email:
    """The application is refused, with its reason."""
    return _to(seller, "refused", reason=reason)


def item_asked(seller: Seller, *, kind: str, note: str) -> Email:
    """One item of the file must be provided again."""
    return _to(seller, "item_asked", item=Item.Kind(kind).label, note=note)


def suspended(seller: Seller, *, reason: str) -> Email:
    """Sales are suspended, with the reason."""
    return _to(seller, "suspended", reason=reason)


def bank_changed(seller: Seller, *, to: str) -> Email:
    """The IBAN changed: payouts pause for 72 hours."""
    letter = _to(seller, "bank_changed")
    return Email(to, letter.template, letter.values, letter.language)


def _to(seller: Seller, what: str, **values) -> Email:
    owner = seller.members.filter(role="owner").select_related("user").order_by("pk").first()
    language = owner.user.language if owner else "fr"
    return Email(seller.email, f"sellers/{what}", {"seller": seller, **values}, language)
