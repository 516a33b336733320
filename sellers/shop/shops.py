"""How a shop presents itself."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from marketplace.shared import events, files
from marketplace.shared.models import User
from sellers import standing
from sellers.application import names
from sellers.events import MakerDeclared, ShopRenamed
from sellers.models import Seller, ShopRound

LOGO_SIDE, BANNER_SIDE = 200, 300


def round_of(seller: Seller) -> ShopRound | None:
    """How far all the sheets of a large shop are brought up to date; None when they are."""
    return ShopRound.objects.filter(seller=seller, finished_at=None).first()


def present(  # noqa: PLR0913
    seller: Seller,
    *,
    logo: bytes | None = None,
    banner: bytes | None = None,
    by: User | None,
    at: datetime,
    **columns,
) -> None:
    """Change what buyers read and see of a shop.

    Raises BadName, or a Refusal about a picture. A new name is told in the shop's file, and so is
    who makes what it sells.
    """
    pictures = []
    for name, content, least in (("logo", logo, LOGO_SIDE), ("banner", banner, BANNER_SIDE)):
        if content:
            picture = files.read_picture(content, least=least)
            kind = f"{picture.sha256[:12]}.{picture.extension}"
            pictures.append((name, f"{seller.code}-{name}-{kind}", ContentFile(picture.content)))
    for name, value in columns.items():
        setattr(seller, name, value)
    shown = [getattr(seller, name) for name, *_rest in pictures]
    with files.bound(shown):
        for stored, (_name, path, clean) in zip(shown, pictures, strict=True):
            stored.save(path, clean, save=False)
        _save(seller, [*columns, *(name for name, *_rest in pictures)], by=by, at=at)


@transaction.atomic(durable=True)
def _save(seller: Seller, columns: list[str], *, by: User | None, at: datetime) -> None:
    before = Seller.objects.get(pk=seller.pk)
    old = before.name
    if seller.name != old:
        names.queue_for(seller.name)
        names.check_fit(seller.name)
        names.check_free(seller.name, but=seller, at=at)
    seller.save(update_fields=columns)
    standing.changed()
    if seller.name != old:
        renamed = ShopRenamed(seller_id=seller.pk, old=old, new=seller.name)
        events.publish(renamed, about=seller, by=by, at=at)
    told = (seller.maker_told, seller.eu_responsible)
    if {"maker", "makes_own", "eu_responsible"} & {*columns} and told != (
        before.maker_told,
        before.eu_responsible,
    ):
        declared = MakerDeclared(seller_id=seller.pk, maker=told[0], responsible=told[1])
        events.publish(declared, about=seller, by=by, at=at)
