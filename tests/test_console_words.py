"""The console speaks in words of its own, to each in their language, at every width."""

import json
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
    ("Article", "compose"),
    ("Gathering", "compose"),
    ("Search", "reprendre"),
    ("Search", "traiter"),
    ("Page", "draft"),
    ("Page", "explain_help"),
    ("Page", "explain_help_seller"),
    ("Look", "put"),
    ("Segment", "retire"),
    ("Version", "approve"),
    ("Version", "bring_back"),
    ("Version", "copy"),
    ("SellerOrder", "annuler"),
    ("SellerOrder", "rembourser"),
    ("Shipment", "revenu"),
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
    r"|Action\s?:|-----|sélectionné|\bselected\b|✖|Effacer tous les filtres|Clear all filters"
    r"|Are you sure|sûr de vouloir|Oui, je suis|Yes, I|Veuillez|Please correct"
    r"|ajouter un nouveau|add another|permission|Select .* to change|à changer\b|Ajout de"
    r"|Historique|supplémentaire|Date/heure|\(Valeur\)|\(Value\)| Par | By [a-z]"
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
    list_, word = (
        reverse(f"admin:catalog_{page}") for page in ("attribute_changelist", "forbiddenword_add")
    )
    pages = [f"{list_}?kind__exact=choice", reverse("admin:catalog_attribute_add"), word]
    pages += [list_, change, delete, history]

    told = [client.get(page) for page in pages]
    told += [client.post(word, {})]
    told += [client.post(word, {"word": "remède", "because": "Santé."}, follow=True)]
    told += [client.post(list_, {"action": "", "index": 0}, follow=True)]
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


@pytest.mark.parametrize(
    ("language", "asked", "empty", "counted", "adds"),
    [
        ("fr", "Pour les lignes choisies :", "Que faire ?", "# lignes choisies sur 2", "valeur"),
        ("en", "For the chosen rows:", "What to do?", "# rows of 2 chosen", "value"),
    ],
)
def test_what_is_done_with_chosen_rows_is_asked_in_words(
    client, odile, material, language, asked, empty, counted, adds
):
    cast.proven(client, odile)
    cast.attribute("Style", "Rustique|Rustic")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get(reverse("admin:catalog_attribute_changelist"))
    form = client.get(reverse("admin:catalog_attribute_change", args=[material.pk]))

    text = unescape(page.content.decode())
    assert all(words in text for words in (asked, f'<option value="" selected>{empty}', counted))
    shown = form.context["inline_admin_formsets"]
    written = [lines for lines in shown if lines.has_add_permission]
    assert written
    assert all(lines.adding for lines in written)
    added = re.findall(r'"addText": "([^"]+)"', unescape(form.content.decode()))
    assert any(adds in words for words in added), added


@pytest.mark.parametrize(
    ("language", "here"), [("fr", "Saisissez l'heure de Paris"), ("en", "Enter the time in Paris")]
)
def test_the_calendar_of_a_form_speaks_as_the_house(client, odile, language, here):
    cast.proven(client, odile)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    script = client.get(reverse("admin:jsi18n")).content.decode()

    said = json.loads(re.search(r"newcatalog = (\{.*?\});", script, re.S)[1])
    for ahead in ("ahead of", "behind"):
        forms = said[f"Note: You are %s hour {ahead} server time."]
        assert all(words.startswith(here) for words in forms[:2]), forms


def words(answer) -> str:
    """What a page says: its text, and the names of what is drawn; nothing that is typed."""
    text = re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]
    text = re.sub(r"<(script|style|textarea)\b.*?</\1>", "", text, flags=re.S)
    named = " ".join(re.findall(r'(?:title|aria-label)="([^"]*)"', text))
    return unescape(f"{named} {re.sub(r'<[^>]+>', ' ', text)}")
