"""One product everywhere the house shows it: hidden, sold out or renamed, no surface is wrong."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from catalog import search
from catalog.models import Category, Product, Review, Snapshot
from catalog.offers import prices, stock
from marketing.blocks import typed
from marketing.blocks.registry import HOUSE_KINDS, SHOP_KINDS
from marketing.gatherings import gatherings
from marketing.merchandising import collections
from marketing.models import Article, Tag
from marketing.pages import drafts
from marketing.shopfronts import drafts as shop_drafts
from marketing.shopfronts import life as shop_life
from marketplace.shared import clock, guests
from sellers.application import suspension
from tests import cast
from tests.catalog.test_fresh_lists import take_down
from tests.marketing.test_gatherings import said
from tests.marketing.test_merchandising import typed_collection
from tests.marketing.test_pages import approve
from tests.marketing.test_sharing import pictured

pytestmark = pytest.mark.django_db
BY = {"by": None, "at": cast.NOON}
NAME, OTHER = "Marqueur", "Jatte bleue"  # what it is called, and what it is renamed
GUEST = {"HTTP_SEC_FETCH_SITE": "none"}
# kinds that show no product, whatever is typed
SILENT = {
    *("text", "image", "video", "quote", "tiles", "sellers", "shops_map", "agenda", "wall"),
    *("banner", "countdown", "questions", "steps", "points", "numbers", "newsletter", "stories"),
    *("bar", "simulator", "commissions", "first_sale", "prospect", "who_sells"),
    *("own_portrait", "own_image", "own_places", "own_news"),
}


@pytest.fixture(autouse=True)
def _noon():
    cache.clear()
    guests.clear()
    with clock.at(cast.NOON):
        yield
    guests.clear()


def said_of(bowl: Product) -> dict[str, list[dict]]:
    """Each kind of block that can show it, in each of its ways."""
    named = f"#{bowl.pk} {bowl.title}"
    return {
        "hero": [{"title": "Un", "beside": "products"}],
        "grid": [
            {"title": "Choisi", "source": "hand", "products": named},
            {"title": "Neuf", "source": "fresh"},
            {"title": "Collection", "source": "collection", "collection": "le-bleu"},
        ],
        "spotlight": [{"product": named}],
        "portrait": [{"shop": f"#{bowl.owner_id} Lune"}],
        "reviews": [{"title": "Avis", "products": named}],
        "snapshots": [{"title": "Photos", "products": named}],
        "sale": [{"title": "Ventes flash", "source": "hand", "products": named}],
        "own_goods": [{"title": "À nous", "source": "hand", "products": named}],
    }


def page(kind: str, slug: str, blocks: list) -> None:
    """A composed page, online."""
    version = drafts.create(kind, name=slug, slug=slug, **BY)
    drafts.save(version, {"title": slug, "blocks": blocks}, revision=0, **BY)
    approve(version)


@pytest.fixture
def everywhere(lune) -> dict[str, str]:
    """Every surface that shows it, by a name; each shows it now."""
    shelf = Category.objects.add_root({"name": "Bols", "slug": "bols"})
    offer = cast.offer(lune, title=NAME, category=shelf)
    bowl = offer.product
    prices.change(
        offer, 2000, by=None, at=cast.NOON, reason=prices.REDUCTION,
        until=cast.NOON + timedelta(days=9),
    )  # fmt: skip
    search.index([bowl.pk])
    Review.objects.create(
        product=bowl, seller=lune, purchase=1, state="published", author="Inès", rating=5,
        title="Superbe", body="Très beau.", bought_on=cast.NOON.date(), written_at=cast.NOON,
    )  # fmt: skip
    Product.objects.filter(pk=bowl.pk).update(rating_count=3, rating_hundredths=500)
    pictured(bowl)
    Snapshot.objects.create(
        product=bowl, seller=lune, purchase=1, state="published", stem="ab/bol", alt="Chez moi",
        consent="Oui", consented_at=cast.NOON, decided_at=cast.NOON,
    )  # fmt: skip
    values = {**typed_collection(lead_en=""), "rule": {"category": "bols"}}
    row = collections.begin(values, [], **BY)
    collections.open_(row, starts_at=None, ends_at=None, **BY)
    tag = Tag.objects.create(slug="gres", name="Grès", category=shelf)
    for slug, body in (("nomme", f"Voici [ce bol](/produit/{bowl.slug}/)."), ("theme", "Du grès.")):
        Article.objects.create(
            slug=slug, title=slug, standfirst="…", body=body, published_at=cast.NOON
        ).tags.add(tag)
    day = gatherings.begin({**said(), "products": [bowl.pk]}, **BY)
    gatherings.publish(day, **BY)

    every = said_of(bowl)
    assert {*HOUSE_KINDS, *SHOP_KINDS} == {*every, *SILENT}, "a new kind: does it show products?"
    surfaces = {
        "home": "/",
        "aisle": "/c/bols/",
        "search": "/recherche/?q=marqueur+jatte",
        "shop": f"/boutique/{lune.slug}/",
        "collection": "/collections/le-bleu/",
        "its feed": "/collections/le-bleu/flux.xml",
        "article that names it": "/journal/nomme/",
        "article of its theme": "/journal/theme/",
        "date": f"/agenda/{day.slug}/",
        "in a page of help": "/aide/choisir/",
        "in a page of the house": "/maison/choisir/",
    }
    by_hand = [typed.new("grid", every["grid"][0])]
    page("help", "choisir", by_hand)
    page("house", "choisir", by_hand)
    surfaces["in a page of the house"] = reverse("shop-house", args=["choisir"])
    for kind, ways in every.items():
        if kind not in HOUSE_KINDS:
            continue
        for number, way in enumerate(ways):
            blocks = [typed.new(kind, way), typed.new("text", {"text": "Un."})]
            page("landing", f"{kind}-{number}", blocks)
            surfaces[f"{kind} {number}"] = f"/pages/{kind}-{number}/"
    version = shop_drafts.begin(lune, **BY)
    own = [typed.new("own_goods", every["own_goods"][0]), typed.new("text", {"text": "Ici."})]
    assert shop_drafts.save(version, own, revision=version.revision, **BY)
    shop_life.propose(version, **BY)
    shop_life.publish(version, revision=version.revision, **BY)
    return surfaces


def read(client, surfaces: dict[str, str]) -> dict[str, str]:
    """What a guest's browser reads on each, kept pages and all; twice, so that it is kept."""
    told = {}
    for name, path in surfaces.items():
        answers = [client.get(path, **GUEST) for _time in range(2)]
        assert {answer.status_code for answer in answers} == {200}, (name, answers)
        first, second = (html.unescape(answer.content.decode()) for answer in answers)
        assert first.count(NAME) == second.count(NAME), name
        told[name] = second
    return told


