"""The photos of a sheet as its form holds them: in order, in words, before it is even saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.models import Photo
from catalog.sheets import photos
from marketplace.shared import files
from marketplace.shared.labels import plainly
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.models import Seller

SHOWN = "photos-shown"  # the form held the photos: those it does not name were taken out
ALT = "alt-"


class Strip:
    """Photos of a seller by their ids; `is_given` when a form sent them."""

    def __init__(self, seller: Seller, content: Mapping, post: QueryDict | None = None):
        self.seller = seller
        self.refused: list[str] = []
        self.is_given = post is not None and SHOWN in post
        if post is not None and self.is_given:
            numbers = [row_number(value) for value in post.getlist("photos")]
            self.ids = list(dict.fromkeys(pk for pk in numbers if pk))[: photos.MOST]
            self.alts = {pk: post.get(f"{ALT}{pk}", "").strip() for pk in self.ids}
        else:
            self.ids = list(content["photo_ids"])
            self.alts = {int(pk): text for pk, text in content["photo_alts"].items()}

    def receive(self, sent: Iterable, *, at: datetime) -> None:
        """Keep the pictures that were sent; those that are none are named with what to do."""
        for file in list(sent)[: photos.MOST + 5]:
            try:
                if len(self.ids) >= photos.MOST:
                    raise photos.TooManyPhotos(most=photos.MOST)
                content = file.read(files.IMAGE_BYTES + 1)
                photo = photos.receive(self.seller, None, content, file.name, at=at)
            except Refusal as refusal:
                self.refused.append(plainly(files.clean_name(file.name), refusal))
            else:
                self.is_given = True
                if photo.pk not in self.ids:
                    self.ids.append(photo.pk)

    def move(self, asked: str) -> None:
        """Do what a photo's button says: `12:left`, `12:first`, `12:remove`."""
        number, _colon, act = asked.partition(":")
        pk = row_number(number)
        if pk not in self.ids:
            self.refused.append(_("Cette photo n'est plus dans la fiche."))
            return
        place = self.ids.index(pk)
        self.ids.remove(pk)
        targets = {"first": 0, "left": max(0, place - 1), "right": place + 1}
        if act in targets:
            self.ids.insert(targets[act], pk)

    @cached_property
    def photos(self) -> list[Photo]:
        """The rows, in order, with the words typed for each; another seller's are none."""
        by_id = Photo.objects.filter(seller=self.seller).in_bulk(self.ids)
        shown = [by_id[pk] for pk in self.ids if pk in by_id]
        for photo in shown:
            photo.alt = self.alts.get(photo.pk, photo.alt)
        return shown

    def given(self) -> dict:
        """What verbs are told of the photos: nothing when the form did not hold them."""
        if not self.is_given:
            return {}
        return {
            "photos": [photo.pk for photo in self.photos],
            "alts": {photo.pk: photo.alt for photo in self.photos},
        }
