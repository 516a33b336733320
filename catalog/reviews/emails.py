"""The letters to whoever reported a review: it was received, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from catalog.models import ReviewNotice
from catalog.reviews import notices
from marketplace.shared import appeals
from marketplace.shared.events import subject_of
from marketplace.shared.mail import Email
from marketplace.shared.models import Fact


def received(notice: ReviewNotice) -> Email:
    """A notice arrived (art. 16(4)), or was completed: each time with all that it says."""
    added = notice.text.count(notices.SEAM)
    again = f"-{len(notice.text)}" if added else ""
    return _to(notice, "notice_received", again=again, completed=bool(added))


def upheld(notice: ReviewNotice) -> Email:
    """The review that was reported is no longer published."""
    return _to(notice, "notice_upheld")


def kept(notice: ReviewNotice) -> Email:
    """The review stays: why, and how to contest (art. 16(5), 20)."""
    about = Fact.objects.filter(
        name="catalog.ReviewKept",
        subject=subject_of(notice.review),
        data__notice_id=notice.pk,
    ).first()
    contest_url = f"{settings.BASE_URL}{appeals.page(about)}" if about else ""
    return _to(notice, "notice_kept", contest_url=contest_url)


def _to(notice: ReviewNotice, what: str, again: str = "", **values) -> Email:
    product = notice.review.product
    return Email(
        to=notice.email,
        template=f"catalog/{what}",
        values={
            "notice": notice,
            "review": notice.review,
            "product": product,
            "product_url": f"{settings.BASE_URL}{reverse('shop-product', args=[product.slug])}",
            **values,
        },
        language=notice.language,
        key=f"{what.replace('_', '-')}-{notice.pk}{again}",
    )
