"""The charter in what the house writes: pages, articles, dates and posts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import search
from catalog.charter import words
from catalog.judging import charter
from catalog.models import CharterWord
from marketing.blocks import typed
from marketing.editorial import articles
from marketing.gatherings import gatherings
from marketing.merchandising import collections
from marketing.models import Article, ArticlePhoto, Channel
from marketing.pages import checking, drafts, life
from marketing.pages.articles import composing
from marketing.social import posts
from marketplace.shared import clock
from marketplace.shared.models import Brand
from tests import cast
from tests.cast import NOON
from tests.marketing.test_library import hero, kept

pytestmark = pytest.mark.django_db
DAY = clock.paris_day(NOON)
SAID = "Rien ne le prouve. Dites le prix."
SAID_OF = f"« le moins cher » : {SAID}"
CLAIM = "Un bol, le moins cher, un must-have."


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
        expression_en="the cheapest",
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

    typed = {
        "kind": "guide",
        "title": "Choisir un bol",
        "slug": draft.slug,
        "standfirst": "Un mot.",
    }
    told = client.post(page, {**typed, "body": CLAIM}, follow=True).content.decode()
    assert f"À corriger avant de publier : {SAID_OF}" in told
    draft.refresh_from_db()
    assert draft.body == CLAIM, "a draft is told, and kept"

    shown = client.get(page).content.decode()
    assert "Empêche la mise en ligne</strong> – « moins cher »" not in shown
    assert "Empêche la mise en ligne</strong> – « le moins cher »" in shown
    assert "Conseil</strong> – « must-have »" in shown
    ask = reverse("admin:marketing_article_publish", args=[draft.pk])
    before = client.get(ask).content.decode()
    assert "Empêche la mise en ligne" in before
    assert SAID in before
    refused = client.post(ask, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.published_at is None
    assert "Ces mots ne peuvent pas être publiés, et rien n&#x27;est changé." in refused

    # the words of a photo and those in English weigh as much
    for lacking in ({"body": "Rien.", "body_en": "The cheapest."}, {"body": "Rien."}):
        Article.objects.filter(pk=draft.pk).update(**{"body_en": "", **lacking})
        draft.refresh_from_db()
        if "body_en" not in lacking:
            ArticlePhoto.objects.create(
                article=draft, file="a.jpg", width=1, height=1, alt="Le moins cher"
            )
        with pytest.raises(charter.NotToSay):
            articles.publish(draft, at=NOON)
    draft.photos.all().delete()
    articles.publish(draft, at=NOON)
    # once it is online, nothing more of it enters; a word that stands there holds nobody up
    refused = client.post(page, {**typed, "body": CLAIM})
    assert SAID in refused.content.decode()
    draft.refresh_from_db()
    assert draft.body == "Rien."
    Article.objects.filter(pk=draft.pk).update(body=CLAIM)
    client.post(page, {**typed, "title": "Choisir", "body": CLAIM})
    draft.refresh_from_db()
    assert draft.title == "Choisir"
    with pytest.raises(charter.NotToSay):
        articles.send(draft, by=None, at=NOON)
    assert "Empêche l&#x27;envoi" in client.get(ask.replace("publish", "send")).content.decode()

    words.grant(
        cheapest,
        path=f"/journal/{draft.slug}/",
        proof="Étude de prix n° 3",
        ends_on=DAY + timedelta(days=5),
        by=None,
        at=NOON,
    )
    charter.forget()
    articles.send(draft, by=None, at=NOON)
    assert draft.slug


def test_the_own_text_of_an_article_is_looked_at_like_any_block(cheapest):
    story = Article.objects.create(slug="bols", title="Bols", standfirst="Un mot.", body=CLAIM)
    version = composing.compose(story, by=None, at=NOON)
    own = version.blocks[0]["id"]
    beside = typed.new("text", {"text": CLAIM})
    content = {"blocks": [*version.blocks, beside]}
    drafts.save(version, content, revision=version.revision, by=None, at=NOON)
    version.refresh_from_db()

    told = remarked(version)
    assert sorted(told) == sorted(
        [(True, own), (False, own), (True, beside["id"]), (False, beside["id"])]
    )
    days = {"starts_at": None, "ends_at": None}
    with pytest.raises(life.NotReady):
        life.approve(version, revision=version.revision, by=None, at=NOON, **days)
    Article.objects.filter(pk=story.pk).update(body="Un bol.")
    version = type(version).objects.get(pk=version.pk)
    assert {block for _blocks, block in remarked(version)} == {beside["id"]}


def test_what_the_library_says_of_a_picture_is_looked_at_where_it_is_shown(cheapest):
    picture = kept()
    type(picture).objects.filter(pk=picture.pk).update(alt="Le bol le moins cher", alt_en="A bowl")
    version = drafts.create("landing", name="Four", slug="four", by=None, at=NOON)
    blocks = [hero(picture)]
    drafts.save(version, {"title": "Four", "blocks": blocks}, revision=0, by=None, at=NOON)
    assert remarked(version) == [(True, blocks[0]["id"])]


@pytest.mark.parametrize(
    ("section", "typed_in", "field"),
    [
        ("marketing_author", {"name": "Odile", "about": CLAIM}, "about"),
        ("marketing_tag", {"name": "Le moins cher", "slug": "bas"}, "name"),
        ("marketing_picture", {"alt": CLAIM, "alt_en": "A bowl", "focal_x": "50"}, "alt"),
        ("catalog_category", {"name": "Bols", "slug": "bols", "intro": CLAIM}, "intro"),
    ],
)
def test_words_that_are_read_once_they_are_saved_are_refused(
    client, cheapest, section, typed_in, field
):
    cast.proven(client, cast.operator("editorial", "moderation"))
    told = client.post(reverse(f"admin:{section}_add"), typed_in)
    assert SAID in " ".join(told.context["adminform"].form.errors[field])


def test_a_collection_is_held_back_and_takes_no_such_word_once_it_is_open(cheapest):
    values = {
        **dict.fromkeys(("name_en", "lead_en", "sort"), ""),
        "name": "Bols",
        "lead": CLAIM,
        "slug": "bols",
        "by": "hand",
        "rule": {},
    }
    sheet = cast.offer(cast.seller("Lune")).product_id
    search.index([sheet])
    row = collections.begin(values, [sheet], by=None, at=NOON)
    with pytest.raises(charter.NotToSay):
        collections.open_(row, starts_at=None, ends_at=None, by=None, at=NOON)
    fair = {**values, "lead": "Des bols."}
    collections.change(row, fair, [sheet], revision=row.revision, by=None, at=NOON)
    collections.open_(row, starts_at=None, ends_at=None, by=None, at=NOON)
    with pytest.raises(charter.NotToSay):
        collections.change(row, values, [sheet], revision=row.revision, by=None, at=NOON)
    row.refresh_from_db()
    assert row.lead == "Des bols."


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
            told = client.get(address).content.decode()
            assert SAID in told, page
            assert "Empêche la mise en ligne" in told, page

    with pytest.raises(charter.NotToSay):
        gatherings.publish(date, by=None, at=NOON)
    with pytest.raises(posts.NotReady) as refused:
        posts.approve(post, revision=post.revision, by=None, at=NOON)
    assert SAID in str(refused.value)
    with pytest.raises(posts.NotReady):
        posts.send(post, by=None, at=NOON)
    for row, state in ((date, "draft"), (post, "draft")):
        row.refresh_from_db()
        assert row.state == state

    values = {name: getattr(date, name) for name in gatherings.WRITTEN}
    values |= {"sellers": [], "products": [], "lead": "Un marché."}
    gatherings.change(date, values, revision=date.revision, by=None, at=NOON)
    gatherings.publish(date, by=None, at=NOON)
    worse = {**values, "body_en": "The cheapest."}
    with pytest.raises(charter.NotToSay):
        gatherings.change(date, worse, revision=date.revision, by=None, at=NOON)
    with pytest.raises(charter.NotToSay):
        gatherings.cancel(date, because="Le moins cher a gagné", by=None, at=NOON)
    date.refresh_from_db()
    assert (date.body_en, date.cancelled_at) == ("", None)
