"""What the operator asks of each field or piece of a proposal, and what that place is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from catalog.attributes.vocabulary import vocabulary

PHOTO, TRAIT, PHOTOS, PRICE = "photo:", "attribute:", "photos", "price"
MOST = 500  # characters of each


def labels() -> dict[str, str]:
    """The places that every sheet has, by what sellers and operators call them."""
    return {
        "title": _("Titre"),
        "title_en": _("Titre (anglais)"),
        "category_id": _("Catégorie"),
        "brand": _("Marque"),
        "description": _("Description"),
        "description_en": _("Description (anglais)"),
        "axes": _("Ce qui distingue les déclinaisons"),
        "variants": _("Déclinaisons"),
        PHOTOS: _("Photos"),
        "photo_alts": _("Textes de remplacement des photos"),
        "withdrawal_exception": _("Rétractation"),
        PRICE: _("Prix et stocks"),
    }


def told(remarks: Mapping[str, str], content: Mapping) -> list[tuple[str, str, str]]:
    """Each remark as its place, what that is called, and the words; in the order of a sheet."""
    names = labels()
    photos = [f"{PHOTO}{pk}" for pk in content.get("photo_ids", ())]
    order = [*photos, *names]
    ranked = sorted(remarks, key=lambda place: (_rank(place, order), place))
    return [(place, _named(place, names, photos), remarks[place]) for place in ranked]


def in_words(remarks: Mapping[str, str], content: Mapping) -> str:
    """All remarks, one a line."""
    return "\n".join(
        _("{place} : {text}").format(place=name, text=text)
        for _place, name, text in told(remarks, content)
    )


def kept(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The remarks that say something."""
    return {place: text for place, text in given if text}


def _named(place: str, names: Mapping[str, str], photos: list[str]) -> str:
    if place.startswith(TRAIT):
        key = place.removeprefix(TRAIT)
        attribute = vocabulary().by_key.get(key)
        return attribute.label if attribute else key
    if place in photos:
        return _("Photo {rank}").format(rank=photos.index(place) + 1)
    if place.startswith(PHOTO):
        return _("Photo retirée")
    return names.get(place, place)


def _rank(place: str, order: list[str]) -> int:
    return order.index(place) if place in order else len(order)
