"""The letters of the catalogue: what the operator decided, why, and how to mend or contest it."""

from __future__ import annotations

from catalog.models import Product, Reason, Submission
from marketplace.shared.mail import Email
from sellers.models import Role, Seller


def sent_back(submission: Submission) -> Email:
    """A proposal must be changed, or is refused."""
    what = "refused" if submission.state == "refused" else "to_change"
    return _to(
        submission.product.owner,
        what,
        submission.product,
        reason=submission.reason,
        note=submission.note,
        title=submission.content.get("title", ""),
        key=f"sent-back-{submission.pk}",
    )


def taken_down(product: Product, *, reason: Reason | None, note: str, key: str) -> Email:
    """A live sheet was taken off the site."""
    return _to(
        product.owner, "taken_down", product, reason=reason, note=note, title=product.title, key=key
    )


def _to(seller: Seller, what: str, product: Product, *, key: str, **values) -> Email:
    owner = seller.members.filter(role=Role.OWNER).select_related("user").order_by("pk").first()
    language = owner.user.language if owner else "fr"
    return Email(
        to=seller.email,
        template=f"catalog/{what}",
        values={"seller": seller, "product": product, **values},
        language=language,
        key=key,
    )
