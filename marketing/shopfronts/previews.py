"""Links that show a version of a shop's page before it is online, to whoever has the link."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from marketing.models import ShopVersion

SALT = "marketing.shopfronts.preview"
LASTS = 7 * 24 * 3600  # seconds


def link(version: ShopVersion, *, language: str = "") -> str:
    """The path of a version as it would be seen; it works for a week."""
    token = signing.dumps(version.pk, salt=SALT)
    path = reverse("shop-seller-preview", args=[token])
    return f"{path}?langue={language}" if language else path


def read(token: str) -> ShopVersion | None:
    """The version that a link shows; none when we did not write the link, or it is too old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return ShopVersion.objects.select_related("seller").filter(pk=pk).first()
