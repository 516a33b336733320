"""What may be handed in: papers that do nothing, pictures decoded to their end, files whole or not
at all.
"""

from __future__ import annotations

import errno
import os
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from catalog.models import Photo
from catalog.sheets import photos
from marketplace.shared import files
from sellers.models import Document, Item, Member, Role
from tests import cast


def picture(kind="JPEG", size=(640, 480)) -> bytes:
    out = BytesIO()
    image = Image.effect_noise(size, 80).convert("RGB")
    image.save(out, kind, exif=b"Exif\0\0secret") if kind == "JPEG" else image.save(out, kind)
    return out.getvalue()


def paper(change=None) -> bytes:
    """A PDF of one page, changed before it is kept."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(out)
    return out.getvalue()


def script(pdf):
    pdf.Root.OpenAction = pdf.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def program(pdf):
    pdf.pages[0].Annots = [
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"),
        )
    ]


def program_by_reference(pdf):
    """Nothing in its place: the action, and the name of what it does, stand elsewhere in the
    file.
    """
    pdf.Root.OpenAction = pdf.make_indirect(
        pikepdf.Dictionary(S=pdf.make_indirect(pikepdf.Name.Launch), F="calc.exe")
    )


def inner_file(pdf):
    pdf.attachments["x.exe"] = b"MZ"


def sending_form(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="<xdp/>")


def link(pdf):
    pdf.pages[0].Annots = [
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://infogreffe.example"),
        )
    ]


@pytest.mark.parametrize(
    "change", [script, program, program_by_reference, inner_file, sending_form]
)
def test_a_paper_that_acts_is_refused(change):
    with pytest.raises(files.DocumentActive):
        files.read_document(paper(change))


def invoice_data(
    pdf, name="factur-x.xml", data=b"<?xml version='1.0'?><rsm:CrossIndustryInvoice/>"
):
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)


def two_inside(pdf):
    invoice_data(pdf)
    invoice_data(pdf, name="virus.exe")


def a_program_named_as_an_invoice(pdf):
    invoice_data(pdf, data=b"MZ program")


@pytest.mark.parametrize("change", [two_inside, a_program_named_as_an_invoice])
def test_only_the_data_of_an_invoice_may_lie_inside(change):
    with pytest.raises(files.DocumentActive):
        files.read_document(paper(change))


@pytest.mark.parametrize("change", [None, link, invoice_data])
def test_a_plain_paper_is_kept_as_it_is(change):
    content = paper(change)

    kept = files.read_document(content)

    assert (kept.content, kept.media_type, kept.extension) == (content, "application/pdf", "pdf")


def test_a_script_hidden_in_a_packed_object_is_found():
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        script(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in out.getvalue()

    with pytest.raises(files.DocumentActive):
        files.read_document(out.getvalue())


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + os.urandom(2000) + b"\n%%EOF"]
)
def test_a_broken_paper_is_told_so(content):
    with pytest.raises(files.DocumentUnreadable):
        files.read_document(content)


def test_a_paper_with_a_password_is_told_so():
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(files.DocumentLocked):
        files.read_document(out.getvalue())


def test_a_photographed_paper_is_decoded_and_written_anew():
    content = picture()

    kept = files.read_document(content + b"<script>")

    assert b"secret" not in kept.content
    assert b"<script>" not in kept.content
    assert kept.media_type == "image/jpeg"
    with pytest.raises(files.ImageCorrupt):
        files.read_document(content[: len(content) // 2])


@pytest.fixture
def full_disk(monkeypatch):
    """A disk that takes the first bytes of a file, then no more: the fault of the world outside."""
    opened = os.fdopen

    def fills_up(handle, *mode):
        file = opened(handle, *mode)
        if mode != ("wb",):
            return file
        file.write(b"half")
        file.close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", fills_up)
    return monkeypatch


def lying_about(folder: str) -> list[Path]:
    root = Path(default_storage.location) / folder
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_keeps_no_half_photo_and_says_so(client, lune, full_disk):
    client.force_login(cast.owner_of(lune))
    client.raise_request_exception = False
    url = reverse("seller-photos")
    before = lying_about(photos.FOLDER)

    answer = client.post(url, {"files": ContentFile(picture(), "bol.jpg")})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert lying_about(photos.FOLDER) == before
    assert not Photo.objects.exists()
    full_disk.undo()
    client.post(url, {"files": ContentFile(picture(), "bol.jpg")})
    photo = Photo.objects.get()
    with photo.file.open("rb") as kept:
        assert Image.open(kept).size == (640, 480)


@pytest.mark.django_db
def test_half_a_photo_of_before_gives_way_to_the_whole_one(lune):
    content = picture()
    whole = files.read_picture(content)
    path = f"{photos.FOLDER}/{whole.sha256[:2]}/{whole.sha256}.jpg"
    default_storage.save(path, ContentFile(whole.content[:10]))

    photo = photos.receive(lune, None, content, "bol.jpg", at=cast.NOON)

    assert photo.file.size == len(whole.content)


@pytest.mark.django_db
def test_two_files_of_one_name_are_both_kept():
    first = default_storage.save("deux/bol.txt", ContentFile(b"un"))
    second = default_storage.save("deux/bol.txt", ContentFile(b"deux"))

    assert first != second
    assert default_storage.open(first).read() == b"un"
    assert default_storage.open(second).read() == b"deux"
    assert len(lying_about("deux")) == 2


@pytest.mark.django_db
def test_an_identity_card_is_read_by_owners_and_operators_only(client, lune):
    item = Item.objects.create(seller=lune, kind="identity_card")
    row = Document(
        item=item,
        name="carte.pdf",
        media_type="application/pdf",
        size=4,
        sha256="0" * 64,
        uploaded_at=cast.NOON,
    )
    row.file.save("carte.pdf", ContentFile(b"%PDF"), save=False)
    row.save()
    url = reverse("seller-file-document", args=[row.pk])
    statuses = {}
    for role in Role.values:
        person = cast.owner_of(lune)
        if role != Role.OWNER:
            person = cast.user()
            Member.objects.create(seller=lune, user=person, role=role, joined_at=cast.NOON)
        client.force_login(person)
        statuses[role] = client.get(url).status_code

    assert statuses.pop(Role.OWNER) == 200
    assert set(statuses.values()) == {403}
