"""Whether a page of help was useful: counted by day, with nobody's name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from marketing.models import HelpOpinion, Page
from marketplace.shared.clock import paris_day

WINDOW = 90  # days


@transaction.atomic(durable=True)
def give(page: Page, *, useful: bool, at: datetime) -> None:
    """Count that somebody found a page of help useful, or not."""
    name = "useful" if useful else "useless"
    day = paris_day(at)
    HelpOpinion.objects.bulk_create([HelpOpinion(page=page, day=day)], ignore_conflicts=True)
    HelpOpinion.objects.filter(page=page, day=day).update(**{name: F(name) + 1})


def of_page(page: Page, *, at: datetime) -> tuple[int, int]:
    """How many found it useful, and how many not, these ninety days."""
    since = paris_day(at) - timedelta(days=WINDOW)
    told = page.opinions.filter(day__gt=since).aggregate(Sum("useful"), Sum("useless"))
    return told["useful__sum"] or 0, told["useless__sum"] or 0
