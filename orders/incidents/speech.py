"""What both sides and the operator wrote in complaints, as lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.dossiers import Entry
from orders.models import IncidentWord

SAID = ("orders.IncidentSaid", "orders.IncidentAsked")  # told by the words themselves


def lines(words: Iterable[IncidentWord]) -> list[Entry]:
    """What each side wrote in complaints, as lines of the timeline."""
    return [
        Entry(
            at=word.said_at,
            title=_("Message : {side}").format(side=word.get_side_display().lower()),
            text=word.text,
            by=word.by or "",
            about=places.link(
                word.incident, _("Réclamation {number}").format(number=word.incident.number)
            ),
            kind="message",
        )
        for word in words
    ]
