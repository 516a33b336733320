"""The photo of a card, once a list is filtered by what tells variants apart: green shows green."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from catalog.attributes import reading
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Photo
from catalog.shop.queries import Card, photo_urls


def show(cards: Sequence[Card], chosen: Mapping[str, Collection[str]]) -> None:
    """Give each card the photo of a variant that the visitor asked for, where there is one."""
    known = vocabulary().by_key
    wanted = {
        kind: {*values} for kind, values in chosen.items() if kind in known and known[kind].is_axis
    }
    if not wanted or not cards:
        return
    photos = Photo.objects.filter(
        product__in=[card.pk for card in cards],
        is_approved=True,
        variant__isnull=False,
        variant__is_approved=True,
    ).order_by("position", "pk")
    best: dict[int, tuple[int, tuple[str, str]]] = {}
    for pk, axes, path, values, *photo in photos.values_list(
        "product",
        "product__axes",
        "product__category_path",
        "variant__values",
        "file",
        "stem",
        "sized_at",
    ):
        fits = sum(
            bool(wanted.get(kind, set()) & keys) for kind, keys in _told(axes, values, path).items()
        )
        if fits > best.get(pk, (0,))[0]:
            best[pk] = (fits, photo_urls(*photo))
    for card in cards:
        if card.pk in best:
            _fits, (card.image, card.srcset) = best[card.pk]


def _told(axes: list, values: list, path: str) -> dict[str, set[str]]:
    """What a variant is on its axes, by attribute, as far as it is understood."""
    told = {}
    for name, value in zip(map(str, axes), map(str, values), strict=False):
        attribute = reading.attribute_of(name, [value], path, vocabulary())
        if attribute is not None:
            told[attribute.key] = {*reading.understood(name, value, attribute).values}
    return told
