"""Documents of a sheet: attached by its seller, proposed with it, opened by whoever may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import AttributeDocument, Product, Submission
from catalog.moderation import moderation
from catalog.sheets import papers
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def candle(lune):
    """A candle online, in a category that takes a public document and a private one."""
    place = cast.category("Bougies")
    cast.attribute("Fiche de sécurité", kind="document", where=place, level="required")
    cast.attribute("Conformité", kind="document", where=place, is_private=True)
    return cast.offer(lune, title="Bougie", category=place).product


def sent(client, product, key, content=None, name="fds.pdf"):
    file = SimpleUploadedFile(name, cast.paper() if content is None else content)
    address = reverse("seller-papers", args=[product.pk])
    return client.post(address, {"attach": key, "file": file})


def status(client, document):
    return client.get(reverse("shop-paper", args=[document.token])).status_code


def approve(product):
    waiting = Submission.objects.get(product=product, state="queued")
    moderation.approve(waiting, by=cast.operator("moderation"), at=cast.NOON)
    product.refresh_from_db()


def test_a_document_is_opened_by_all_once_the_sheet_that_names_it_is_online(candle, lune, client):
    client.force_login(cast.owner_of(lune))
    assert sent(client, candle, "fiche-de-securite").status_code == 302
    paper = AttributeDocument.objects.get()
    assert status(client, paper) == 200, "its seller opens it at once"
    client.logout()
    assert status(client, paper) == 404
    candle.refresh_from_db()
    assert candle.attributes == {}, "what is online waits for the moderator"
    client.force_login(cast.operator("moderation"))
    assert status(client, paper) == 200
    approve(candle)
    client.logout()
    answer = client.get(reverse("shop-paper", args=[paper.token]))
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    page = client.get(reverse("shop-product", args=[candle.slug])).content.decode()
    assert reverse("shop-paper", args=[paper.token]) in page
    Product.objects.filter(pk=candle.pk).update(state="retired")
    assert status(client, paper) == 404


def test_a_private_document_is_for_its_shop_and_moderators(candle, lune, client):
    client.force_login(cast.owner_of(lune))
    sent(client, candle, "conformite")
    sent(client, candle, "fiche-de-securite")
    approve(candle)
    paper = AttributeDocument.objects.get(attribute__key="conformite")
    assert status(client, paper) == 200
    client.force_login(cast.owner_of(cast.seller("Maison Brun")))
    assert status(client, paper) == 404
    client.force_login(cast.operator("finance"))
    assert status(client, paper) == 404
    client.logout()
    assert status(client, paper) == 404
    page = client.get(reverse("shop-product", args=[candle.slug])).content.decode()
    assert "Conformité" not in page
    assert paper.token not in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "est vide"),
        (b"%PDF-1.7 broken", "abîmé"),
        (b"pas un document", "ni un PDF ni une photo"),
    ],
)
def test_what_is_no_sound_pdf_is_refused_with_its_reason(candle, lune, client, content, sentence):
    client.force_login(cast.owner_of(lune))
    page = sent(client, candle, "fiche-de-securite", content)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not AttributeDocument.objects.exists()
    assert not Submission.objects.exists()


def test_a_document_that_the_category_does_not_ask_for_is_refused(candle, lune, client):
    client.force_login(cast.owner_of(lune))
    assert "ne demande pas ce document" in sent(client, candle, "inconnu").content.decode()
    with pytest.raises(papers.NoSuchPlace):
        papers.remove(candle, "inconnu", by=None, at=cast.NOON)


def test_a_document_is_replaced_and_taken_off(candle, lune, client):
    client.force_login(cast.owner_of(lune))
    sent(client, candle, "fiche-de-securite", name="une.pdf")
    sent(client, candle, "fiche-de-securite", name="deux.pdf")
    page = client.get(reverse("seller-papers", args=[candle.pk])).content.decode()
    assert "deux.pdf" in page
    assert "une.pdf" not in page
    address = reverse("seller-papers", args=[candle.pk])
    client.post(address, {"remove": "fiche-de-securite"})
    assert "deux.pdf" not in client.get(address).content.decode()


def test_the_form_of_the_sheet_keeps_its_documents(candle, lune, client):
    client.force_login(cast.owner_of(lune))
    sent(client, candle, "fiche-de-securite")
    page = client.get(reverse("seller-product", args=[candle.pk])).content.decode()
    paper = AttributeDocument.objects.get()
    assert f"fds.pdf ({paper.token})" in page, "as a line beside the fields"


def test_text_in_the_place_of_a_document_is_no_document(candle, lune, client):
    Product.objects.filter(pk=candle.pk).update(attributes={"Fiche de sécurité": "sur demande"})
    page = client.get(reverse("shop-product", args=[candle.slug])).content.decode()
    assert "sur demande" in page
    assert "(PDF)" not in page


def test_a_line_cannot_name_the_document_of_another_sheet(candle, lune, client):
    client.force_login(cast.owner_of(lune))
    sent(client, candle, "conformite")
    paper = AttributeDocument.objects.get()
    other = cast.offer(lune, title="Autre", category=candle.category).product
    named = {"Fiche de sécurité": f"x.pdf ({paper.token})"}
    Product.objects.filter(pk=other.pk).update(attributes=named)
    client.logout()
    assert status(client, paper) == 404
