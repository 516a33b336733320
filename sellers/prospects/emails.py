"""The letters to those who might sell here.

The first one goes to whatever mailbox was typed: it repeats nothing of what was written with it.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.shared.mail import Email
from sellers.models import Prospect
from sellers.prospects import prospects


def received(prospect: Prospect) -> Email:
    """Their words arrived: what comes next."""
    return Email(
        to=prospect.email,
        template="sellers/prospect_received",
        values={},
        language=prospect.language,
    )


def invited(prospect: Prospect) -> Email:
    """The way to their application, with what the operator wrote."""
    link = f"{reverse('seller-apply')}?p={prospects.token_of(prospect)}"
    words = [word["text"] for word in prospect.words if word["kind"] == prospects.INVITED]
    return Email(
        to=prospect.email,
        template="sellers/prospect_invited",
        values={
            "prospect": prospect,
            "message": words[-1] if words else "",
            "url": f"{settings.BASE_URL}{link}",
        },
        language=prospect.language,
    )
