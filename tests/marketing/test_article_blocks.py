"""Articles told in blocks: versions, their own text, what they name, what a shop agreed to."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog.models import Category, Product
from marketing import invariants
from marketing.blocks import typed
from marketing.editorial import articles
from marketing.gatherings import gatherings
from marketing.interviews import interviews
from marketing.models import Article, Page, Version
from marketing.pages import checking, drafts, life, live, previews
from marketing.pages.articles import composing
from marketplace.shared import clock
from marketplace.shared.models import Fact
from tests import cast
from tests.marketing.test_gatherings import a_date

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OWN = {"id": "own", "kind": "article_text", "hidden": False, "beside": False, "data": {}}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def written(slug="four", **columns) -> Article:
    said = {"title": slug.capitalize(), "standfirst": "Un mot.", "body": "Le texte.", **columns}
    said.setdefault("published_at", cast.NOON - DAY)
    return Article.objects.create(slug=slug, **said)


def composed(article, *blocks, at=cast.NOON, **days):
    """A version of an article with these blocks, approved."""
    version = composing.compose(article, by=None, at=at)
    if blocks:
        content = {"blocks": list(blocks)}
        drafts.save(version, content, revision=version.revision, by=None, at=at)
    days = {"starts_at": None, "ends_at": None, **days}
    life.approve(version, revision=version.revision, by=None, at=at, **days)
    return version


def text(said: str, **more):
    return typed.new("text", {"text": said, **more})


def read(client, path: str, *, at=cast.NOON) -> str:
    with clock.at(at):
        return client.get(path).content.decode()


def test_blocks_are_the_body_while_a_version_holds_and_the_own_text_before_and_after(client):
    story = written(body="Le grès.\n\n## Cuire\n\nLongtemps.", kind="guide")

    version = composed(
        story,
        OWN,
        text("## Choisir\n\nUne théière.", text_en="A teapot."),
        starts_at=cast.NOON + DAY,
        ends_at=cast.NOON + 2 * DAY,
    )

    told = [read(client, "/journal/four/", at=cast.NOON + i * DAY) for i in (0, 1, 2)]
    assert ["Une théière." in page for page in told] == [False, True, False]
    assert all("Le grès." in page and 'id="cuire"' in page for page in told)
    assert told[1].count("<h1") == 1
    assert 'href="#cuire"' in told[1]
    assert 'href="#choisir-' in told[1]
    sitemap = "/sitemap/journal/1.xml"
    assert "2026-" in read(client, sitemap, at=cast.NOON + DAY)
    assert "/journal/four/" not in read(client, "/sitemap/pages/1.xml", at=cast.NOON + DAY)
    feed = ElementTree.fromstring(read(client, "/journal/flux.xml", at=cast.NOON + DAY))  # noqa: S314
    entry = next(feed.iter("{http://www.w3.org/2005/Atom}entry"))
    begun = entry.findtext("{http://www.w3.org/2005/Atom}updated")
    assert begun.startswith(f"{cast.NOON + DAY:%Y-%m-%d}")
    assert "Un mot." in entry.findtext("{http://www.w3.org/2005/Atom}summary")

    life.turn(at=cast.NOON + DAY)
    assert " theier " in Article.objects.get().words
    life.turn(at=cast.NOON + 2 * DAY)
    assert " theier " not in Article.objects.get().words
    assert version.page.slug == "four"
    assert list(invariants.violations()) == []


def test_what_blocks_leave_out_is_not_found_and_an_article_may_have_no_other_text(client):
    story = written(body="Une laine.", published_at=None)
    version = composed(story, text("mot " * 900))
    story.refresh_from_db()
    assert (" lain " in story.words, story.reading_minutes) == (False, 4)
    assert client.get("/journal/four/").status_code == 404

    Article.objects.filter(pk=story.pk).update(body="")
    story.refresh_from_db()
    articles.publish(story, at=cast.NOON)
    page = read(client, "/journal/four/")
    assert "4 minutes de lecture" in page
    with pytest.raises(life.NotReady, match="pas de texte"):
        composed(story, typed.new("stories"))
    with pytest.raises(life.NothingElse):
        life.end(version, because="Non.", by=None, at=cast.NOON + DAY)
    client.force_login(cast.operator("editorial"))
    change = reverse("admin:marketing_article_change", args=[story.pk])
    said = {"kind": "story", "title": "Four", "slug": "le-four", "standfirst": "Un mot."}
    assert client.post(change, {**said, "body": ""}).status_code == 302
    assert "mot mot" in read(client, "/journal/le-four/"), "the page follows the address"
    assert list(invariants.violations()) == []
    story.refresh_from_db()
    articles.withdraw(story)
    life.end(version, because="Non.", by=None, at=cast.NOON + DAY)
    with pytest.raises(articles.NothingToRead):
        articles.publish(story, at=cast.NOON + DAY)
    assert client.get("/journal/le-four/").status_code == 404


def test_a_product_of_a_block_is_the_article_s_and_is_replaced_when_it_leaves(client, lune):
    shelf = Category.objects.add_root({"name": "Bols", "slug": "bols"})
    bowl = cast.offer(lune, title="Bol Rivage", category=shelf).product
    gone = cast.offer(lune, title="Bol Brume", category=shelf).product
    near = cast.offer(lune, title="Bol Dune", category=shelf).product
    grid = {"source": "hand", "products": f"#{bowl.pk} x\n#{gone.pk} y"}
    link = f"Voici [un bol](/produit/{gone.slug}/)."
    composed(written(), typed.new("grid", grid), text(link))
    Product.objects.filter(pk=gone.pk).update(state="retired", is_sellable=False)

    page = read(client, "/journal/four/")

    assert page.count(f'href="/produit/{bowl.slug}/"') >= 1
    assert f'href="/produit/{near.slug}/"' in page, "something near it is offered"
    assert f'href="/produit/{gone.slug}/"' not in page, "no link into the void"
    assert 'href="#a-la-place"' in page
    assert "est plus disponible" in page.replace("\xa0", " ")
    assert "Dans cet article" not in page, "what a block shows is not shown twice"


def test_the_words_of_a_shop_stand_whole_and_nothing_beside_them_passes_for_theirs(client, lune):
    deadline = clock.paris_day(cast.NOON) + 10 * DAY
    interview = interviews.ask(lune, questions=["Qui ?"], deadline=deadline, by=None, at=cast.NOON)
    story = interviews.answer(interview, ["Ma mère."], consent="Oui.", by=None, at=cast.NOON)
    story.standfirst = "Un atelier."
    story.save()
    bowl = cast.offer(lune, title="Bol Rivage").product
    honour = {"product": f"#{bowl.pk} Bol"}
    wrong = (
        [text("Je vends moins cher.")],
        [OWN, typed.new("quote", {"text": "Je vends."})],
        [OWN, typed.new("spotlight", {**honour, "text": "Mon préféré."})],
        [OWN, {**OWN, "id": "own2"}],
        [{**OWN, "hidden": True}, typed.new("spotlight", honour)],
        [OWN, typed.new("hero", {"title": "Camille"})],
    )
    for blocks in wrong:
        with pytest.raises(life.NotReady):
            composed(story, *blocks)
    assert not live.slots()
    version = composed(story, OWN, typed.new("spotlight", {**honour, "over": "De l'atelier"}))
    with pytest.raises(Exception, match="relu"):
        articles.publish(story, at=cast.NOON)
    interviews.show(interview, by=None, at=cast.NOON)
    articles.publish(story, at=cast.NOON + 3 * DAY)

    page = read(client, f"/journal/{story.slug}/", at=cast.NOON + 3 * DAY)
    assert "Ma mère." in page
    assert "article-question" in page
    assert "De l" in page
    assert list(invariants.violations()) == []
    client.force_login(cast.operator("editorial"))
    composing.compose(story, by=None, at=cast.NOON)
    draft = version.page.versions.latest("number")
    editor = read(client, reverse("admin:marketing_version_editor", args=[draft.pk]))
    assert 'value="add:image"' in editor
    assert 'value="add:quote"' not in editor


def test_an_editor_composes_from_the_article_and_sees_it_before_it_is_published(client):
    story = written(published_at=None)
    client.force_login(cast.operator("editorial"))
    change = reverse("admin:marketing_article_change", args=[story.pk])
    assert "Le texte écrit ci-dessous." in read(client, change)
    answer = client.post(reverse("admin:marketing_article_compose", args=[story.pk]))
    version = Page.objects.get().versions.get()
    assert answer.url == reverse("admin:marketing_version_editor", args=[version.pk])
    assert [block["kind"] for block in version.blocks] == ["article_text"]
    again = client.post(reverse("admin:marketing_article_compose", args=[story.pk]))
    assert again.url == answer.url, "one draft, however often the button is pressed"
    editor = read(client, answer.url)
    assert 'value="add:article_text"' in editor
    assert 'value="add:hero"' not in editor
    assert 'name="title"' not in editor
    assert checking.remarks(version, at=cast.NOON) == []
    # nothing is typed in the own text: asked for by its gesture, its summary has the keyboard
    asked = read(client, f"{answer.url}?geste=add&bloc={version.blocks[0]['id']}")
    assert "<summary autofocus" in asked
    without = Version(
        page=version.page, title="Quatre", blocks=[text("Un mot.", text_en="A word.")]
    )
    told = [one.sentence for one in checking.remarks(without, at=cast.NOON)]
    assert told == ["Le texte de l'article n'y est pas montré."]

    preview = read(
        client, reverse("shop-preview", args=[previews.of_version(version, previews.Sight())])
    )
    assert "Aperçu de la version 1" in preview
    assert "Le texte." in preview
    assert preview.count("<h1") == 1
    approve = reverse("admin:marketing_version_approve", args=[version.pk])
    sent = {"starts_at": "", "ends_at": "", "revision": version.revision}
    assert "avec l&#x27;article" in client.post(approve, sent, follow=True).content.decode()
    assert client.get("/journal/four/").status_code == 404
    assert "La version 1" in read(client, change)
    file = read(client, reverse("admin:marketing_page_change", args=[version.page_id]))
    assert f'href="{change}"' in file
    assert Fact.objects.filter(name="marketing.PageWentLive").exists()


def test_an_article_in_blocks_costs_the_same_however_long_it_is(
    client, lune, django_assert_max_num_queries
):
    goods = [cast.offer(lune, title=f"Bol {n}").product for n in range(6)]
    spots = [typed.new("spotlight", {"product": f"#{sheet.pk} x"}) for sheet in goods]
    for number in range(4):
        blocks = [OWN, *spots[: 1 + number], *(text(f"Mot {n}.") for n in range(1 + number))]
        composed(written(f"n{number}", seller=lune), *blocks)
    client.get("/journal/")
    with django_assert_max_num_queries(7):
        client.get("/journal/")
    for slug in ("n0", "n3"):
        client.get(f"/journal/{slug}/")
        with django_assert_max_num_queries(14):
            client.get(f"/journal/{slug}/")
    with django_assert_max_num_queries(5):
        client.get("/journal/flux.xml")


def test_blocks_stand_beneath_a_date_until_it_is_cancelled(client):
    row = a_date(slug="marche")
    client.force_login(cast.operator("editorial"))
    pressed = client.post(reverse("admin:marketing_gathering_compose", args=[row.pk]))
    version = Page.objects.get(kind="gathering", slug="marche").versions.get()
    assert pressed.url == reverse("admin:marketing_version_editor", args=[version.pk])
    for blocks in ([typed.new("hero", {"title": "Oui"})], [OWN], [text("Un plan du lieu.")]):
        drafts.save(version, {"blocks": blocks}, revision=version.revision, by=None, at=cast.NOON)
        wrong = [one for one in checking.remarks(version, at=cast.NOON) if one.is_blocking]
        assert bool(wrong) == (blocks[0]["kind"] != "text")
    days = {"starts_at": None, "ends_at": None}
    life.approve(version, revision=version.revision, by=None, at=cast.NOON, **days)
    assert "Un plan du lieu." in read(client, "/agenda/marche/")

    gatherings.cancel(row, because="Tempête.", by=None, at=cast.NOON)
    assert "Un plan du lieu." not in read(client, "/agenda/marche/")
