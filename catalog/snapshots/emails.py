"""The letters to whoever reported a photo: it was received, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from catalog.models import SnapshotNotice
from marketplace.shared import appeals
from marketplace.shared.events import subject_of
from marketplace.shared.mail import Email
from marketplace.shared.models import Fact


def received(notice: SnapshotNotice) -> Email:
    """A notice arrived (art. 16(4))."""
    return _to(notice, "snapshot_notice_received")


def upheld(notice: SnapshotNotice) -> Email:
    """The photo that was reported is no longer shown."""
    return _to(notice, "snapshot_notice_upheld")


def kept(notice: SnapshotNotice) -> Email:
    """The photo stays: why, and how to contest (art. 16(5), 20)."""
    about = Fact.objects.filter(
        name="catalog.SnapshotKept",
        subject=subject_of(notice.snapshot),
        data__snapshot_notice_id=notice.pk,
    ).first()
    contest_url = f"{settings.BASE_URL}{appeals.page(about)}" if about else ""
    return _to(notice, "snapshot_notice_kept", contest_url=contest_url)


def _to(notice: SnapshotNotice, what: str, **values) -> Email:
    product = notice.snapshot.product
    return Email(
        to=notice.email,
        template=f"catalog/{what}",
        values={
            "notice": notice,
            "product": product,
            "product_url": f"{settings.BASE_URL}{reverse('shop-product', args=[product.slug])}",
            **values,
        },
        language=notice.language,
        key=f"{what.replace('_', '-')}-{notice.pk}",
    )
