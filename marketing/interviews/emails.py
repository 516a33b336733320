"""The letters about interviews, to the shops that are asked."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketing.models import Interview
from marketplace.shared.mail import Email
from sellers.letters import tongue


def asked(interview: Interview) -> Email:
    """The questions wait in the shop's space."""
    return _to_shop(interview, "interview_asked")


def reminder(interview: Interview) -> Email:
    """The day by which answers are awaited comes near."""
    return _to_shop(interview, "interview_reminder")


def shown(interview: Interview) -> Email:
    """The text is ready to be read before it appears."""
    url = reverse("seller-interview-text", args=[interview.pk])
    return _to_shop(interview, "interview_shown", url=url, key=interview.shown_seal[:12])


def published(interview: Interview) -> Email:
    """It is in the journal."""
    url = reverse("shop-article", args=[interview.article.slug])
    closed = f"{interview.closed_at:%Y%m%d%H%M}" if interview.closed_at else ""
    return _to_shop(interview, "interview_published", url=url, key=closed)


def _to_shop(interview: Interview, what: str, *, url: str = "", key: str = "") -> Email:
    url = url or reverse("seller-interview", args=[interview.pk])
    shop = interview.seller
    return Email(
        to=shop.email,
        template=f"marketing/{what}",
        values={
            "interview": interview,
            "seller": shop,
            "article": interview.article,
            "url": f"{settings.BASE_URL}{url}",
        },
        language=tongue(shop),
        key="-".join(filter(None, [what.replace("_", "-"), str(interview.pk), key])),
    )