def card(bowl: Product) -> str:
    return reverse("shop-card", args=["fr", "produit", bowl.slug, "1200x630"])


def showing(told: dict[str, str], name: str) -> set[str]:
    return {surface for surface, text in told.items() if name in text}


def offering(told: dict[str, str]) -> set[str]:
    """Where a button puts it into the cart."""
    return {surface for surface, text in told.items() if re.search(f"Ajouter «.{NAME}.» au", text)}


HIDDEN = {
    "taken down": take_down,
    "sold by nobody": lambda o: suspension.suspend(o[0].seller, because="Essai.", **BY),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_is_hidden_is_on_no_surface(client, everywhere, hide):
    bowl = Product.objects.get()
    assert showing(read(client, everywhere), NAME) == {*everywhere}
    assert client.get(card(bowl)).status_code == 200

    hide([bowl.offers.get()])

    # a page all of whose blocks are about it has a word of its own left
    told = read(client, {k: v for k, v in everywhere.items() if k != "search"})
    assert showing(told, NAME) == set()
    assert showing(told, bowl.slug) == set()
    assert client.get(card(bowl)).status_code == 404
    sitemap = client.get("/sitemap/produits/1.xml")
    assert sitemap.status_code == 404 or bowl.slug not in sitemap.content.decode()


def test_what_is_sold_out_is_offered_to_nobody(client, everywhere):
    bowl = Product.objects.get()
    offer = bowl.offers.get()
    before = read(client, everywhere)
    assert offering(before) >= {"aisle", "collection", "search", "shop"}

    stock.set_level(offer, 0, **BY)

    told = read(client, {k: v for k, v in everywhere.items() if k != "search"})
    assert offering(told) == set()
    said = re.compile(r"[Éé]puisé|n.est plus disponible")
    silent = {surface for surface in showing(told, NAME) if not said.search(told[surface])}
    # a feed says it in its own word; what buyers said and photographed stays true
    assert silent <= {"its feed", "reviews 0", "snapshots 0"}
    if NAME in told["its feed"]:
        assert "out_of_stock" in told["its feed"]
    assert client.get(card(bowl)).status_code == 404


def test_what_is_renamed_has_its_new_name_everywhere(client, everywhere):
    bowl = Product.objects.get()
    read(client, everywhere)

    Product.objects.filter(pk=bowl.pk).update(title=OTHER)
    search.index([bowl.pk])

    told = read(client, {k: v for k, v in everywhere.items() if k != "search"})
    assert showing(told, NAME) == set()
    assert showing(told, OTHER) == {*told}
    assert client.get(card(bowl)).status_code == 200
    later = cast.NOON + timedelta(days=1)
    with clock.at(later):
        assert OTHER in client.get("/recherche/?q=jatte", **GUEST).content.decode()
