"""What a product page says by law, in a place of its own: safety, energy, age."""

import re

import pytest
from django.urls import reverse

from catalog import search
from catalog.attributes import quantities, shipped
from tests import cast

pytestmark = pytest.mark.django_db


def page_of(client, lune, attributes, language="fr"):
    offer = cast.offer(lune, title="Lampe", attributes=attributes)
    search.index([offer.product_id])
    client.cookies["language"] = language
    return client.get(reverse("shop-product", args=[offer.product.slug])).content.decode()


@pytest.fixture
def vocabulary():
    """The vocabulary that an installation starts with."""
    shipped.plant()


def test_who_made_it_and_how_to_use_it_safely_stand_in_a_block_of_their_own(
    vocabulary, lune, client
):
    page = page_of(
        client,
        lune,
        {
            "Matière": "Grès",
            "Fabricant": "Atelier Brume, 4 rue du Four, 58310 Saint-Amand, bonjour@brume.example",
            "Responsable dans l'Union": "Import Rivage, 44000 Nantes, contact@rivage.example",
            "Avertissements": "Ne pas couvrir.",
            "Lot": "2026-11",
        },
    )
    facts, _heading, safety = page.partition("Fabricant et sécurité</h2>")
    assert "Grès" in facts.partition("Caractéristiques</h2>")[2]
    safety = safety.partition("</dl>")[0]
    for text in ("4 rue du Four", "Import Rivage", "Ne pas couvrir.", "2026-11"):
        assert text in safety
    assert "Grès" not in safety


def test_a_quantity_that_depends_on_the_choice_is_not_told_of_the_whole(vocabulary, lune, client):
    offer = cast.offer(lune, title="Confiture", attributes={"Quantité nette": "320 g"})
    page = reverse("shop-product", args=[offer.product.slug])
    assert "320\u00a0g" in client.get(page).content.decode()

    variants = offer.product.variants
    type(offer.variant).objects.filter(pk=offer.variant_id).update(
        net_thousandths=320_000, net_unit="g"
    )
    small = variants.create(label="220 g", values=["220 g"], net_thousandths=220_000, net_unit="g")
    type(offer).objects.create(
        seller=lune,
        product=offer.product,
        variant=small,
        sku="PETIT",
        price_cents=500,
        stock=2,
        created_at=cast.NOON,
        changed_at=cast.NOON,
    )
    whole = client.get(page).content.decode()
    assert "320\u00a0g" not in whole
    # before the choice, the lowest price of a kilo
    lowest, other = (
        quantities.price(cents, held, "g") for cents, held in ((500, 220_000), (2490, 320_000))
    )
    assert re.search(rf"à partir de\s+{re.escape(lowest)}", whole)
    assert other not in whole
    chosen = client.get(page, {"v": offer.variant_id}).content.decode()
    assert other in chosen
    assert lowest not in chosen


def test_the_energy_class_is_an_arrow_beside_the_price_that_leads_to_its_label(
    vocabulary, lune, client
):
    told = {"Classe énergétique": "Classe E", "EPREL": "1056344", "Réparabilité": "8,2"}
    page = page_of(client, lune, told)
    assert 'data-class="E"' in page
    assert "Classe énergétique E, sur une échelle de A à G" in page
    assert 'href="https://eprel.ec.europa.eu/qr/1056344"' in page
    assert "8,2/10" in page
    english = page_of(client, lune, told, language="en")
    assert "Energy class E, on a scale from A to G" in english


@pytest.mark.parametrize("number", ["1056344/../..", "javascript:alert(1)", "dix"])
def test_only_a_number_leads_to_the_register(vocabulary, lune, client, number):
    page = page_of(client, lune, {"Classe énergétique": "E", "EPREL": number})
    assert "eprel.ec.europa.eu" not in page


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        ({"Réservé aux majeurs": "oui"}, "réservé aux personnes de 18 ans ou plus"),
        ({"Degré d'alcool": "12,5 %"}, "L'abus d'alcool est dangereux"),
        ({"Degré d'alcool": "40° / 80 proof"}, "L'abus d'alcool est dangereux"),
        ({"Boisson": "Vin cuit"}, "L'abus d'alcool est dangereux"),
    ],
)
def test_what_minors_may_not_buy_says_so(vocabulary, lune, client, attributes, sentence):
    page = page_of(client, lune, attributes).replace("&#x27;", "'")
    assert "Vente interdite aux mineurs de moins de 18 ans" in page
    assert sentence in page


@pytest.mark.parametrize(
    "attributes",
    [
        {"Réservé aux majeurs": "non"},
        {"Degré d'alcool": "1 %"},
        {"Degré d'alcool": "sans alcool"},
        {"Boisson": "Bière", "Degré d'alcool": "0,5 %"},
        {"Boisson": "Limonade"},
    ],
)
def test_what_they_may_buy_says_nothing(vocabulary, lune, client, attributes):
    assert "mineurs" not in page_of(client, lune, attributes)
