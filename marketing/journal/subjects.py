"""Subjects for articles: what visitors look for, how often, and what the shop has for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from catalog.demand import reports
from catalog.demand.reports import Wanted
from catalog.models import Product
from catalog.search import rescue
from catalog.tree import Place, tree
from marketing.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Words that are looked for, what answers them, and the article that was begun about them."""

    wanted: Wanted
    place: Place | None
    sheets: int
    shops: int
    article: Article | None


def suggested(today: date) -> list[tuple[str, list[Subject]]]:
    """What finds nothing, then what is asked more than before: four statements."""
    missing, rising = reports.unanswered(today), reports.rising(today)
    every = [*missing, *rising]
    near = {wanted.shown: _nearest(wanted.shown) for wanted in every}
    supply = _supply([place for place in near.values() if place])
    begun = _begun([wanted.shown for wanted in every])

    def told(wanted: Wanted) -> Subject:
        place = near[wanted.shown]
        sheets, shops = supply.get(place.pk, (0, 0)) if place else (0, 0)
        return Subject(
            wanted=wanted,
            place=place,
            sheets=sheets,
            shops=shops,
            article=begun.get(wanted.shown),
        )

    return [
        ("sans-reponse", [told(wanted) for wanted in missing]),
        ("en-hausse", [told(wanted) for wanted in rising]),
    ]


def _nearest(words: str) -> Place | None:
    return next(iter(rescue.near_places(words, tree())), None)


def _supply(places: Sequence[Place]) -> dict[int, tuple[int, int]]:
    """How many sheets, of how many shops, each of these categories has."""
    every = {place.pk: place for place in places}
    if not every:
        return {}
    counts, anywhere = {}, Q()
    for pk, place in every.items():
        within = Q(category_path__range=(place.path, place.path + "Z" * 40))
        anywhere |= within
        counts[f"sheets{pk}"] = Count("pk", filter=within)
        counts[f"shops{pk}"] = Count("owner", filter=within, distinct=True)
    found = Product.objects.public().filter(anywhere).aggregate(**counts)
    return {pk: (found[f"sheets{pk}"], found[f"shops{pk}"]) for pk in every}


def _begun(words: list[str]) -> dict[str, Article]:
    told = Article.objects.filter(subject__in=words).order_by("-pk").light()
    return {article.subject: article for article in told}
