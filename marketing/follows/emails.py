"""The two letters of whoever follows a shop: the question to the mailbox, and the news."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from marketing.follows import follows, news
from marketing.models import Follow
from marketplace.shared.mail import Email


def asked(follow: Follow) -> Email:
    """The question whether it was you who asked; no other letter goes out before a yes."""
    return Email(
        to=follow.email,
        template="marketing/follow_asked",
        values={
            "name": follow.seller.name,
            "confirm_url": _address("shop-follow-confirm", follows.asked_token_of(follow)),
            "leave_url": _address("shop-follow-leave", follows.leave_token_of(follow)),
        },
        language=follow.language,
        key=f"follow-asked-{follow.pk}-{follow.asked_at:%Y%m%d%H%M%S}",
    )


def told(rows: list[Follow], *, at: datetime) -> Email | None:
    """What is new at the shops of a mailbox; None when nothing is any more.

    One letter for all its shops, in the language that was chosen last.
    """
    last = max(rows, key=lambda row: row.asked_at)
    with override(last.language):
        new = news.of(rows, at=at)
    if not new:
        return None
    keys = {row.seller_id: follows.leave_token_of(row) for row in rows}
    leave = _address("shop-follow-leave", follows.leave_all_token_of(last))
    return Email(
        to=last.email,
        template="marketing/follow_news",
        values={
            "news": [(one, _address("shop-follow-leave", keys[one.shop.pk])) for one in new],
            "names": ", ".join(one.shop.name for one in new[:3]),
            "leave_url": leave,
        },
        language=last.language,
        key=f"follow-news-{last.pk}-{last.written_at or at:%Y%m%d%H%M%S}",
        leave=leave,
    )


def _address(name: str, *args: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"
