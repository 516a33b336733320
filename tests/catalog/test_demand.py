"""What is looked for: counted without anybody's name, told to the operator, awaited by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from catalog import search, tasks
from catalog.alerts import alerts
from catalog.demand import handling, reports, searches
from catalog.models import Alert, Search, SearchChoice, Synonym
from catalog.offers import visibility
from marketplace.shared import clock, tally
from marketplace.shared.models.fact import Fact
from tests import cast

pytestmark = pytest.mark.django_db
EMAIL = "zoe@exemple.fr"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def bowl(lune):
    """A bowl on sale, in the index."""
    offer = cast.offer(lune, title="Bol Rivage", category=cast.category("Vaisselle"))
    visibility.refresh([offer.product_id], at=cast.NOON)
    search.index([offer.product_id])
    return offer


def searched(client, text, **headers):
    return client.get(reverse("shop-search"), {"q": text}, headers=headers)


def counted():
    searches.add_up()
    return {
        row["shown"]: (row["asked"], row["unanswered"], row["results"])
        for row in Search.objects.values("shown", "asked", "unanswered", "results")
    }


def test_searches_of_the_same_words_are_one_line(client, bowl):
    for text in ("bol", "Bols", "bol  "):
        searched(client, text)
    searched(client, "hamac")
    lines = counted()
    assert len(lines) == 2
    assert lines["bol"] == (3, 0, 1)
    assert lines["hamac"] == (1, 1, 0)


def test_pages_filters_and_machines_count_for_nothing(client, bowl):
    for query in ("q=bol&page=2", "q=bol&tri=prix", "q=bol&stock=1", "q="):
        client.get(f"{reverse('shop-search')}?{query}")
    searched(client, "bol", user_agent="ExampleBot/2.1")
    searched(client, "bol", sec_purpose="prefetch")
    assert counted() == {}


@pytest.mark.parametrize("text", ["zoe@exemple.fr", "06 12 34 56 78", "0612345678 bol"])
def test_what_tells_who_somebody_is_is_not_kept(client, bowl, text):
    searched(client, text)
    assert counted() == {}


def test_what_is_opened_bought_and_ordered_is_told_of_the_search(client, bowl):
    searched(client, "bol")
    before = f"http://testserver{reverse('shop-search')}?q=bol"
    page = client.get(
        reverse("shop-product", args=[bowl.product.slug]), headers={"referer": before}
    ).content.decode()
    assert 'name="found" value="q=bol"' in page

    client.post(reverse("shop-cart-add"), {"offer": bowl.pk, "found": "q=bol"})
    counted()

    row, choice = Search.objects.get(), SearchChoice.objects.get()
    assert (row.opened, row.added, row.ordered) == (1, 1, 0)
    assert (choice.product_id, choice.opened, choice.added) == (bowl.product_id, 1, 1)


def test_a_page_reached_another_way_tells_of_no_search(client, bowl):
    address = reverse("shop-product", args=[bowl.product.slug])
    for before in ("https://ailleurs.example/recherche/?q=bol", "http://testserver/c/bols/", "%"):
        page = client.get(address, headers={"referer": before}).content.decode()
        assert 'name="found"' not in page
    client.post(reverse("shop-cart-add"), {"offer": bowl.pk, "found": "\x00" + "&q=" * 400})
    assert counted() == {}


def test_looking_costs_the_visitor_no_statement(client, bowl, django_assert_num_queries):
    asked = searches.Asked(text="bol", language="fr")
    with django_assert_num_queries(0):
        searches.note(asked, results=1, answered=True, at=cast.NOON)
        searches.note_opened(asked, bowl.product_id, at=cast.NOON)


def test_many_searches_are_added_up_in_few_statements(bowl, django_assert_max_num_queries):
    for number in range(150):
        asked = searches.Asked(text=f"bol {number % 50} rouge", language="fr")
        searches.note(asked, results=3, answered=True, at=cast.NOON)
        searches.note_opened(asked, bowl.product_id, at=cast.NOON)
    with django_assert_max_num_queries(12):
        assert searches.add_up() == 300
    assert Search.objects.count() == 50
    assert set(Search.objects.values_list("asked", "opened")) == {(3, 3)}
    assert searches.add_up() == 0


def test_a_heap_keeps_the_newest_and_a_cache_away_costs_nothing(monkeypatch):
    monkeypatch.setattr(tally, "MOST", 3)
    for number in range(5):
        tally.note("essai", {"n": number})
    assert [entry["n"] for entry in tally.take("essai", most=10)][-3:] == [2, 3, 4]
    assert tally.take("essai", most=10) == []


def test_rare_searches_are_forgotten_first():
    today = cast.NOON.date()
    for words, days, times in (("rare", 40, 1), ("often", 40, 2), ("new", 5, 1), ("old", 500, 9)):
        Search.objects.create(
            day=today - timedelta(days=days), language="fr", key=words, shown=words, asked=times
        )
    tasks.forget_searches()
    assert set(Search.objects.values_list("shown", flat=True)) == {"often", "new"}


def test_the_operator_reads_what_finds_nothing_and_nothing_wanted(client, odile, bowl):
    for _time in range(3):
        searched(client, "bol")
    searched(client, "hamac")
    alert = alerts.ask_words("hamac", EMAIL, language="fr", reader=None, at=cast.NOON)
    alerts.confirm(alerts.asked_token_of(alert), at=cast.NOON)
    counted()

    today = cast.NOON.date()
    assert [row.shown for row in reports.unanswered(today)] == ["hamac"]
    assert [row.shown for row in reports.unopened(today)] == ["bol"]
    client.force_login(odile)
    page = client.get(reverse("admin:catalog_search_changelist")).content.decode()
    assert "Sans résultat" in page
    assert "hamac" in page
    assert "1 personne" in page
    assert EMAIL not in page
    add = reverse("admin:catalog_synonym_add") + "?words=hamac"
    assert page.count(f'href="{add}"') == 2, "its row, and whoever waits for it"
    assert 'value="hamac, "' in client.get(add).content.decode()


def test_a_search_without_result_is_treated_and_taken_up_again(
    client, odile, bowl, django_assert_max_num_queries
):
    alert = alerts.ask_words("boomerangs", EMAIL, language="fr", reader=None, at=cast.NOON)
    alerts.confirm(alerts.asked_token_of(alert), at=cast.NOON)
    for _time in range(2):
        searched(client, "boomerang")
    searched(client, "hamac")
    counted()
    row = Search.objects.get(shown="boomerang")
    treat, take_up = (
        reverse(f"admin:catalog_search_{verb}", args=[row.pk]) for verb in ("traiter", "reprendre")
    )
    client.force_login(odile)

    def read():
        with django_assert_max_num_queries(30):
            page = client.get(reverse("admin:catalog_search_changelist")).context
        return (
            {one.shown: (one.unanswered, one.people) for one in page["unanswered"]},
            [(one.shown, one.because, one.since) for one in page["handled"]],
        )

    assert read() == ({"boomerang": (2, 1), "hamac": (1, 0)}, [])
    refused = client.post(treat, {"because": ""})
    assert "Remplissez «" in refused.content.decode()
    why = "Un menuisier de Dole en fait, il dépose sa demande."
    client.post(treat, {"because": why})
    assert read() == ({"hamac": (1, 0)}, [("boomerang", why, 0)])
    fact = Fact.objects.get(name__endswith="SearchHandled")
    assert (fact.actor, fact.because) == (odile, why)
    with pytest.raises(handling.AlreadyHandled):
        handling.handle(row, by=odile, because=why, at=cast.NOON)

    client.post(take_up)
    assert read()[1] == []
    assert "boomerang" in read()[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("boomerang,", "au moins deux mots différents"),
        ("bol, bols", "au moins deux mots différents"),
        ("table basse, guéridon", "« table basse » est fait de plusieurs mots"),
        (" canapé ,sofa,, ", ""),
        ("t-shirt, tee-shirt", ""),
        ("céramique : grès, faïence", ""),
        (": grès, faïence", "au moins deux mots différents"),
    ],
)
def test_a_synonym_is_of_two_words(client, odile, typed, said):
    client.force_login(odile)
    answer = client.post(reverse("admin:catalog_synonym_add"), {"words": typed})
    if said:
        assert said in answer.content.decode()
        assert not Synonym.objects.exists()
    else:
        neat = ", ".join(part.strip() for part in typed.split(",") if part.strip())
        assert Synonym.objects.get().words == neat


def test_somebody_waits_for_words_and_is_told_once(
    client, bowl, lune, django_capture_on_commit_callbacks
):
    page = searched(client, "hamac").content.decode()
    assert reverse("shop-search-alert") in page

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("shop-search-alert"), {"q": "hamac", "email": EMAIL})
    [_question] = mail.outbox
    alert = Alert.objects.get()
    assert (alert.words, alert.product, alert.confirmed_at) == ("hamac", None, None)
    client.post(reverse("shop-alert-confirm", args=[alerts.asked_token_of(alert)]))
    with clock.at(cast.NOON + timedelta(hours=2)):
        tasks.call_alerts()
    assert len(mail.outbox) == 1, "nothing answers yet"

    offer = cast.offer(lune, title="Hamac de toile", category=cast.category("Jardin"))
    visibility.refresh([offer.product_id], at=cast.NOON)
    search.index([offer.product_id])
    for hours in (4, 6):
        with (
            clock.at(cast.NOON + timedelta(hours=hours)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            tasks.call_alerts()
    assert [letter.to for letter in mail.outbox] == [[EMAIL], [EMAIL]]
    assert "?q=hamac" in mail.outbox[1].body
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"q": "hamac", "email": "zoe"}, "adresse"), ({"q": " % ", "email": EMAIL}, "quelques mots")],
)
def test_an_alert_that_cannot_be_kept_says_why(client, typed, said):
    answer = client.post(reverse("shop-search-alert"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Alert.objects.exists()


def test_a_person_sees_the_searches_they_wait_for(client, alice):
    alerts.ask_words("hamac rayé", alice.email, language="fr", reader=None, at=cast.NOON)
    client.force_login(alice)
    assert "hamac rayé" in client.get("/compte/lettres/").content.decode()


def test_the_cache_is_not_where_searches_end(client, bowl):
    searched(client, "bol")
    counted()
    cache.clear()
    assert Search.objects.get().asked == 1
