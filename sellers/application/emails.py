"""The letters about a seller's file, standing and mandate."""

from __future__ import annotations

from marketplace.shared import appeals
from marketplace.shared.mail import Email
from sellers.letters import to_seller
from sellers.models import Item, Seller
from sellers.states import ItemState


def received(seller: Seller) -> Email:
    """The application is complete and will be examined."""
    return to_seller(seller, "received")


def opened(seller: Seller) -> Email:
    """The shop is open: the three first things to do."""
    return to_seller(seller, "opened")


def refused(seller: Seller, *, reason: str) -> Email:
    """The application is refused, with its reason."""
    return to_seller(
        seller,
        "refused",
        reason=reason,
        redo=_marked(seller),
        contest_url=appeals.link("sellers.SellerRefused", seller),
    )


def item_asked(seller: Seller, *, kind: str, note: str) -> Email:
    """One item of the file must be provided again."""
    return to_seller(seller, "item_asked", item=Item.Kind(kind).label, note=note)


def revived(seller: Seller, *, note: str) -> Email:
    """A refused application is open again: what to correct."""
    return to_seller(seller, "revived", note=note, redo=_marked(seller))


def closed(seller: Seller, *, reason: str) -> Email:
    """The shop is closed, with the reason and what goes on."""
    url = appeals.link("sellers.SellerClosed", seller)
    return to_seller(seller, "closed", reason=reason, contest_url=url)


def reopened(seller: Seller, *, note: str) -> Email:
    """A closed shop is open again."""
    return to_seller(seller, "reopened", note=note)


def suspended(seller: Seller, *, reason: str) -> Email:
    """Sales are suspended, with the reason."""
    url = appeals.link("sellers.SellerSuspended", seller)
    return to_seller(seller, "suspended", reason=reason, contest_url=url)


def reinstated(seller: Seller) -> Email:
    """The suspension is over: sales and payouts go on, unless something else stands in the way."""
    return to_seller(seller, "reinstated")


def kyc_asked(seller: Seller, *, asked: list[str]) -> Email:
    """The payment provider wants to know more before it pays the shop out."""
    return to_seller(seller, "kyc_asked", asked=asked)


def mandate_revoked(seller: Seller, *, because: str) -> Email:
    """The mandate to invoice ended: what it stops, what it does not, and how to give it again."""
    suspended = seller.suspended_at is not None and not seller.is_only_paused
    return to_seller(seller, "mandate_revoked", because=because, suspended=suspended)


def bank_changed(seller: Seller, *, to: str) -> Email:
    """The IBAN changed: payouts pause for 72 hours."""
    letter = to_seller(seller, "bank_changed")
    return Email(to=to, template=letter.template, values=letter.values, language=letter.language)


def _marked(seller: Seller) -> list[Item]:
    """The items of the file that are to be provided again."""
    return list(seller.items.filter(state=ItemState.REJECTED).order_by("pk"))
