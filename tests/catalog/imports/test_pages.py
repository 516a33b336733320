"""The import page, as a seller walks it."""

from __future__ import annotations

import html
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse
from PIL import Image

from catalog import search, tasks
from catalog.events import ImportConfirmed, ImportReceived, ImportSent, PhotosAdded, ProductsSaved
from catalog.imports import asking
from catalog.models import Import, Offer, Product
from marketplace.flows import FLOWS
from marketplace.shared import events
from tests import cast
from tests.catalog.imports.conftest import DATA, applied, pictures, table

HEAD = "sku;titre;catégorie;prix TTC;stock;photo;status"
ROWS = (
    "L-1;Bol en grès;Cuisine;24,90;12;bol.png;approved",
    "L-2;Tasse;Inconnue;1,234;-3;;",
    "L-3;Plat;Cuisine;30;;;",
)


@pytest.fixture(autouse=True)
def _wired():
    events.connect(
        {
            **FLOWS,
            ImportSent: [events.later(tasks.read_import)],
            ImportReceived: [events.later(tasks.check_import)],
            ImportConfirmed: [events.later(tasks.apply_import)],
            ProductsSaved: [search.on_saved],
            PhotosAdded: [],
        }
    )  # cutting sizes is tested with the photos
    yield
    events.connect(FLOWS)


class Desk(Client):
    """A seller's browser; what the worker is asked to read is read before the next page."""

    def post(self, *args, **kwargs):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().post(*args, **kwargs)


@pytest.fixture
def desk(lune):
    browser = Desk()
    browser.force_login(cast.owner_of(lune))
    return browser


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 900), (180, 90, 40)).save(out, "PNG")
    return out.getvalue()


def upload(*rows: str, name: str = "catalogue.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(rows).encode())


def send(desk, file, **more):
    return desk.post(reverse("seller-imports"), {"file": file, **more})


def walk(desk, sent, capture, **answers):
    """Take the proposed columns, answer the choices, wait for the check."""
    source = Import.objects.latest("pk")
    assert sent.url == reverse("seller-import-columns", args=[source.pk])
    page = desk.get(sent.url)
    form = page.context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    gone = desk.post(sent.url, values)
    assert gone.status_code == 302, gone.context["form"].errors
    page = desk.get(gone.url)
    values = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    with capture(execute=True):
        checked = desk.post(gone.url, {**values, **answers})
    assert checked.status_code == 302, checked.context["form"].errors
    source.refresh_from_db()
    return source


def test_a_file_goes_from_upload_to_products(
    desk, lune, shelves, django_capture_on_commit_callbacks
):
    photos = SimpleUploadedFile("photos.zip", pictures(**{"dossier/bol.png": picture()}).read())
    sent = send(desk, upload(HEAD, *ROWS), photos=photos)
    source = walk(desk, sent, django_capture_on_commit_callbacks, without="on")

    assert (source.new_count, source.refused_count) == (2, 1)
    page = desk.get(reverse("seller-import", args=[source.pk])).content.decode()
    assert "peut se lire de deux façons" in page
    assert "La colonne « status » ne peut pas être importée" in page
    assert not Product.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("seller-import-application", args=[source.pk]))
    source.refresh_from_db()
    assert source.state == "done"
    assert Offer.objects.get(seller=lune, sku="L-1").price_cents == 2490
    assert Product.objects.get(ref="L-1").photos.count() == 1
    assert desk.get(reverse("seller-import", args=[source.pk])).status_code == 200
    report = b"".join(
        desk.get(reverse("seller-import-report", args=[source.pk])).streaming_content
    ).decode()
    assert "refusée" in report
    assert "Supprimez le séparateur de milliers" in report
    # written after the request's language was put back, and still in the reader's
    desk.cookies["language"] = "en"
    english = desk.get(reverse("seller-import-report", args=[source.pk])).getvalue().decode()
    assert "refused" in english
    assert "refusée" not in english


