"""Places in lists given by hand, until a day: made, tried before they are, lifted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Collection, Placement, Product
from catalog.search import Query, find, placed
from catalog.search.placed import MOST_PINS, PIN, Placed
from catalog.shop import collections
from catalog.tree import tree
from marketing.events import PlacementLifted, PlacementMade
from marketplace.shared import events, parties
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The list in question: of a category, of a collection, or of what some words find."""

    category: Category | None = None
    collection: Collection | None = None
    words: str = ""

    def query(self, *, at: datetime) -> Query:
        """The question whose answer that list is."""
        if self.collection:
            return collections.asked(Query(), self.collection, at=at)
        if self.category:
            return Query(path=self.category.path)
        return Query(text=self.words)

    def columns(self) -> dict:
        """As a placement names it."""
        return {
            "category": self.category,
            "collection": self.collection,
            "words": "" if self.category or self.collection else self.words,
        }


class NoList(Refusal):
    """A placement is for one list."""

    sentence = _("Choisissez une liste, et une seule : un rayon, une collection ou une recherche.")


class OwnOrder(Refusal):
    """What was chosen one by one has its order already."""

    sentence = _(
        "Les produits de « {collection} » sont choisis un à un : changez leur ordre dans la"
        " collection même."
    )


class NotInList(Refusal):
    """The list would not show the sheet, wherever it is put."""

    sentence = _(
        "« {title} » n'est pas dans cette liste : il n'est pas en vente, ou d'un autre rayon."
    )


class WrongDays(Refusal):
    """The days of a placement make no sense."""

    sentence = _("La fin vient après le début, et un an plus tard au plus.")


class AlreadyPlaced(Refusal):
    """The same sheet cannot stand at two places."""

    sentence = _("« {title} » a déjà une place dans cette liste à ces dates : retirez-la d'abord.")


class PlaceTaken(Refusal):
    """Two sheets cannot stand at one place."""

    sentence = _("La place {rank} est déjà donnée à « {title} » à ces dates.")


@transaction.atomic(durable=True)
def place(
    target: Target,
    product: Product,
    *,
    effect: str,
    rank: int | None,
    starts_at: datetime | None,
    ends_at: datetime,
    because: str,
    by: User | None,
    at: datetime,
) -> Placement:
    """Give a sheet a place in a list between two days.

    Raises NoList, OwnOrder, WrongDays, NotInList, AlreadyPlaced, PlaceTaken, OwnCase.
    """
    tied = product.owner.tie(by) if by and product.owner else ""
    if tied:
        raise parties.OwnCase(why=tied)
    starts_at = starts_at or at
    rank = min(rank or 1, MOST_PINS) if effect == PIN else None
    check(target, product, effect=effect, rank=rank, starts_at=starts_at, ends_at=ends_at, at=at)
    placement = Placement.objects.create(
        **target.columns(),
        product=product,
        effect=effect,
        rank=rank,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=at,
    )
    events.publish(
        PlacementMade(placement_id=placement.pk, product_id=product.pk),
        about=placement,
        within=product,
        by=by,
        at=at,
        because=because,
    )
    placed.changed()
    return placement


@transaction.atomic(durable=True)
def lift(placement: Placement, *, because: str, by: User | None, at: datetime) -> None:
    """Let a sheet stand where its points put it. Raises MovedMeanwhile."""
    same = Placement.objects.filter(pk=placement.pk, lifted_at=None)
    if not same.update(lifted_at=at):
        raise MovedMeanwhile
    events.publish(
        PlacementLifted(placement_id=placement.pk, product_id=placement.product_id),
        about=placement,
        within=placement.product,
        by=by,
        at=at,
        because=because,
    )
    placed.changed()


def check(
    target: Target,
    product: Product,
    *,
    effect: str,
    rank: int | None,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
) -> None:
    """Refuse what no list could show, or what another placement contradicts."""
    if sum(map(bool, (target.category, target.collection, target.words))) != 1:
        raise NoList
    if target.collection and target.collection.by == Collection.By.HAND:
        raise OwnOrder(collection=target.collection)
    if ends_at <= starts_at or ends_at - starts_at > LONGEST or ends_at <= at:
        raise WrongDays
    if not _answers(target, product, effect, at=at):
        raise NotInList(title=product.title)
    beside = _beside(target, starts_at, ends_at)
    if any(other.product_id == product.pk for other in beside):
        raise AlreadyPlaced(title=product.title)
    if effect == PIN:
        taken = next((other for other in beside if other.rank == rank), None)
        if taken:
            raise PlaceTaken(rank=rank, title=taken.product.title)


def tried(
    target: Target, product: Product, *, effect: str, rank: int | None, at: datetime
) -> tuple[list[int], list[int]]:
    """The first page of a list as it is, and as it would be."""
    query = target.query(at=at)
    held = placed.in_force(query, at=at)
    more = Placed(0, product.pk, effect, rank if effect == PIN else None, at, at)
    others = [one for one in held if one.product_id != product.pk]
    return find(query, at=at).ids, find(query, at=at, tried=[*others, more]).ids


def first(placement: Placement, *, at: datetime) -> list[int]:
    """The first page of the list of a placement, as it is."""
    return find(target_of(placement).query(at=at), at=at).ids


def target_of(placement: Placement) -> Target:
    """The list of a placement."""
    return Target(
        category=placement.category, collection=placement.collection, words=placement.words
    )


def address(target: Target, *, at: datetime) -> str:
    """Where the public reads the list; empty while nobody can."""
    if target.collection:
        is_shown = collections.shown(target.collection.slug, at=at) is not None
        return collections.path(target.collection) if is_shown else ""
    if target.category:
        found = tree().get(target.category.pk)
        return found.url if found else ""
    return f"{reverse('shop-search')}?{urlencode({'q': target.words})}"


def _answers(target: Target, product: Product, effect: str, *, at: datetime) -> bool:
    public = Product.objects.public().filter(pk=product.pk)
    # whatever a search finds by itself, the house may put something else first
    if target.words and effect == PIN:
        return public.exists()
    alone = replace(target.query(at=at), only=(product.pk,))
    return bool(find(alone, at=at, tried=()).ids)


def _beside(target: Target, starts_at: datetime, ends_at: datetime) -> list[Placement]:
    rows = Placement.objects.filter(
        lifted_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).select_related("product")
    columns = target.columns()
    if target.category or target.collection:
        return list(rows.filter(category=columns["category"], collection=columns["collection"]))
    name = placed.words_list(target.words)
    return [row for row in rows.exclude(words="") if placed.words_list(row.words) == name]
