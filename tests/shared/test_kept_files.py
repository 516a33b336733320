"""A file chosen in a refused form is not lost: it is kept for whoever sent it, for hours."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from PIL import Image

from marketing.models import Picture, ShopPicture
from marketplace.shared import clock, files, kept_files
from marketplace.shared.models import KeptFile
from tests import cast

pytestmark = pytest.mark.django_db
PAGE = reverse("seller-page-pictures")


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def drawn(width=900, height=700) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (120, 90, 60)).save(out, "JPEG")
    return out.getvalue()


def photo(name="four.jpg", content=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn() if content is None else content, "image/jpeg")


def tokens(page: str) -> list[str]:
    return re.findall(r'-kept" value="([0-9a-f]{32})"', page)


def owner(shop):
    return shop.members.get(role="owner").user


class Several(forms.FileInput):
    allow_multiple_selected = True


class Multiple(kept_files.FileField):
    widget = Several

    def clean(self, data, initial=None):
        return [super(Multiple, self).clean(one, initial) for one in data]


class Claim(forms.Form):
    files = Multiple(required=False)
    words = forms.CharField()


def guest(session=None, **data):
    """What a visitor without an account sent."""
    request = RequestFactory().post("/", data)
    request.user, request.session = AnonymousUser(), session or SessionStore()
    return request


def claim(request) -> tuple[Claim, str]:
    form = Claim(request.POST, kept_files.sent(request))
    return form, str(form["files"])


def test_the_photo_of_a_form_without_words_is_kept_and_taken_when_it_has_them(client, lune, brun):
    client.force_login(owner(lune))
    page = client.post(PAGE, {"file": photo()}).content.decode()
    [token] = tokens(page)
    kept = KeptFile.objects.get()

    assert "four.jpg" in page
    assert not re.search(r'type="file"[^>]*required', page)
    assert client.get(f"/media/{kept.file.name}").status_code == 404

    # nobody else has it
    other = type(client)()
    other.force_login(owner(brun))
    answer = other.post(PAGE, {"file-kept": token, "alt": "Un four"})
    assert answer.status_code == 422
    assert not ShopPicture.objects.exists()
    assert KeptFile.objects.exists()

    # refused once more, it is the same one; then it is taken, and gone
    assert tokens(client.post(PAGE, {"file-kept": token}).content.decode()) == [token]
    answer = client.post(PAGE, {"file-kept": token, "alt": "Un four"})
    assert answer.status_code == 302
    assert ShopPicture.objects.get().seller == lune
    assert not KeptFile.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)


def stored() -> set[str]:
    """What lies where files are kept; other tests leave theirs."""
    storage = files.private_storage()
    return set(storage.listdir("kept")[1]) if storage.exists("kept") else set()


def test_a_kept_photo_may_be_left_out_replaced_or_too_old(client, lune):
    client.force_login(owner(lune))
    before = stored()
    [token] = tokens(client.post(PAGE, {"file": photo()}).content.decode())

    left = client.post(PAGE, {"file-kept": token, "file-drop": token, "alt": "Un four"})
    assert left.status_code == 422
    assert not tokens(left.content.decode())
    assert not KeptFile.objects.exists()

    again = client.post(PAGE, {"file-kept": token, "file": photo("autre.jpg")}).content.decode()
    assert "autre.jpg" in again
    assert tokens(again) != [token]

    with clock.at(cast.NOON + kept_files.LASTS + timedelta(minutes=1)):
        late = client.post(PAGE, {"file-kept": token, "alt": "Un four"})
        assert kept_files.sweep(clock.now()) == 1
    assert late.status_code == 422
    assert not ShopPicture.objects.exists()
    assert not KeptFile.objects.exists()
    assert stored() <= before


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"%PDF-1.7 /JavaScript (x())",
        b"PK\x03\x04",
        b"",
    ],
)
def test_what_is_no_file_of_ours_is_not_kept(client, lune, content):
    client.force_login(owner(lune))
    answer = client.post(PAGE, {"file": photo("x.jpg", content)})
    assert answer.status_code == 422
    assert not KeptFile.objects.exists()


def test_a_visitor_keeps_several_until_a_ceiling_and_takes_one_out(monkeypatch):
    monkeypatch.setattr(kept_files, "MOST", 3)
    session = SessionStore()
    _form, page = claim(
        guest(session, files=[photo("a.jpg"), photo("b.jpg"), photo("c.jpg"), photo("d.jpg")])
    )
    held = tokens(page)
    assert len(held) == 3
    assert "d.jpg n&#x27;est pas gardé" in page or "d.jpg n'est pas gardé" in page

    form, page = claim(guest(session, **{"files-kept": held, "files-drop": held[0]}))
    assert tokens(page) == held[1:]
    assert [one.name for one in form.cleaned_data["files"]] == ["b.jpg", "c.jpg"]

    # what is kept and chosen once more is one file
    form, _page = claim(guest(session, **{"files-kept": held[1:], "files": [photo("b.jpg")]}))
    assert sorted(one.name for one in form.cleaned_data["files"]) == ["b.jpg", "c.jpg"]

    # another form of the same visitor makes room among what is older
    _form, page = claim(guest(session, files=[photo("e.jpg"), photo("f.jpg")]))
    assert len(tokens(page)) == 2
    assert KeptFile.objects.count() == 3

    # another visitor has nothing of it, and does not send less unawares
    form, page = claim(guest(**{"files-kept": held, "words": "x"}))
    assert "n'est plus là" in form.errors["files"][0]
    assert not tokens(page)
    form, _page = claim(guest(words="x"))
    assert form.is_valid()


def test_the_console_keeps_the_picture_of_a_form_that_lacks_a_field(client):
    client.force_login(cast.operator("editorial"))
    add = reverse("admin:marketing_picture_add")
    said = {"alt": "Un four", "focal_x": 50, "focal_y": 50}
    page = client.post(add, {**said, "file": photo()}).content.decode()
    answer = client.post(add, {**said, "alt_en": "A kiln", "file-kept": tokens(page)})
    picture = Picture.objects.get()
    assert answer.status_code == 302
    assert picture.width == 900
    assert picture.file.storage.exists(picture.file.name)
    assert not KeptFile.objects.exists()
