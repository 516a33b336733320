"""When a point is open, in the few words a card has room for."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import translation
from django.utils.dateformat import time_format
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from marketplace.shared import clock
from orders.points.protocol import Point

LATE = time(23, 45)


def said(point: Point, *, at: datetime) -> str:
    """« ouvert jusqu'à 19 h », « ouvre demain à 9 h »; nothing when nobody told the hours."""
    if not any(point.week):
        return ""
    here = at.astimezone(clock.PARIS)
    if all(_is_whole(day) for day in point.week):
        return _("accessible jour et nuit")
    for start, end in point.week[here.weekday()]:
        if start <= here.time() < end:
            return _("ouvert jusqu'à %(hour)s") % {"hour": _hour(end)}
        if here.time() < start:
            return _("ouvre à %(hour)s") % {"hour": _hour(start)}
    for days in range(1, 8):
        day = here + timedelta(days=days)
        opening = next(iter(point.week[day.weekday()]), None)
        if opening and days == 1:
            return _("ouvre demain à %(hour)s") % {"hour": _hour(opening[0])}
        if opening:
            return _("ouvre %(weekday)s à %(hour)s") % {
                "weekday": WEEKDAYS[day.weekday()],
                "hour": _hour(opening[0]),
            }
    return ""


def _is_whole(day) -> bool:
    return any(start == time.min and end >= LATE for start, end in day)


def _hour(moment: time) -> str:
    if not (translation.get_language() or "fr").startswith("fr"):
        return time_format(moment, "H:i")
    return time_format(moment, "G\u00a0\\h\u00a0i" if moment.minute else "G\u00a0\\h")
