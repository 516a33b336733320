"""What follows when the operator changes the vocabulary: sheets are understood anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.attributes import vocabulary
from catalog.events import AttributeChanged, AttributeCreated
from catalog.models import Attribute
from marketplace.shared import events
from marketplace.shared.models import User


def created(attribute: Attribute, *, by: User | None, at: datetime) -> None:
    """An attribute was written for the first time, in the caller's transaction."""
    transaction.on_commit(vocabulary.forget)
    events.publish(AttributeCreated(attribute_id=attribute.pk), about=attribute, by=by, at=at)


def changed(attribute: Attribute, *, by: User | None, at: datetime, because: str = "") -> None:
    """An attribute, its values or its places were written, in the caller's transaction; `because`
    says which of them, before and after.

    What sellers wrote stays; the lists of the shop follow within the minutes that a worker needs
    to read every sheet again.
    """
    transaction.on_commit(vocabulary.forget)
    fact = AttributeChanged(attribute_id=attribute.pk)
    events.publish(fact, about=attribute, by=by, at=at, because=because[:500])
