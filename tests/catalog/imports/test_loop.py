"""The loop of a file on its pages: errors by cause, cells typed anew, report sent back, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalog.models import Import, Offer, Product
from marketplace.flows import FLOWS
from marketplace.shared import clock, events
from tests import cast
from tests.catalog.imports.conftest import checked, table
from tests.catalog.imports.test_pages import Desk, send, upload, walk

HEAD = "Réf. maison;Intitulé;Rayon;PU;Qté"
COLUMNS = {f"c{n}": v for n, v in enumerate(("sku", "title", "category", "price", "stock"))}


@pytest.fixture(autouse=True)
def _wired():
    events.connect(FLOWS)


@pytest.fixture
def desk(lune):
    browser = Desk()
    browser.force_login(cast.owner_of(lune))
    return browser


def page(desk, source, query="") -> str:
    address = reverse("seller-import", args=[source.pk])
    return " ".join(desk.get(address + query).content.decode().split())


def sent(desk, place, *rows) -> Import:
    """A file whose columns no dictionary knows, sent and checked through its pages."""
    gone = send(desk, upload(HEAD, *rows))
    gone = desk.post(gone.url, COLUMNS)
    assert desk.post(gone.url, {"t0": place.pk}).status_code == 302
    return Import.objects.latest("pk")


def act(desk, name, source, **values):
    return desk.post(reverse(f"seller-import-{name}", args=[source.pk]), values, follow=True)


def test_a_file_is_corrected_applied_and_its_report_comes_back_as_the_next_file(
    desk, lune, shelves, django_capture_on_commit_callbacks
):
    wrong = [f"A{n:02};Bol {n};Vaisselle;12,500;3" for n in range(30)]
    good = "D;Plat;Vaisselle;30;2"
    source = sent(
        desk, shelves["Cuisine"], *wrong, "B;Tasse;Vaisselle;x;1", "C;;Vaisselle;9;1", good
    )
    assert (source.new_count, source.refused_count) == (1, 32)

    # the errors by cause, and one correction for thirty lines
    page(desk, source)
    with CaptureQueriesContext(connection) as for_one:
        page(desk, source, "?code=PRICE_FORMAT")
    with CaptureQueriesContext(connection) as for_thirty:
        shown = page(desk, source, "?code=PRICE_AMBIGUOUS")
    assert len(for_thirty) == len(for_one)
    assert "Remplacer dans 30 lignes" in shown
    assert shown.count('name="text"') == 31
    told = act(
        desk,
        "correction",
        source,
        line=2,
        place=3,
        code="PRICE_AMBIGUOUS",
        alike="on",
        text="12,50",
        back="code=PRICE_AMBIGUOUS&x=//evil",
    )
    assert told.redirect_chain[-1][0].endswith("?code=PRICE_AMBIGUOUS")
    assert "30 lignes relues." in told.content.decode()
    # one cell, which stays wrong
    told = act(desk, "correction", source, line=32, place=3, text="-5")
    assert "1 ligne relue, 1 encore refusée" in told.content.decode()
    source.refresh_from_db()
    assert (source.new_count, source.refused_count) == (31, 2)

    # applied; the refused lines come back as a file of their own
    act(desk, "application", source)
    assert Offer.objects.get(sku="A07").price_cents == 1250
    address = reverse("seller-import-report", args=[source.pk])
    report = b"".join(desk.get(address).streaming_content).decode()
    lines = report.removeprefix("\ufeff").splitlines()
    assert lines[0] == f"{HEAD};statut;problème;remède"
    assert [line.split(";")[0] for line in lines[1:]] == ["B", "C"]
    assert lines[1].split(";")[3] == "-5", "what was typed on screen is in it"
    assert len(b"".join(desk.get(f"{address}?tout=1").streaming_content).splitlines()) == 34
    mended = report.replace("-5", "5").replace("C;;", "C;Pichet;")
    Offer.objects.filter(sku="D").update(price_cents=3100)
    gone = send(desk, SimpleUploadedFile("a corriger.csv", mended.encode()))
    assert "est le rapport d'un import" in " ".join(desk.get(gone.url).content.decode().split())
    again = walk(desk, gone, django_capture_on_commit_callbacks)
    assert (again.total, again.new_count, again.refused_count) == (2, 2, 0)
    assert "ne peut pas être importée" not in page(desk, again)
    act(desk, "application", again)

    assert Offer.objects.filter(seller=lune).count() == 33
    assert Offer.objects.get(sku="D").price_cents == 3100, "lines not in it are left alone"
    assert Product.objects.get(ref="C").category == shelves["Cuisine"]
    assert not Product.objects.exclude(attributes={}).exists()


def test_an_applied_file_is_taken_back_from_its_page(desk, lune, shelves):
    source = sent(desk, shelves["Cuisine"], "A;Bol;Cuisine;12;3", "B;Tasse;Cuisine;8;1")
    act(desk, "application", source)
    assert "Annuler cet import…" in page(desk, source)
    address = reverse("seller-import-undo", args=[source.pk])
    asked = " ".join(desk.get(address).content.decode().split())
    assert "dont 2 fiches créées par l'import" in asked
    assert Offer.objects.filter(sku="A").exists(), "asking changes nothing"

    act(desk, "undo", source)

    source.refresh_from_db()
    assert source.state == "undone"
    assert "Fiches remises en l'état" in page(desk, source).replace("&#x27;", "'")
    assert not Product.objects.of(lune).exists()
    again = act(desk, "undo", source)
    assert "déjà annulé" in again.content.decode()


def test_what_is_left_out_is_counted_apart_and_shown_with_its_reason(desk, lune, shelves):
    rows = ("A;Bol;12;3;publié", "A;Bol gris;12;3;« brouillon »", "Total;;24;6;")
    file = table("sku;titre;prix;stock;statut", *rows)
    source = checked(lune, file, default=shelves["Cuisine"])

    shown = page(desk, source, "?outcome=left")

    assert (source.new_count, source.refused_count, source.left_count) == (1, 0, 2)
    assert "Laissées de côté" in shown
    assert "Laissée de côté" in shown
    assert "(« brouillon »)" in shown


def test_the_report_is_in_the_language_of_its_reader(desk, shelves):
    source = sent(desk, shelves["Cuisine"], "A;Bol;Cuisine;x;3")
    address = reverse("seller-import-report", args=[source.pk])
    desk.cookies["language"] = "en"

    answer = desk.get(address)
    # the server reads on once the request, and its language, are over
    with translation.override("fr"):
        report = b"".join(answer.streaming_content).decode()

    assert report.splitlines()[0].endswith(";status;problem;remedy")
    assert "The price" in report
    assert "Le prix" not in report
    assert translation.get_language() == "fr"


def test_what_forbids_a_sheet_is_said_in_the_language_of_each_reader(desk, lune, shelves):
    source = sent(desk, shelves["Cuisine"], "A;Bol;Cuisine;12;3")
    act(desk, "application", source)
    Product.objects.update(state="retired")

    source = sent(desk, shelves["Cuisine"], "A;Bol bleu;Cuisine;12;3")

    shown = page(desk, source).replace("&#x27;", "'")
    assert "pas pu être enregistrée : Cette fiche est retirée de la vente" in shown
    desk.cookies["language"] = "en"
    shown = page(desk, source).replace("&#x27;", "'")
    assert "retirée" not in shown
    assert "This listing is off sale" in shown


def test_after_a_day_a_file_cannot_be_taken_back(desk, shelves):
    source = sent(desk, shelves["Cuisine"], "A;Bol;Cuisine;12;3")
    act(desk, "application", source)

    with clock.at(clock.now() + timedelta(hours=24, minutes=1)):
        assert "Annuler cet import…" not in page(desk, source)
        assert "plus de 24 h" in act(desk, "undo", source).content.decode()

    source.refresh_from_db()
    assert source.state == "done"


def test_what_cannot_be_corrected_is_said_and_nothing_changes(desk, brun, shelves):
    source = sent(desk, shelves["Cuisine"], "A;Bol;Cuisine;x;3")
    other = Import.objects.create(
        seller=brun, name="x.csv", file="x.csv", sha256="0", created_at=cast.NOON
    )

    for values in (
        {},
        {"line": 2, "place": 99, "text": "1"},
        {"line": 999, "place": 3, "text": "1"},
    ):
        answer = act(desk, "correction", source, **values)
        assert answer.context["messages"], values
    assert act(desk, "correction", other, line=2, place=3, text="1").status_code == 404
    assert act(desk, "undo", other).status_code == 404
    source.refresh_from_db()
    assert (source.refused_count, source.corrections.count()) == (1, 0)
