"""From a wish to sell to an open shop, through the pages, and what is refused on the way."""

from hashlib import sha256

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from marketplace.shared import clock
from marketplace.shared.models import Fact, LegalText
from sellers.application import mandates, onboarding
from sellers.models import Acceptance, Document, Item, Seller
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)

IDENTITY = {
    "siret": "732 829 320 00074",
    "legal_name": "Lune SARL",
    "legal_form": "SARL",
    "capital": "5 000 €",
    "rcs": "RCS Lyon",
    "representative": "Léa Lune",
    "phone": "06 12 34 56 78",
    "line1": "3 rue des Tisserands",
    "line2": "",
    "postcode": "69001",
    "city": "Lyon",
}
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def paper(name="kbis.pdf"):
    return SimpleUploadedFile(name, cast.paper())


def fill(client):
    step = lambda kind, data: client.post(reverse("seller-file-step", args=[kind]), data)  # noqa: E731
    client.post(reverse("seller-apply"), {"name": "Atelier Lune"})
    step("identity", IDENTITY)
    step("vat", {"regime": "standard", "number": "FR44732829320"})
    step("bank", {"iban": IBAN})
    for kind in ("registration", "id_card"):
        client.post(reverse("seller-file-upload", args=[kind]), {"file": paper()})
    step("terms", {"terms": "on", "mandate": "on", "shown": "1 1"})


def test_an_application_goes_from_the_first_page_to_an_open_shop(client, alice, odile, texts):
    client.force_login(alice)
    fill(client)
    row = Seller.objects.get()
    assert onboarding.missing_items(row) == []
    assert mandates.in_force(row)

    client.post(reverse("seller-file-submit"))
    row.refresh_from_db()
    assert row.state == "applied"

    cast.proven(client, odile)
    file = client.get(reverse("admin:sellers_seller_change", args=[row.pk])).content.decode()
    assert "kbis.pdf" in file
    client.post(reverse("admin:sellers_seller_admit", args=[row.pk]))

    row.refresh_from_db()
    assert row.state == "open"
    assert row.opened_at
    assert [letter.subject for letter in mail.outbox][-1].startswith("Atelier Lune")
    assert list(
        Fact.objects.filter(name="sellers.SellerOpened").values_list("actor", flat=True)
    ) == [odile.pk]


def test_one_item_is_asked_again_and_the_rest_is_kept(client, alice, odile, texts):
    client.force_login(alice)
    fill(client)
    client.post(reverse("seller-file-submit"))
    row = Seller.objects.get()

    cast.proven(client, odile)
    client.post(
        reverse("admin:sellers_seller_ask", args=[row.pk]),
        {"kind": "id_card", "note": "Verso illisible"},
    )

    row.refresh_from_db()
    assert row.state == "to_complete"
    assert [item.kind for item in onboarding.missing_items(row)] == ["id_card"]
    client.force_login(alice)
    assert "Verso illisible" in client.get(reverse("seller-file")).content.decode()
    client.post(reverse("seller-file-upload", args=["id_card"]), {"file": paper()})
    client.post(reverse("seller-file-submit"))
    row.refresh_from_db()
    assert row.state == "applied"


def test_a_refusal_is_told_with_its_reason(client, odile, texts):
    row = cast.seller(state="applied", opened_at=None)
    cast.proven(client, odile)

    client.post(
        reverse("admin:sellers_seller_refuse", args=[row.pk]), {"because": "Activité réglementée"}
    )

    row.refresh_from_db()
    assert row.state == "refused"
    assert "Activité réglementée" in mail.outbox[-1].body


def test_an_incomplete_file_is_not_submitted(client, alice, texts):
    client.force_login(alice)
    client.post(reverse("seller-apply"), {"name": "Atelier Lune"})

    page = client.post(reverse("seller-file-submit"), follow=True).content.decode()

    assert "Il manque" in page
    assert Seller.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("identity", {**IDENTITY, "siret": "73282932000075"}, "SIRET"),
        ("identity", {**IDENTITY, "siret": "7328293200007"}, "SIRET"),
        ("identity", {**IDENTITY, "siret": "00000000000000"}, "SIRET"),
        ("identity", {**IDENTITY, "phone": "06 nope"}, "téléphone"),
        ("identity", {**IDENTITY, "postcode": "6900"}, "cinq chiffres"),
        ("identity", {**IDENTITY, "legal_name": "-1"}, "lettres ou des chiffres"),
        ("identity", {**IDENTITY, "capital": "²"}, "Indiquez un montant"),
        ("identity", {**IDENTITY, "capital": "-8 000 €"}, "Indiquez un montant"),
        ("identity", {**IDENTITY, "rcs": "[]"}, "lettres ou des chiffres"),
        ("identity", {**IDENTITY, "representative": "[]"}, "en lettres"),
        ("vat", {"regime": "standard", "number": "FR00732829320"}, "TVA"),
        ("vat", {"regime": "standard", "number": ""}, "TVA"),
        ("bank", {"iban": "FR7630006000011234567890188"}, "IBAN"),
        ("bank", {"iban": "BR1500000000000010932840814P2"}, "SEPA"),
        ("terms", {"terms": "on", "shown": "1 1"}, "mandat"),
    ],
)
def test_a_wrong_answer_gets_a_clear_sentence_and_changes_nothing(
    client, alice, texts, kind, data, words
):
    client.force_login(alice)
    client.post(reverse("seller-apply"), {"name": "Atelier Lune"})
    client.post(reverse("seller-file-step", args=["identity"]), IDENTITY)
    before = Seller.objects.values().get()

    answer = client.post(reverse("seller-file-step", args=[kind]), data)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Seller.objects.values().get() == before


