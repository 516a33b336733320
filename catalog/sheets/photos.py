"""Photos of sellers: checked, re-encoded, stored by the hash of their content, cut to sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image

from catalog.events import PhotosAdded
from catalog.models import Photo, Product
from catalog.sheets import products, shelf
from marketplace.shared import events, files, sizes
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

MOST = 20
LEAST = 200  # smaller pictures are refused; under the house's own threshold they are only remarked
THINNEST = 4  # no side is more than four times the other
FOLDER = "photos/originals"


class TooManyPhotos(Refusal):
    """A sheet is full of photos."""

    sentence = _("Une fiche porte {most} photos au plus : retirez-en une d'abord.")


class BadRatio(Refusal):
    """A picture is a band, not a photo."""

    sentence = _(
        "Cette photo fait {width} × {height} pixels : elle est trop allongée pour une fiche."
    )


def receive(
    seller: Seller,
    product: Product | None,
    content: bytes,
    name: str,
    *,
    at: datetime,
    by: User | None = None,
) -> Photo:
    """Check and keep a photo, then add it to a sheet when one is named.

    The same bytes from the same seller are kept once. Raises a Refusal that says what to mend.
    """
    if product is not None and len(current_ids(product)) >= MOST:
        raise TooManyPhotos(most=MOST)
    photo = _already_received(seller, content)
    if photo is None:
        photo = _stored(seller, _checked(content), name, at=at)
        _insert([photo], about=photo, at=at)
    if product is not None:
        add(product, [photo.pk], by=by, at=at)
    return photo


def receive_many(
    seller: Seller,
    named: Iterable[tuple[str, bytes]],
    *,
    at: datetime,
) -> tuple[dict[str, int], dict[str, str]]:
    """Keep many photos: their keys by name, and why some were refused."""
    photo_ids: dict[str, int] = {}
    refused: dict[str, str] = {}
    for name, content in named:
        try:
            photo_ids[name] = receive(seller, None, content, name, at=at).pk
        except Refusal as refusal:
            refused[name] = str(refusal)
    return photo_ids, refused


def keep_many(
    seller: Seller, named: Iterable[tuple[str, files.Picture]], *, at: datetime
) -> dict[str, int]:
    """Store pictures our own code made, which need no check: their keys by name."""
    pictures = dict(named)
    stored = Photo.objects.filter(seller=seller, sha256__in={p.sha256 for p in pictures.values()})
    by_sha = {photo.sha256: photo for photo in stored.order_by("-pk")}
    for name, picture in pictures.items():
        if picture.sha256 not in by_sha:
            by_sha[picture.sha256] = _stored(seller, picture, name, at=at)
    new = [photo for photo in by_sha.values() if photo.pk is None]
    if new:
        _insert(new, about=seller, at=at)
    return {name: by_sha[picture.sha256].pk for name, picture in pictures.items()}


def add(product: Product, photo_ids: Sequence[int], *, by: User | None, at: datetime) -> None:
    """Put received photos after those of a sheet."""
    arrange(product, [*current_ids(product), *photo_ids], by=by, at=at)


def arrange(product: Product, photo_ids: Sequence[int], *, by: User | None, at: datetime) -> None:
    """Say which photos a sheet shows, in which order; online sheets get a proposal."""
    if len(set(photo_ids)) > MOST:
        raise TooManyPhotos(most=MOST)
    products.edit(product, {"photos": list(dict.fromkeys(photo_ids))}, by=by, at=at)


def current_ids(product: Product) -> list[int]:
    """The photos of the newest content of a sheet, in order."""
    return list(shelf.of_products([product]).content(product)["photo_ids"])


def cut(photo_ids: Iterable[int], *, at: datetime) -> int:
    """Cut photos to the sizes pages ask for; run by the worker, safe to run twice."""
    done = 0
    for photo in Photo.objects.filter(pk__in=list(photo_ids), sized_at=None):
        _cut(photo)
        # copies of a photo share its file: all are sized at once
        twins = Photo.objects.filter(sha256=photo.sha256, file=photo.file.name, sized_at=None)
        done += twins.update(stem=photo.stem, sized_at=at)
    return done


def _already_received(seller: Seller, content: bytes) -> Photo | None:
    same = Photo.objects.filter(seller=seller, sha256=files.sha256(content))
    return same.order_by("product_id", "pk").first()


def _checked(content: bytes) -> files.Picture:
    picture = files.read_picture(content, least=LEAST)
    if max(picture.width, picture.height) > THINNEST * min(picture.width, picture.height):
        raise BadRatio(width=picture.width, height=picture.height)
    return picture


@transaction.atomic(durable=True)
def _insert(photos: list[Photo], *, about: Photo | Seller, at: datetime) -> None:
    # plain insert: saving would open the files to measure them again
    Photo.objects.bulk_create(photos)
    events.publish(PhotosAdded(photo_ids=[photo.pk for photo in photos]), about=about, at=at)


def _stored(seller: Seller, picture: files.Picture, name: str, *, at: datetime) -> Photo:
    """A photo to be inserted, its file stored under the name of its content.

    Should the row not be inserted, the file stays: other rows may use it, or come to.
    """
    path = f"{FOLDER}/{picture.sha256[:2]}/{picture.sha256}.{picture.extension}"
    if not _is_stored(path, len(picture.content)):
        path = default_storage.save(path, ContentFile(picture.content))
    photo = Photo(
        seller=seller,
        name=files.clean_name(name),
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        created_at=at,
    )
    photo.file.name = path
    return photo


def _is_stored(path: str, size: int) -> bool:
    """Whether a file lies whole under its name; half of one, from a full disk, is removed."""
    if not default_storage.exists(path):
        return False
    if default_storage.size(path) == size:
        return True
    default_storage.delete(path)
    return False


def _cut(photo: Photo) -> None:
    photo.stem = f"photos/sizes/{photo.sha256[:2]}/{photo.sha256}"
    with photo.file.storage.open(photo.file.name) as source:
        image = Image.open(source)
        image.load()
    sizes.cut(image, photo.stem, Photo.SIZES)
