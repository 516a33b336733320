"""What the operator's team writes to itself on a file: never shown to a buyer or a seller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.facts import Event, name_of
from marketplace.shared.models import User

MOST = 500  # characters


@dataclass(frozen=True, kw_only=True)
class NoteLeft(Event):
    """Somebody of the operator's left a note on a file; its words are the reason of the fact."""

    sentence = _("Note de l'équipe")
    is_inward = True


NAME = name_of(NoteLeft)


@transaction.atomic(durable=True)
def leave(row: models.Model, text: str, *, by: User, at: datetime) -> None:
    """Write a note on a file: whoever of the team opens it later reads it."""
    events.publish(NoteLeft(), about=row, by=by, because=text[:MOST], at=at)
