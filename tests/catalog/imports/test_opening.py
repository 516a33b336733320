"""A file is read by the worker: the page answers before, says what was found after, and dies
without loss.
"""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from catalog import tasks
from catalog.imports import mapping, opening, photos_zip, problems, readers, run, slices
from catalog.models import Import
from catalog.states import ImportState
from marketplace.shared import clock, outbox
from tests import cast
from tests.catalog.imports.conftest import checked, pictures, read, received, table, understood

FILE = b"sku;titre;cat\xc3\xa9gorie;prix;stock\nA;Bol;Cuisine;12;3\nB;Tasse;Cuisine;8;3\n"
UNREADABLE = b'sku;titre;prix\nA;"Bol;12\n'


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


@pytest.fixture
def _no_table(monkeypatch):
    """No table is parsed and no archive listed: this stands for the web process."""

    real = zipfile.ZipFile

    def forbidden(*args, **_more):
        if "w" in args:
            return real(*args)
        raise AssertionError("a table was read in a web request")

    monkeypatch.setattr(readers, "detect", forbidden)
    monkeypatch.setattr(readers, "rows", forbidden)
    monkeypatch.setattr(zipfile, "ZipFile", forbidden)


def file(content: bytes = FILE) -> SimpleUploadedFile:
    return SimpleUploadedFile("catalogue.csv", content)


def archive() -> SimpleUploadedFile:
    return SimpleUploadedFile("photos.zip", pictures(**{"a.png": b"x"}).read())


def locked() -> io.BytesIO:
    """An archive with a file under a password."""
    out = bytearray(pictures(**{"a.png": b"x"}).read())
    out[out.index(b"PK\x01\x02") + 8] |= 1
    return io.BytesIO(bytes(out))


def address(name: str, source: Import) -> str:
    return reverse(f"seller-import{name}", args=[source.pk])


@pytest.mark.usefixtures("_no_table")
def test_an_upload_is_answered_without_reading_it(desk, lune, shelves):
    answer = desk.post(
        reverse("seller-imports"), {"file": file(), "photos": archive()}, follow=True
    )

    source = Import.objects.get()
    assert source.state == ImportState.READING
    assert source.sha256 == "", "the worker reads the file through, no page does"
    assert answer.redirect_chain[-1][0] == address("", source)
    page = answer.content.decode()
    assert "x-poll" in page
    assert 'http-equiv="refresh"' in page
    assert address("-cancellation", source) in page, "a file that is never read can be given up"
    assert desk.get(address("-columns", source)).url == address("", source)
    assert desk.get(reverse("seller-imports")).status_code == 200


def test_no_choice_of_the_seller_reads_the_table_in_the_page(desk, lune, shelves, request):
    source = received(lune, table(*FILE.decode().splitlines()), by=cast.owner_of(lune))
    columns = {
        f"c{place}": field
        for place, field in enumerate(("sku", "title", "category", "price", "stock"))
    }
    request.getfixturevalue("_no_table")

    desk.post(address("-reading", source), {"encoding": "cp1252", "separator": ";", "header": 1})
    source.refresh_from_db()
    assert (source.state, source.asked["step"]) == (ImportState.READING, "look")

    Import.objects.update(state=ImportState.RECEIVED)
    assert desk.post(address("-columns", source), columns).url == address("-choices", source)
    assert desk.get(address("-choices", source)).url == address("", source)
    source.refresh_from_db()
    assert (source.state, source.asked["step"]) == (ImportState.READING, "count")

    Import.objects.update(state=ImportState.CHECKED)
    desk.post(address("-photos", source), {"photos": archive()})
    source.refresh_from_db()
    assert (source.state, source.asked["step"]) == (ImportState.READING, "join")


def test_the_worker_leads_from_the_upload_to_the_columns_and_the_choices(desk, lune, shelves):
    desk.post(reverse("seller-imports"), {"file": file()})
    source = Import.objects.get()

    tasks.read_import(import_id=source.pk)
    assert desk.get(address("", source)).url == address("-columns", source)
    form = desk.get(address("-columns", source)).context["form"]
    desk.post(address("-columns", source), {bound.html_name: bound.value() for bound in form})
    tasks.read_import(import_id=source.pk)

    assert desk.get(address("", source)).url == address("-choices", source)
    source.refresh_from_db()
    assert source.mapping["seen"]["categories"] == {"Cuisine": 2}
    assert source.total == 2


def test_what_reading_refuses_is_said_on_the_page_in_the_readers_language(desk, lune):
    desk.post(reverse("seller-imports"), {"file": file(UNREADABLE)})
    source = read(Import.objects.get())

    assert source.state == ImportState.FAILED
    assert source.asked["refused"]["code"] == "CSV_QUOTE"
    page = desk.get(address("", source)).content.decode()
    assert "Un guillemet ouvert à la ligne 2" in page
    assert f'href="{reverse("seller-imports")}"' in page
    desk.post(reverse("seller-imports"), {"file": file()})
    assert read(Import.objects.latest("pk")).state == ImportState.RECEIVED


