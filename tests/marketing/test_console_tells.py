"""What the console tells of what will happen: where a picture is shown, what follows a page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from accounting.typed import euros
from catalog.models import Collection
from marketing.blocks.fields import Named
from marketing.blocks.registry import KINDS
from marketing.library import usage
from marketing.models import Article, Segment
from marketing.pages import drafts, life
from marketing.planning import coming
from marketing.segments import segments
from marketplace.shared import clock, guests, labels
from marketplace.shared.models import Fact
from tests import cast
from tests.marketing.test_library import drawn, hero, kept
from tests.marketing.test_pages import approve, landing

pytestmark = pytest.mark.django_db
LATER = cast.NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield
    guests.clear()


@pytest.fixture
def desk(client):
    cast.proven(client, cast.operator("editorial"))
    return client


def test_a_picture_says_where_it_is_shown(desk, django_assert_max_num_queries):
    used, free = kept(), kept(name="autre.jpg")
    version = landing(blocks=[hero(used)])

    assert usage.of([used.pk, free.pk]) == {used.pk: [version], free.pk: []}
    page = desk.get(reverse("admin:marketing_picture_change", args=[used.pk])).content.decode()
    assert reverse("admin:marketing_version_change", args=[version.pk]) in page
    other = desk.get(reverse("admin:marketing_picture_change", args=[free.pk])).content.decode()
    assert "Nulle part encore" in other
    with django_assert_max_num_queries(14):
        listed = desk.get(reverse("admin:marketing_picture_changelist")).content.decode()
    assert "1 emploi" in listed


def test_every_block_names_its_picture_in_the_field_that_is_looked_for():
    named = {
        name
        for kind in KINDS.values()
        for name, field in kind.form.base_fields.items()
        if isinstance(field, Named) and field.kind == "pictures"
    }
    rows = [
        part
        for kind in KINDS.values()
        for _most, parts in kind.form.repeated.values()
        for part in parts.values()
    ]
    assert named == {usage.FIELD}
    assert not any(isinstance(part, Named) and part.kind == "pictures" for part in rows)


def test_an_article_refuses_a_picture_that_would_be_blurred(desk):
    add = reverse("admin:marketing_article_add")
    said = {"title": "Le four", "slug": "le-four", "standfirst": "Chaud.", "body": "Un four."}
    said |= {"kind": "guide"}

    small = SimpleUploadedFile("petit.jpg", drawn(300, 200), "image/jpeg")
    refused = desk.post(add, {**said, "image": small})

    (why,) = refused.context["adminform"].form.errors["image"]
    assert "300 × 200" in why
    assert not Article.objects.exists()
    large = SimpleUploadedFile("grand.jpg", drawn(1200, 800), "image/jpeg")
    desk.post(add, {**said, "image": large})
    assert Article.objects.get().image.width == 1200


def test_taking_a_page_off_says_what_is_read_then(desk):
    first = landing()
    approve(first)
    end = reverse("admin:marketing_version_end", args=[first.pk])

    alone = desk.get(end).content.decode()

    assert "la page n&#x27;existe pas" in alone
    season = drafts.begin(first.page, by=None, at=cast.NOON)
    season.title, season.blocks = first.title, first.blocks
    season.save()
    approve(season, ends_at=cast.NOON + timedelta(days=2), at=cast.NOON)
    with clock.at(LATER):
        over = desk.get(reverse("admin:marketing_version_end", args=[season.pk])).content.decode()
    assert "la version 1 à la place" in over


def test_a_version_that_the_next_one_replaced_was_not_taken_off(desk):
    first = landing()
    approve(first)
    with clock.at(LATER):
        again = drafts.begin(first.page, like=first, by=None, at=LATER)
        approve(again, at=LATER)
    life.end(again, because="Finie", by=None, at=LATER + timedelta(hours=1))

    replaced, taken = Fact.objects.filter(name="marketing.PageEnded").order_by("pk")

    assert replaced.data["is_replaced"]
    assert not taken.data["is_replaced"]
    html = desk.get(reverse("admin:marketing_page_change", args=[first.page_id])).content.decode()
    assert "Version remplacée par la suivante" in html
    assert "Version retirée du site" in html


def test_a_deleted_segment_counts_nobody_and_a_kept_one_says_so(desk):
    add = reverse("admin:marketing_segment_add")
    said = {"name": "Fidèles", "match": "all", "place": "0", "c0-kind": "orders", "c0-least": "2"}
    done = desk.post(add, said, follow=True)
    assert "Le segment est enregistré." in done.content.decode()
    segment = Segment.objects.get()

    segments.retire(segment, by=None, at=cast.NOON)

    gone = desk.get(reverse("admin:marketing_segment_change", args=[segment.pk])).content.decode()
    assert "sans les voir" not in gone
    assert "0 personne" not in gone


def test_the_calendar_is_read_in_its_readers_language_and_a_season_found_by_the_french(lune):
    cast.offer(lune, title="Bol de Noël")
    start = cast.NOON + timedelta(days=1)
    Collection.objects.create(
        name="Cadeaux de Noël",
        name_en="Christmas gifts",
        slug="cadeaux",
        starts_at=start,
        created_at=start,
    )

    with translation.override("en"):
        (entry,) = coming.between(cast.NOON, start + timedelta(days=1))

    assert entry.words == "Christmas gifts"
    assert entry.title == "Cadeaux de Noël"


def test_english_sets_no_space_before_a_semicolon():
    with translation.override("fr"):
        assert labels.listed(["a", "b"]) == "a ; b"
    with translation.override("en"):
        assert labels.listed(["a", "b"]) == "a; b"


def test_a_number_that_is_too_large_is_one(client):
    field = euros("Prix")
    with pytest.raises(Exception, match="trop grand"):
        field.clean("999999999999")
    with pytest.raises(Exception, match="comme 24,90"):
        field.clean("douze")
