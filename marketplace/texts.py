"""Legal texts: written as drafts, published once, never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.events import TextPublished
from marketplace.shared import events
from marketplace.shared.models import LegalText, User
from marketplace.shared.states import Refusal


class AlreadyPublished(Refusal):
    """This version is already in force."""

    sentence = _("Cette version est déjà publiée.")


@transaction.atomic(durable=True)
def publish(text: LegalText, *, by: User | None, at: datetime) -> None:
    """Put a version in force from now on. Raises AlreadyPublished."""
    if not LegalText.objects.filter(pk=text.pk, published_at=None).update(published_at=at):
        raise AlreadyPublished
    events.publish(
        TextPublished(text_id=text.pk, kind=text.kind, version=text.version),
        about=text,
        by=by,
        at=at,
    )
