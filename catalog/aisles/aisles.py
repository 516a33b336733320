"""What the operator does to the tree of categories, and what follows for the sheets in it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from catalog import freshness, tree
from catalog.events import CategoryChanged, PolicyChanged
from catalog.judging.screening import STRICT
from catalog.models import AttributePlace, Category, Product
from catalog.moderation import rescan
from catalog.offers import visibility
from marketplace.shared import events
from marketplace.shared.models import Pending, User
from marketplace.shared.states import Refusal
from sellers import standing

FEW = 2000  # sheets that follow in the request
SLICE = 1000
FOLLOW = "catalog.follow_policy"
TOLD = ("name", "name_en", "slug", "policy", "policy_note", "vat_class")


class UnderItself(Refusal):
    """A category cannot lie beneath itself."""

    sentence = _("Une catégorie ne peut pas être rangée sous elle-même.")


class NotEmpty(Refusal):
    """A category that holds something stays."""

    sentence = _("Cette catégorie contient des fiches ou des sous-catégories : videz-la d'abord.")


@transaction.atomic(durable=True)
def add(category: Category, parent: Category | None) -> Category:
    """Put a new category at the end of its parent."""
    tree.forget()
    if parent is None:
        return Category.objects.add_root(instance=category)
    # what lies under a closed or watched category is closed or watched too
    if STRICT[parent.policy] > STRICT[category.policy]:
        category.policy = parent.policy
    return Category.objects.add_child(Category.objects.get(pk=parent.pk), instance=category)


@transaction.atomic(durable=True)
def change(category: Category, fields: list[str], *, by: User | None = None, at: datetime) -> None:
    """Write changed columns. What makes a sale looser or changes its VAT is proposed (`ruling`)."""
    write(category, fields, by=by, at=at)


def write(category: Category, fields: list[str], *, by: User | None, at: datetime) -> None:
    """Write changed columns in the transaction of another verb; rules go down to all that lies
    beneath, the VAT class to the sheets that lie there.

    Sheets online in what is closed or watched from now on are read again.
    """
    before = Category.objects.filter(pk=category.pk).values(*TOLD).get()
    category.save(update_fields=fields)
    _tell(
        category,
        before={name: before[name] for name in TOLD if name in fields},
        after={name: getattr(category, name) for name in TOLD if name in fields},
        by=by,
        at=at,
    )
    tree.forget()
    beneath = Category.objects.filter(path__startswith=category.path)
    if "policy" in fields:
        beneath.update(policy=category.policy)
        _begin_to_follow(category, by=by, at=at)
        if category.policy != Category.Policy.OPEN:
            rescan.ask(category, rescan.PLACES, by=by, at=at)
    if "vat_class" in fields:
        Product.objects.filter(category=category).update(vat_class=category.vat_class)


def _tell(category: Category, *, before: dict, after: dict, by: User | None, at: datetime) -> None:
    """Write down what changed of a category, if anything that is told did."""
    if before != after:
        events.publish(
            CategoryChanged(category_id=category.pk, before=before, after=after),
            about=category,
            by=by,
            at=at,
        )


def _begin_to_follow(category: Category, *, by: User | None, at: datetime) -> None:
    """Hide or show the sheets of a few at once, of many in the worker: what may not be sold here
    is neither shown nor sold meanwhile (`ProductQuerySet.shown_on`).
    """
    keys = list(Product.objects.under(category).values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        visibility.refresh(keys, at=at)
        return
    freshness.changed([category.path])
    standing.changed()  # pages that are kept whole show cards of any category
    events.publish(PolicyChanged(category_id=category.pk), about=category, by=by, at=at)


@transaction.atomic(durable=True)
def follow_policy(category_id: int, *, after: int, at: datetime) -> int | None:
    """Have the next sheets of a category follow its policy; the last key, None at the end."""
    category = Category.objects.filter(pk=category_id).first()
    if category is None:
        return None
    rest = Product.objects.under(category).filter(pk__gt=after).order_by("pk")
    keys = list(rest.values_list("pk", flat=True)[:SLICE])
    visibility.refresh(keys, at=at)
    return keys[-1] if keys else None


def unfinished() -> list[str]:
    """The categories whose sheets do not all follow yet."""
    waiting = Pending.objects.filter(task=FOLLOW, done_at=None).values_list("data", flat=True)
    changed = {data["category_id"] for data in waiting}
    return list(Category.objects.filter(pk__in=changed).values_list("path", flat=True))


@transaction.atomic(durable=True)
def move(
    category: Category, parent: Category | None, *, by: User | None = None, at: datetime
) -> None:
    """Move a category with all beneath it; its sheets follow."""
    # read again: another move may have changed the path that the caller holds
    category = Category.objects.get(pk=category.pk)
    if parent is not None and parent.path.startswith(category.path):
        raise UnderItself
    before = Category.objects.get_parent(category)
    if parent is None:
        Category.objects.move(
            category, Category.objects.filter(depth=1).order_by("path").last(), "last-sibling"
        )
    else:
        Category.objects.move(category, Category.objects.get(pk=parent.pk), "last-child")
    _follow(Category.objects.get(pk=category.pk))
    _tell(
        category,
        before={"parent": before.name if before else ""},
        after={"parent": parent.name if parent else ""},
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def shift(category: Category, *, up: bool) -> None:
    """Exchange a category with the sister before or after it."""
    category = Category.objects.get(pk=category.pk)
    sisters = Category.objects.filter(
        depth=category.depth, path__startswith=category.path[: -Category.steplen]
    )
    near = (
        sisters.filter(path__lt=category.path).order_by("-path")
        if up
        else sisters.filter(path__gt=category.path).order_by("path")
    )
    other = near.first()
    if other is not None:
        Category.objects.move(category, other, "left" if up else "right")
        # one exchange may renumber the paths of every sister
        for sister in sisters:
            _follow(sister)


@transaction.atomic(durable=True)
def remove(category: Category) -> None:
    """Take an empty category out of the tree."""
    category = Category.objects.get(pk=category.pk)
    if category.numchild or Product.objects.filter(category=category).exists():
        raise NotEmpty
    category.delete()
    tree.forget()


def _follow(category: Category) -> None:
    """Copy the new paths to the sheets beneath: lists read the copy and join no category."""
    tree.forget()
    path = Category.objects.filter(pk=OuterRef("category_id")).values("path")[:1]
    beneath = Product.objects.filter(category__path__startswith=category.path)
    beneath.update(category_path=Subquery(path))
    freshness.changed([category.path])


def characteristics(category: Category) -> list[AttributePlace]:
    """What sheets of a category are asked to tell, obligatory ones first: the nearest place that
    names an attribute decides.
    """
    step = Category.steplen
    line = [category.path[:end] for end in range(step, len(category.path) + 1, step)]
    places = AttributePlace.objects.filter(Q(category=None) | Q(category__path__in=line))
    nearest: dict[int, AttributePlace] = {}
    for place in places.select_related("attribute", "category").order_by(
        F("category__depth").asc(nulls_first=True), "pk"
    ):
        nearest[place.attribute_id] = place
    levels = list(AttributePlace.Level)
    return sorted(
        nearest.values(),
        key=lambda place: (levels.index(AttributePlace.Level(place.level)), place.attribute.label),
    )
