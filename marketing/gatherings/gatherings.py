"""The life of a date: begun, changed, published, cancelled, told in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.judging import charter
from marketing.editorial import articles
from marketing.events import (
    GatheringBegun,
    GatheringCancelled,
    GatheringChanged,
    GatheringMoved,
    GatheringPublished,
    GatheringTold,
)
from marketing.gatherings import aside, shown, signups
from marketing.models import Article, Gathering
from marketing.states import GATHERING, GatheringState
from marketplace.shared import events
from marketplace.shared.clock import paris_day
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import when

WRITTEN = (
    *("kind", "slug", "title", "title_en", "lead", "lead_en", "body", "body_en"),
    *("starts_at", "ends_at", "place", "address", "link", "capacity", "picture_id"),
)
SAID = ("title", "title_en", "lead", "lead_en", "body", "body_en", "place")
# What whoever has a seat must know of.
TOLD = ("starts_at", "ends_at", "place", "address", "link")


class AddressTaken(Refusal):
    """Two dates have no common address, nor one of the agenda's own."""

    sentence = _("L'adresse « {slug} » est déjà prise : choisissez-en une autre.")


class AddressStays(Refusal):
    """Posters and letters lead to the address of what was published."""

    sentence = _(
        "L'adresse d'un rendez-vous publié ne change plus : des lettres et des affiches y mènent."
    )


class EndsBefore(Refusal):
    """It would end before it begins."""

    sentence = _("La fin vient avant le début : corrigez l'une des deux heures.")


class TooFewSeats(Refusal):
    """Seats that were given are not taken back."""

    sentence = _(
        "Places déjà prises : {taken}. Il en faut au moins autant ; pour en rendre, annulez des"
        " inscriptions."
    )


class Over(Refusal):
    """What took place is no longer changed."""

    sentence = _("Ce rendez-vous est terminé ou annulé : il ne change plus.")


class NowhereToGo(Refusal):
    """Whoever comes must know where."""

    sentence = _(
        "Dites où l'on se retrouve avant de publier : le lieu, ou le lien d'un rendez-vous en"
        " ligne."
    )


class TooLate(Refusal):
    """Nobody can come to what is past."""

    sentence = _("Ce rendez-vous est déjà passé : changez ses heures avant de le publier.")


class NotOver(Refusal):
    """What has not taken place cannot be told."""

    sentence = _("Ce rendez-vous n'est pas terminé : son compte rendu viendra après.")


@transaction.atomic(durable=True)
def begin(values: Mapping[str, Any], *, by: User | None, at: datetime) -> Gathering:
    """A date that nobody sees yet. Raises AddressTaken, EndsBefore."""
    _check(values)
    written = {name: values[name] for name in WRITTEN}
    gathering = Gathering(**written, created_at=at, changed_at=at)
    _write(values["slug"], lambda: gathering.save(force_insert=True))
    _beside(gathering, values)
    begun = GatheringBegun(gathering_id=gathering.pk)
    events.publish(begun, about=gathering, by=by, at=at)
    return gathering


