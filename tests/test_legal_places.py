"""What the law wants everywhere, or nowhere: legal pages, cookies, dead links to a closed
platform.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst

from catalog import search
from marketplace.console.texts import publish
from marketplace.seed_texts import TEXTS
from marketplace.shared import clock
from marketplace.shared.models import Fact, LegalEntity, LegalText
from marketplace.shared.templatetags import ui
from sellers.models import Document, Item
from tests import cast
from tests.orders.test_checkout_pages import add, order_now

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
# session, cart, language, browser that signed in before, the secret of forms, messages to show
# once; theme.js adds one
NEEDED = {"sessionid", "csrftoken", "cart", "language", "known", "messages"}


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield


def test_every_page_of_the_shop_leads_to_the_legal_pages(client, lune):
    bowl = cast.offer(lune)
    add(client, bowl)
    kinds = ("sale_terms", "privacy", "legal_notice")
    pages = [
        "/",
        reverse("shop-product", args=[bowl.product.slug]),
        reverse("shop-seller", args=[lune.slug]),
        reverse("shop-cart"),
        reverse("shop-checkout"),
        reverse("shop-withdrawal"),
        reverse("shop-ranking"),
        *(reverse("shop-text", args=[kind]) for kind in kinds),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        for kind in kinds:
            assert f'href="{reverse("shop-text", args=[kind])}"' in text, (page, kind)
    funnel = client.get(reverse("shop-checkout")).content.decode()
    client.force_login(cast.owner_of(lune))
    desk = client.get(reverse("seller-home")).content.decode()
    for text in (desk, funnel):
        for address in (
            reverse("shop-withdrawal"),
            reverse("shop-ranking"),
            reverse("shop-text", args=["legal_notice"]),
            reverse("shop-text", args=["seller_terms"]),
        ):
            assert f'href="{address}"' in text


def test_a_legal_page_says_its_version_and_since_when(client, odile):
    kind = LegalText.Kind.PRIVACY
    draft = LegalText.objects.create(kind=kind, version=2, title="Vie privée", body="Nouvelle.")
    assert "Nouvelle." not in client.get(reverse("shop-text", args=[kind])).content.decode()

    publish(draft, by=odile, at=cast.NOON)

    page = client.get(reverse("shop-text", args=[kind])).content.decode()
    assert "Version 2, en vigueur depuis le 23 novembre 2026" in page
    assert "Nouvelle." in page


def test_nothing_leads_to_the_closed_european_platform():
    places = [
        path
        for folder in (
            "templates",
            "marketplace",
            "catalog",
            "sellers",
            "orders",
            "accounting",
            "marketing",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".html", ".txt", ".py", ".json")
    ]
    assert len(places) > 300
    assert [
        str(path) for path in places if re.search(r"consumers/odr|webgate\.ec", path.read_text())
    ] == []


def test_only_cookies_that_the_site_needs(client, lune, alice):
    add(client, cast.offer(lune))
    client.get(reverse("shop-checkout"))
    order_now(client)
    client.post("/langue/", {"language": "en", "next": "/"})
    client.post(reverse("account_login"), {"login": alice.email, "password": "secret-secret"})
    client.get(reverse("shop-orders"))

    assert set(client.cookies) <= NEEDED
    told = TEXTS[LegalText.Kind.PRIVACY]
    assert "session, panier, langue, apparence, navigateur déjà connecté" in str(told)
    script = "".join(path.read_text() for path in (ROOT / "static/js").glob("*.js"))
    assert set(re.findall(r"document\.cookie = `(\w+)=", script)) == {"theme"}
    assert "localStorage" not in script
    hosts = set(re.findall(r'(?:src|href)="https?://([^/"]+)', client.get("/").content.decode()))
    assert hosts <= {
        "testserver",
        "localhost:8000",
        "127.0.0.1:8000",
    }, "nothing is fetched from elsewhere"


def test_the_identity_of_a_seller_stands_on_its_sheets_and_its_shop(client, lune):
    type(lune).objects.filter(pk=lune.pk).update(
        phone="+33 4 72 00 00 00", representative="Léa Lune"
    )
    bowl = cast.offer(lune)
    LegalEntity.objects.update_or_create(
        defaults={"mediator": "Médiation des places, Paris", "mediates_for_sellers": True}
    )
    for address in (
        reverse("shop-product", args=[bowl.product.slug]),
        reverse("shop-seller", args=[lune.slug]),
    ):
        page = client.get(address).content.decode()
        for words in (
            "Atelier Lune SARL",
            ui.siren(lune.siren),
            "RCS Lyon",
            "3 rue des Tisserands",
            "69001 Lyon",
            lune.email,
            "+33 4 72 00 00 00",
            "Léa Lune",
            "Médiation des places, Paris",
            "Vendeur professionnel",
        ):
            assert words in page, (address, words)


def test_the_ranking_page_gives_each_weight_its_reason(client):
    page = client.get(reverse("shop-ranking")).content.decode()
    for points, why in search.RANKING.values():
        assert re.search(
            rf'<td>{capfirst(escape(str(why)))}</td>\s*<td class="number">{points}</td>', page
        ), why


def test_that_an_operator_read_a_paper_is_a_fact(client, lune):
    item = Item.objects.create(seller=lune, kind="id_card")
    paper = Document(
        item=item,
        name="carte.pdf",
        media_type="application/pdf",
        size=4,
        sha256="0" * 64,
        uploaded_at=cast.NOON,
    )
    paper.file.save("carte.pdf", ContentFile(b"%PDF"), save=False)
    paper.save()
    reader, other = cast.operator("sellers"), cast.operator("moderation")
    address = f"/admin/sellers/seller/{lune.pk}/document/{paper.pk}/"

    cast.proven(client, other)
    assert client.get(address).status_code == 404
    assert not Fact.objects.filter(name="sellers.DocumentRead").exists()
    cast.proven(client, reader)
    assert client.get(address).status_code == 200

    fact = Fact.objects.get(name="sellers.DocumentRead")
    assert (fact.actor, fact.data["document_id"], fact.happened_at) == (reader, paper.pk, cast.NOON)
