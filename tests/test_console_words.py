"""The console speaks in words of its own, to each in their language, at every width."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from catalog.models import AttributePlace
from tests import cast

pytestmark = pytest.mark.django_db

# Verbs that say by themselves what became of it, or lead to where one goes on.
ANSWERS = {
    ("Seller", "ask"),
    ("Category", "propose"),
    ("Category", "remove"),
    ("AttributeUnread", "adopter"),
    ("AttributeUnread", "creer"),
    ("Gathering", "tell"),
    ("Page", "draft"),
    ("Page", "explain_help"),
    ("Page", "explain_help_seller"),
    ("Version", "approve"),
    ("Version", "bring_back"),
    ("Version", "copy"),
    ("SellerOrder", "annuler"),
    ("SellerOrder", "rembourser"),
    ("Incident", "rembourser"),
    ("Incident", "offrir"),
    ("Incident", "approuver"),
    ("Refund", "reessayer"),
    ("Refund", "demander"),
    ("Return", "recevoir"),
    ("WithdrawalDeclaration", "rattacher"),
    ("WithdrawalDeclaration", "suite"),
    ("CommissionRule", "end"),
    ("LegalEntity", "propose"),
    ("Rules", "propose"),
    ("LegalText", "redraft"),
    ("User", "roles"),
    ("User", "reopen"),
    ("UserSession", "end"),
}
LIBRARYS = re.compile(
    r"\bobjects?\b|successfully|admin site|l.objet|objets|a été (?:modifié|ajouté|supprimé)"
)


@pytest.fixture
def material():
    place = cast.category("Bols", name_en="Bowls")
    return cast.attribute("Matière", "Grès|Stoneware", where=place, label_en="Material")


def test_every_verb_says_in_its_own_words_what_was_done():
    silent = {
        (model.__name__, verb.name)
        for model, section in admin.site._registry.items()
        for verb in getattr(section, "verbs", ())
        if not verb.done
    }

    assert silent == ANSWERS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_forms_and_lists_speak_as_the_house(client, odile, material, language):
    cast.proven(client, odile)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    change, delete, history = (
        reverse(f"admin:catalog_attribute_{page}", args=[material.pk])
        for page in ("change", "delete", "history")
    )
    pages = [reverse("admin:catalog_attribute_changelist"), change, delete, history]
    word = reverse("admin:catalog_forbiddenword_add")

    told = [client.get(page) for page in pages]
    told += [client.post(word, {"word": "remède", "because": "Santé."}, follow=True)]
    told += [client.post(delete, {"post": "yes"}, follow=True)]

    for answer in told:
        said = words(answer)
        assert answer.status_code == 200
        assert not LIBRARYS.search(said), LIBRARYS.findall(said)


def test_an_english_reader_reads_english_names_of_the_catalogue(client, odile, material):
    offer = cast.offer(cast.seller(), category=AttributePlace.objects.get().category)
    cast.proven(client, odile)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    pages = [
        reverse("admin:catalog_attribute_changelist"),
        reverse("admin:catalog_attribute_change", args=[material.pk]),
        reverse("admin:catalog_category_changelist"),
        reverse("admin:catalog_category_change", args=[offer.product.category_id]),
        reverse("admin:catalog_category_add"),
        reverse("admin:catalog_product_changelist"),
        reverse("admin:catalog_product_change", args=[offer.product_id]),
    ]

    for page in pages:
        said = words(client.get(page))
        assert re.search("Bowls|Material", said), page
        assert not re.search(r"\b(?:Bols|Matière|Grès)\b", said), page


def test_each_field_of_a_row_that_is_written_is_named(client, odile, material):
    cast.proven(client, odile)

    page = client.get(reverse("admin:catalog_attribute_change", args=[material.pk]))

    text = page.content.decode()
    first = re.search(r'<tr\s+class="form-row.*?</tr>', text, re.S)[0]
    assert {"Nom", "Nom (anglais)", "Ordre", "Supprimer"} <= set(
        map(unescape, re.findall(r'data-label="([^"]+)"', first))
    )
    assert "icon-addlink" not in text


def words(answer) -> str:
    """What a page says: its text, and the names of what is drawn; nothing that is typed."""
    text = re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]
    text = re.sub(r"<(script|style|textarea)\b.*?</\1>", "", text, flags=re.S)
    named = " ".join(re.findall(r'(?:title|aria-label)="([^"]*)"', text))
    return unescape(f"{named} {re.sub(r'<[^>]+>', ' ', text)}")
