"""The help centre: pages of help are found by their words and by the screen they explain."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_resolver, resolve, reverse

from marketing.blocks import rich, typed
from marketing.models import HelpOpinion, Page
from marketing.pages import drafts
from marketing.pages.help import explaining, opinions, screens
from marketplace.demo.content.help import TOPICS
from tests import cast
from tests.marketing.test_pages import approve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with cast.clock.at(cast.NOON):
        yield


def topic(kind="help", slug="retour", title="Rendre un vase", text="L'argent revient."):
    version = drafts.create(kind, name=title, slug=slug, by=None, at=cast.NOON)
    block = typed.new("text", {"text": text, "text_en": "The refund comes back."})
    content = {"title": title, "title_en": "Giving a vase back", "blocks": [block]}
    drafts.save(version, content, revision=version.revision, by=None, at=cast.NOON)
    approve(version)
    return version.page


def test_help_is_found_by_its_words_in_the_readers_language(client):
    topic()
    topic(slug="colis", title="Un colis en route", text="Où il en est.")
    found = client.get("/aide/?q=ARGENT revient").content.decode()
    assert "Rendre un vase" in found
    assert "Un colis en route" not in found
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Giving a vase back" in client.get("/aide/?q=refund").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    none = client.get("/aide/?q=<b>chameau").content.decode()
    assert "Aucune page d'aide ne parle de" in none
    assert "&lt;b&gt;chameau" in none
    assert "<b>chameau" not in none


def test_a_screen_leads_to_what_explains_it(client):
    page = topic()
    assert client.get("/aide/?ecran=shop-order").status_code == 200, "nothing explains it yet"
    explaining.choose(page, ["shop-order", "nowhere"], by=None, at=cast.NOON)
    assert page.explains == ["shop-order"]
    assert client.get("/aide/?ecran=shop-order").headers["Location"] == "/aide/retour/"
    other = topic(slug="colis", title="Un colis en route")
    explaining.choose(other, ["shop-order"], by=None, at=cast.NOON)
    both = client.get("/aide/?ecran=shop-order").content.decode()
    assert "Sur l'écran d'où vous venez" in both
    assert "Rendre un vase" not in client.get("/aide/vendeurs/").content.decode(), (
        "sellers have theirs"
    )


def test_the_editor_is_told_that_two_pages_explain_a_screen(client):
    explaining.choose(topic(), ["shop-order"], by=None, at=cast.NOON)
    other = topic(slug="colis", title="Un colis en route")
    cast.proven(client, cast.operator("editorial"))
    verb = reverse("admin:marketing_page_explain_help", args=[other.pk])
    page = client.post(verb, {"screens": ["shop-order", "shop-cart"]}, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert told[0] == "Les écrans expliqués sont enregistrés."
    assert told[1:] == [
        "Une commande et ses colis : le lien « Aide » montre aussi « Rendre un vase »."
    ]
    assert "Utile pour" not in page.content.decode(), "nobody answered"


def test_an_opinion_counts_once_a_day_and_names_nobody(client):
    page = topic()
    address = reverse("shop-help-opinion", args=[page.pk])
    for _ in range(2):
        assert client.post(address, {"utile": "oui"}).headers["Location"] == "/aide/retour/"
    client.post(address, {"utile": "peut-être"})
    assert opinions.of_page(page, at=cast.NOON) == (1, 0)
    assert {field.name for field in HelpOpinion._meta.fields} == {
        "id",
        "page",
        "day",
        "useful",
        "useless",
    }
    landing = drafts.create("landing", name="Noël", slug="noel", by=None, at=cast.NOON).page
    assert client.post(reverse("shop-help-opinion", args=[landing.pk])).status_code == 404


def test_screens_exist_and_the_demonstration_explains_them():
    for kind, names in screens.SCREENS.items():
        for name in names:
            assert get_resolver().reverse_dict.getlist(name), f"no screen is called {name}"
        told = {name for page in TOPICS if page.kind == kind for name in page.explains}
        assert told <= set(names)
    assert {page.kind for page in TOPICS} == {kind.value for kind in screens.HELP}


@pytest.mark.parametrize("page", TOPICS, ids=lambda page: page.slug)
def test_the_demonstration_links_the_pages_it_names_in_both_languages(page):
    pairs = [*_pairs(page)]
    led = [link for french, _english in pairs for link in rich.links(french)]
    assert led, "a page of help leads to what it explains"
    for link in led:
        assert resolve(link)
    assert led == [link for _french, english in pairs for link in rich.links(english)]


def _pairs(page):
    for _kind, data in page.blocks:
        for row in data.get("items", [data]):
            yield from ((row[name], row[f"{name}_en"]) for name in row if f"{name}_en" in row)


def test_the_centre_costs_few_statements(client, django_assert_max_num_queries):
    for number in range(4):
        topic(slug=f"s{number}", title=f"Sujet {number}")
    client.get("/aide/")
    with django_assert_max_num_queries(3):
        client.get("/aide/")
    with django_assert_max_num_queries(5):
        client.get("/aide/?q=argent")


def test_no_page_of_help_hides_the_centres_own_addresses(client):
    from marketing.pages.forms import PageForm

    form = PageForm({"kind": Page.Kind.HELP, "name": "x", "slug": "vendeurs"})
    assert "slug" in form.errors


@pytest.mark.parametrize("title", ["", "Comment faire"])
def test_the_headings_of_a_block_step_down_by_one(title):
    """Without a title of its own, what it holds stands right below that of the page."""
    item = {"title": "Un", "question": "Un", "text": "", "answer": ""}
    for name in ("steps", "questions"):
        block = {"title": title, "items": [item], "is_open": True}
        drawn = render_to_string(f"blocks/{name}.html", {"block": block})
        assert re.findall(r"<(h\d)", drawn) == (["h2", "h3"] if title else ["h2"])
