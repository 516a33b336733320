"""Collections as the operator puts them together: begun, changed, opened, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog.judging import charter
from catalog.models import Collection, CollectionItem
from catalog.search import Query, ids
from catalog.shop import collections as shown
from catalog.states import COLLECTION, CollectionState
from marketing.events import (
    CollectionBegun,
    CollectionChanged,
    CollectionClosed,
    CollectionOpened,
)
from marketing.pages.life import A_SLIP, BeginsBefore
from marketplace.shared import events
from marketplace.shared.clock import paris_day
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import when

WRITTEN = ("name", "name_en", "lead", "lead_en", "slug", "by", "rule", "sort")
SAID = ("name", "name_en", "lead", "lead_en")
MOST = 500  # sheets chosen one by one


class AddressTaken(Refusal):
    """Two collections have no common address."""

    sentence = _("Une collection a déjà l'adresse « {slug} » : choisissez-en une autre.")


class NothingInIt(Refusal):
    """A collection without a product would be an empty page."""

    sentence = _(
        "Cette collection ne montrerait aucun produit : choisissez-en, ou élargissez sa règle."
    )


class EndsBefore(Refusal):
    """A last day before the first."""

    sentence = _("La fin vient avant le début : corrigez l'une des deux dates.")


@transaction.atomic(durable=True)
def begin(
    values: Mapping[str, Any], products: Sequence[int], *, by: User | None, at: datetime
) -> Collection:
    """A new collection, that nobody sees yet. Raises AddressTaken."""
    collection = Collection(**{name: values[name] for name in WRITTEN}, created_at=at)
    _write(collection, lambda: collection.save(force_insert=True))
    _fill(collection, products)
    events.publish(CollectionBegun(collection_id=collection.pk), about=collection, by=by, at=at)
    return collection


@transaction.atomic(durable=True)
def change(
    collection: Collection,
    values: Mapping[str, Any],
    products: Sequence[int],
    *,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """Other words, another rule, other products; at once where it is online.

    `revision` is the one that was read. Raises AddressTaken, NotToSay, MovedMeanwhile.
    """
    if collection.state == CollectionState.OPEN:
        former = Collection.objects.get(pk=collection.pk)
        said = [values[name] for name in SAID]
        path, day = shown.path(former), paris_day(at)
        charter.demand(said, before=words(former), path=path, day=day)
    new = {name: values[name] for name in WRITTEN}
    same = Collection.objects.filter(pk=collection.pk, revision=revision)
    done: list[int] = []
    _write(collection, lambda: done.append(same.update(**new, revision=F("revision") + 1)))
    if not done[0]:
        raise MovedMeanwhile
    collection.refresh_from_db()
    collection.items.all().delete()
    _fill(collection, products)
    _face(collection, at=at)
    events.publish(
        CollectionChanged(collection_id=collection.pk, products=len(products)),
        about=collection,
        by=by,
        at=at,
    )
    shown.changed()


@transaction.atomic(durable=True)
def open_(
    collection: Collection,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    by: User | None,
    at: datetime,
) -> None:
    """Show a collection between two days, or from now on. Raises BeginsBefore, EndsBefore,
    NothingInIt, NotToSay."""
    is_new = collection.state != CollectionState.OPEN
    if is_new and starts_at and starts_at < at - A_SLIP:
        raise BeginsBefore(start=when(starts_at))
    if ends_at and ends_at <= max(starts_at or at, at):
        raise EndsBefore
    charter.demand(words(collection), path=shown.path(collection), day=paris_day(at))
    if not _face(collection, at=at):
        raise NothingInIt
    COLLECTION.move(collection, CollectionState.OPEN, starts_at=starts_at or at, ends_at=ends_at)
    events.publish(CollectionOpened(collection_id=collection.pk), about=collection, by=by, at=at)
    shown.changed()


@transaction.atomic(durable=True)
def close(collection: Collection, *, because: str, by: User | None, at: datetime) -> None:
    """Take a collection off the shop; its address leads to the others."""
    COLLECTION.move(collection, CollectionState.CLOSED)
    events.publish(
        CollectionClosed(collection_id=collection.pk),
        about=collection,
        by=by,
        at=at,
        because=because,
    )
    shown.changed()


def words(collection: Collection) -> list[str]:
    """All that the public reads of a collection's own, in both languages."""
    return [getattr(collection, name) for name in SAID]


def held(collection: Collection, *, at: datetime, most: int = 24) -> list[int]:
    """The first sheets a collection would show, in its order."""
    return ids(shown.asked(Query(), collection, at=at, is_sorted=False), most=most)


def _face(collection: Collection, *, at: datetime) -> bool:
    """Choose the sheet that presents it; whether there is one."""
    collection.face_id = next(iter(held(collection, at=at, most=1)), None)
    collection.save(update_fields=["face"])
    return collection.face_id is not None


def _write(collection: Collection, write) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as refusal:
        raise AddressTaken(slug=collection.slug) from refusal


def _fill(collection: Collection, products: Sequence[int]) -> None:
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, product_id=pk, position=place)
        for place, pk in enumerate(dict.fromkeys(products))
    )
