"""The letters of the catalogue: what the operator decided, why, and how to mend or contest it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from catalog.judging import remarks
from catalog.models import Product, Reason, Review, Submission
from marketplace.shared import appeals
from marketplace.shared.mail import Email
from sellers.letters import tongue
from sellers.models import Seller


def sent_back(submission: Submission) -> Email:
    """A proposal must be changed, or is refused."""
    what = "refused" if submission.state == "refused" else "to_change"
    return _to(
        submission.product.owner,
        what,
        submission.product,
        reason=submission.reason,
        note=submission.note,
        remarks=[
            (name, text)
            for _place, name, text in remarks.told(submission.remarks, submission.content)
        ],
        contest_url=appeals.link("catalog.ProductSentBack", submission.product),
        title=submission.content.get("title", ""),
        key=f"sent-back-{submission.pk}",
    )


def taken_down(product: Product, *, reason: Reason | None, note: str, key: str) -> Email:
    """A live sheet was taken off the site."""
    return _to(
        product.owner,
        "taken_down",
        product,
        reason=reason,
        note=note,
        title=product.title,
        contest_url=appeals.link("catalog.ProductTakenDown", product),
        key=key,
    )


def moved(
    seller: Seller, product: Product, other: Product, *, what: str, note: str, key: str
) -> Email:
    """A sheet became part of another, is on its own again, or offers left it for another."""
    is_author = what == "merged" and product.owner_id == seller.pk
    return _to(
        seller,
        what,
        product,
        other=other,
        note=note,
        contest_url=appeals.link("catalog.ProductMergedAway", product) if is_author else "",
        key=key,
    )


def new_review(review: Review) -> Email:
    """A buyer's review is on the shop's page: what it says, and where to answer it."""
    return _to(
        review.seller,
        "new_review",
        review.product,
        review=review,
        url=f"{settings.BASE_URL}{reverse('seller-reviews')}",
        key=f"review-{review.pk}",
    )


def _to(seller: Seller, what: str, product: Product, *, key: str, **values) -> Email:
    return Email(
        to=seller.email,
        template=f"catalog/{what}",
        values={"seller": seller, "product": product, **values},
        language=tongue(seller),
        key=key,
    )
