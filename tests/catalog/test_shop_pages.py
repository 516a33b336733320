"""The shop's pages answer, say what they must, cost few statements, and bear any address."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import search, tree
from catalog.badges import shown as badges
from catalog.labels import labels
from catalog.models import Category, Offer, Photo, Price, Product, Review, Variant
from marketplace.shared import clock, voice
from marketplace.shared.templatetags import ui
from sellers.models import ShippingMethod
from tests import cast, guards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def bowl(lune):
    offer = cast.offer(
        lune,
        title="Bol Rivage",
        price_cents=2490,
        attributes={"Couleur": "Bleu"},
        category=cast.category("Vaisselle", slug="vaisselle"),
    )
    search.index([offer.product_id])
    return offer.product


def many(seller, count):
    place = cast.category("Grand rayon", slug="grand-rayon")
    cast.attribute("Couleur", "Bleu", "Vert")
    ids = []
    for number in range(count):
        offer = cast.offer(
            seller,
            title=f"Objet {number}",
            category=place,
            attributes={"Couleur": ["Bleu", "Vert"][number % 2]},
        )
        ids.append(offer.product_id)
    search.index(ids)
    return place


def test_home(client, bowl, django_assert_max_num_queries):
    page = client.get("/").content.decode()
    assert "Bol Rivage" in page
    assert "24,90" in page
    with django_assert_max_num_queries(8):
        client.get("/")


def test_home_of_an_empty_shop(client, db):
    assert client.get("/").status_code == 200


def test_category_with_facets_delivery_and_canonical(client, bowl):
    page = client.get("/c/vaisselle/").content.decode()
    assert "Bol Rivage" in page
    assert "+ 5,90" in page
    assert '<link rel="canonical" href="http' in page
    assert "Comment nous classons" in page
    narrowed = client.get("/c/vaisselle/?couleur=rouge").content.decode()
    assert 'content="noindex' not in page
    assert 'content="noindex' in client.get("/c/vaisselle/?stock=1").content.decode()
    assert "Bol Rivage" in narrowed, "a colour nobody sells is no filter"


@pytest.mark.parametrize(
    "path", ["/c/grand-rayon/", "/recherche/?q=objet", "/boutique/lune-boutique/"]
)
def test_a_list_costs_the_same_for_24_and_96_cards(
    client, lune, path, django_assert_max_num_queries
):
    many(lune, 26)
    short, long = (f"{path}{'&' if '?' in path else '?'}par={count}" for count in (24, 96))
    client.get(short)
    client.get(long)
    with django_assert_max_num_queries(8) as few:
        assert client.get(short).content.decode().count('class="product-card"') == 24
    with django_assert_max_num_queries(8) as more:
        page = client.get(long).content.decode()
    assert page.count('class="product-card"') == 26
    assert len(few) == len(more)


def test_pages_of_a_list_and_their_filters(client, lune):
    many(lune, 26)
    first = client.get("/c/grand-rayon/").content.decode()
    assert first.count('class="product-card"') == 24
    assert "?page=2" in first
    second = client.get("/c/grand-rayon/?couleur=bleu&page=2").content.decode()
    assert second.count('class="product-card"') == 13, "the last page stands in for one beyond it"
    assert 'href="?"' in second or "page=2" not in second


def test_search_mends_relaxes_and_never_leaves_alone(client, bowl, lune):
    mended = client.get("/recherche/?q=rivaje").content.decode()
    assert "Résultats pour « rivage »" in mended
    assert "Bol Rivage" in mended
    relaxed = client.get("/recherche/?q=bol+cuir").content.decode()
    assert "s'en approche" in relaxed or "s&#x27;en approche" in relaxed
    assert "Bol Rivage" in relaxed
    nothing = client.get("/recherche/?q=xqzwv").content.decode()
    assert "Rien pour" in nothing
    assert reverse("shop-category", args=["vaisselle"]) in nothing
    assert (
        reverse("shop-seller", args=[lune.slug])
        in client.get("/recherche/?q=atelier lune").content.decode()
    )
    assert client.get("/recherche/").status_code == 200


def test_suggestions(client, bowl):
    answer = client.get("/recherche/suggestions/?q=bol riv").content.decode()
    assert "?q=bol%20rivage" in answer
    assert f'href="/produit/{bowl.slug}/"' in answer
    assert 'href="/c/vaisselle/"' in client.get("/recherche/suggestions/?q=vais").content.decode()
    lune = client.get("/recherche/suggestions/?q=atelier lu").content.decode()
    assert 'href="/boutique/lune-boutique/"' in lune
    assert 'role="option"' not in client.get("/recherche/suggestions/").content.decode()


ODD = [
    "page=-1",
    "page=0",
    "page=999999999",
    "page=abc",
    "page=1e9",
    "page=٣",
    "tri=password",
    "tri=-id;--",
    "prix_min=1e99999999",
    "prix_min=NaN",
    "prix_min=-5",
    "prix_max=99999999999",
    "note=9",
    "note=4.5",
    "stock=oui",
    "q=%00",
    "q=%ED%A0%80",
    "couleur=%27%20OR%201=1",
    "couleur=" + "x" * 5000,
    "__proto__=1",
    "rayon=nulle-part",
    "v=abc",
    "v=99999999999999999999",
    "avis=-3",
    "avis=1e9",
    "q=" + "a" * 10_000,
    "q=a%27+OR+1%3D1--&couleur=bleu",
    "&".join(f"couleur=c{n}" for n in range(300)),
    "&".join(f"k{n}=v" for n in range(300)),
]


@pytest.mark.parametrize("query", ODD)
def test_any_address_is_borne(client, bowl, query):
    for path in (
        "/c/vaisselle/",
        "/recherche/",
        f"/produit/{bowl.slug}/",
        "/boutique/lune-boutique/",
        "/recherche/suggestions/",
    ):
        assert client.get(f"{path}?{query}").status_code == 200


def test_prices_the_wrong_way_round_are_put_right(client, bowl):
    assert "Bol Rivage" in client.get("/c/vaisselle/?prix_min=30&prix_max=20,50").content.decode()


def test_unknown_places_are_not_found(client, db):
    for path in ("/c/nulle-part/", "/produit/rien/", "/boutique/personne/", "/journal/rien/"):
        assert client.get(path).status_code == 404


def test_product_says_all_the_law_wants(client, bowl, lune, django_assert_max_num_queries):
    type(lune).objects.filter(pk=lune.pk).update(mediator="CM2C, 75008 Paris")
    voice.now()  # the words of the house, which each process keeps
    labels.labels()  # each process reads them once
    badges.badges()
    with django_assert_max_num_queries(11):
        page = client.get(f"/produit/{bowl.slug}/").content.decode()
    for words in (
        "Bol Rivage",
        "24,90",
        "livraison dès 5,90",
        "Vendu et expédié par",
        lune.name,
        lune.legal_name,
        ui.siren(lune.siren),
        "RCS Lyon",
        "Vendeur professionnel",
        "14 jours pour changer",
        "Garantie légale de conformité",
        "En stock",
        "Livraison <strong>entre le",
        "CM2C, 75008 Paris",
    ):
        assert words in page, words
    assert f'<input type="hidden" name="offer" value="{bowl.best_offer_id}">' in page
    assert f'action="{reverse("shop-cart-add")}"' in page


def test_product_speaks_to_machines_and_cannot_leave_its_script(client, bowl):
    Product.objects.filter(pk=bowl.pk).update(title="Bol </script><b>", description="<!-- & -->")
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    script = re.search(
        r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S
    ).group(1)
    data = json.loads(script)
    assert data["name"] == "Bol </script><b>"
    assert data["offers"][0]["price"] == "24.90"
    assert data["offers"][0]["availability"].endswith("InStock")


def bowls_of(bowl, lune, *, small=3000, big=3000):
    """A bowl in two colours and two sizes: its offers by colour and size; small green is gone."""
    Product.objects.filter(pk=bowl.pk).update(axes=["Couleur", "Taille"])
    first = bowl.variants.get()
    Variant.objects.filter(pk=first.pk).update(values=["Bleu", "Petit"], label="Bleu, petit")
    made = {("Bleu", "Petit"): first.offers.get()}
    Offer.objects.filter(variant=first).update(price_cents=small)
    for number, (values, stock) in enumerate(
        [(["Bleu", "Grand"], 3), (["Vert", "Petit"], 0), (["Vert", "Grand"], 5)]
    ):
        variant = Variant.objects.create(
            product=bowl, values=values, label=", ".join(values), position=number + 1
        )
        made[tuple(values)] = Offer.objects.create(
            seller=lune,
            variant=variant,
            product=bowl,
            sku=f"V{number}",
            price_cents=small if "Petit" in values else big,
            stock=stock,
            created_at=cast.NOON,
            changed_at=cast.NOON,
        )
    return made


def checked(page):
    """The values that are chosen on a product page."""
    radios = re.findall(r'<input\s+type="radio"[^>]*>', page)
    return [re.search(r'value="([^"]*)"', radio).group(1) for radio in radios if "checked" in radio]


def test_no_size_is_chosen_for_a_buyer(client, bowl, lune):
    bowls_of(bowl, lune, small=3000, big=3900)
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert checked(page) == []
    assert "Choisissez une couleur" in page
    assert "Ajouter au panier" not in page
    assert re.search(r"à partir de</small>\s*30,00", page)
    assert '"price": "30.00"' in page  # machines read the best offer, as before
    half = client.get(f"/produit/{bowl.slug}/", {"axe0": "Vert"}).content.decode()
    assert checked(half) == ["Vert"]
    assert "Choisissez une taille" in half
    whole = client.get(f"/produit/{bowl.slug}/", {"axe0": "Vert", "axe1": "Grand"})
    assert checked(whole.content.decode()) == ["Vert", "Grand"]
    assert "Ajouter au panier" in whole.content.decode()
    assert "39,00" in whole.content.decode()


def test_a_link_to_a_variant_opens_it_and_the_only_value_left_is_chosen(client, bowl, lune):
    made = bowls_of(bowl, lune)
    linked = made["Bleu", "Grand"].variant_id
    page = client.get(f"/produit/{bowl.slug}/?v={linked}").content.decode()
    assert checked(page) == ["Bleu", "Grand"]
    assert "Plus que 3" in page
    gone = client.get(f"/produit/{bowl.slug}/?v={made['Vert', 'Petit'].variant_id}")
    assert "Épuisé pour le moment" in gone.content.decode()
    assert "Ajouter au panier" not in gone.content.decode()
    Offer.objects.filter(pk=made["Bleu", "Petit"].pk).update(stock=0)
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert checked(page) == ["Grand"]


def test_without_script_what_was_not_chosen_is_said_beside_it_and_nothing_is_lost(
    client, bowl, lune
):
    made = bowls_of(bowl, lune)
    chosen = {"product": bowl.slug, "axe0": "Bleu", "quantity": "2"}
    page = client.post(reverse("shop-cart-add"), chosen, follow=True).content.decode()
    assert checked(page) == ["Bleu"]
    assert re.search(r'id="axe1-erreur" role="alert">Choisissez une taille\.', page)
    assert "axe0-erreur" not in page
    assert re.search(r'name="quantity"\s+value="2"', page)
    none = {"product": bowl.slug, "axe0": "Noir", "axe1": "\x00", "quantity": "x"}
    assert client.post(reverse("shop-cart-add"), none, follow=True).status_code == 200
    whole = client.post(reverse("shop-cart-add"), {**chosen, "axe1": "Grand"}, follow=True)
    [line] = whole.context["quote"].lines
    assert (line.offer_id, line.quantity) == (made["Bleu", "Grand"].pk, 2)


def test_other_sellers_stand_in_a_table_cheapest_first(
    client, bowl, brun, django_assert_max_num_queries
):
    other = Offer.objects.create(
        seller=brun,
        variant=bowl.variants.get(),
        product=bowl,
        sku="B1",
        price_cents=2990,
        stock=4,
        created_at=cast.NOON,
        changed_at=cast.NOON,
    )
    voice.now()  # the words of the house, which each process keeps
    labels.labels()  # each process reads them once
    badges.badges()
    with django_assert_max_num_queries(11):
        page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert page.index("24,90") < page.index("29,90")
    assert f'value="{other.pk}"' in page
    assert "29,90" in client.get("/boutique/brun-boutique/").content.decode(), (
        "a shop shows its own price"
    )


def test_a_struck_price_is_the_lawful_one_or_none(client, bowl):
    offer = bowl.best_offer
    assert "<del>" not in client.get(f"/produit/{bowl.slug}/").content.decode()
    with guards.down():
        Price.objects.filter(offer=offer).update(prior_cents=3190)
    assert "31,90" in client.get(f"/produit/{bowl.slug}/").content.decode()
    with guards.down():
        Price.objects.filter(offer=offer).update(prior_cents=1990)
    assert "<del>" not in client.get(f"/produit/{bowl.slug}/").content.decode()


def test_photos_not_approved_stay_hidden(client, bowl, lune):
    for number, approved in enumerate((True, False)):
        Photo.objects.create(
            seller=lune,
            product=bowl,
            file=f"photos/originals/{number}.jpg",
            stem=f"photos/{number}",
            sha256=str(number),
            is_approved=approved,
            sized_at=cast.NOON,
            created_at=cast.NOON,
            width=800,
            height=800,
        )
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert "photos/0-640.webp" in page
    assert "photos/1-" not in page


def test_reviews_show_both_dates_and_only_published_ones(client, bowl, lune):
    for number, state in enumerate(("published", "queued", "refused")):
        Review.objects.create(
            product=bowl,
            seller=lune,
            purchase=number,
            state=state,
            author="Inès B.",
            rating=5,
            title=f"Titre {state}",
            bought_on=(cast.NOON - timedelta(days=20)).date(),
            written_at=cast.NOON,
        )
    Product.objects.filter(pk=bowl.pk).update(rating_count=1, rating_hundredths=500)
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert "Titre published" in page
    assert "avis vérifié du 23 novembre 2026, commande du 3 novembre 2026" in page
    assert "Titre queued" not in page
    assert "Titre refused" not in page


def test_delivery_elsewhere_and_free_delivery(client, bowl, lune):
    ShippingMethod.objects.create(
        seller=lune, name="Europe", carrier="x", first_cents=1500, zone="europe"
    )
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert "Livre aussi dans l&#x27;Union européenne" in page
    assert "Colissimo : livraison offerte dès 60,00" in page


def test_a_shop_on_holiday_says_so_and_sells_nothing(client, bowl, lune):
    type(lune).objects.filter(pk=lune.pk).update(
        holiday_from=cast.NOON.date(), holiday_until=cast.NOON.date()
    )
    page = client.get("/boutique/lune-boutique/").content.decode()
    assert "en congé" in page
    assert "Bol Rivage" not in page


def test_search_within_a_shop(client, bowl, brun):
    cast.offer(brun, title="Bol Brun")
    search.index(Product.objects.values_list("pk", flat=True))
    page = client.get("/boutique/lune-boutique/?q=bol").content.decode()
    assert "Bol Rivage" in page
    assert "Bol Brun" not in page


def test_the_ranking_page_lists_exactly_the_points_of_search(client, db):
    page = client.get("/classement/").content.decode()
    points = page.partition('id="boutiques"')[0]
    assert points.count('<td class="number">') == len(search.RANKING)


def test_machines_files(client, bowl):
    assert "Sitemap: http" in client.get("/robots.txt").content.decode()
    assert client.get("/humans.txt").status_code == 200
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap/produits/1.xml" in index
    assert f"/produit/{bowl.slug}/" in client.get("/sitemap/produits/1.xml").content.decode()
    assert "/c/vaisselle/" in client.get("/sitemap/rayons/1.xml").content.decode()
    # shops are there once they say what visitors need: tests/marketing/test_shop_page.py
    assert "/sitemap/boutiques/" not in index
    house = client.get("/sitemap/maison/1.xml").content.decode()
    for once in ("/boutiques/", "/labels/", "/badges/"):
        assert house.count(f"{once}</loc>") == 1
        assert f"{once}</loc>" not in client.get("/sitemap/boutiques/1.xml").content.decode()
    assert "/qualite/" in house
    assert "/mur/" not in house, "an empty wall is no page to find"
    assert client.get("/sitemap/rien/1.xml").status_code == 404


def test_english(client, bowl):
    client.cookies["language"] = "en"
    assert "€24.90" in client.get(f"/produit/{bowl.slug}/").content.decode()


def test_the_way_to_a_category_is_in_the_readers_language(client, lune):
    above = cast.category("Vaisselle", slug="vaisselle", name_en="Tableware")
    bowls = Category(name="Bols", name_en="Bowls", slug="bols")
    Category.objects.add_child(above, instance=bowls)
    cast.offer(lune, category=bowls)
    tree.forget()
    client.cookies["language"] = "en"
    page = client.get("/c/bols/").content.decode()
    assert "Tableware</a>" in page
    assert "Vaisselle" not in page


def test_the_delivery_announced_is_the_one_the_cart_begins_with_or_says_it_is_to_a_point(
    client, bowl, lune
):
    cast.by_relay(lune, cents=450)

    page = client.get(f"/produit/{bowl.slug}/").content.decode().replace("\xa0", " ")
    shop = client.get(f"/boutique/{lune.slug}/").content.decode().replace("\xa0", " ")

    assert "livraison dès 4,50 € en point relais" in page
    assert "+ 4,50 € en point relais" in shop
    assert "de livraison" not in shop.partition("product-card")[2].partition("</article>")[0]