def test_a_reading_that_fails_loses_no_choice(desk, lune):
    source = received(lune, table("sku;titre;prix", "A;Bol;12"), by=cast.owner_of(lune))
    run.read_again(source, by=None, encoding="utf-16-le", separator="")
    read(source)

    assert (source.state, source.detected["headers"]) == (
        ImportState.RECEIVED,
        ["sku", "titre", "prix"],
    )
    assert (
        "Ce fichier ne se lit pas ainsi" in desk.get(address("-columns", source)).content.decode()
    )

    run.cancel(source, by=None, at=cast.NOON)
    texts = [f"S{place};Bol;Texte {place};12" for place in range(mapping.TEXTS + 1)]
    source = received(lune, table("sku;titre;catégorie;prix", *texts), by=cast.owner_of(lune))
    understood(source, {"sku": "sku", "titre": "title", "catégorie": "category", "prix": "price"})
    page = desk.get(address("-columns", source))
    assert f"plus de {mapping.TEXTS} valeurs" in page.content.decode()
    assert page.context["form"]["c2"].value() == "category"
    understood(source, {"sku": "sku", "titre": "title", "prix": "price"})
    assert "refused" not in source.asked


def test_photos_that_do_not_open_leave_the_file(desk, lune, shelves):
    source = received(
        lune, table(*FILE.decode().splitlines()), photos=locked(), by=cast.owner_of(lune)
    )

    assert (source.state, source.photos.name) == (ImportState.RECEIVED, "")
    for name in ("-columns", "-choices"):
        assert "protégée par un mot de passe" in desk.get(address(name, source)).content.decode()
        understood(source)


def test_a_bad_archive_leaves_a_checked_file_as_it_was(desk, lune, shelves):
    source = checked(lune, table(*FILE.decode().splitlines()), photos=pictures(**{"a.png": b"x"}))
    before = source.photos.name

    run.add_photos(source, locked(), "autres.zip", by=None, at=cast.NOON)
    read(source)

    assert (source.state, source.photos.name, source.rows.count()) == (
        ImportState.CHECKED,
        before,
        2,
    )
    assert "protégée par un mot de passe" in desk.get(address("", source)).content.decode()


@pytest.mark.parametrize("step", ["look", "count", "join"])
def test_a_reading_that_dies_is_taken_up(lune, shelves, monkeypatch, step):
    lines = table(*FILE.decode().splitlines())
    if step == "look":
        source = run.receive(lune, lines, "x.csv", by=None, at=cast.NOON)
    elif step == "count":
        source = received(lune, lines)
        run.choose_columns(source, source.mapping["columns"], by=None)
    else:
        source = checked(lune, lines)
        run.add_photos(source, pictures(**{"a.png": b"x"}), "photos.zip", by=None, at=cast.NOON)
    with monkeypatch.context() as patched:
        patched.setattr(opening, "_end", _die)
        with pytest.raises(Killed):
            opening.run(source.pk, at=cast.NOON)
    opening.run(source.pk, at=cast.NOON)
    source.refresh_from_db()
    assert source.state == ImportState.READING, "the dead worker's beat is still fresh"

    later = clock.now() + slices.SILENCE + timedelta(seconds=1)
    with clock.at(later):
        tasks.resume_imports()
        outbox.sweep(clock.now())

    source.refresh_from_db()
    assert source.state == {"join": ImportState.CHECKED}.get(step, ImportState.RECEIVED)
    assert ("seen" in source.mapping) == (step != "look")


def _die(*_args, **_more):
    raise Killed


def test_a_late_reading_does_not_answer_another_question(lune, monkeypatch):
    source = received(lune, table("sku;titre,x;prix", "1;b,c;3"))
    run.read_again(source, by=None, encoding="utf-8", separator=",", header=1)
    real = readers.detect

    def overtaken(*args, **chosen):
        found = real(*args, **chosen)
        monkeypatch.setattr(readers, "detect", real)
        Import.objects.filter(pk=source.pk).update(state=ImportState.RECEIVED, beat_at=None)
        source.state = ImportState.RECEIVED
        run.read_again(source, by=None, encoding="utf-8", separator=";", header=1)
        return found

    monkeypatch.setattr(readers, "detect", overtaken)
    opening.run(source.pk, at=cast.NOON)
    source.refresh_from_db()
    assert source.state == ImportState.READING

    assert read(source).detected["separator"] == ";"


def test_a_reading_given_up_stays_so(lune, monkeypatch):
    source = run.receive(lune, table(*FILE.decode().splitlines()), "x.csv", by=None, at=cast.NOON)
    run.cancel(source, by=None, at=cast.NOON)

    assert read(source).state == ImportState.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_file_is_read(lune, shelves, monkeypatch):
    """On SQLite every other writer would wait for it."""
    seen = []
    for where, name in ((readers, "rows"), (readers, "detect"), (photos_zip, "check")):
        real = getattr(where, name)

        def noted(*args, real=real, name=name, **more):
            seen.append((name, connection.in_atomic_block))
            return real(*args, **more)

        monkeypatch.setattr(where, name, noted)

    source = checked(lune, table(*FILE.decode().splitlines()), photos=pictures(**{"a.png": b"x"}))

    assert source.state == ImportState.CHECKED
    assert {name for name, _inside in seen} == {"rows", "detect", "check"}
    assert not any(inside for _name, inside in seen)


def test_a_kept_refusal_survives_words_it_does_not_know():
    assert problems.told({}) == problems.told({"code": "GONE"}) == ""