def test_la_poste_has_its_own_rule():
    assert onboarding.check_siret("356 000 000 00048") == "35600000000048"


def test_two_people_cannot_apply_for_one_company(client, alice, charlie, texts):
    client.force_login(alice)
    fill(client)
    client.post(reverse("seller-file-submit"))

    client.force_login(charlie)
    client.post(reverse("seller-apply"), {"name": "Lune"})
    page = client.post(
        reverse("seller-file-step", args=["identity"]), IDENTITY, follow=True
    ).content.decode()

    assert "appartient déjà" in page
    assert Seller.objects.exclude(siret="").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"MZ\x90\x00 not a paper", "ni un PDF"),
        (b"<html>hello</html>", "ni un PDF"),
        (b"%PDF-1.4 cut", "abîmé ou trop long"),
        (b"%PDF-1.4 /Encrypt 1 0 R %%EOF", "abîmé ou trop long"),
    ],
)
def test_a_bad_document_is_refused_by_its_content(client, alice, texts, content, words):
    client.force_login(alice)
    client.post(reverse("seller-apply"), {"name": "Lune"})

    page = client.post(
        reverse("seller-file-upload", args=["id_card"]),
        {"file": SimpleUploadedFile("piece.pdf", content)},
        follow=True,
    ).content.decode()

    assert words in page
    assert not Document.objects.exists()
    assert Item.objects.get(kind="id_card").state == "missing"


def test_a_picture_bomb_is_refused_before_it_is_decoded(client, alice, texts):
    from io import BytesIO  # noqa: PLC0415

    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    client.force_login(alice)
    client.post(reverse("seller-apply"), {"name": "Lune"})

    page = client.post(
        reverse("seller-file-upload", args=["id_card"]),
        {"file": SimpleUploadedFile("bombe.png", out.getvalue())},
        follow=True,
    ).content.decode()

    assert "40 millions de pixels" in page


def test_documents_are_private(client, alice, charlie, texts):
    client.force_login(alice)
    fill(client)
    url = reverse("seller-file-document", args=[Document.objects.order_by("pk").first().pk])
    own = client.get(url)
    assert own["Content-Disposition"].startswith("attachment")

    other = cast.seller()
    client.force_login(cast.owner_of(other))
    assert client.get(url).status_code == 404
    client.force_login(charlie)
    assert client.get(url).status_code == 404


def test_a_changed_iban_is_told_to_the_known_address(client, lune):
    owner = cast.owner_of(lune)
    Item.objects.create(seller=lune, kind="bank", state="accepted")
    cast.proven(client, owner)

    client.post(reverse("seller-file-step", args=["bank"]), {"iban": "DE89370400440532013000"})

    lune.refresh_from_db()
    assert lune.iban == "DE89370400440532013000"
    assert lune.iban_changed_at
    assert mail.outbox[-1].to == [lune.email]


def test_identity_is_proven_at_the_provider_and_mirrored_here(client, odile, texts):
    row = cast.seller(
        state="applied", opened_at=None, account_ref="", kyc_state="none", payouts_enabled=False
    )
    cast.proven(client, odile)
    client.post(reverse("admin:sellers_seller_admit", args=[row.pk]))
    row.refresh_from_db()
    assert row.account_ref
    assert row.kyc_state == "pending"

    client.force_login(cast.owner_of(row))
    hosted = client.get(reverse("seller-identity"))
    assert hosted.status_code == 302
    page = client.get(hosted.url)
    assert page.status_code == 200
    client.post(hosted.url, {"verify": "1"})
    client.get(reverse("seller-identity") + "?retour=1")

    row.refresh_from_db()
    assert (row.kyc_state, row.payouts_enabled) == ("verified", True)


def test_what_the_provider_asks_is_said_in_words(client, lune):
    lune.kyc_requirements = [
        "representative.document",
        "external_account",
        "person_1.verification.document",
    ]
    lune.save()
    client.force_login(cast.owner_of(lune))

    page = client.get(reverse("seller-file")).content.decode()

    assert "une pièce d&#x27;identité, un compte bancaire." in page
    assert "external_account" not in page


def test_a_text_that_changed_on_screen_is_shown_again_before_it_binds(client, alice, texts):
    client.force_login(alice)
    client.post(reverse("seller-apply"), {"name": "Atelier Lune"})
    way = reverse("seller-file-step", args=["terms"])
    assert 'name="shown" value="1 1"' in client.get(way).content.decode()
    mandate = LegalText.Kind.INVOICING_MANDATE
    LegalText.objects.create(
        kind=mandate, version=2, title="Mandat", body="Autre.", published_at=NOON
    )

    page = client.post(way, {"terms": "on", "mandate": "on", "shown": "1 1"}).content.decode()

    assert "viennent de changer" in page
    assert " checked" not in page
    assert not Acceptance.objects.exists()

    with clock.at(NOON):
        client.post(way, {"terms": "on", "mandate": "on", "shown": "1 2"}, REMOTE_ADDR="192.0.2.7")

    kept = Acceptance.objects.get(text__kind=mandate)
    assert (kept.text.version, kept.sha256) == (2, sha256(b"Autre.").hexdigest())
    assert (kept.accepted_by, kept.accepted_at, kept.ip) == (alice, NOON, "192.0.2.7")


def test_a_vat_number_is_that_of_the_company():
    assert onboarding.check_vat_number("FR 44 732 829 320", siren="732829320") == "FR44732829320"
    for number, siren in (("FR44732829320", "552100554"), ("FR45732829320", "732829320")):
        with pytest.raises(onboarding.BadVatNumber):
            onboarding.check_vat_number(number, siren=siren)