@pytest.mark.skipif(not DATA.exists(), reason="the real catalogues are not at ../shared/data")
@pytest.mark.parametrize(
    ("path", "folder", "sheets", "offers", "photos"),
    [
        ("spree/sample_data/products.csv", "spree-demo", 37, 87, 124),
        ("vendure/products.csv", "vendure-unsplash", 53, 85, 53),
    ],
)
def test_real_catalogues_pass_through_the_page(  # noqa: PLR0913
    desk,
    lune,
    shelves,
    django_capture_on_commit_callbacks,
    path,
    folder,
    sheets,
    offers,
    photos,
):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for image in (DATA / "images" / folder).iterdir():
            archive.write(image, image.name)
    content = (DATA / "catalogues" / path).read_bytes()
    for turn in (1, 2):
        sent = send(
            desk,
            SimpleUploadedFile("products.csv", content),
            photos=SimpleUploadedFile("photos.zip", packed.getvalue()),
        )
        source = walk(desk, sent, django_capture_on_commit_callbacks, default=shelves["Cuisine"].pk)
        if turn == 2:
            assert (source.new_count, source.updated_count) == (0, 0)
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(reverse("seller-import-application", args=[source.pk]))
        source.refresh_from_db()
        assert source.state == "done"
        assert Product.objects.of(lune).count() == sheets
        assert Offer.objects.filter(seller=lune).count() == offers
        assert (
            lune.photos.filter(product__isnull=False).values("product", "sha256").distinct().count()
            == photos
        )
    assert (source.new_count, source.updated_count) == (0, 0)


def test_the_file_of_another_seller_does_not_exist(desk, brun):
    other = Import.objects.create(
        seller=brun, name="x.csv", file="x.csv", sha256="0", created_at=cast.NOON
    )

    for name in (
        "seller-import",
        "seller-import-columns",
        "seller-import-choices",
        "seller-import-report",
    ):
        assert desk.get(reverse(name, args=[other.pk])).status_code == 404
    for name in ("reading", "application", "reopening", "cancellation", "photos"):
        assert desk.post(reverse(f"seller-import-{name}", args=[other.pk])).status_code == 404


def test_a_refused_file_keeps_the_form_and_writes_nothing(desk):
    answer = send(desk, SimpleUploadedFile("catalogue.xls", b"<html><table><tr><td>sku"))

    assert answer.status_code == 200
    assert "HTML" in answer.content.decode()
    assert not Import.objects.exists()


def test_nothing_chosen_is_said(desk):
    answer = desk.post(reverse("seller-imports"), {})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_a_bad_archive_is_said_at_its_field(desk):
    answer = send(desk, upload(HEAD, *ROWS), photos=SimpleUploadedFile("photos.zip", b"not a zip"))

    assert "photos" in answer.context["form"].errors
    assert not Import.objects.exists()


