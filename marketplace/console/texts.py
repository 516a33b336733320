"""Legal texts: written as drafts, published once, never changed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from marketplace.events import TextPublished
from marketplace.shared import chain, events
from marketplace.shared.models import LegalText, User
from marketplace.shared.states import Refusal
from sellers.application import agreements
from sellers.events import AgreementRenewed


class AlreadyPublished(Refusal):
    """This version is already in force."""

    sentence = _("Cette version est déjà publiée.")


@transaction.atomic(durable=True)
def publish(text: LegalText, *, by: User | None, at: datetime) -> None:
    """Put a version in force from now on. Raises AlreadyPublished."""
    if not LegalText.objects.filter(pk=text.pk, published_at=None).update(published_at=at):
        raise AlreadyPublished
    events.publish(
        TextPublished(
            text_id=text.pk,
            kind=text.kind,
            version=text.version,
            values=words(LegalText.objects.get(pk=text.pk)),
        ),
        about=text,
        by=by,
        at=at,
    )
    shops = agreements.concerned(text.kind)
    if shops:
        renewed = AgreementRenewed(text_id=text.pk, shops=shops)
        events.publish(renewed, about=text, by=by, at=at)


def words(text: LegalText) -> dict:
    """What a published version's fact holds: a hash of its words in both languages, and its day."""
    said = [text.title, text.title_en, text.body, text.body_en]
    return {
        "kind": text.kind,
        "version": text.version,
        "sha256": chain.print_of("", said),
        "published_at": text.published_at and text.published_at.astimezone(UTC).isoformat(),
    }


@transaction.atomic(durable=True)
def redraft(text: LegalText) -> LegalText:
    """A draft of the next version, with the words of this one to start from."""
    return LegalText.objects.create(
        kind=text.kind,
        version=next_version(text.kind),
        title=text.title,
        title_en=text.title_en,
        body=text.body,
        body_en=text.body_en,
    )


def next_version(kind: str) -> int:
    """The number after the last version of a text, drafts included."""
    last = LegalText.objects.filter(kind=kind).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1
