"""Stories: read when published, in the reader's language, written by those whose job it is."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.models import Category
from marketing.editorial import articles
from marketing.models import Article
from marketplace.shared import clock
from marketplace.shared.models import KeptFile
from tests import cast
from tests.marketing.test_library import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def story(lune):
    return Article.objects.create(
        slug="le-four",
        title="Le four",
        title_en="The kiln",
        standfirst="Trois jours de feu.",
        body="Premier temps.\n\n## Le geste\n\n<script>alert(1)</script>",
        seller=lune,
        published_at=cast.NOON,
    )


def test_read_with_its_maker_and_in_english(client, story, lune):
    cast.offer(lune, title="Bol Rivage")
    page = client.get("/journal/le-four/").content.decode()
    assert '<h2 id="le-geste">Le geste</h2>' in page
    assert "&lt;script&gt;alert" in page
    assert "Chez Atelier Lune" in page
    assert "Bol Rivage" in page
    client.cookies["language"] = "en"
    assert "The kiln" in client.get("/journal/").content.decode()


def test_unpublished_and_future_stories_are_on_no_page(client, story):
    Article.objects.filter(pk=story.pk).update(published_at=cast.NOON + timedelta(days=1))
    assert client.get("/journal/le-four/").status_code == 404
    for path in ("/", "/journal/", "/sitemap/journal/1.xml"):
        assert "le-four" not in client.get(path).content.decode()


def test_publish_and_withdraw(story):
    articles.withdraw(story)
    assert Article.objects.get().published_at is None
    articles.publish(story, at=cast.NOON)
    assert Article.objects.get().published_at == cast.NOON
    empty = Article.objects.create(slug="vide", title="Vide", standfirst="", body=" ")
    with pytest.raises(articles.NothingToRead):
        articles.publish(empty, at=cast.NOON)


@pytest.mark.parametrize(("role", "status"), [("editorial", 200), ("finance", 404)])
def test_only_the_editorial_role_writes(client, story, role, status):
    cast.proven(client, cast.operator(role))
    assert (
        client.get(reverse("admin:marketing_article_change", args=[story.pk])).status_code == status
    )


def test_list_of_stories_costs_few_statements(client, lune, django_assert_max_num_queries):
    for number in range(15):
        Article.objects.create(
            slug=f"a{number}", title=f"T{number}", standfirst="s", body="b", published_at=cast.NOON
        )
    client.get("/journal/")
    with django_assert_max_num_queries(6):
        assert client.get("/journal/?page=2").content.decode().count('class="story"') == 3


@pytest.mark.parametrize("section", ["marketing_article", "catalog_category"])
def test_a_refused_form_keeps_its_picture(client, section):
    cast.proven(client, cast.operator("editorial", "moderation"))
    page = reverse(f"admin:{section}_add")
    right = {
        "marketing_article": {"kind": "story", "title": "Le four", "slug": "le-four"},
        "catalog_category": {
            "name": "Bols",
            "slug": "bols",
            "policy": "open",
            "vat_class": "standard",
        },
    }[section]
    right |= {"standfirst": "Trois jours.", "body": "Du feu."}
    wrong = {**right, "title": "", "name": ""}

    told = client.post(page, {**wrong, "image": SimpleUploadedFile("four.jpg", drawn())})
    kept = re.search(r'name="image-kept" value="(\w+)"', told.content.decode())
    assert "gardé : inutile de le choisir de nouveau" in told.content.decode()
    done = client.post(page, {**right, "image-kept": kept[1]})

    assert done.status_code == 302, done.context["adminform"].form.errors
    row = {"marketing_article": Article, "catalog_category": Category}[section].objects.get()
    with row.image.open() as file:
        assert Image.open(file).size == (1600, 1000)
    assert not KeptFile.objects.exists()
    # what is no picture is refused with what to mend
    told = client.post(page, {**right, "image": SimpleUploadedFile("four.jpg", b"GIF89a<script>")})
    assert "JPEG" in " ".join(told.context["adminform"].form.errors["image"])
