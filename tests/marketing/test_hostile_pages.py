"""What an editor must not put online is refused with a sentence; nothing of it reaches a page."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.models import Product
from marketing.blocks import typed
from marketing.models import Picture
from marketing.pages import checking, life, previews
from marketplace.shared import clock, guests
from tests import cast
from tests.marketing.test_pages import approve, landing, read

pytestmark = pytest.mark.django_db
ADD = "/admin/marketing/picture/add/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield
    guests.clear()


@pytest.fixture
def editor(client):
    return cast.proven(client, cast.operator("editorial"))


def bomb() -> bytes:
    """A small file that would unfold to 40 000 × 40 000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def jpeg(side: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), "tan").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", SVG),
        ("photo.png", SVG),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("huge.png", bomb()),
        ("small.jpg", jpeg(300)),
    ],
)
def test_the_library_takes_pictures_and_nothing_else(editor, name, content):
    file = SimpleUploadedFile(name, content, "image/png")
    answer = editor.post(
        ADD, {"file": file, "alt": "Un bol", "alt_en": "A bowl", "focal_x": 50, "focal_y": 50}
    )
    assert answer.status_code == 200
    said = answer.context["adminform"].form.errors["file"]
    assert len(said) == 1
    assert len(said[0]) > 20, "a sentence"
    assert not Picture.objects.exists()


def test_things_that_are_not_there_or_not_public_are_refused_and_shown_nowhere(client, lune):
    """An editor may type any number: a draft's, a hidden sheet's, a picture's that is gone."""
    draft = cast.offer(lune, title="Brouillon secret", state="draft").product
    hidden = cast.offer(lune, title="Fiche cachée", state="taken_down").product
    Product.objects.filter(pk__in=[draft.pk, hidden.pk]).update(is_sellable=False)
    blocks = [
        typed.new("hero", {"title": "Noël", "beside": "picture", "picture": "#987 Un bol"}),
        typed.new("image", {"picture": "#988 Un vase"}),
        typed.new("spotlight", {"product": f"#{draft.pk} Brouillon secret"}),
        typed.new("grid", {"source": "hand", "products": f"#{hidden.pk} x\n#999999 Rien"}),
        typed.new("video", {"title": "Film", "address": "https://evil.example/film"}),
        typed.new("banner", {"title": "Ici", "action": "Voir", "link": "//evil.example/"}),
    ]
    version = landing(blocks=blocks)

    told = [one for one in checking.remarks(version, at=cast.NOON) if one.is_blocking]

    assert {one.block for one in told} == {block["id"] for block in blocks}
    said = " ".join(one.sentence for one in told)
    for number in ("987", "988", str(draft.pk), str(hidden.pk), "999999"):
        assert f"n° {number}" in said
    with pytest.raises(life.NotReady):
        approve(version)
    assert read(client, "/pages/noel/") == 404
    page = client.get(f"/apercu/{previews.of_version(version, previews.Sight())}/")
    assert page.status_code == 200
    text = page.content.decode()
    for secret in ("Brouillon secret", "Fiche cachée", "evil.example", draft.slug, hidden.slug):
        assert secret not in text


def test_a_link_to_a_preview_holds_for_a_week_and_for_what_it_was_made(client, monkeypatch):
    version, other = landing(), landing("Pâques", "paques")
    token = previews.of_version(version, previews.Sight())
    body, _colon, seal = token.rpartition(":")
    of_other = previews.of_version(other, previews.Sight()).rpartition(":")[0]

    assert client.get(f"/apercu/{token}/").status_code == 200
    for altered in (f"{body}:{seal[:-2]}AA", f"{of_other}:{seal}", body, "x", f"{token}x"):
        assert client.get(f"/apercu/{altered}/").status_code == 404, altered
        with pytest.raises(previews.NoPreview, match="demandez-en un autre"):
            previews.read(altered, at=cast.NOON)
    later = time.time() + previews.LASTS + 60
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: later))
    assert client.get(f"/apercu/{token}/").status_code == 404
