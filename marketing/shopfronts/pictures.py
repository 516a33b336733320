"""The pictures a shop sends for its page and its news: its own alone, never changed."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.models import ShopNews, ShopPicture, ShopVersion
from marketing.models.shop_page import BEGUN
from marketing.states import ShopPageState
from marketplace.shared import files
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

MOST = 40
LEAST, ROOM = 600, (2560, 2560)
FIELD = "picture"  # of a block that shows one
IN_USE = (*BEGUN, ShopPageState.LIVE, ShopPageState.WITHDRAWN, ShopPageState.TAKEN_DOWN)


class TooManyPictures(Refusal):
    """A page is no album."""

    sentence = _("Vous avez {most} photos : retirez-en une avant d'en ajouter.")


class PictureThere(Refusal):
    """The same file twice helps nobody."""

    sentence = _("Cette photo est déjà parmi les vôtres.")


class PictureInUse(Refusal):
    """What is online or written shows it."""

    sentence = _("Cette photo est montrée par votre page ou par une nouvelle : retirez-la d'abord.")


def of(seller: Seller) -> list[ShopPicture]:
    """The pictures of a shop, the newest first."""
    return list(ShopPicture.objects.filter(seller=seller).order_by("-pk")[:MOST])


def add(
    seller: Seller, content: bytes, *, alt: str, alt_en: str = "", by: User | None, at: datetime
) -> ShopPicture:
    """Keep a picture. Raises a Refusal about the file, TooManyPictures, PictureThere."""
    picture = files.read_picture(content, least=LEAST, most=ROOM)
    row = ShopPicture(
        seller=seller,
        alt=alt,
        alt_en=alt_en,
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        added_by=by,
        added_at=at,
    )
    name = f"{seller.pk}-{picture.sha256[:16]}.{picture.extension}"
    with files.bound([row.file]):
        row.file.save(name, ContentFile(picture.content), save=False)
        _add(row)
    return row


@transaction.atomic(durable=True)
def _add(row: ShopPicture) -> None:
    # the shop's row is held: two who send at once are counted one after the other
    Seller.objects.select_for_update().get(pk=row.seller_id)
    own = ShopPicture.objects.filter(seller=row.seller_id)
    if own.filter(sha256=row.sha256).exists():
        raise PictureThere
    if own.count() >= MOST:
        raise TooManyPictures(most=MOST)
    row.save(force_insert=True)


@transaction.atomic(durable=True)
def remove(picture: ShopPicture) -> None:
    """Take a picture away that nothing shows. Raises PictureInUse.

    Its file stays as long as other rows of the past may name it.
    """
    Seller.objects.select_for_update().get(pk=picture.seller_id)
    if picture.pk in used(picture.seller_id):
        raise PictureInUse
    picture.delete()


def used(seller_id: int) -> set[int]:
    """The pictures that the page, as it is online or written, or a news shows."""
    versions = ShopVersion.objects.filter(seller=seller_id, state__in=IN_USE)
    found = {pk for blocks in versions.values_list("blocks", flat=True) for pk in named(blocks)}
    news = ShopNews.objects.filter(seller=seller_id).exclude(picture=None)
    return found | set(news.values_list("picture", flat=True))


def named(blocks: list) -> set[int]:
    """The pictures that blocks name."""
    return {pk for block in blocks if (pk := number_of(block))}


def number_of(block: dict) -> int | None:
    """The picture that a block names."""
    typed = str((block.get("data") or {}).get(FIELD) or "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else None


def by_number(seller_id: int, *pages: list) -> dict[int, ShopPicture]:
    """The pictures of a shop that lists of blocks name, by their number."""
    wanted = {pk for blocks in pages for pk in named(blocks)}
    if not wanted:
        return {}
    return ShopPicture.objects.filter(seller=seller_id).in_bulk(wanted)


def own(seller_id: int, pks: set[int]) -> set[int]:
    """Those of these pictures that are this shop's."""
    rows = ShopPicture.objects.filter(seller=seller_id, pk__in=pks)
    return set(rows.values_list("pk", flat=True))


def told(seller_id: int, blocks: list) -> dict[str, dict]:
    """What a version keeps of its pictures once it is approved, by their number."""
    rows = ShopPicture.objects.filter(seller=seller_id, pk__in=named(blocks))
    return {str(row.pk): _told(row) for row in rows}


def _told(row: ShopPicture) -> dict:
    return {
        "file": row.file.name,
        "width": row.width,
        "height": row.height,
        "alt": row.alt,
        "alt_en": row.alt_en,
    }


def kept(version: ShopVersion) -> dict[int, ShopPicture]:
    """The pictures of an approved version, from what it keeps of them: no statement."""
    return {int(pk): ShopPicture(pk=int(pk), **row) for pk, row in version.pictures.items()}


def seen(seller_id: int, pks: set[int], *, at: datetime) -> None:
    """Note that somebody of the operator's approved these pictures."""
    rows = ShopPicture.objects.filter(seller=seller_id, pk__in=pks, seen_at=None)
    rows.update(seen_at=at)