@transaction.atomic(durable=True)
def change(
    gathering: Gathering,
    values: Mapping[str, Any],
    *,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """Other words, hours or seats. Of another hour or place whoever comes is told; further seats
    go to those who wait.

    `revision` is the one that was read. Raises AddressTaken, AddressStays, EndsBefore, TooFewSeats,
    Over, NowhereToGo, TooLate, NotToSay, MovedMeanwhile.
    """
    _check(values)
    former = Gathering.objects.select_for_update().get(pk=gathering.pk)
    is_public = former.state == GatheringState.PUBLISHED
    if former.is_cancelled or is_public and former.is_over(at):
        raise Over
    if former.revision != revision:
        raise MovedMeanwhile
    if is_public:
        _demand_fit(former, values, at=at)
    if values["capacity"] is not None and values["capacity"] < former.taken:
        raise TooFewSeats(taken=former.taken)
    new = {name: values[name] for name in WRITTEN}
    moved = is_public and any(getattr(former, name) != new[name] for name in TOLD)
    if moved and new["ends_at"] <= at:
        raise TooLate
    more = {"sequence": F("sequence") + 1} if moved else {}
    _write(
        values["slug"],
        lambda: Gathering.objects.filter(pk=former.pk).update(
            **new, **more, revision=F("revision") + 1, changed_at=at
        ),
    )
    gathering.refresh_from_db()
    _beside(gathering, values)
    gone = gathering.aside.exclude(offer__seller__in=gathering.sellers.all())
    aside.give_back(gathering, at=at, sellers=set(gone.values_list("offer__seller", flat=True)))
    changed = GatheringChanged(gathering_id=gathering.pk)
    events.publish(changed, about=gathering, by=by, at=at)
    if moved:
        if former.starts_at != gathering.starts_at:
            signups.remind_anew(gathering)
        told = GatheringMoved(gathering_id=gathering.pk, sequence=gathering.sequence)
        events.publish(told, about=gathering, by=by, because=_hours(gathering), at=at)
    if is_public:
        signups.fill(gathering, at=at)
    shown.changed()


@transaction.atomic(durable=True)
def publish(gathering: Gathering, *, by: User | None, at: datetime) -> None:
    """Let the public see a date and sign up. Raises NowhereToGo, TooLate, NotToSay."""
    if not _is_somewhere(vars(gathering)):
        raise NowhereToGo
    if gathering.ends_at <= at:
        raise TooLate
    charter.demand(words(gathering), path=shown.path(gathering), day=paris_day(at))
    GATHERING.move(gathering, GatheringState.PUBLISHED, published_at=at)
    published = GatheringPublished(gathering_id=gathering.pk)
    events.publish(published, about=gathering, by=by, at=at)
    shown.changed()


@transaction.atomic(durable=True)
def cancel(gathering: Gathering, *, because: str, by: User | None, at: datetime) -> None:
    """It does not take place: whoever comes or waits is told why. Raises Over, NotToSay."""
    if gathering.state == GatheringState.PUBLISHED and gathering.is_over(at):
        raise Over
    charter.demand([because], path=shown.path(gathering), day=paris_day(at))
    GATHERING.move(
        gathering,
        GatheringState.CANCELLED,
        cancelled_at=at,
        cancelled_because=because[:300],
        changed_at=at,
        sequence=F("sequence") + 1,
    )
    gathering.refresh_from_db()
    aside.give_back(gathering, at=at)
    cancelled = GatheringCancelled(gathering_id=gathering.pk)
    events.publish(cancelled, about=gathering, by=by, because=because, at=at)
    shown.changed()


@transaction.atomic(durable=True)
def tell(gathering: Gathering, *, by: User | None, at: datetime) -> Article:
    """Begin the article that tells how it went; the same one when it was begun. Raises NotOver."""
    row = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.recap is not None:
        return row.recap
    if row.state != GatheringState.PUBLISHED or not row.is_over(at):
        raise NotOver
    article = articles.draft(
        row.title,
        kind=Article.Kind.NEWS,
        title_en=row.title_en,
        standfirst=row.lead,
        standfirst_en=row.lead_en,
        body=_told(row),
        seller=row.sellers.order_by("pk").first(),
        image=row.picture.file.name if row.picture else "",
    )
    Gathering.objects.filter(pk=row.pk).update(recap=article)
    gathering.recap = article
    told = GatheringTold(gathering_id=row.pk, article_id=article.pk)
    events.publish(told, about=row, by=by, at=at)
    return article


def _demand_fit(former: Gathering, values: Mapping[str, Any], *, at: datetime) -> None:
    """What the public reads keeps its address and a place, and no word more that is forbidden."""
    if values["slug"] != former.slug:
        raise AddressStays
    if not _is_somewhere(values):
        raise NowhereToGo
    said = [values[name] for name in SAID]
    path, day = shown.path(former), paris_day(at)
    charter.demand(said, before=words(former), path=path, day=day)


def words(gathering: Gathering) -> list[str]:
    """All that the public reads of a date, in both languages."""
    return [getattr(gathering, name) for name in SAID]


def _told(gathering: Gathering) -> str:
    """What a recap begins with: when and where it was, how many came, and what was shown."""
    with override("fr"):
        parts = [_hours(gathering)]
        came = gathering.signups.exclude(came_at=None).count() or gathering.came
        if came:
            parts.append(_now("Personnes venues : {count}.").format(count=came))
        goods = gathering.products.order_by("pk").values_list("title", "slug")[:12]
        lines = [f"- [{title.replace(']', '')}](/produit/{slug}/)" for title, slug in goods]
        if lines:
            parts.append("\n".join(lines))
        return "\n\n".join(parts)


def _hours(gathering: Gathering) -> str:
    with override("fr"):
        place = "" if gathering.is_online else gathering.place
        return " · ".join(filter(None, [str(when(gathering.starts_at)), place]))


def _is_somewhere(values: Mapping[str, Any]) -> bool:
    online = values["kind"] in Gathering.ONLINE
    return bool(values["link"] if online else values["place"])


def _check(values: Mapping[str, Any]) -> None:
    if values["ends_at"] <= values["starts_at"]:
        raise EndsBefore
    if values["slug"] in shown.RESERVED:
        raise AddressTaken(slug=values["slug"])


def _write(slug: str, write) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as refusal:
        raise AddressTaken(slug=slug) from refusal


def _beside(gathering: Gathering, values: Mapping[str, Any]) -> None:
    gathering.sellers.set(values["sellers"])
    gathering.products.set(values["products"])
