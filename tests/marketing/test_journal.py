"""The journal: kinds, themes, archives, search, feeds, and products that left the shop."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog.models import Category, Product, Search
from marketing.editorial import articles
from marketing.models import Article, Author, Tag
from marketplace.shared import clock
from tests import cast

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def written(slug: str, **columns) -> Article:
    said = {"title": slug.capitalize(), "standfirst": "Un mot.", "body": "Le texte.", **columns}
    said.setdefault("published_at", cast.NOON - timedelta(days=1))
    return Article.objects.create(slug=slug, **said)


def read(client, path: str) -> str:
    return client.get(path).content.decode()


def test_each_kind_has_its_own_look(client):
    said = "Avant.\n\n## Tourner\n\nDoucement.\n\n## Cuire\n\nLongtemps."
    kinds = Article.Kind
    for kind in kinds:
        written(kind.value, kind=kind, body=said, materials="Argile\nEau", duration_minutes=45)

    assert "article-question" in read(client, "/journal/interview/")
    assert '<a href="#cuire">Cuire</a>' in read(client, "/journal/guide/")
    steps = read(client, "/journal/howto/")
    assert "article-steps" in steps
    assert "Argile" in steps
    assert "Durée : 45 minutes" in steps
    for kind in kinds:
        assert '<h2 id="tourner">' in read(client, f"/journal/{kind.value}/").replace(
            'class="article-question" ', ""
        )
    assert "45 minutes" not in read(client, "/journal/guide/")


def test_an_article_is_signed_tagged_and_timed(client):
    author = Author.objects.create(name="Inès Roy", about="Photographe.", about_en="Photographer.")
    tag = Tag.objects.create(slug="gres", name="Grès")
    story = written("four", author=author, body="mot " * 900)
    story.tags.add(tag)
    written("autre")

    page = read(client, "/journal/four/")
    assert "Par Inès Roy" in page
    assert "Photographe." in page
    assert "4 minutes de lecture" in page
    assert '"@type": "Article"' in page
    assert '"name": "Inès Roy"' in page
    client.cookies["language"] = "en"
    assert "Photographer." in read(client, "/journal/four/")
    themed = read(client, "/journal/theme/gres/")
    assert "/journal/four/" in themed
    assert "/journal/autre/" not in themed


def test_articles_are_gathered_by_kind_and_year(client):
    written("guide", kind="guide")
    written("ancien", published_at=cast.NOON - timedelta(days=500))
    assert "/journal/ancien/" not in read(client, "/journal/genre/guides/")
    assert "/journal/guide/" in read(client, "/journal/genre/guides/")
    assert "/journal/guide/" not in read(client, "/journal/annee/2025/")
    assert "/journal/ancien/" in read(client, "/journal/annee/2025/")
    for wrong in ("genre/romans/", "theme/rien/", "annee/0/", "annee/99999/", "genre/x/flux.xml"):
        assert client.get(f"/journal/{wrong}").status_code == 404


def test_articles_are_found_as_the_shop_finds(client):
    written("bols", body="Des bols émaillés.")
    written("laine", title_en="Wool from the plateau")
    written("brouillon", body="Un bol.", published_at=None)
    for words, found in (("bol emaille", "bols"), ("WOOL", "laine"), ("les bols", "bols")):
        page = read(client, f"/journal/?q={words}")
        assert f"/journal/{found}/" in page
        assert "1 article pour" in page
        assert "noindex" in page
    nothing = read(client, "/journal/?q=cheval")
    assert "Rien de tel" in nothing
    assert "brouillon" not in nothing
    for odd in ("%00", "?", "a" * 5000, "&page=zz"):
        assert client.get(f"/journal/?q={odd}").status_code == 200


def test_what_is_corrected_is_found_by_its_new_words():
    story = written("four")
    story.body = "Une théière."
    story.save(update_fields=["body"])
    assert " theier " in Article.objects.get().words


def test_feeds_are_atom_and_say_what_is_new(client):
    story = written("guide", kind="guide", title="Pain & beurre")
    story.tags.add(Tag.objects.create(slug="table", name="Table"))
    written("recit")
    written("demain", published_at=cast.NOON + timedelta(days=1))
    answer = client.get("/journal/flux.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert sorted(titles) == ["Pain & beurre", "Recit"]
    guides = client.get("/journal/genre/guides/flux.xml")
    of_kind = ElementTree.fromstring(guides.content)  # noqa: S314 - our own
    assert len(of_kind.findall(f"{ATOM}entry")) == 1
    assert "Table" in [one.get("term") for one in of_kind.iter(f"{ATOM}category")]


def test_lists_and_articles_cost_the_same_however_much_is_written(
    client, lune, django_assert_max_num_queries
):
    author = Author.objects.create(name="Inès")
    tags = [Tag.objects.create(slug=f"t{n}", name=f"T{n}") for n in range(6)]
    for number in range(12):
        story = written(f"n{number}", author=author, seller=lune, kind="guide")
        story.tags.set(tags)
    for path in ("/journal/", "/journal/?q=texte", "/journal/genre/guides/", "/journal/theme/t1/"):
        client.get(path)
        with django_assert_max_num_queries(7):
            client.get(path)
    client.get("/journal/n1/")
    with django_assert_max_num_queries(11):
        client.get("/journal/n1/")
    with django_assert_max_num_queries(5):
        client.get("/journal/flux.xml")


def test_a_product_named_is_shown_and_what_left_is_replaced(client, lune):
    shelf = Category.objects.add_root({"name": "Bols", "slug": "bols"})
    bowl = cast.offer(lune, title="Bol Rivage", category=shelf).product
    gone = cast.offer(lune, title="Bol Brume", category=shelf).product
    out = cast.offer(lune, title="Bol Lande", category=shelf, stock=0).product
    near = cast.offer(lune, title="Bol Dune", category=shelf).product
    links = " ".join(f"[{sheet.title}](/produit/{sheet.slug}/)" for sheet in (bowl, gone, out))
    written("bols", body=f"Voici {links}, et [rien](/produit/jamais-vu/).")
    Product.objects.filter(pk=gone.pk).update(state="retired", is_sellable=False)

    page = read(client, "/journal/bols/")

    assert f'href="/produit/{bowl.slug}/"' in page
    assert f'href="/produit/{near.slug}/"' in page, "something near it is offered"
    assert f'href="/produit/{gone.slug}/"' not in page, "no link into the void"
    assert "/produit/jamais-vu/" not in page
    assert "Bol Brume » n'est plus disponible" in page.replace("&#x27;", "'").replace("\xa0", " ")
    assert "Bol Lande » n'est plus disponible" in page.replace("&#x27;", "'").replace("\xa0", " ")
    assert 'id="a-la-place"' in page


def test_without_a_product_named_the_theme_s_shelf_is_shown(client, lune):
    shelf = Category.objects.add_root({"name": "Bols", "slug": "bols"})
    cast.offer(lune, title="Bol Rivage", category=shelf)
    written("four").tags.add(Tag.objects.create(slug="gres", name="Grès", category=shelf))
    page = read(client, "/journal/four/")
    assert "Sur le même thème" in page
    assert "Bol Rivage" in page


def test_a_subject_is_what_visitors_look_for(client, lune, django_assert_max_num_queries):
    shelf = Category.objects.add_root({"name": "Théières", "slug": "theieres"})
    cast.offer(lune, title="Théière", category=shelf)
    today = clock.today()

    def asked(words: str, days_ago: int, **counts):
        day = today - timedelta(days=days_ago)
        Search.objects.create(day=day, language="fr", key=words, shown=words, **counts)

    asked("théière japonaise", 2, asked=9, unanswered=9)
    asked("plaid", 3, asked=9, results=4)
    asked("plaid", 40, asked=2, results=4)
    asked("bol", 3, asked=5, results=4)
    asked("bol", 40, asked=5, results=4)
    client.force_login(cast.operator("editorial"))
    page = reverse("admin:marketing_article_subjects")

    told = read(client, page)
    assert "théière japonaise" in told
    assert "1 fiche" in told
    assert "1 boutique" in told
    assert "plaid" in told
    assert ">bol<" not in told
    answer = client.post(page, {"words": "théière japonaise"})
    begun = Article.objects.get()
    assert answer.url == reverse("admin:marketing_article_change", args=[begun.pk])
    assert (begun.title, begun.subject) == ("Théière japonaise", "théière japonaise")
    assert begun.published_at is None
    assert begun.kind == "guide"
    assert "Théière japonaise</a>" in read(client, page)
    client.force_login(cast.operator("finance"))
    assert client.get(page).status_code == 404


def test_the_console_writes_kind_themes_and_author(client):
    client.force_login(cast.operator("editorial"))
    tag = Tag.objects.create(slug="gres", name="Grès")
    said = {
        "kind": "howto",
        "title": "Réparer",
        "slug": "reparer",
        "standfirst": "Un geste.",
        "body": "Texte.",
        "tags": [tag.pk],
        "duration_minutes": 30,
    }
    client.post(reverse("admin:marketing_article_add"), said)
    story = Article.objects.get()
    assert (story.kind, story.duration_minutes, list(story.tags.all())) == ("howto", 30, [tag])
    client.post(reverse("admin:marketing_article_change", args=[story.pk]), {**said, "tags": []})
    assert not story.tags.exists()
    articles.publish(story, at=cast.NOON)
    assert "Durée : 30 minutes" in read(client, "/journal/reparer/")


def test_whoever_signs_has_a_page_once_something_is_published(client):
    author = Author.objects.create(name="Inès Roy", about="Photographe.")
    own = f"/journal/auteur/{author.pk}/ines-roy/"
    written("demain", author=author, published_at=cast.NOON + timedelta(days=1))
    assert client.get(own).status_code == 404
    written("hier", author=author)
    written("autre")
    page = read(client, own)
    assert "Photographe." in page
    assert "/journal/hier/" in page
    assert "/journal/autre/" not in page
    assert "/journal/demain/" not in page
    assert own in read(client, "/journal/hier/")
    moved = client.get(f"/journal/auteur/{author.pk}/ancien-nom/")
    assert (moved.status_code, moved.url) == (301, own)
