"""The letters to shops that are put forward: from when until when, and that it ends earlier."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketing.models import FeaturedShop
from marketing.states import FeaturedState
from marketplace.shared.mail import Email
from sellers.letters import tongue


def decided(row: FeaturedShop) -> Email:
    """All that was decided of a shop at one moment, in one letter."""
    same = FeaturedShop.objects.filter(
        seller=row.seller_id, decided_at=row.decided_at, state=FeaturedState.DECIDED
    )
    rows = list(same.order_by("starts_at", "pk"))
    return _to_shop(
        row,
        "featured",
        key=f"featured-{row.seller_id}-{row.decided_at:%Y%m%d%H%M%S%f}",
        rows=rows,
        # as it stands when it is decided, however late the letter leaves
        runs=any(each.runs(row.decided_at) for each in rows),
    )


def withdrawn(row: FeaturedShop) -> Email:
    """It is put forward no more, or will not be."""
    begun = bool(row.withdrawn_at and row.starts_at < row.withdrawn_at)
    return _to_shop(
        row, "featuring_withdrawn", key=f"featuring-withdrawn-{row.pk}", featured=row, begun=begun
    )


def _to_shop(row: FeaturedShop, what: str, *, key: str, **values) -> Email:
    shop = row.seller
    return Email(
        to=shop.email,
        template=f"marketing/{what}",
        values={
            "seller": shop,
            "url": f"{settings.BASE_URL}{reverse('seller-home')}",
            "how_url": f"{settings.BASE_URL}{reverse('shop-ranking')}#boutiques",
            **values,
        },
        language=tongue(shop),
        key=key,
    )
