"""Archives of photos as computers write them: each photo is found by the name that people read."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from django.db import connection
from django.utils import translation
from PIL import Image

from catalog.imports import problems, results, slices
from catalog.imports.photos_zip import Photos
from catalog.models import Import, Photo
from tests.catalog.imports.conftest import applied, codes, table

pytestmark = pytest.mark.once

TEAPOT, A_BIG_ONE = "théière bleue.jpg", "À l'Été.jpg"


class Named(zipfile.ZipInfo):
    """A file whose name is written in these bytes, without the flag of UTF-8."""

    def __init__(self, raw: bytes):
        super().__init__("named by its bytes")
        self.raw = raw

    def _encodeFilenameFlags(self):  # noqa: N802 - what Python calls when it writes a name
        return self.raw, 0


def archive(*named: tuple[str | bytes, bytes]) -> io.BytesIO:
    """An archive: names as text bear the flag of UTF-8, names as bytes none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in named:
            entry = zipfile.ZipInfo(name) if isinstance(name, str) else Named(name)
            packed.writestr(entry, content)
    return out


def decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


@pytest.mark.parametrize("wanted", [str, decomposed, str.upper])
@pytest.mark.parametrize(
    "written",
    [
        TEAPOT,
        decomposed(TEAPOT),
        TEAPOT.encode(),
        decomposed(TEAPOT).encode(),
        TEAPOT.encode("cp850"),
        TEAPOT.encode("cp437"),
        TEAPOT.encode("cp1252"),
        TEAPOT.encode("mac_roman"),
        f"Mes photos/Été/{TEAPOT}",
        rf"C\Mes photos\{TEAPOT}",
        TEAPOT.upper(),
        "The\u0301ie\u0300re  bleue\u200b.JPG",
    ],
)
def test_a_photo_is_found_however_its_name_is_written(written, wanted):
    found = Photos(archive((written, b"bleue"), ("autre.jpg", b"autre")))

    assert found.read(wanted(TEAPOT)) == b"bleue"
    assert "thé bleue.jpg" not in found


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "mac_roman", "utf-8"])
def test_letters_that_the_old_encodings_write_each_in_its_place_are_found(encoding):
    assert Photos(archive((A_BIG_ONE.encode(encoding), b"x"))).read("à l'été.JPG") == b"x"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("brune", b"brune"),
        ("brune.png", b"brune"),
        ("verte.2.jpg", b"deux"),
        ("._brune.jpg", None),
        ("noire.jpg", None),
    ],
)
def test_what_a_system_leaves_beside_photos_is_none(name, content):
    found = Photos(
        archive(
            ("./photos/brune.jpg", b"brune"),
            ("photos/verte.2.jpg", b"deux"),
            ("__MACOSX/photos/._brune.jpg", b"x"),
            ("photos/._brune.jpg", b"x"),
            ("photos/.DS_Store", b"x"),
            ("photos/Thumbs.db", b"x"),
            ("__MACOSX/noire.jpg", b"x"),
        )
    )

    assert found.read(name) == content


def test_two_photos_of_one_name_are_asked_about(lune, shelves):
    one, other = jpeg(90), jpeg(200)
    both = archive(
        ("bols/1.jpg", one), ("tasses/1.jpg", other), ("copie/2.jpg", one), ("2.jpg", one)
    )

    source = applied(
        lune,
        table(
            "sku;titre;catégorie;prix TTC;stock;photo",
            "A;Bol bleu;Cuisine;12;3;1.jpg",
            "B;Bol vert;Cuisine;12;3;2.jpg",
        ),
        photos=both,
    )

    assert codes(source) == {2: ["PHOTO_REFUSED"]}
    why = source.rows.get(line=2).problems[0]
    assert "bols/1.jpg" in problems.sentence(why)
    with translation.override("en"):  # no part of a stored sentence keeps its language
        assert "The archive holds several photos" in problems.sentence(why)
    assert [photo.product.ref for photo in Photo.objects.exclude(product=None)] == ["B"]


def test_the_photos_of_a_mac_reach_their_sheets_and_are_not_missed_later(lune, shelves):
    colours = {"bleue": 40, "verte": 90, "rouge": 200}
    sent = [(decomposed(f"théière {name}.jpg"), jpeg(shade)) for name, shade in colours.items()]
    sent += [(f"__MACOSX/._{name}", b"x") for name, _content in sent]
    file = (
        "sku;titre;catégorie;prix TTC;stock;photo",
        "A;Théière bleue;Cuisine;45,00;2;théière bleue.jpg",
        "B;Théière verte;Cuisine;45,00;2;THÉIÈRE VERTE.JPG",
        "C;Théière rouge;Cuisine;45,00;2;"
        "https://cdn.example/img/th%C3%A9i%C3%A8re%20rouge.jpg?v=12",
    )

    source = applied(lune, table(*file), photos=archive(*sent))

    assert codes(source) == {}
    assert Photo.objects.exclude(product=None).count() == 3
    again = applied(lune, table(*file))
    assert codes(again) == {}


def jpeg(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (220, 220), (shade, 90, 40)).save(out, "JPEG")
    return out.getvalue()


def test_what_the_seller_sees_of_the_work_moves_while_photos_are_unpacked(
    lune, shelves, monkeypatch
):
    monkeypatch.setattr(slices, "EVERY", 0.0)
    shown = []

    def look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("UPDATE") and "catalog_import" in sql and '"progress"' in sql:
            source = Import.objects.get()
            shown.append((source.state, results.progress(source).get("text")))
        return answer

    rows = [f"S{n};Bol n° {n};Cuisine;12;3;{n}.jpg" for n in range(4)]
    photos = archive(*((f"{n}.jpg", jpeg(40 + n)) for n in range(4)))
    with connection.execute_wrapper(look):
        applied(lune, table("sku;titre;catégorie;prix TTC;stock;photo", *rows), photos=photos)

    assert ("checking", "Vérification : 2 lignes sur 4") in shown
    assert ("applying", "2 lignes appliquées sur 4") in shown
    assert ("applying", "Toutes les lignes sont écrites : dernier bilan…") in shown
    assert Photo.objects.exclude(product=None).count() == 4
