"""What search engines and shared links show of a page is in the reader's language."""

import html
import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from marketing.models import Article
from marketplace.seed_texts import TEXTS
from marketplace.shared import kept, policy, translations
from marketplace.shared.models import Brand, LegalText
from tests import cast

pytestmark = pytest.mark.django_db
FRENCH = re.compile(
    r"\b(le|la|les|des|du|une|et|ou|pour|par|avec|votre|vos|nous|chez|aux?|sur|qui|dans|est)\b|[àâçèéêëîïôûù«»]",
    re.I,
)


@pytest.fixture(autouse=True)
def world(db):
    translations.compile_all(settings.ROOT)
    Brand.objects.get_or_create(pk=1)
    for kind, (title, title_en, body, body_en) in TEXTS.items():
        LegalText.objects.create(
            kind=kind,
            title=title,
            title_en=title_en,
            body=body,
            body_en=body_en,
            published_at=cast.NOON,
        )
    cast.grid()
    bowl = cast.offer(
        cast.seller("Moon"),
        title="Bowl",
        category=cast.category("Bols", name_en="Bowls", intro="À la main.", intro_en="By hand."),
    )
    story = {"title": "Le four", "title_en": "The kiln", "standfirst": "Trois jours de feu."}
    Article.objects.create(
        slug="kiln", standfirst_en="Three days.", body="x", published_at=cast.NOON, **story
    )
    return bowl


def head(client, address: str, language: str) -> dict[str, str]:
    """The title and what is described of a page, in a language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    assert answer.status_code == 200, address
    top = answer.content.decode().partition("</head>")[0]
    found = {"title": re.search(r"<title>(.*?)</title>", top, re.DOTALL)[1]}
    for kind, name, content in re.findall(
        r'<meta (name|property)="([^"]+)" content="([^"]*)"', top
    ):
        if name == "description" or (kind == "property" and name in WORDS):
            found[name] = content
    return {name: " ".join(html.unescape(text).split()) for name, text in found.items()}


WORDS = ("og:title", "og:description", "og:locale")
DESCRIBED = {"/", "/aide/", "/vendre/", "/classement/", "/journal/", "/journal/kiln/"}


def test_the_heads_of_all_public_pages_in_both_languages(client, world):
    pages = [
        *sorted(DESCRIBED),
        reverse("shop-category", args=[world.product.category.slug]),
        *(reverse("shop-text", args=[kind]) for kind in ("sale_terms", "privacy", "legal_notice")),
        *(
            reverse(f"shop-{name}")
            for name in ("search", "newsletter", "order-lookup", "withdrawal", "cart")
        ),
        reverse("account_login"),
        reverse("account_signup"),
        reverse("account_reset_password"),
    ]
    faults = []
    for page in pages:
        french, english = head(client, page, "fr"), head(client, page, "en")
        if page in DESCRIBED and {"description", "og:description", "og:title"} - english.keys():
            faults.append((page, "says too little", english))
        faults += [
            (page, name, text)
            for name, text in english.items()
            if name != "og:locale" and FRENCH.search(text)
        ]
        faults += [
            (page, name, "the same in both", text)
            for name, text in english.items()
            if text == french.get(name) and text not in ("Halles", "Articles")
        ]
    assert faults == []


@pytest.mark.parametrize("name", ["400", "500", "503"])
def test_a_page_that_may_ask_nothing_names_the_house(
    name, monkeypatch, django_assert_num_queries, settings
):
    Brand.objects.update(name="Étal")
    monkeypatch.setattr(kept, "_held", {})
    settings.MFA_TOTP_ISSUER = "Maison"

    def title():
        with django_assert_num_queries(0):
            page = get_template(f"{name}.html").render()
        return page.partition("<title>")[2].partition("</title>")[0]

    assert title().endswith(" · Maison"), "before it was ever read"
    policy.brand()
    assert title().endswith(" · Étal")


@pytest.mark.parametrize(
    "name",
    ["seller-home", "seller-products", "seller-orders", "seller-money", "seller-imports"],
)
def test_a_page_of_a_shop_names_the_house_once_as_all_others_do(client, world, name):
    client.force_login(cast.owner_of(world.seller))

    found = head(client, reverse(name), "fr")["title"]

    assert found.endswith(" · Halles")
    assert found.count("Halles") == 1
