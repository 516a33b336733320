"""Shops put forward in turns: who may come and why, what is refused, to the second, in a block."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketing import invariants
from marketing.blocks import drawing, typed
from marketing.blocks.scene import Wants
from marketing.featuring import evidence, featuring, proposing, scoring, showing, turns
from marketing.featuring.featuring import Wanted
from marketing.featuring.proposing import Looked
from marketing.featuring.turns import Span
from marketing.models import FeaturedShop
from marketing.pages import drafts
from marketing.planning import coming
from marketing.tasks import send_featured, send_featuring_withdrawn
from marketplace.shared import clock, guests, parties
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from sellers import standing
from sellers.models import Seller, ShopFigures
from tests import cast
from tests.marketing.test_pages import approve, read

pytestmark = pytest.mark.django_db
DAY, WEEK, SECOND = timedelta(days=1), timedelta(days=7), timedelta(seconds=1)
ADD = "/admin/marketing/featuredshop/add/"
PLAN = "/admin/marketing/featuredshop/calendrier/"
LIST = "/admin/marketing/featuredshop/"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield
    guests.clear()


@pytest.fixture
def editor():
    browser = Client()
    cast.proven(browser, cast.operator("editorial", email="ed@example.test"))
    return browser


@pytest.fixture
def shops():
    """Five shops of two crafts and two regions; the earlier ones are better rated."""
    bowls, bags = cast.category("Bols", slug="bols"), cast.category("Sacs", slug="sacs")
    rows = []
    for n, name in enumerate(["Aube", "Brise", "Crête", "Dune", "Écume"]):
        shop = cast.seller(
            name,
            rating_hundredths=480 - 40 * n,
            rating_count=40,
            postcode="69001" if n % 2 else "75011",
            opened_at=cast.NOON - 400 * DAY,
        )
        sheet = cast.offer(shop, category=bags if n % 2 else bowls)
        type(sheet.product).objects.filter(pk=sheet.product_id).update(
            published_at=cast.NOON - 90 * DAY
        )
        rows.append(shop)
    return rows


def put(shop, start=cast.NOON, *, days=7, at=cast.NOON, by=None):
    """A shop put forward, as the verb does it."""
    (row,) = featuring.plan([Wanted(shop.pk, start, start + days * DAY)], by=by, at=at)
    return row


def names(found) -> list[str]:
    return [one.shop.name for one in found]


def test_candidates_come_with_figures_and_are_ordered_by_them(shops, editor):
    aube, brise, crete, dune, ecume = shops
    ShopFigures.objects.create(
        seller=ecume,
        since=date(2026, 8, 1),
        until=date(2026, 11, 15),
        shown_from=date(2026, 11, 20),
        least=20,
        orders=40,
        on_time=38,
        sent=40,
        accepted=40,
        accept_minutes=300,
        complaints=2,
        measured_at=cast.NOON,
    )
    Seller.objects.filter(pk=brise.pk).update(
        holiday_from=date(2026, 11, 28), holiday_until=date(2026, 12, 5)
    )
    dune.offers.update(stock=0)
    Seller.objects.filter(pk=crete.pk).update(suspended_at=cast.NOON)

    page = editor.get(ADD, {"le": "2026-11-24T08:00", "jours": "7"})

    told = page.content.decode()
    # Écume is rated lower and measured: 19 of 20 points in time, 10 of 10 for its answers
    assert [one.shop.name for one in page.context["candidates"]] == ["Écume", "Aube"]
    best = page.context["candidates"][0]
    assert {one.key: one.points for one in best.reasons} == {
        "rating": int(35 * scoring.wilson(320, 40)),
        "on_time": 19,
        "answer": 10,
        "fresh": 0,
        "variety": 15,
    }
    assert "95\xa0% de 40 commandes" in told
    assert "accepte les commandes en 5 heures (médiane de 40)" in told
    assert "4,8 sur 5, 40 avis" in told
    assert "pas encore mesurés sur assez de commandes" in told  # Aube
    assert "« Brise » est en congé du samedi 28 novembre au samedi 5 décembre." in told
    assert "« Dune » n&#x27;a aucun article en vente et en stock." in told
    assert "Crête" not in told  # suspended: it is not among the open shops
    asked = editor.get(ADD, {"le": "", "jours": "7", "boutique": "crête"}).content.decode()
    assert "« Crête » ne peut pas être mise en avant" in asked

    # few reviews weigh less than many of the same mean; nobody is asked row by row
    assert scoring.wilson(480, 3) < scoring.wilson(450, 60) < scoring.wilson(480, 60)
    with CaptureQueriesContext(connection) as few:
        Looked(cast.NOON).proposal(Span(cast.NOON, cast.NOON + WEEK))
    for n in range(6):
        cast.offer(cast.seller(f"Encore {n}"))
    with CaptureQueriesContext(connection) as many:
        Looked(cast.NOON).proposal(Span(cast.NOON, cast.NOON + WEEK))
    assert len(many) <= len(few) <= 8


def test_nobody_comes_back_before_every_other_had_a_turn_or_the_rest_is_over(shops):
    cast.rules(featured_at_once=1, featured_rest_days=21)
    aube, brise, crete, dune, ecume = shops
    put(aube)
    put(brise, cast.NOON + WEEK)

    with pytest.raises(turns.ShownLately) as refused:
        put(aube, cast.NOON + 2 * WEEK)
    assert "Il en reste 3." in str(refused.value)
    with pytest.raises(turns.AlreadyThen):
        put(aube, cast.NOON + DAY)
    with pytest.raises(turns.AllTaken):
        put(crete, cast.NOON + 3 * DAY)
    assert FeaturedShop.objects.count() == 2
    assert Fact.objects.filter(name="marketing.ShopFeatured").count() == 2

    # three weeks after its end, to the day of Paris
    put(aube, cast.NOON + WEEK + 21 * DAY)
    # and whoever is to come already does not come just before that
    with pytest.raises(turns.ShownSoon):
        put(aube, cast.NOON + 2 * WEEK)

    # all others had theirs: the first may come again, long before it has rested
    cast.rules(featured_rest_days=300)
    FeaturedShop.objects.filter(starts_at__gt=cast.NOON + 2 * WEEK).delete()
    for n, shop in enumerate((crete, dune), 2):
        put(shop, cast.NOON + n * WEEK)
    with pytest.raises(turns.ShownLately):
        put(aube, cast.NOON + 4 * WEEK)
    Seller.objects.filter(pk=ecume.pk).update(suspended_at=cast.NOON)  # holds up nobody's turn
    put(aube, cast.NOON + 4 * WEEK)
    assert not list(invariants.violations())


def test_four_weeks_are_seen_changed_and_decided_together(shops, editor):
    cast.rules(featured_at_once=1)
    asked = {"le": "2026-11-30T08:00", "jours": "7", "periodes": "4"}

    lines = editor.get(PLAN, asked).context["lines"]

    assert [line.chosen.shop.name for line in lines] == ["Aube", "Brise", "Crête", "Dune"]
    assert [line.span.starts_at.astimezone(clock.PARIS).day for line in lines] == [30, 7, 14, 21]
    assert not FeaturedShop.objects.exists()
    aube, _brise, _crete, _dune, ecume = shops
    # the second place to Écume; whoever follows is worked out again from what was chosen
    picked = {"p0-0": aube.pk, "p1-0": ecume.pk, "p2-0": "", "p3-0": aube.pk}
    seen = editor.post(PLAN, asked | picked | {"plan": "1"})
    assert seen.status_code == 409
    assert "« Aube » : mise en avant jusqu&#x27;au" in seen.content.decode()
    assert not FeaturedShop.objects.exists()

    done = editor.post(PLAN, asked | picked | {"p3-0": "", "plan": "1"}, follow=True)
    assert "2 mises en avant sont décidées." in done.content.decode()
    rows = FeaturedShop.objects.order_by("starts_at")
    assert [row.seller.name for row in rows] == ["Aube", "Écume"]
    assert rows[0].decided_by.email == "ed@example.test"
    # somebody else took the place meanwhile: nothing is left out without a word
    late = editor.post(PLAN, asked | {"p0-0": shops[3].pk, "plan": "1"})
    assert (late.status_code, FeaturedShop.objects.count()) == (409, 2)
    for odd in ({"le": "hier"}, {"jours": "0"}, {"periodes": "99"}, {"p0-0": "²"}):
        assert editor.post(PLAN, asked | {"plan": "1"} | odd).status_code in (200, 409)
    assert FeaturedShop.objects.count() == 2


def test_one_gesture_decides_and_the_shop_knows_until_when(shops, editor, client):
    aube = shops[0]
    typed_in = {"shop": aube.pk, "le": "", "jours": "7"}

    answer = editor.post(ADD, typed_in, follow=True)

    row = FeaturedShop.objects.get()
    file = answer.content.decode()
    assert "« Aube » est mise en avant" in file
    assert "4,8 sur 5, 40 avis" in file  # kept as it was that day
    assert editor.post(ADD, typed_in).status_code == 409
    assert editor.post(ADD, {"shop": "x", "le": "²", "jours": ""}).status_code == 200
    assert FeaturedShop.objects.count() == 1
    client.force_login(cast.owner_of(aube))
    home = client.get(reverse("seller-home")).content.decode()
    assert "Votre boutique est mise en avant" in home
    assert "lundi 30 novembre" in home
    send_featured(featured_id=row.pk)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([aube.email], "Halles met votre boutique en avant")
    ]
    entries = coming.between(cast.NOON - DAY, cast.NOON + 8 * DAY)
    assert [entry.what for entry in entries] == [
        "Boutique mise en avant",
        "Fin de mise en avant d'une boutique",
    ]

    page = f"{LIST}{row.pk}/withdraw/"
    editor.post(page, {"because": "La boutique nous l'a demandé"})
    row.refresh_from_db()
    assert row.withdrawn_at == cast.NOON
    with pytest.raises(MovedMeanwhile):
        featuring.withdraw(row, because="Encore", by=None, at=cast.NOON)
    home = client.get(reverse("seller-home")).content.decode()
    assert "mise en avant" not in home
    asked = editor.get(f"{LIST}{put(shops[1]).pk}/withdraw/").content.decode()
    assert "la boutique ne le lit pas" in asked
    # taken back from these days: it may come all the same, after all others, and that is said
    page = editor.get(ADD, {"le": "", "jours": "7"})
    assert names(page.context["candidates"])[-1] == "Aube"
    assert page.content.decode().count("Retirée de cette période le") == 1
    FeaturedShop.objects.exclude(pk=row.pk).delete()
    send_featuring_withdrawn(featured_id=row.pk)
    assert "n'aura pas lieu" in mail.outbox[-1].body
    again = put(aube)  # it never was: nothing stands against it
    assert not list(invariants.violations())
    again.pk = None
    again.save()
    assert ["put forward twice" in said for said in invariants.violations()] == [True]


def test_a_turn_to_come_is_told_as_such_and_far_or_past_dates_are_refused_at_once(
    shops, editor, client
):
    row = put(shops[0], cast.NOON + WEEK)
    client.force_login(cast.owner_of(shops[0]))
    assert (
        "Votre boutique sera mise en avant" in client.get(reverse("seller-home")).content.decode()
    )
    send_featured(featured_id=row.pk)
    assert mail.outbox[-1].subject == "Halles mettra votre boutique en avant"

    for le, said in (
        ("9999-12-31T08:00", "trop lointaine"),
        ("0001-01-01T00:00", "est passée"),
        ("2026-11-01T08:00", "est passée"),
    ):
        asked = {"le": le, "jours": "7"}
        for page in (
            editor.get(ADD, asked),
            editor.get(PLAN, asked | {"periodes": "4"}),
            editor.post(ADD, asked | {"shop": shops[1].pk}),
            editor.post(PLAN, asked | {"periodes": "4", "plan": "1"}),
        ):
            assert said in page.content.decode()
            assert not page.context.get("candidates")
            assert not page.context.get("lines")
    late = {"le": "2027-11-20T08:00", "jours": "60", "periodes": "8"}
    assert "dans plus d&#x27;un an" in editor.get(PLAN, late).content.decode()
    assert FeaturedShop.objects.count() == 1


def test_nobody_puts_their_own_shop_forward(shops, editor):
    aube = shops[0]
    person = cast.operator("editorial", email="double@example.test")
    aube.members.create(user=person, joined_at=cast.NOON)
    own = Client()
    cast.proven(own, person)

    page = own.get(ADD, {"le": "", "jours": "7"})
    refused = own.post(ADD, {"shop": aube.pk, "le": "", "jours": "7"})

    assert "Aube" not in [one.shop.name for one in page.context["candidates"]]
    assert "« Aube » : vous faites partie de cette boutique." in page.content.decode()
    assert refused.status_code == 409
    assert "Vous êtes partie à ce dossier" in refused.content.decode()
    both = [Wanted(shop.pk, cast.NOON, cast.NOON + WEEK) for shop in shops[:2]]
    with pytest.raises(parties.OwnCase):
        featuring.plan(both, by=person, at=cast.NOON)
    assert not FeaturedShop.objects.exists()
    row = put(aube)
    own.post(f"{LIST}{row.pk}/withdraw/", {"because": "Je préfère une autre"})
    row.refresh_from_db()
    assert row.withdrawn_at is None


def landing(source="featured"):
    """A page with a row of shops, online."""
    version = drafts.create("landing", name="Ateliers", slug="ateliers", by=None, at=cast.NOON)
    data = {"title": "Ceux qui fabriquent", "source": source}
    content = {
        "title": "Ateliers",
        "description": "Les ateliers du moment, et ce qu'ils font.",
        "blocks": [typed.new("sellers", data)],
    }
    drafts.save(version, content, revision=version.revision, by=None, at=cast.NOON)
    approve(version)


def test_the_block_follows_to_the_second_and_says_what_it_shows_instead(shops):
    landing()
    aube, *_others, ecume = shops
    begins, ends = cast.NOON + 2 * DAY, cast.NOON + 9 * DAY
    guest = Client(headers={"sec-fetch-site": "same-origin"})

    assert "Les mieux notées en ce moment." in read(guest, "/pages/ateliers/", at=cast.NOON)
    row = put(ecume, begins)
    for at, is_there in (
        (begins - SECOND, False),
        (begins, True),
        (ends - SECOND, True),
        (ends, False),
    ):
        page = read(guest, "/pages/ateliers/", at=at)
        assert ("Mises en avant par la maison" in page) == is_there, at
        assert ("Les mieux notées en ce moment." in page) != is_there
        assert "Écume" in page
        assert ("Aube" in page) != is_there
    # on holiday it is not shown, and the block is true of what it shows
    read(guest, "/pages/ateliers/", at=begins)
    Seller.objects.filter(pk=ecume.pk).update(
        holiday_from=date(2026, 11, 20), holiday_until=date(2026, 11, 30)
    )
    standing.changed()
    assert "Écume" not in read(guest, "/pages/ateliers/", at=begins)
    Seller.objects.filter(pk=ecume.pk).update(holiday_from=None, holiday_until=None)
    standing.changed()
    assert "Mises en avant" in read(guest, "/pages/ateliers/", at=begins)
    with clock.at(begins + DAY):
        featuring.withdraw(row, because="Demandé par elle", by=None, at=begins + DAY)
    assert "Mises en avant" not in read(guest, "/pages/ateliers/", at=begins + DAY)


def test_only_a_block_that_shows_them_asks_for_them(shops):
    put(shops[0])
    put(shops[1])
    showing.slots()
    wants = [typed.new("sellers", {"source": source}) for source in ("", "featured")]
    for block in wants:
        drawing.scene_of([block], at=cast.NOON, language="fr")  # what is kept is read

    counts = []
    for block in wants:
        with CaptureQueriesContext(connection) as asked:
            scene = drawing.scene_of([block], at=cast.NOON, language="fr")
        counts.append(len(asked))
        assert (showing.KEY in scene.rests_on()) == (block is wants[1])
    assert counts[0] == counts[1] == 1
    assert Wants().featured is False
    # who began last comes first; a shop alone is shown too, since it was chosen
    assert [shop.name for shop in scene.put_forward()] == ["Brise", "Aube"]


def test_the_public_reads_what_counts_and_that_nobody_pays(client, shops):
    cast.rules(featured_rating_points=42, featured_at_once=2)
    put(shops[0])

    page = read(client, reverse("shop-ranking"))

    assert "Les boutiques que la maison met en avant" in page
    assert "met en avant 2 boutiques au plus à la fois" in page
    assert ">42<" in page.replace(" ", "")
    assert "En ce moment : 1 boutique." in page
    assert "Aucune boutique ne paie pour être mise en avant" in page


def test_a_summer_that_ends_takes_no_hour_away():
    first = clock.end_of_day(date(2026, 10, 22)) - timedelta(hours=15)
    spans = proposing.spans(first, days=7, many=2)
    assert [span.starts_at.astimezone(clock.PARIS).hour for span in spans] == [
        first.astimezone(clock.PARIS).hour
    ] * 2
    assert spans[0].ends_at == spans[1].starts_at
    assert evidence.LATELY == 30 * DAY


def test_who_was_taken_back_lately_is_told_listed_and_proposed_by_nobody(shops, editor):
    cast.rules(featured_at_once=1)
    aube = shops[0]
    row = put(aube, cast.NOON + WEEK)
    featuring.withdraw(row, because="Préfère janvier", by=None, at=cast.NOON)
    for n in range(proposing.LISTED):  # as many again, all rated less than Brise
        cast.offer(cast.seller(f"Encore {n:02}"))

    # the very week, and the one after it: last of all whatever its points, and never left out
    for day in ("2026-11-30T13:00", "2026-12-07T13:00"):
        page = editor.get(ADD, {"le": day, "jours": "7"})
        shown = names(page.context["candidates"])
        told = page.content.decode()
        assert len(shown) == proposing.LISTED + 1, day
        assert (shown[0], shown[-1]) == ("Brise", "Aube")
        assert "Motif : Préfère janvier" in told
        assert page.context["count"] == len(shown) + page.context["others"]
        assert f"Et {page.context['others']} autres, qui ont moins de points" in told
    assert "Retirée le" in told
    assert "Retirée de cette période" not in told

    page = editor.get(PLAN, {"le": "2026-11-30T13:00", "jours": "7", "periodes": "2"})
    lines = page.context["lines"]
    assert [line.chosen.shop.name for line in lines] == ["Brise", "Crête"]
    assert all("Aube" in names(line.options) for line in lines)
    assert "Motif : Préfère janvier" in page.content.decode()
    # alone, it is not chosen for want of another; somebody may choose it all the same
    Seller.objects.exclude(pk=aube.pk).update(suspended_at=cast.NOON)
    asked = {"le": "2026-11-30T13:00", "jours": "7", "periodes": "1"}
    [line] = editor.get(PLAN, asked).context["lines"]
    assert line.chosen is None
    editor.post(PLAN, asked | {"p0-0": aube.pk, "plan": "1"})
    assert FeaturedShop.objects.filter(seller=aube, withdrawn_at=None).exists()
    # five weeks on, it is long ago
    late = Looked(cast.NOON).proposal(Span(cast.NOON + 6 * WEEK, cast.NOON + 7 * WEEK))
    assert late.candidates[0].withdrawn is None


def test_two_tabs_that_fill_the_same_weeks_see_the_calendar_they_get(shops, editor):
    cast.rules(featured_at_once=1)
    asked = {"le": "2026-11-30T08:00", "jours": "7", "periodes": "1", "plan": "1"}
    editor.post(PLAN, asked | {"p0-0": shops[0].pk})

    late = editor.post(PLAN, asked | {"p0-0": shops[1].pk})

    told = late.content.decode()
    assert late.status_code == 409
    assert "ont été prises entre-temps : rien n&#x27;est enregistré" in told
    assert "Toutes les places de ces périodes sont prises." in told
    decided = told.partition('id="decided"')[2]
    assert "Aube" in decided
    assert "décidée par ed@example.test" in decided
    assert FeaturedShop.objects.count() == 1
