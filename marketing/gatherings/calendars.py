"""A date as calendars read it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from marketing.gatherings import shown
from marketing.models import Gathering
from marketplace.shared import agendas

MEDIA_TYPE = agendas.MEDIA_TYPE
NAME = "rendez-vous.ics"


def file_of(gathering: Gathering, *, link: str = "") -> str:
    """The calendar file of a date in the reader's language; `link` only for whoever has a seat.

    The same date keeps its name, and a later `SEQUENCE` takes the place of an earlier one.
    """
    page = settings.BASE_URL + shown.path(gathering)
    host = urlsplit(settings.BASE_URL).hostname or "halles"
    place = link if gathering.is_online else ", ".join(_where(gathering))
    told = "\n".join(filter(None, [gathering.local_lead, link, page]))
    return agendas.file_of(
        "Agenda",
        [
            "BEGIN:VEVENT",
            f"UID:rendez-vous-{gathering.pk}@{host}",
            f"SEQUENCE:{gathering.sequence}",
            f"DTSTAMP:{agendas.instant(gathering.changed_at)}",
            f"DTSTART:{agendas.instant(gathering.starts_at)}",
            f"DTEND:{agendas.instant(gathering.ends_at)}",
            f"SUMMARY:{agendas.text(gathering.local_title)}",
            f"DESCRIPTION:{agendas.text(told)}",
            *([f"LOCATION:{agendas.text(place)}"] if place else []),
            f"URL:{page}",
            f"STATUS:{'CANCELLED' if gathering.is_cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ],
    )


def _where(gathering: Gathering) -> list[str]:
    return [part for part in (gathering.place, gathering.address) if part]