def test_another_currency_asks_for_its_rate(desk, shelves, django_capture_on_commit_callbacks):
    sent = send(desk, upload("sku;titre;prix;devise", "A;Tasse bleue;100,00;USD"))
    source = Import.objects.latest("pk")
    desk.post(sent.url, {f"c{i}": v for i, v in enumerate(("sku", "title", "price", "currency"))})
    url = reverse("seller-import-choices", args=[source.pk])

    refused = desk.post(url, {"default": shelves["Cuisine"].pk})
    assert "rate_USD" in refused.context["form"].errors
    label = refused.content.decode().partition('for="id_rate_USD"')[2].partition("</label>")[0]
    assert "1 USD en euros" in label
    assert "facultatif" not in label

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url, {"default": shelves["Cuisine"].pk, "rate_USD": "0,92"})
        desk.post(reverse("seller-import-application", args=[source.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("seller-import-application", args=[source.pk]))
    assert Offer.objects.get(sku="A").price_cents == 9200


def test_what_has_two_readings_is_asked_once_a_column_and_remembered(
    desk, lune, shelves, django_capture_on_commit_callbacks
):
    head = "sku;titre;prix;stock;Poids;Statut"
    rows = ("A;Vis laiton;0,10;1.000;2;Actif", "B;Vis acier;0,10;12.000;3;Brouillon")
    sent = send(desk, upload(head, *rows))
    source = walk(desk, sent, django_capture_on_commit_callbacks, default=shelves["Cuisine"].pk)
    page = desk.get(f"{reverse('seller-import', args=[source.pk])}?code=STOCK_AMBIGUOUS")
    assert "Le stock « 1.000 » peut se lire de deux façons" in page.content.decode()
    assert (source.new_count, source.refused_count) == (0, 1)
    desk.post(reverse("seller-import-reopening", args=[source.pk]))

    url = reverse("seller-import-choices", args=[source.pk])
    asked = desk.get(url).context["form"]
    assert [(kind, column) for _name, kind, column in asked.questions] == [
        ("mark", "stock"),
        ("unit", "Poids"),
        ("left", "Statut"),
    ]
    answers = {"q0": "thousands", "q1": "kg", "q2": "take", "default": shelves["Cuisine"].pk}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(url, answers).status_code == 302

    source.refresh_from_db()
    drafts = {row.sku: row.draft for row in source.rows.all()}
    assert (drafts["A"]["stock"], drafts["A"]["weight_g"]) == (1000, 2000)
    assert (drafts["B"]["stock"], source.new_count) == (12000, 2)

    # the same export again: the answers are at hand, in whatever case its headings are
    desk.post(reverse("seller-import-cancellation", args=[source.pk]))
    again = send(desk, upload(head, "C;Vis inox;0,10;3.000;4;Actif"))
    latest = walk(desk, again, django_capture_on_commit_callbacks, default=shelves["Cuisine"].pk)
    assert latest.rows.get().draft["stock"] == 3000


def test_an_encoding_that_cannot_be_told_is_shown_both_ways(desk, lune):
    file = SimpleUploadedFile("mac.csv", "sku;titre;prix\nA;Ça alors;3\n".encode("mac_roman"))
    sent = send(desk, file)
    source = Import.objects.latest("pk")

    page = desk.get(sent.url).content.decode()
    assert "Nous n'avons pas reconnu le codage" in html.unescape(page)
    assert "A;Ça alors;3" in page
    assert "A;éa alors;3" in page

    desk.post(
        reverse("seller-import-reading", args=[source.pk]),
        {"encoding": "mac_roman", "separator": ";", "header": 1},
    )
    source.refresh_from_db()
    assert (source.detected["encoding"], "doubt" in source.detected) == ("mac_roman", False)


def test_categories_that_lead_nowhere_are_asked_about_before_the_check(
    desk,
    shelves,
    django_capture_on_commit_callbacks,
):
    sent = send(
        desk, upload("sku;titre;catégorie;prix", "A;Tasse;Ailleurs;12", "B;Bol;Autre part;13")
    )
    source = Import.objects.latest("pk")
    gone = desk.post(
        sent.url, {f"c{i}": v for i, v in enumerate(("sku", "title", "category", "price"))}
    )

    asked = desk.post(gone.url, {"default": "", "t0": "", "t1": ""})
    assert "2 catégories de votre fichier" in asked.context["form"].errors["default"][0]
    assert 'name="without"' in asked.content.decode()
    source.refresh_from_db()
    assert source.state == "received"

    for answer, end in (({"without": "on"}, (0, 2)), ({"default": shelves["Cuisine"].pk}, (2, 0))):
        with django_capture_on_commit_callbacks(execute=True):
            assert desk.post(gone.url, {"t0": "", "t1": "", **answer}).status_code == 302
        source.refresh_from_db()
        assert (source.new_count, source.refused_count) == end
        page = desk.get(reverse("seller-import", args=[source.pk])).content.decode()
        assert ("De même : « Autre part »" in " ".join(page.split())) == (end == (0, 2))
        desk.post(reverse("seller-import-reopening", args=[source.pk]))


def test_a_file_that_only_updates_needs_no_category(
    desk, lune, shelves, django_capture_on_commit_callbacks
):
    applied(lune, table("sku;titre;catégorie;prix;stock", "A;Tasse;Cuisine;12;1"))
    for row in ("A;Tasse;Inconnue;13", "A;Tasse;;14"):
        sent = send(desk, upload("sku;titre;catégorie;prix", row))
        gone = desk.post(
            sent.url, {f"c{i}": v for i, v in enumerate(("sku", "title", "category", "price"))}
        )

        with django_capture_on_commit_callbacks(execute=True):
            assert desk.post(gone.url, {"default": "", "t0": ""}).status_code == 302

        source = Import.objects.latest("pk")
        assert (source.updated_count, source.refused_count, asking.waiting(source)) == (1, 0, [])
        desk.post(reverse("seller-import-cancellation", args=[source.pk]))


def test_what_a_finished_file_left_out_says_to_send_it_again(desk, lune, shelves):
    rows = ("sku;titre;prix;stock;statut", "A;Tasse;12;1;Brouillon", "B;Bol;12;1;Actif")
    source = applied(lune, table(*rows), default=shelves["Cuisine"])

    page = desk.get(f"{reverse('seller-import', args=[source.pk])}?outcome=left").content.decode()
    assert page.count("renvoyez d&#x27;abord le fichier") == page.count("répondez « Les prendre")
    listed = desk.get(reverse("seller-imports")).content.decode()
    assert 'data-label="Laissées de côté"' in listed


def test_the_question_of_a_price_speaks_of_lines_and_that_of_a_weight_of_weights(desk, lune):
    sent = send(desk, upload("sku;titre;prix;poids (kg)", "A;Tasse;1.200;1.200"))
    fields = {f"c{i}": v for i, v in enumerate(("sku", "title", "price", "weight"))}

    asked = desk.get(desk.post(sent.url, fields).url).context["form"].asked

    unknown = [str(field.field.choices[0][1]) for field in asked]
    assert unknown == [
        "Je ne sais pas : ces lignes restent de côté",
        "Je ne sais pas : ces poids restent de côté",
    ]


def test_a_file_without_categories_is_asked_for_one(
    desk, shelves, django_capture_on_commit_callbacks
):
    sent = send(desk, upload("sku;titre;prix", "A;Tasse;12"))
    gone = desk.post(sent.url, {f"c{i}": v for i, v in enumerate(("sku", "title", "price"))})

    asked = desk.post(gone.url, {"default": ""})
    assert "ne dit pas la catégorie" in asked.context["form"].errors["default"][0]

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(gone.url, {"default": shelves["Cuisine"].pk})
    assert Import.objects.get().new_count == 1


def test_columns_missing_or_twice_are_said(desk):
    sent = send(desk, upload("alpha;beta;gamma", "1;2;3"))

    answer = desk.post(sent.url, {"c0": "price", "c1": "price"})
    assert answer.status_code == 200
    assert "gardez-en une seule" in answer.content.decode()
    answer = desk.post(sent.url, {"c0": "title"})
    assert "Référence (SKU)" in answer.context["form"].non_field_errors()[0]


def test_the_file_is_read_again_as_the_seller_says(desk):
    sent = send(desk, upload("sku;titre,x;prix", "1;b,c;3"))
    source = Import.objects.latest("pk")

    desk.post(
        reverse("seller-import-reading", args=[source.pk]),
        {"encoding": "cp1252", "separator": ",", "header": 1},
    )

    source.refresh_from_db()
    assert source.detected["separator"] == ","
    assert desk.get(sent.url).status_code == 200
