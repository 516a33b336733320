"""What an editor is told where he writes, and what an English reader is told of French."""

import pytest
from django.urls import reverse

from marketing.blocks import rich, typed
from marketing.pages import checking, drafts
from marketplace.shared import clock, guests
from tests import cast
from tests.marketing.test_pages import approve, landing, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield
    guests.clear()


def editor_of(client, version):
    cast.proven(client, cast.operator("editorial"))
    return client.get(reverse("admin:marketing_version_editor", args=[version.pk]))


def test_the_editor_says_of_each_remark_whether_it_stops_the_page(client):
    version = landing(title="", blocks=[typed.new("hero", {"title": ""})])

    html = editor_of(client, version).content.decode()

    beside = html[html.index('id="editor-remarks"') :]
    assert "<strong>Empêche la mise en ligne</strong> –" in beside
    assert "<strong>Conseil</strong> –" in beside
    block = html[html.index('class="editor-blocks"') : html.index('class="editor-add"')]
    assert "<strong>Empêche la mise en ligne</strong> –" in block


def test_a_link_that_nobody_is_led_by_is_remarked_with_what_would_be_read():
    text = "Voir [le piège](javascript:alert(1)), [nous](www.halles.fr) et [ici](/aide/)."
    version = landing(blocks=[typed.new("text", {"text": text, "text_en": text})])

    told = checking.remarks(version, at=cast.NOON)

    stops = [remark.sentence for remark in told if remark.is_blocking]
    assert len(stops) == 2  # each once, though both languages have it
    assert "[le piège](javascript:alert(1))" in stops[0]
    assert "[nous](www.halles.fr)" in stops[1]
    assert rich.refused("Rien [ici](https://exemple.fr) ni (là) [x].") == []


def test_french_without_english_is_said_to_be_french_and_only_that(client):
    rows = [{"title": "Une lettre", "text": "Ligne une\nLigne deux", "title_en": "A letter"}]
    blocks = [
        typed.new("hero", {"title": "L'atelier", "text": "Words", "text_en": "Words"}),
        typed.new("text", {"text": "Du **grès**."}),
        typed.new("quote", {"text": "Il dit « oui »", "who": "Anne", "who_en": "Anne B."}),
        typed.new("steps", {"items": rows}),
    ]
    approve(landing(blocks=blocks))

    english = read(client, "/pages/noel/", headers={"Accept-Language": "en"})
    french = read(client, "/pages/noel/", headers={"Accept-Language": "fr"})

    assert '<h1><span lang="fr">L&#x27;atelier</span></h1>' in english
    assert '<p class="lead">Words</p>' in english
    assert '<div lang="fr"><p>Du <strong>grès</strong>.</p>' in english
    assert '<span lang="fr">Il dit «\u202foui\u202f»</span>' in english
    assert "<figcaption>Anne B.</figcaption>" in english
    assert "<h2>A letter</h2>" in english
    assert '<span lang="fr">Ligne une<br>Ligne deux</span>' in english
    assert 'lang="fr">' not in french[french.index("<main") : french.index("</main")]


def test_what_somebody_else_saved_is_told_where_one_writes(client):
    version = landing()
    first = cast.operator("editorial")
    cast.proven(client, first)
    drafts.save(version, {"title": "Autre"}, revision=version.revision, by=None, at=cast.NOON)
    sent = {"revision": "1", "title": "Le mien", "order": "", "do": "quiet", "seen": "{}"}

    answer = client.post(reverse("admin:marketing_version_editor", args=[version.pk]), sent)

    state = answer.content.decode().partition('id="editor-state"')[2].partition('name="seen"')[0]
    assert answer.status_code == 409
    assert 'role="alert"' in state  # what the sheet keeps in sight beside the field
