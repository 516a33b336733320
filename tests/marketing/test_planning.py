"""The calendar of everything: seasons fall where the law and the almanac put them, and a month
shows all that will happen, with what nobody has prepared.
"""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from catalog.models import Collection
from marketing.blocks import typed
from marketing.models import Article
from marketing.pages import drafts, life
from marketing.planning import coming, seasons, wall
from marketplace.shared import clock
from tests import cast
from tests.cast import NOON
from tests.marketing.test_pages import approve

TODAY = date(2026, 11, 23)
DAYS = {
    ("soldes-hiver", 2027): date(2027, 1, 6),
    ("soldes-hiver", 2028): date(2028, 1, 12),
    ("soldes-ete", 2027): date(2027, 6, 23),
    ("soldes-ete", 2028): date(2028, 6, 28),
    ("fete-des-meres", 2026): date(2026, 5, 31),
    ("fete-des-meres", 2031): date(2031, 5, 25),
    ("fete-des-meres", 2039): date(2039, 6, 5),  # the last Sunday of May is Pentecost
    ("fete-des-peres", 2026): date(2026, 6, 21),
    ("grands-meres", 2026): date(2026, 3, 1),
    ("black-friday", 2026): date(2026, 11, 27),
    ("black-friday", 2024): date(2024, 11, 29),
    ("patrimoine", 2026): date(2026, 9, 19),
    ("paques", 2027): date(2027, 3, 28),
}


@pytest.mark.parametrize(("which", "day"), DAYS.items(), ids=lambda v: str(v))
def test_seasons_fall_where_law_and_almanac_put_them(which, day):
    key, year = which
    assert {season.key: season.starts for season in seasons.of_year(year)}[key] == day


def test_soldes_last_four_weeks_and_a_year_begins_with_those_that_run():
    [soldes] = [one for one in seasons.of_year(2027) if one.key == "soldes-hiver"]
    assert soldes.ends - soldes.starts == timedelta(days=27)
    assert "soldes-hiver" in {one.key for one in seasons.between(soldes.ends, soldes.ends)}
    assert "avent" in {one.key for one in seasons.ahead(date(2026, 12, 20))}


def test_school_holidays_are_told_by_zone_as_far_as_they_are_known():
    february = seasons.holidays(date(2027, 2, 1), date(2027, 2, 28))
    assert [one.zones for one in february] == ["C", "A", "B"]
    assert seasons.holidays(date(2028, 1, 1), date(2028, 1, 31)) == []


@pytest.fixture
def editor(client, db):
    cast.rules()
    with clock.at(NOON):
        person = cast.operator("editorial")
        client.force_login(person)
        yield person


def begin(editor, name, slug, starts):
    version = drafts.create("landing", name=name, slug=slug, by=editor, at=NOON)
    type(version).objects.filter(pk=version.pk).update(
        starts_at=starts, ends_at=starts + timedelta(days=10)
    )


def test_a_season_knows_what_bears_its_name(editor):
    begin(editor, "Noël 2026", "noel-2026", NOON + timedelta(days=5))
    begin(editor, "Au coin du feu", "feu", NOON + timedelta(days=5))
    told = {one.season.key: one for one in wall.suggestions(TODAY)}
    assert [entry.what for entry in told["noel"].planned] == ["Page mise en ligne", "Page retirée"]
    assert not told["noel"].is_late
    assert told["black-friday"].is_late, "four days before, nothing is there"
    assert "adresse=black-friday-2026" in told["black-friday"].page_url


def test_a_season_whose_page_was_taken_back_has_nothing_planned(client, editor):
    version = drafts.create("landing", name="Black Friday", slug="bf", by=editor, at=NOON)
    content = {"title": "Black Friday", "blocks": [typed.new("text", {"text": "Rien."})]}
    drafts.save(version, content, revision=0, by=editor, at=NOON)
    approve(version)
    told = {one.season.key: one for one in wall.suggestions(TODAY)}["black-friday"]
    assert told.planned
    assert not told.is_late

    with clock.at(NOON + timedelta(hours=1)):
        version.refresh_from_db()
        life.end(version, because="Trop tôt", by=None, at=clock.now())
        told = {one.season.key: one for one in wall.suggestions(TODAY)}["black-friday"]
        page = client.get(reverse("admin:marketing_page_calendar")).content.decode()
        assert (told.planned, told.is_late) == ([], True)
        assert "Rien de prévu" in page
        month = page.partition('id="mois"')[2]
        assert "Page retirée" in month, "the month still tells what happened"


def test_the_month_shows_everything_in_few_statements(
    client, editor, django_assert_max_num_queries
):
    begin(editor, "Fêtes", "fetes", NOON + timedelta(days=2))
    for n in range(20):
        Article.objects.create(
            slug=f"a{n}",
            title=f"Article {n}",
            standfirst="x",
            body="x",
            published_at=NOON + timedelta(days=1),
        )
        Collection.objects.create(
            slug=f"c{n}",
            name=f"Collection {n}",
            starts_at=NOON + timedelta(days=3),
            ends_at=NOON + timedelta(days=90),
            created_at=NOON,
        )
    page = reverse("admin:marketing_page_calendar")
    client.get(page)
    with django_assert_max_num_queries(30):
        told = client.get(page).content.decode()
    for said in ("Page mise en ligne", "Article 7", "Collection ouverte", "Black Friday"):
        assert said in told
    assert "Vacances de Noël, zones A, B, C" in client.get(f"{page}?mois=2026-12").content.decode()
    assert "pas encore connues" in client.get(f"{page}?mois=2028-02").content.decode()
    assert client.get(f"{page}?mois=2026-99").status_code == 200


def test_a_season_begins_its_page_and_its_collection(client, editor):
    [noel] = [one for one in wall.suggestions(TODAY) if one.season.key == "noel"]
    for way in (noel.page_url, noel.collection_url):
        form = client.get(way).content.decode()
        assert 'value="Noël 2026"' in form
        assert 'value="noel-2026"' in form
    assert 'value="2026-11-24T08:00' in client.get(noel.post_url).content.decode()


def test_an_instant_stands_on_its_day_in_paris(editor):
    late = datetime(2026, 11, 30, 23, 30, tzinfo=coming.PARIS)
    begin(editor, "Tard", "tard", late)
    shown = wall.month(date(2026, 11, 1), today=TODAY)
    days = {day.day: day.entries for week in shown["weeks"] for day, _seasons in week}
    assert [entry.title for entry in days[date(2026, 11, 30)]] == ["Tard"]


def test_a_post_for_a_season_begun_late_starts_tomorrow(client, editor):
    told = {one.season.key: one for one in wall.suggestions(TODAY)}
    late = told["black-friday"]
    assert late.season.prepares < TODAY
    tomorrow = TODAY + timedelta(days=1)
    assert f"le={tomorrow:%Y-%m-%d}T08" in late.post_url
    page = client.get(reverse("admin:marketing_page_calendar")).content.decode()
    assert "On cherchait déjà vers le" in page


def test_a_day_of_the_calendar_shows_six_things_and_folds_the_rest(client, editor):
    for n in range(8):
        Article.objects.create(
            slug=f"a{n}", title=f"Article {n}", standfirst="x", body="x", published_at=NOON
        )
    page = client.get(reverse("admin:marketing_page_calendar")).content.decode()
    shown, _fold, rest = page.partition("<summary>et 2 autres</summary>")
    assert shown.count("Article ") >= 6
    assert rest.partition("</details>")[0].count("<span>Article ") == 2
