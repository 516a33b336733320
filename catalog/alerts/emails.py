"""The two letters of an alert: the question to the mailbox, and that the sheet is back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from catalog.alerts import alerts
from catalog.models import Alert
from catalog.templatetags.variants import awaited
from marketplace.shared.mail import Email


def asked(alert: Alert) -> Email:
    """The question whether it was you who asked; no other letter goes out before a yes."""
    return _to(
        alert,
        "alert_asked" if alert.product else "search_asked",
        key=f"alert-asked-{alert.pk}-{alert.asked_at:%Y%m%d%H%M%S}",
        confirm_url=_address("shop-alert-confirm", alerts.asked_token_of(alert)),
        leave_url=_address("shop-alert-leave", alerts.leave_token_of(alert)),
    )


def back(alert: Alert) -> Email:
    """What was waited for is there; the address is forgotten with this letter."""
    if alert.product is None:
        found = urlencode({"q": alert.words})
        return _to(
            alert,
            "search_found",
            key=f"search-found-{alert.pk}",
            search_url=f"{_address('shop-search')}?{found}",
        )
    return _to(
        alert,
        "alert_back",
        key=f"alert-back-{alert.pk}",
        product_url=_address("shop-product", alert.product.slug)
        + (f"?v={alert.variant_id}" if alert.variant_id else ""),
    )


def _to(alert: Alert, what: str, *, key: str, **values) -> Email:
    with override(alert.language):
        title = awaited(alert)
    return Email(
        to=alert.email,
        template=f"catalog/{what}",
        values={"title": title, **values},
        language=alert.language,
        key=key,
    )


def _address(name: str, *args: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"
