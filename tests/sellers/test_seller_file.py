"""The file of a seller: what stops it, its pieces, its money, its team, and what was said of it."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounting.payouts import payable
from catalog.reviews.admin import HideForm
from marketplace.shared import clock, dossiers, files
from marketplace.shared.admin import Because
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import day, when
from sellers.admission import admission
from sellers.admission.admin import AskForm
from sellers.application import onboarding, suspension
from sellers.models import Document, Item
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
MOST = 31


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def page(row, verb="change"):
    return reverse(f"admin:sellers_seller_{verb}", args=[row.pk])


def read(client, role, row):
    return cast.proven(client, cast.operator(role)).get(page(row)).content.decode()


@pytest.fixture
def trading(lune):
    """A shop with sheets that were sold, and delivered."""
    for _ in range(3):
        cast.sold(cast.offer(lune))
    return lune


def test_a_seller_is_read_at_once(client, odile, trading, django_assert_max_num_queries):
    cast.proven(client, odile).get(page(trading))

    with django_assert_max_num_queries(MOST):
        text = client.get(page(trading)).content.decode()

    assert trading.code in text
    assert trading.iban in text
    assert str(cast.owner_of(trading)) in text
    assert "Prochain versement" in text
    assert page(trading, "suspend") in text


def test_what_stops_an_open_shop_is_its_badge_in_the_file_and_in_lists(client, odile, lune):
    console = cast.proven(client, odile)
    assert "ventes suspendues" not in console.get(page(lune)).content.decode()

    suspension.suspend(lune, because="Plaintes répétées.", by=odile, at=NOON)

    for address in (page(lune), reverse("admin:sellers_seller_changelist")):
        assert "Ouvert, ventes suspendues" in console.get(address).content.decode()
    suspension.reinstate(lune, by=odile, at=NOON)
    lune.refresh_from_db()
    lune.holiday_from = lune.holiday_until = clock.paris_day(NOON)
    lune.save(update_fields=["holiday_from", "holiday_until"])
    assert "Ouvert, en congé" in console.get(page(lune)).content.decode()


def test_each_reader_sees_what_their_work_asks_for(client, trading):
    sellers = read(client, "sellers", trading)
    finance = read(client, "finance", trading)
    moderation = read(client, "moderation", trading)

    assert [trading.iban in text for text in (sellers, finance, moderation)] == [True, True, False]
    assert ["Prochain versement" in text for text in (sellers, finance, moderation)] == [
        False,
        True,
        False,
    ]
    assert [page(trading, "suspend") in text for text in (sellers, finance, moderation)] == [
        True,
        False,
        False,
    ]


def test_what_stops_a_shop_is_said_with_the_way_out(client, lune, odile):
    suspension.suspend(lune, because="Trois retards.", by=odile, at=NOON)

    examines = read(client, "sellers", lune)
    reads = read(client, "support", lune)

    assert "Trois retards." in examines
    assert "Trois retards." in reads
    assert page(lune, "reinstate") in examines
    assert page(lune, "reinstate") not in reads


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (200, 120), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def candidate(alice):
    """An application handed in: a PDF of registration, a picture of the identity, no insurance."""
    row = cast.seller("Ferme des Hauts", owner=alice, state="applied", opened_at=None)
    papers = {"registration": cast.paper(), "id_card": picture()}
    for kind in Item.Kind.values:
        state = "missing" if kind == "insurance" else "provided"
        item = Item.objects.update_or_create(seller=row, kind=kind, defaults={"state": state})[0]
        if kind in papers:
            paper = files.read_document(papers[kind])
            document = Document(
                item=item,
                name=f"{kind}.{paper.extension}",
                media_type=paper.media_type,
                size=len(paper.content),
                uploaded_at=NOON,
            )
            document.file.save(document.name, ContentFile(paper.content))
    return row


def test_a_piece_is_read_and_decided_in_the_file(client, candidate):
    examiner = cast.proven(client, cast.operator("sellers"))
    item = candidate.items.get(kind="registration")
    paper = item.documents.get()
    address = reverse("admin:sellers_seller_document", args=[candidate.pk, paper.pk])

    text = examiner.get(f"{page(candidate)}?piece={item.pk}").content.decode()
    assert f'<iframe src="{address}?ici' in text
    assert text.count(candidate.siret) > 1  # beside the paper, not only in the column
    assert not Fact.objects.filter(name="sellers.DocumentRead").exists()

    shown = examiner.get(f"{address}?ici")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "attachment" not in shown["Content-Disposition"]
    assert "attachment" in examiner.get(address)["Content-Disposition"]
    assert Fact.objects.filter(name="sellers.DocumentRead").count() == 2

    accept = reverse("admin:sellers_seller_piece", args=[candidate.pk, item.pk])
    answer = examiner.post(accept)
    item.refresh_from_db()
    assert item.state == "accepted"
    following = candidate.items.filter(state="provided", pk__gt=item.pk).order_by("pk")[0]
    assert answer.url == f"{page(candidate)}?piece={following.pk}#piece-{following.pk}"

    ask = {"kind": "id_card", "note": "La photo est coupée : tout le recto doit se voir."}
    answer = examiner.post(page(candidate, "ask"), ask)
    assert answer.url.startswith(page(candidate))
    assert candidate.items.get(kind="id_card").state == "rejected"


def test_papers_opened_in_a_row_are_one_line_and_nothing_leaves_the_trail(client, candidate):
    first, second = cast.operator("sellers"), cast.operator("sellers")
    papers = list(Document.objects.filter(item__seller=candidate).order_by("pk"))

    def opens(person, *shown, hour):
        for minute, paper in enumerate(shown):
            admission.note_reading(
                paper, by=person, at=NOON + timedelta(days=1, hours=hour, minutes=minute)
            )

    opens(first, *papers, papers[0], hour=1)
    opens(second, papers[0], hour=2)
    opens(first, papers[0], hour=3)

    entries = dossiers.timeline(dossiers.Dossier(title="", rows=[candidate]))
    read_ones = [entry for entry in entries if entry.fact == "sellers.DocumentRead"]
    assert [entry.by for entry in read_ones] == [first, second, first]
    told = read_ones[-1]
    assert told.title == f"{len(papers) + 1} documents consultés par l'opérateur"
    assert re.fullmatch(r"Entre .*13.h.00 et .*13.h.0\d\.", told.text)
    assert read_ones[0].title == "Document consulté par l'opérateur"
    assert not read_ones[0].text
    assert Fact.objects.filter(name="sellers.DocumentRead").count() == len(papers) + 3

    text = read(client, "sellers", candidate)
    assert unescape(text).count("documents consultés par l'opérateur") == 1


def test_a_changed_iban_is_beside_the_one_before_and_payouts_are_told_the_truth_of(client, lune):
    owner = cast.owner_of(lune)
    Item.objects.create(seller=lune, kind="bank", state="accepted")
    onboarding.give_bank(lune, iban="FR7630001007941234567890185", by=owner, at=NOON)
    lune.refresh_from_db()
    onboarding.give_bank(lune, iban="DE89370400440532013000", by=owner, at=NOON)
    lune.refresh_from_db()

    def panel(role, later):
        with clock.at(NOON + later):
            text = unescape(read(client, role, lune))
        shown = re.search(r'<section[^>]*id="bank".*?</section>', text, re.S)
        return re.sub(r"<[^>]+>|\s+", " ", shown[0]) if shown else ""

    frozen = panel("sellers", timedelta(hours=1))
    assert "…" in frozen
    assert "0185" in frozen
    assert "3000" in frozen
    assert "FR763000100794" not in frozen
    until = re.sub(r"\s+", " ", when(NOON + timedelta(hours=72)))
    assert f"gelés jusqu'au {until}" in frozen
    assert payable.hindrance(lune, 10**6, NOON + timedelta(hours=71)) != ""

    thawed = panel("sellers", timedelta(hours=72))
    assert f"étaient gelés jusqu'au {until}" in thawed  # the piece still waits to be read
    assert payable.hindrance(lune, 10**6, NOON + timedelta(hours=72)) == ""
    assert panel("moderation", timedelta(hours=1)) == ""  # who reads no IBAN

    lune.items.filter(kind="bank").update(state="accepted")
    assert panel("sellers", timedelta(hours=72)) == ""


def test_an_empty_reason_is_told_by_the_words_above_its_field(client, candidate):
    for label, form in (
        ("Ce qui manque ou ne convient pas", AskForm({"kind": "bank", "note": " "})),
        ("Motif", Because({})),
        ("Motif, lu par l'auteur de l'avis", HideForm({})),
    ):
        assert f"Remplissez « {label} »." in str([*form.errors.values()])
    text = unescape(
        cast.proven(client, cast.operator("sellers"))
        .post(page(candidate, "ask"), {"kind": "bank", "note": ""})
        .content.decode()
    )
    assert "Remplissez « Ce qui manque ou ne convient pas »." in text


def test_a_piece_given_again_says_when_and_not_when_the_older_one_was_examined(client, candidate):
    items = candidate.items
    again = {"state": "provided", "examined_at": NOON, "changed_at": NOON + timedelta(days=2)}
    items.filter(kind="bank").update(**again)
    items.filter(kind="vat").update(**{**again, "state": "rejected"})
    items.filter(kind="identity").update(state="accepted", examined_at=NOON, changed_at=NOON)

    examiner = cast.proven(client, cast.operator("sellers"))
    text = examiner.get(page(candidate)).content.decode()

    lines = {item.kind: told(text, item) for item in items.all()}
    assert f"fournie le {day(NOON + timedelta(days=2))}" in lines["bank"]
    assert "examinée le" not in lines["bank"]
    assert "le " not in lines["vat"].rpartition("figures")[2], "asked again without a look at it"
    assert f"examinée le {day(NOON)}" in lines["identity"]


def told(text: str, item: Item) -> str:
    return text.partition(f'id="piece-{item.pk}"')[2].partition("</li>")[0]


def test_a_picture_is_shown_as_one_and_nobody_else_opens_a_piece(client, candidate):
    item = candidate.items.get(kind="id_card")
    opened = f"{page(candidate)}?piece={item.pk}"

    assert "<img src=" in read_at(client, "sellers", opened)
    assert reverse("admin:sellers_seller_piece", args=[candidate.pk, item.pk]) in read_at(
        client, "sellers", opened
    )
    assert "?ici" not in read_at(client, "support", opened)


def test_admitting_says_first_what_is_missing_and_what_nobody_accepted(client, candidate):
    admission.accept_item(candidate.items.get(kind="vat"), by=None, at=NOON)

    text = unescape(read_at(client, "sellers", page(candidate, "admit")))

    said = text.partition("sans que ce soit exigé")[2].partition("</p>")[0]
    assert "Assurance responsabilité civile" in said
    assert "Extrait d’immatriculation" in said or "Extrait d'immatriculation" in said
    assert "Régime de TVA" not in said


def read_at(client, role, address):
    return cast.proven(client, cast.operator(role)).get(address).content.decode()


def test_whoever_reads_the_file_leaves_a_note_the_seller_never_sees(client, lune):
    support = cast.proven(client, cast.operator("support"))

    support.post(page(lune, "noter"), {"note": "Rappeler jeudi."})

    assert "Rappeler jeudi." in support.get(page(lune)).content.decode()
    client.force_login(cast.owner_of(lune))
    assert "Rappeler jeudi." not in client.get(reverse("seller-file")).content.decode()


def test_before_a_suspension_is_lifted_its_page_says_what_comes_back(client, lune, odile):
    suspension.suspend(lune, because="Colis en retard.", by=None, at=NOON)
    cast.proven(client, odile)
    way = page(lune, "reinstate")

    said = client.get(way).content.decode()
    type(lune).objects.filter(pk=lune.pk).update(state="closed")
    closed = client.get(way).content.decode()

    assert "Toutes ses offres reviennent sur le site aussitôt." in said
    assert "versements ne sont plus retenus" in said
    assert "La boutique reste fermée." in closed


def test_the_tile_of_sales_counts_what_its_list_shows(client, lune, odile):
    other = cast.seller(f"{lune.name} et fils")
    kept = cast.sold(cast.offer(lune))
    cast.sold(cast.offer(other))
    cast.sold(cast.offer(lune), at=NOON - timedelta(days=100))
    cast.placed_order(cast.offer(lune))
    cast.proven(client, odile)

    file = client.get(page(lune)).content.decode()
    way, count = re.search(r'href="([^"]+ventes=[^"]+)">(\d+)<', file).groups()
    listed = client.get(unescape(way)).context["cl"]

    assert count == "1"
    assert [row.pk for row in listed.result_list] == [kept.pk]
