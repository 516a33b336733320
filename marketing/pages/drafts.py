"""Versions that are being written: begun, kept as they are typed, copied, given up."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from marketing.events import PageDiscarded
from marketing.models import Page, Version
from marketing.pages import defaults, live
from marketing.states import VERSION, VersionState
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

WRITTEN = (
    "title",
    "title_en",
    "description",
    "description_en",
    "blocks",
    "audience",
    "segment_id",
    "starts_at",
    "ends_at",
)


class EditedMeanwhile(Refusal):
    """Somebody else saved the draft after it was read."""

    sentence = _(
        "{who} a enregistré ce brouillon pendant que vous écriviez. Votre texte n'est pas perdu :"
        " gardez-le comme une copie, ou reprenez le sien."
    )


class WrittenInTwoTabs(Refusal):
    """The same person changed the same part in two tabs; what each changed alone is merged."""

    sentence = _(
        "Vous avez aussi ce brouillon ouvert dans un autre onglet, et il y diffère : {what}. Rien"
        " n'est perdu : gardez le texte de cet onglet comme une copie, ou reprenez celui de"
        " l'autre."
    )


class NotADraft(Refusal):
    """What was sent to review or approved is not rewritten."""

    sentence = _(
        "Cette version n'est plus un brouillon : vos changements peuvent être gardés dans une"
        " nouvelle version."
    )


class AddressTaken(Refusal):
    """Two pages have no common address."""

    sentence = _("Une page a déjà l'adresse « {slug} » : choisissez-en une autre.")


@transaction.atomic(durable=True)
def create(kind: str, *, name: str, slug: str, by: User | None, at: datetime) -> Version:
    """A new page with its first draft. Raises AddressTaken."""
    page, is_new = Page.objects.get_or_create(kind=kind, slug=slug, defaults={"name": name})
    if not is_new:
        raise AddressTaken(slug=slug)
    return opened(page, defaults.content(kind, name), by=by, at=at)


@transaction.atomic(durable=True)
def begin(page: Page, *, like: Version | None = None, by: User | None, at: datetime) -> Version:
    """A draft of a page, from another version of it or from what the house ships."""
    content = content_of(like) if like else defaults.content(page.kind, page.name)
    return opened(page, content, by=by, at=at)


@transaction.atomic(durable=True)
def compose(kind: str, *, name: str, slug: str, by: User | None, at: datetime) -> Version:
    """The draft in which something that has its own page is composed beneath it."""
    page, _is_new = Page.objects.get_or_create(kind=kind, slug=slug, defaults={"name": name})
    return newest(page, defaults.content(kind, name), by=by, at=at)


def newest(page: Page, first: Mapping[str, Any], *, by: User | None, at: datetime) -> Version:
    """A page's newest version if it is a draft; else another, like what is shown or was approved
    last, or as `first` says, within the transaction of whoever needs it.
    """
    latest = page.versions.order_by("-number").first()
    if latest is not None and latest.state == VersionState.DRAFT:
        return latest
    shown = live.version(page.kind, page.slug, at=at, audiences=())
    like = shown or (latest if latest and latest.seal else None)
    return opened(page, content_of(like) if like else first, by=by, at=at)


@transaction.atomic(durable=True)
def save(
    version: Version, content: Mapping[str, Any], *, revision: int, by: User | None, at: datetime
) -> None:
    """Keep a draft as it was typed. `revision` is the one that was read.

    What the same person sends twice is kept once: the first answer got lost, or a button was
    pressed meanwhile. Raises EditedMeanwhile, NotADraft; the draft is then as it was.
    """
    values = {name: content[name] for name in WRITTEN if name in content}
    same = Version.objects.filter(pk=version.pk, state=VersionState.DRAFT, revision=revision)
    saved = same.update(**values, revision=F("revision") + 1, written_by=by, written_at=at)
    if not saved:
        version.refresh_from_db()
        if version.state != VersionState.DRAFT:
            raise NotADraft
        if by and version.written_by == by and _has(version, values):
            return
        raise EditedMeanwhile(who=version.written_by or _("Quelqu'un d'autre"))
    version.refresh_from_db()


@transaction.atomic(durable=True)
def keep_apart(
    version: Version, content: Mapping[str, Any], *, by: User | None, at: datetime
) -> Version:
    """What was typed, as a draft of its own beside the one that somebody else saved."""
    kept = {name: content[name] for name in WRITTEN if name in content}
    return opened(version.page, {**content_of(version), **kept}, by=by, at=at)


@transaction.atomic(durable=True)
def discard(version: Version, *, by: User | None, at: datetime) -> None:
    """Give a draft up; it stays to be read."""
    VERSION.move(version, VersionState.DISCARDED)
    events.publish(
        PageDiscarded(version_id=version.pk), about=version, within=version.page, by=by, at=at
    )


def _has(version: Version, values: Mapping[str, Any]) -> bool:
    return all(getattr(version, name) == value for name, value in values.items())


def content_of(version: Version) -> dict[str, Any]:
    """What a version shows, without its days, to begin another with it."""
    return {
        name: deepcopy(getattr(version, name))
        for name in WRITTEN
        if name not in ("starts_at", "ends_at")
    }


def opened(page: Page, content: Mapping[str, Any], *, by: User | None, at: datetime) -> Version:
    """A draft of a page with some content, within the transaction of whoever needs it."""
    # the page's row is held: two who begin at once get two numbers
    Page.objects.select_for_update().get(pk=page.pk)
    last = Version.objects.filter(page=page).aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        page=page, number=last + 1, written_by=by, written_at=at, **content
    )
