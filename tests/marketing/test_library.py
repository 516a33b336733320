"""The library: a picture is taken or refused with a reason, and its sizes are cut by the worker."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from marketing import invariants, tasks
from marketing.blocks import drawing, typed
from marketing.library import library
from marketing.models import Page, Picture
from marketing.pages import checking, drafts, finding
from marketing.states import PictureState
from marketplace.shared import clock, outbox
from marketplace.shared.models import Pending
from tests import cast

pytestmark = pytest.mark.django_db
ADD = reverse("admin:marketing_picture_add")


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def drawn(width=1600, height=1000, **saved) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(
        out, saved.pop("form", "JPEG"), **saved
    )
    return out.getvalue()


def plain(width, height) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def kept(width=1600, height=1000, *, content=None, name="four.jpg") -> Picture:
    row = Picture(alt="Un four", alt_en="A kiln", width=width, height=height, weight=900_000)
    row.file.save(name, ContentFile(content or drawn(width, height)), save=False)
    row.save()
    return row


def hero(picture: Picture):
    said = {"title": "Noël", "title_en": "Xmas", "beside": "picture", "picture": f"#{picture.pk} x"}
    return typed.new("hero", said)


def said_of(picture: Picture) -> dict[str, bool]:
    """What is remarked of a page that opens with a picture, and whether it blocks."""
    page, _new = Page.objects.get_or_create(kind="landing", slug="noel", name="Noël")
    version = page.versions.first() or drafts.begin(page, by=None, at=cast.NOON)
    version.blocks = [hero(picture)]
    return {one.sentence: one.is_blocking for one in checking.remarks(version, at=cast.NOON)}


def test_a_picture_that_is_added_is_cut_by_the_worker_and_served_by_width(client):
    client.force_login(cast.operator("editorial"))
    turned = Image.Exif()
    turned[0x0112] = 6  # held upright
    turned[0x010F] = "Canon"
    file = SimpleUploadedFile("four.jpg", drawn(1600, 1000, exif=turned), "image/jpeg")
    with outbox.holding(["marketing.cut_picture"]):  # the worker is dead
        answer = client.post(
            ADD,
            {"file": file, "alt": "Un four", "alt_en": "A kiln", "focal_x": 50, "focal_y": 50},
        )
    picture = Picture.objects.get()
    before = drawing.scene_of([hero(picture)], at=cast.NOON, language="fr").picture(picture.pk)
    outbox.sweep(cast.NOON)
    picture.refresh_from_db()
    cut = {
        width: Image.open(default_storage.open(f"{picture.stem}-{width}.webp"))
        for width in picture.cut
    }

    assert answer.status_code == 302
    assert (picture.width, picture.height) == (1000, 1600)
    assert not Image.open(default_storage.open(picture.file.name)).getexif()
    assert before is not None
    assert before.state == PictureState.PREPARING
    assert before.size_url(640) == ""  # the original is shown
    assert picture.state == PictureState.READY
    assert {width: image.width for width, image in cut.items()} == {
        "160": 160,
        "320": 320,
        "640": 640,
        "960": 960,
        "1280": 1000,
    }
    assert picture.size_url(800).endswith("-960.webp")
    assert picture.size_url(2000).endswith("-1280.webp")
    assert picture.served_bytes == default_storage.size(f"{picture.stem}-1280.webp")
    assert not list(invariants._pictures())
    assert client.get(reverse("admin:marketing_picture_changelist")).status_code == 200

    default_storage.delete(f"{picture.stem}-640.webp")

    assert list(invariants._pictures())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("four.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "JPEG"),
        ("four.jpg", b"GIF89a<script>", "JPEG"),
        ("four.jpg", drawn()[:-4000], "abîmée"),
        ("four.png", plain(10_000, 4_100), "40 millions"),
        ("four.jpg", drawn(700, 500), "700 × 500"),
        ("four.jpg", b"", "vide"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_to_mend(client, name, content, said):
    client.force_login(cast.operator("editorial"))
    answer = client.post(
        ADD,
        {
            "file": SimpleUploadedFile(name, content),
            "alt": "x",
            "alt_en": "x",
            "focal_x": 50,
            "focal_y": 50,
        },
    )
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Picture.objects.exists()


def test_a_picture_too_small_for_its_place_is_told_and_keeps_the_page_back(client):
    small, large = kept(900, 600), kept(1600, 1000, name="grand.jpg")

    found = {
        one.line: one.wrong
        for one in finding.search("pictures", "four", least=(1280, 800), at=cast.NOON)
    }
    told = said_of(small)

    assert "1280 × 800" in found[f"#{small.pk} Un four"]
    assert found[f"#{large.pk} Un four"] == "En préparation"
    assert [why for why, blocks in told.items() if blocks and "900 × 600" in why]
    assert not any(said_of(large).values())
    client.force_login(cast.operator("editorial"))
    page = client.get(
        reverse("admin:marketing_version_find"), {"quoi": "pictures", "pour": "1280x800"}
    ).content.decode()
    assert "trop petite" in page
    assert "900 × 600" in page


def test_a_lost_or_broken_file_is_told_never_drawn_and_mended_by_sending_it_again():
    lost = kept()
    lost.file.storage.delete(lost.file.name)
    broken = kept(content=drawn()[:9000], name="x.jpg")
    ready = kept(name="y.jpg")

    tasks.cut_waiting()  # pictures from before an upgrade: none was handed over
    outbox.sweep(cast.NOON)
    for row in (lost, broken, ready):
        row.refresh_from_db()

    assert lost.state == broken.state == PictureState.UNREADABLE
    assert ready.state == PictureState.READY
    assert not Pending.objects.filter(done_at=None).exists()
    assert [why for why, blocks in said_of(lost).items() if blocks and "ne s'ouvre plus" in why]
    scene = drawing.scene_of([hero(lost)], at=cast.NOON, language="fr")
    assert scene.picture(lost.pk) is None

    lost.file.save("z.jpg", ContentFile(drawn()), save=True)
    library.added(lost, by=None, at=cast.NOON)
    outbox.sweep(cast.NOON)
    lost.refresh_from_db()
    assert lost.state == PictureState.READY


def test_the_weight_of_a_page_is_what_is_served():
    heavy = kept()
    heavy.weight = 2_500_000
    heavy.save()
    before = [why for why in said_of(heavy) if "ko de trop" in why]
    library.cut(heavy.pk, at=cast.NOON)

    assert "2500 ko" in before[0]
    assert not [why for why in said_of(heavy) if "ko de trop" in why]
