"""What the letters to sellers have in common: who reads them, in which language."""

from __future__ import annotations

from marketplace.shared.mail import Email
from sellers.models import Role, Seller


def to_owners(seller: Seller, what: str, **values) -> list[Email]:
    owners = [
        member.user
        for member in seller.members.filter(role=Role.OWNER).select_related("user").order_by("pk")
    ]
    return [
        Email(
            to=owner.email,
            template=f"sellers/{what}",
            values={"seller": seller, **values},
            language=owner.language,
        )
        for owner in owners
    ]


def to_seller(seller: Seller, what: str, **values) -> Email:
    return Email(
        to=seller.email,
        template=f"sellers/{what}",
        values={"seller": seller, **values},
        language=tongue(seller),
    )


def tongue(seller: Seller) -> str:
    """The language in which a shop's mailbox, which has none of its own, is written to."""
    owner = seller.members.filter(role=Role.OWNER).select_related("user").order_by("pk").first()
    return owner.user.language if owner else "fr"
