"""What the public must not see is on no surface: a marker for each hidden state, every page
walked.
"""

from datetime import timedelta

import pytest

from catalog import search, tree
from catalog.models import Offer, Product, Review
from catalog.offers import visibility
from marketing.models import Article
from marketplace.shared import clock
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def hide_category(place):
    type(place).objects.filter(pk=place.pk).update(policy="forbidden")


@pytest.fixture
def hidden(lune):
    """A sheet in each hidden state, its title and its seller's name a word of their own."""
    today = cast.NOON.date()
    sellers = {
        "suspendu": cast.seller("Boutiquesuspendue", suspended_at=cast.NOON),
        "conge": cast.seller(
            "Boutiqueconge",
            holiday_from=today - timedelta(days=1),
            holiday_until=today + timedelta(days=1),
        ),
        "ferme": cast.seller("Boutiquefermee", state="closed"),
    }
    place, banned = (
        cast.category("Ouvert", slug="ouvert"),
        cast.category("Rayonbanni", slug="banni"),
    )
    common = {"category": place, "attributes": {"Couleur": "Bleu"}}
    made = {
        state: cast.offer(lune, title=f"Marqueur{state} bol", state=state, **common)
        for state in ("draft", "refused", "taken_down", "retired")
    }
    made |= {
        name: cast.offer(seller, title=f"Marqueur{name} bol", **common)
        for name, seller in sellers.items()
    }
    made["banni"] = cast.offer(
        lune, title="Marqueurbanni bol", category=banned, attributes={"Couleur": "Bleu"}
    )
    made["inactif"] = cast.offer(lune, title="Marqueurinactif bol", is_active=False, **common)
    made["visible"] = cast.offer(lune, title="Marqueurvisible bol", **common)
    search.index([offer.product_id for offer in made.values()])
    # entries of sheets that are hidden for another reason than their state stay in the index
    hide_category(banned)
    tree.forget()
    visibility.refresh([offer.product_id for offer in made.values()], at=cast.NOON)
    for number, (name, offer) in enumerate(made.items()):
        Review.objects.create(
            product=offer.product,
            seller=offer.seller,
            purchase=number,
            state="published",
            author="X",
            rating=5,
            title=f"Avis{name}",
            bought_on=today,
            written_at=cast.NOON,
        )
        Product.objects.filter(pk=offer.product_id).update(
            rating_count=3, rating_hundredths=500, sales_count=9
        )
    for seller in sellers.values():
        Article.objects.create(
            slug=f"a-{seller.pk}",
            title="Portrait",
            standfirst="…",
            body="Un atelier.",
            seller=seller,
            published_at=cast.NOON,
        )
    return made


SURFACES = [
    "/",
    "/c/ouvert/",
    "/c/ouvert/?tri=prix",
    "/c/ouvert/?couleur=bleu",
    "/c/ouvert/?vendeur=lune-boutique",
    "/recherche/?q=bol",
    "/recherche/?q=bol&tri=notes",
    "/recherche/?tri=nouveautes&stock=1",
    "/recherche/?q=boll",
    "/recherche/?q=bol+introuvable",
    "/recherche/?q=bleu",
    "/boutique/lune-boutique/?q=bol",
    "/produit/{visible}/",
    "/journal/",
    "/sitemap.xml",
    "/sitemap/produits/1.xml",
    "/sitemap/boutiques/1.xml",
    "/sitemap/rayons/1.xml",
    "/recherche/suggestions/?q=bol",
    "/recherche/suggestions/?q=marqueur",
]


@pytest.mark.parametrize("surface", SURFACES)
def test_no_surface_shows_what_is_hidden(client, hidden, surface):
    path = surface.format(visible=hidden["visible"].product.slug)
    page = client.get(path).content.decode().lower()
    for name, offer in hidden.items():
        if name != "visible":
            assert f"marqueur{name}" not in page, name
            assert f"/produit/{offer.product.slug}/" not in page, name
    for seller in ("boutiquesuspendue", "boutiqueconge", "boutiquefermee"):
        assert seller not in page
    assert "rayonbanni" not in page


def test_the_visible_one_is_there(client, hidden):
    for surface in (
        "/",
        "/c/ouvert/",
        "/recherche/?q=bol",
        "/boutique/lune-boutique/",
        "/sitemap/produits/1.xml",
    ):
        page = client.get(surface).content.decode()
        assert "Marqueurvisible" in page or hidden["visible"].product.slug in page, surface


# What was never public is not found, what may come back too; what left for sale stays a while.
PAGES = {
    "visible": 200,
    "conge": 200,
    "inactif": 200,
    "ferme": 200,
    "retired": 404,
    "draft": 404,
    "refused": 404,
    "suspendu": 404,
    "taken_down": 404,
    "banni": 410,
}


def test_pages_of_hidden_sheets_and_closed_shops_show_nothing_of_them(client, hidden):
    for name, offer in hidden.items():
        answer = client.get(f"/produit/{offer.product.slug}/")
        assert answer.status_code == PAGES[name], name
        # the page of a sheet that the operator hides says nothing of it
        assert (f"Marqueur{name}" in answer.content.decode()) == (PAGES[name] == 200), name
    assert client.get("/c/banni/").status_code == 404
    # a shop that is suspended stays and says no more than that; one that ended long ago is gone
    for name, status in (("suspendu", 200), ("ferme", 410)):
        answer = client.get(f"/boutique/{hidden[name].seller.slug}/")
        assert answer.status_code == status, name
        assert f"Marqueur{name}" not in answer.content.decode(), name
    away = client.get(f"/boutique/{hidden['conge'].seller.slug}/").content.decode()
    assert "Marqueur" not in away


def test_an_article_does_not_lead_to_a_shop_that_does_not_sell(client, hidden):
    for name in ("suspendu", "conge", "ferme"):
        page = client.get(f"/journal/a-{hidden[name].seller_id}/").content.decode()
        assert "Boutique" not in page
        assert "Marqueur" not in page


def test_a_suspended_seller_of_a_shared_sheet_is_in_no_offer_and_no_facet(client, hidden, lune):
    product = hidden["visible"].product
    Offer.objects.create(
        seller=hidden["suspendu"].seller,
        variant=product.variants.get(),
        product=product,
        sku="P",
        price_cents=100,
        stock=5,
        created_at=cast.NOON,
        changed_at=cast.NOON,
    )
    search.index([product.pk])
    visibility.refresh([product.pk], at=cast.NOON)
    for path in (f"/produit/{product.slug}/", "/recherche/?q=bol"):
        page = client.get(path).content.decode()
        assert "Boutiquesuspendue" not in page
        assert "1,00" not in page
    gone = hidden["suspendu"].seller.slug
    assert "product-card" not in client.get(f"/recherche/?vendeur={gone}").content.decode()
