"""Photos: checked by their bytes, kept once under their own name, cut to sizes, shown when
approved.
"""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from catalog.models import Photo, Product, Submission
from catalog.moderation import moderation
from catalog.sheets import photos, products
from catalog.sheets.drafts import Piece
from marketplace.shared.models import Fact
from marketplace.shared.states import Refusal
from tests import cast
from tests.cast import NOON

LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."


def picture(width=800, height=600, kind="JPEG", colour=(90, 120, 160), **options):
    out = BytesIO()
    Image.new(options.pop("mode", "RGB"), (width, height), colour).save(out, kind, **options)
    return out.getvalue()


def huge_png(side):
    """A picture that says it is enormous, in few bytes."""

    def chunk(kind, data):
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@pytest.fixture
def bowl(lune):
    content = {"title": "Bol", "description": LONG, "category_id": cast.category().pk}
    return products.create(
        lune, content, [Piece("B1", price_cents=2400, stock=3)], by=None, at=NOON
    )


def receive(seller, product=None, content=None, name="bol.jpg"):
    return photos.receive(seller, product, content or picture(), name, at=NOON)


def test_a_photo_is_kept_under_the_name_of_its_content(lune):
    photo = receive(lune, name="../../etc/passwd\r\n.jpg")

    assert photo.file.name.endswith(f"{photo.sha256}.jpg")
    assert (photo.width, photo.height) == (800, 600)
    assert ".." not in photo.name
    assert "\n" not in photo.name
    assert Fact.objects.get(name="catalog.PhotosAdded").data == {"photo_ids": [photo.pk]}


def test_metadata_is_dropped_and_the_picture_upright(lune):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "SECRET GPS"
    photo = receive(lune, content=picture(exif=exif))

    with photo.file.open() as kept:
        data = kept.read()
    assert b"SECRET" not in data
    assert (photo.width, photo.height) == (600, 800)


def test_the_same_photo_twice_is_kept_once(lune, brun):
    first = receive(lune)
    assert receive(lune).pk == first.pk
    assert receive(brun).pk != first.pk
    assert receive(brun).file.name == first.file.name


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vide"),
        (b"just text", "pas une photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "pas une photo"),
        (b"GIF89a" + b"\0" * 100, "pas une photo"),
        (huge_png(9000), "40 millions"),
        (huge_png(20_000), "40 millions"),
        (picture(1, 1), "1 × 1"),
        (picture(199, 900), "199 × 900"),
        (picture(2000, 300), "allongée"),
        (picture()[:2000], "abîmée"),
        (b"\xff" * (10 * 1024 * 1024 + 1), "10 Mo"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(lune, content, says):
    with pytest.raises(Refusal) as told:
        photos.receive(lune, None, content, "x.jpg", at=NOON)
    assert says in str(told.value)
    assert not Photo.objects.exists()


def test_a_cut_picture_is_refused_even_after_a_document_was_drawn(lune, monkeypatch):
    """WeasyPrint tells the decoder, for the whole process, to fill in what is missing."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(Refusal, match="abîmée"):
        photos.receive(lune, None, picture()[:2000], "x.jpg", at=NOON)


@pytest.mark.parametrize(
    "options",
    [
        {"mode": "CMYK", "colour": (10, 20, 30, 0)},
        {"mode": "L", "colour": 90},
        {"kind": "PNG", "mode": "RGBA", "colour": (1, 2, 3, 4)},
        {"kind": "PNG", "mode": "P", "colour": 3},
        {"kind": "PNG", "mode": "I;16", "colour": 300},
        {"kind": "WEBP"},
        {"progressive": True},
    ],
)
def test_every_ordinary_kind_is_taken(lune, options):
    assert receive(lune, content=picture(**options)).width == 800


def test_many_are_received_with_reasons_for_those_refused(lune):
    kept, refused = photos.receive_many(lune, [("a.jpg", picture()), ("b.txt", b"text")], at=NOON)
    assert list(kept) == ["a.jpg"]
    assert "pas une photo" in refused["b.txt"]


def test_the_worker_cuts_three_sizes_once(lune, brun):
    photo, twin = (
        receive(lune, content=picture(1600, 1200)),
        receive(brun, content=picture(1600, 1200)),
    )

    assert photos.cut([photo.pk], at=NOON) == 2
    assert photos.cut([photo.pk], at=NOON) == 0

    photo.refresh_from_db()
    twin.refresh_from_db()
    widths = []
    for size in Photo.SIZES:
        with photo.file.storage.open(f"{photo.stem}-{size}.webp") as kept:
            widths.append(Image.open(kept).size)
    assert widths == [(320, 240), (640, 480), (1280, 960)]
    assert twin.url_at(640) == photo.url_at(640)


def test_a_sheet_takes_twenty(lune, bowl):
    for n in range(20):
        receive(lune, bowl, picture(colour=(n, n, n)))

    with pytest.raises(photos.TooManyPhotos, match="20 photos"):
        receive(lune, bowl, picture(colour=(99, 0, 0)))
    assert bowl.photos.count() == 20


def test_a_photo_of_a_live_sheet_waits_for_the_operator(lune, bowl, odile):
    receive(lune, bowl, picture(colour=(1, 1, 1)))
    products.submit(bowl, by=None, at=NOON)
    moderation.approve(Submission.objects.get(), by=odile, at=NOON)

    new = receive(lune, bowl, picture(colour=(2, 2, 2)))
    photos.arrange(
        bowl, [new.pk, *[p for p in photos.current_ids(bowl) if p != new.pk]], by=None, at=NOON
    )

    new.refresh_from_db()
    assert new.is_approved is False
    assert Product.objects.get().cover_id != new.pk
    moderation.approve(Submission.objects.get(state="queued"), by=odile, at=NOON)
    assert Product.objects.get().cover_id == new.pk


def test_a_photo_of_another_seller_cannot_be_attached(lune, brun, bowl):
    theirs = receive(brun)
    with pytest.raises(products.DraftRefused, match="n'existe plus"):
        photos.add(bowl, [theirs.pk], by=None, at=NOON)
