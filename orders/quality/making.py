"""Counting a quarter: some shops at a time, then the rest, and the figures stand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from marketplace.shared import events
from orders.events import QualityMade
from orders.figures import measuring
from orders.figures.counting import began
from orders.models import QualityFigure, QualityReport
from orders.quality import counting
from orders.quality.counting import Tally
from orders.quality.quarters import Quarter
from orders.states import QUALITY, QualityState
from sellers.models import Seller

SLICE = 200  # shops


def go_on(quality_id: int, *, at: datetime) -> bool:
    """Look at the next shops of a report that is being made, or end it; whether there is more.

    What is read is read before anything is locked; whoever else counted the same shops meanwhile
    has moved the cursor, and nothing is counted twice.
    """
    report = QualityReport.objects.filter(pk=quality_id, state=QualityState.MAKING).first()
    if report is None:
        return False
    quarter = Quarter(report.year, report.quarter)
    tally = Tally.read(report.tally)
    shops = shops_of(quarter).filter(pk__gt=report.cursor).order_by("pk")
    keys = list(shops.values_list("pk", flat=True)[:SLICE])
    if keys:
        seen = measuring.look(keys, quarter.since, quarter.until, at=at)
        tally.add(seen.values())
        _keep(report, keys, tally)
        return True
    figures = counting.of_quarter(quarter.since, quarter.until, tally, least=report.least)
    _freeze(report, figures, at=at)
    return False


def shops_of(quarter: Quarter):
    """The shops that a quarter looks at: whoever opened before it ended."""
    return Seller.objects.filter(opened_at__lt=began(quarter.next.since))


@transaction.atomic(durable=True)
def _keep(report: QualityReport, keys: list[int], tally: Tally) -> None:
    same = QualityReport.objects.filter(
        pk=report.pk, cursor=report.cursor, state=QualityState.MAKING
    )
    same.update(cursor=keys[-1], progress=F("progress") + len(keys), tally=tally.kept())


@transaction.atomic(durable=True)
def _freeze(report: QualityReport, figures: list[QualityFigure], *, at: datetime) -> None:
    held = QualityReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if held.state != QualityState.MAKING:
        return  # another worker ended it
    for figure in figures:
        figure.report = held
    QualityFigure.objects.bulk_create(figures)
    QUALITY.move(held, QualityState.DRAFT, made_at=at, tally={})
    events.publish(QualityMade(quality_id=held.pk), about=held, by=None, at=at)
