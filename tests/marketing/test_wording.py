"""The charter in what the house writes: pages, articles, dates and posts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.charter import words
from catalog.judging import charter
from catalog.models import CharterWord
from marketing.blocks import typed
from marketing.editorial import articles
from marketing.gatherings import gatherings
from marketing.models import Article, Channel
from marketing.pages import checking, drafts, life
from marketing.social import posts
from marketplace.shared import clock
from marketplace.shared.models import Brand
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = clock.paris_day(NOON)
SAID = "Rien ne le prouve. Dites le prix."


@pytest.fixture(autouse=True)
def _noon():
    Brand.objects.get_or_create(pk=1)
    cast.rules()
    with clock.at(NOON):
        yield


@pytest.fixture
def cheapest() -> CharterWord:
    row = CharterWord.objects.create(
        expression="le moins cher",
        kind="forbidden",
        reason="Rien ne le prouve.",
        remedy="Dites le prix.",
        starts_on=DAY,
    )
    CharterWord.objects.create(
        expression="must-have",
        kind="prefer",
        reason="Nous parlons français.",
        remedy="Dites à quoi il sert.",
        starts_on=DAY,
    )
    charter.forget()
    return row


def landing(text: str):
    version = drafts.create("landing", name="Noël", slug="noel", by=None, at=NOON)
    blocks = [
        typed.new("hero", {"title": "Noël", "action": "Voir", "action_link": "/c/must-have/"}),
        typed.new("text", {"text": text}),
    ]
    drafts.save(version, {"title": "Noël", "blocks": blocks}, revision=0, by=None, at=NOON)
    return version


def remarked(version, at=NOON) -> list[tuple[bool, str]]:
    found = checking.remarks(version, at=at)
    asked = ("Rien ne le prouve", "Nous parlons français")
    return [
        (one.is_blocking, one.block) for one in found if any(why in one.sentence for why in asked)
    ]


def test_a_page_is_held_back_by_what_is_forbidden_and_advised_of_the_rest(cheapest):
    version = landing("Le **moins cher**... non : la moins chère, un must-have.")
    text = version.blocks[1]["id"]
    assert remarked(version) == [(True, text), (False, text)], "and no word of an address"
    with pytest.raises(life.NotReady):
        life.approve(
            version, starts_at=None, ends_at=None, revision=version.revision, by=None, at=NOON
        )

    words.grant(
        cheapest,
        path="/pages/noel/",
        proof="Étude de prix n° 3",
        ends_on=DAY + timedelta(days=5),
        by=None,
        at=NOON,
    )
    charter.forget()
    assert remarked(version) == [(False, text)]
    assert remarked(version, NOON + timedelta(days=6)) == [(True, text), (False, text)]


def test_an_article_is_remarked_on_where_it_is_written_and_before_it_appears(
    client, odile, cheapest
):
    draft = articles.begin("Choisir un bol")
    cast.proven(client, odile)
    page = reverse("admin:marketing_article_change", args=[draft.pk])
    assert "À revoir" not in client.get(page).content.decode()

    Article.objects.filter(pk=draft.pk).update(body="C'est le moins cher.")

    assert SAID in client.get(page).content.decode()
    ask = reverse("admin:marketing_article_publish", args=[draft.pk])
    assert SAID in client.get(ask).content.decode()
    client.post(ask)
    draft.refresh_from_db()
    assert draft.published_at, "advice, no bar"


def test_a_date_and_a_post_are_remarked_on(client, odile, cheapest):
    cast.proven(client, odile)
    date = gatherings.begin(
        {
            **dict.fromkeys(("title_en", "lead_en", "body", "body_en", "address", "link"), ""),
            "capacity": None,
            "picture_id": None,
            "sellers": [],
            "products": [],
            "kind": "market",
            "slug": "marche",
            "title": "Marché",
            "lead": "Le moins cher des marchés.",
            "place": "Halle",
            "starts_at": NOON + timedelta(days=10),
            "ends_at": NOON + timedelta(days=10, hours=3),
        },
        by=None,
        at=NOON,
    )
    post = posts.write(
        {
            "channel": Channel.objects.create(name="Instagram", longest=400),
            "text": "Le bol le moins cher.",
            "text_en": "",
            "about": "",
            "slug": "",
            "size": "1080x1080",
            "picture": None,
            "planned_at": NOON + timedelta(days=2),
        },
        leads="",
        by=None,
        at=NOON,
    )
    for row, verb in ((date, "gathering_publish"), (post, "post_approve")):
        section = verb.split("_")[0]
        for page in (verb, f"{section}_change"):
            address = reverse(f"admin:marketing_{page}", args=[row.pk])
            assert SAID in client.get(address).content.decode(), page
