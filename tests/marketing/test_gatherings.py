"""Dates to which the house invites: signing up, waiting, being told, coming in, being forgotten."""

import re
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketing import invariants
from marketing.blocks import typed
from marketing.gatherings import calendars, gatherings, shown, signups
from marketing.models import Article, Gathering, Signup
from marketing.tasks import forget_signups, remind_signups
from marketplace.shared import clock, guests, outbox
from marketplace.shared.models import Allowance, Fact
from marketplace.shared.states import IllegalMove, MovedMeanwhile
from tests import cast
from tests.marketing.test_pages import approve, landing, read

pytestmark = pytest.mark.django_db(transaction=True)
NOON, DAY, HOUR = cast.NOON, timedelta(days=1), timedelta(hours=1)
ADD = "/admin/marketing/gathering/add/"
# A signed link holds the second it was made in: two of one seat are seldom the same.
SEAT = re.compile(r"/agenda/ma-place/(?P<token>[^/\"]+)/")


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield
    guests.clear()


@pytest.fixture
def editor():
    browser = Client()
    cast.proven(browser, cast.operator("editorial", email="ed@example.test"))
    return browser


def said(**more) -> dict:
    """What the verbs are told of a market in ten days."""
    return {
        "kind": "market",
        "slug": "marche-de-noel",
        "title": "Marché de Noël",
        "title_en": "Christmas market",
        "lead": "Vingt ateliers sous la halle.",
        "lead_en": "Twenty makers under one roof.",
        "body": "Venez **nombreux**.",
        "body_en": "",
        "starts_at": NOON + 10 * DAY,
        "ends_at": NOON + 10 * DAY + 6 * HOUR,
        "place": "Halle aux draps",
        "address": "12 rue du Marché, Roubaix",
        "link": "",
        "capacity": None,
        "picture_id": None,
        "sellers": [],
        "products": [],
        **more,
    }


def a_date(**more) -> Gathering:
    """One that is published."""
    row = gatherings.begin(said(**more), by=None, at=NOON)
    gatherings.publish(row, by=None, at=NOON)
    return row


def comes(row: Gathering, name: str, *, at=NOON, reader=None) -> Signup:
    email = reader.email if reader else f"{name.lower()}@example.test"
    return signups.ask(row, email=email, name=name, language="fr", reader=reader, at=at)


def letters() -> list:
    """What left since the last look."""
    outbox.sweep(at=clock.now())
    sent = list(mail.outbox)
    mail.outbox.clear()
    return sent


def state(*people: Signup) -> list[str]:
    return [Signup.objects.get(pk=one.pk).state for one in people]


def test_the_last_seat_is_given_once_and_the_list_moves_up_in_its_order():
    row = a_date(capacity=1)
    ana, bo, cleo = (comes(row, name, at=NOON) for name in ("Ana", "Bo", "Cleo"))
    assert state(ana, bo, cleo) == ["seated", "waiting", "waiting"]
    assert signups.waiting_before(cleo) == 1
    assert "Votre place" in letters()[0].subject

    signups.withdraw(ana, by=None, at=NOON)
    signups.withdraw(ana, by=None, at=NOON)

    assert state(ana, bo, cleo) == ["withdrawn", "seated", "waiting"]
    assert Gathering.objects.get().taken == 1
    assert {letter.subject.split(" :")[0] for letter in letters()} == {
        "Inscription annulée",
        "Une place s’est libérée",
    }


def test_further_seats_go_to_those_who_wait_and_given_ones_stay():
    row = a_date(capacity=2)
    people = [comes(row, name) for name in ("Ana", "Bo", "Cleo", "Dan")]
    with pytest.raises(gatherings.TooFewSeats):
        gatherings.change(row, said(capacity=1), revision=0, by=None, at=NOON)
    gatherings.change(row, said(capacity=3), revision=0, by=None, at=NOON)
    assert state(*people) == ["seated", "seated", "seated", "waiting"]
    row.refresh_from_db()
    gatherings.change(row, said(capacity=None), revision=1, by=None, at=NOON)
    assert state(*people) == ["seated"] * 4


def test_the_database_refuses_more_than_there_are():
    row = a_date(capacity=1)
    comes(row, "Ana")
    for wrong in ({"taken": 2}, {"capacity": 0}, {"ends_at": row.starts_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Gathering.objects.filter(pk=row.pk).update(**wrong)


def test_seats_that_do_not_add_up_are_reported():
    row = a_date(capacity=2)
    for name in ("Ana", "Bo", "Cleo"):
        comes(row, name)
    assert list(invariants.violations()) == []
    Gathering.objects.filter(pk=row.pk).update(taken=1)
    assert len(list(invariants.violations())) == 2
    Gathering.objects.filter(pk=row.pk).update(taken=2, capacity=3)
    assert list(invariants.violations()) == [
        f"date {row.pk} has a free seat and 1 people wait for one"
    ]


def test_who_withdrew_comes_back_at_the_end_of_the_list():
    row = a_date(capacity=1)
    ana = comes(row, "Ana")
    signups.withdraw(ana, by=None, at=NOON)
    bo = comes(row, "Bo")
    again = comes(row, "Ana", at=NOON + HOUR)
    assert again.pk == ana.pk
    assert state(ana, bo) == ["waiting", "seated"]


def test_asked_again_the_letter_leaves_again_but_not_for_a_double_click():
    row = a_date(capacity=5)
    comes(row, "Ana")
    letters()
    comes(row, "Ana", at=NOON + signups.AGAIN / 2)
    assert not letters()
    comes(row, "ANA", at=NOON + signups.AGAIN)
    [again] = letters()
    assert again.to == ["ana@example.test"]
    assert SEAT.search(again.body)
    assert Gathering.objects.get().taken == 1


def test_the_page_says_the_same_to_whoever_types_an_address_and_five_letters_a_day_leave(client):
    row = a_date()
    said = []
    for turn in range(7):
        with clock.at(NOON + turn * HOUR):
            answer = client.post(
                reverse("shop-gathering-signup", args=[row.slug]),
                {"name": "Ana", "email": "Ana@example.test" if turn % 2 else "ana@example.test"},
            )
        assert answer.status_code == 302
        said.append([str(text) for text in get_messages(answer.wsgi_request)][-1])

    assert len(letters()) == 5
    assert len(set(said)) == 1
    assert "cinq fois par jour" in said[0]


def test_nobody_signs_up_for_what_is_a_draft_cancelled_or_over():
    draft = gatherings.begin(said(slug="brouillon"), by=None, at=NOON)
    gone, over = a_date(slug="annule"), a_date(slug="passe")
    gatherings.cancel(gone, because="La halle est fermée.", by=None, at=NOON)
    for row, at in ((draft, NOON), (gone, NOON), (over, NOON + 11 * DAY)):
        with pytest.raises(signups.Closed):
            comes(row, "Ana", at=at)
    assert not Signup.objects.exists()


def test_reminders_leave_once_the_day_and_the_hour_before():
    row = a_date()
    ana, start = comes(row, "Ana"), row.starts_at
    late = start - 2 * HOUR
    with clock.at(start - 2 * DAY):
        letters()
        remind_signups()
        assert not letters()
    with clock.at(start - DAY + HOUR):
        remind_signups()
        remind_signups()
        assert [letter.subject[:6] for letter in letters()] == ["Rappel"]
    with clock.at(late):
        comes(row, "Bo", at=late)  # has just read the hour: only the last reminder
        letters()
        remind_signups()
        assert not letters()
    with clock.at(start - HOUR / 2):
        remind_signups()
        remind_signups()
        assert len(letters()) == 2
    with clock.at(start + HOUR):
        Signup.objects.filter(pk=ana.pk).update(hour_told_at=None)
        remind_signups()
        assert not letters()


def test_a_reminder_outlives_the_worker_that_was_to_send_it(monkeypatch):
    row = a_date()
    comes(row, "Ana")
    letters()
    with clock.at(row.starts_at - HOUR / 2):
        with outbox.holding(["marketing.send_signup_reminder"]):  # nobody takes it
            remind_signups()
        assert not mail.outbox
        remind_signups()
        assert len(letters()) == 1


def test_another_hour_and_a_cancellation_are_told_to_everybody_once():
    row = a_date(capacity=1)
    comes(row, "Ana")
    comes(row, "Bo")
    signups.withdraw(comes(row, "Cleo"), by=None, at=NOON)
    letters()

    gatherings.change(row, said(capacity=1, lead="Autre."), revision=0, by=None, at=NOON)
    assert not letters()  # other words are no news
    row.refresh_from_db()
    moved = said(capacity=1, starts_at=NOON + 11 * DAY, ends_at=NOON + 11 * DAY + HOUR)
    gatherings.change(row, moved, revision=1, by=None, at=NOON)
    told = letters()
    assert sorted(letter.to[0] for letter in told) == ["ana@example.test", "bo@example.test"]
    assert {letter.subject.split(" :")[0] for letter in told} == {"Changement"}
    ics = next(letter for letter in told if letter.attachments).attachments[0]
    assert "SEQUENCE:1" in ics.content

    gatherings.cancel(row, because="La halle est fermée.", by=None, at=NOON)
    told = letters()
    assert len(told) == 2
    assert all("La halle est fermée." in letter.body for letter in told)
    assert not letters()


def test_at_another_hour_reminders_begin_again():
    row = a_date()
    comes(row, "Ana")
    with clock.at(row.starts_at - DAY + HOUR):
        remind_signups()
        later = said(starts_at=row.starts_at + 5 * DAY, ends_at=row.ends_at + 5 * DAY)
        gatherings.change(row, later, revision=0, by=None, at=clock.now())
        letters()
    with clock.at(row.starts_at - DAY + HOUR):
        remind_signups()
        assert [letter.subject[:6] for letter in letters()] == ["Rappel"]


def test_two_editors_do_not_undo_each_other_and_what_is_over_stays():
    row = a_date()
    gatherings.change(row, said(title="Un"), revision=0, by=None, at=NOON)
    with pytest.raises(MovedMeanwhile):
        gatherings.change(row, said(title="Deux"), revision=0, by=None, at=NOON)
    with pytest.raises(gatherings.AddressStays):
        gatherings.change(row, said(slug="ailleurs"), revision=1, by=None, at=NOON)
    with pytest.raises(gatherings.Over):
        gatherings.change(row, said(title="Trois"), revision=1, by=None, at=NOON + 11 * DAY)
    with pytest.raises(gatherings.Over):
        gatherings.cancel(row, because="Trop tard.", by=None, at=NOON + 11 * DAY)
    with pytest.raises(IllegalMove):
        gatherings.publish(row, by=None, at=NOON)
    assert Gathering.objects.get().title == "Un"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"ends_at": NOON}, gatherings.EndsBefore),
        ({"slug": "archives"}, gatherings.AddressTaken),
        ({"slug": "pris"}, gatherings.AddressTaken),
    ],
)
def test_what_cannot_be_is_refused(wrong, refusal):
    gatherings.begin(said(slug="pris"), by=None, at=NOON)
    with pytest.raises(refusal):
        gatherings.begin(said(**wrong), by=None, at=NOON)
    assert Gathering.objects.count() == 1


def test_nothing_is_published_without_a_place_or_in_the_past():
    nowhere = gatherings.begin(said(kind="live", link=""), by=None, at=NOON)
    with pytest.raises(gatherings.NowhereToGo):
        gatherings.publish(nowhere, by=None, at=NOON)
    past = gatherings.begin(said(slug="hier"), by=None, at=NOON)
    with pytest.raises(gatherings.TooLate):
        gatherings.publish(past, by=None, at=NOON + 20 * DAY)
    assert set(Gathering.objects.values_list("state", flat=True)) == {"draft"}


# --- Calendars ------------------------------------------------------------------------------------


def test_a_calendar_file_is_well_formed_and_holds_no_sign_of_its_own():
    title = 'Été ; pots, plats\\ et "grès" ' + "é" * 60
    row = a_date(title=title, lead="Une ligne\nBEGIN:VALARM")
    text = calendars.file_of(row)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in "".join(lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "").split("\r\n")
    assert f"DTSTART:{row.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in whole
    assert "BEGIN:VALARM" not in whole
    assert any(line.startswith("SUMMARY:Été \\; pots\\, plats\\\\ et") for line in whole)
    assert {"VERSION:2.0", "METHOD:PUBLISH", "SEQUENCE:0", "STATUS:CONFIRMED"} <= set(whole)


def test_the_link_of_a_live_is_for_whoever_has_a_seat(client):
    link = "https://direct.example/salon"
    row = a_date(kind="live", link=link, place="", address="", capacity=1)
    ana, bo = comes(row, "Ana"), comes(row, "Bo")
    seated, waiting = letters()
    assert link in seated.body
    assert link in seated.attachments[0].content
    assert link not in waiting.body
    assert not waiting.attachments
    for path in (shown.path(row), f"{shown.path(row)}date.ics"):
        assert link not in client.get(path).content.decode()
    for one, is_told in ((ana, True), (bo, False)):
        for name in ("shop-seat", "shop-seat-calendar"):
            page = client.get(reverse(name, args=[signups.token_of(one)]))
            assert (link in page.content.decode()) == is_told


# --- Pages ----------------------------------------------------------------------------------------


def signs_up(client, row, **more):
    fields = {"name": "Ana", "email": "ana@example.test", **more}
    return client.post(f"{shown.path(row)}inscription/", fields)


def test_from_the_page_to_the_door(client, editor):
    row = a_date(capacity=20)
    page = client.get(shown.path(row)).content.decode()
    assert "20 places libres sur 20" in page
    assert signs_up(client, row).status_code == 302
    letter = letters()[0]
    assert letter.attachments[0].filename == "rendez-vous.ics"
    seat = next(word for word in letter.body.split() if "/ma-place/" in word).strip("()")
    page = client.get(urlsplit(seat).path).content.decode()
    signup = Signup.objects.get()
    assert signup.code in page
    assert "<svg" in page

    door = reverse("admin:marketing_gathering_door", args=[row.pk])
    assert client.get(f"{door}?code={signup.code}").status_code == 302  # not for the public
    scanned = editor.get(f"{door}?code={signup.code}").content.decode()
    assert "Ana" in scanned
    assert Signup.objects.get().came_at is None  # reading checks nobody in
    for _twice in range(2):
        code = f"{signup.code[:4]}-{signup.code[4:].lower()}"
        assert editor.post(door, {"code": code}).status_code == 302
    assert Signup.objects.get().came_at == NOON
    assert Fact.objects.filter(name="marketing.CheckedIn").count() == 1
    wrong = editor.post(door, {"code": "AAAAAAAA"})
    assert wrong.status_code == 409
    assert "AAAAAAAA" in wrong.content.decode()


def test_a_cancelled_date_offers_and_announces_nothing_that_cannot_be(client, editor, lune):
    offer = cast.offer(lune, title="Bol bleu")
    row = a_date(sellers=[lune.pk], products=[offer.product_id], capacity=3)
    signup = comes(row, "Ana")
    own = reverse("admin:marketing_gathering_change", args=[row.pk])
    names = ("content", "poster", "door")
    pages = [reverse(f"admin:marketing_gathering_{name}", args=[row.pk]) for name in names]
    offered = editor.get(own).text
    assert all(page in offered for page in pages)
    assert '<div class="table" tabindex="0" role="region" aria-label="Qui vient">' in offered
    assert "Bol bleu" in client.get(shown.path(row)).text
    with clock.at(row.ends_at):
        offered = editor.get(own).text
        assert [page in offered for page in pages] == [False, False, True]
        assert editor.get(pages[0]).url == own

    gatherings.cancel(row, because="Pluie.", by=None, at=NOON)
    offered = editor.get(own).text
    assert not any(page in offered for page in pages)
    assert [editor.get(page).url for page in pages] == [own] * 3
    assert "on n&#x27;y accueille personne" in editor.get(own).text
    assert editor.post(pages[2], {"code": signup.code}).url == own
    with pytest.raises(signups.NotHeld):
        signups.check_in(row, signup.code, by=None, at=NOON)
    assert Signup.objects.get().came_at is None
    page = client.get(shown.path(row)).text
    assert "Pluie." in page
    assert "Vous y retrouverez" not in page
    assert "Ce qui y sera montré" not in page
    assert "Bol bleu" not in page


def test_the_answer_tells_nothing_of_somebody_elses_address(client):
    row = a_date()
    comes(row, "Ana")
    new, known = signs_up(client, row, email="bo@example.test"), signs_up(client, row)
    assert new.url == known.url == shown.path(row)
    told = [str(message) for message in client.get(shown.path(row)).context["messages"]]
    assert len(set(told)) == 1


def test_whoever_is_signed_in_sees_their_own_seat_at_once(client, alice):
    row = a_date()
    cast.proven(client, alice)
    answer = signs_up(client, row, email=alice.email)
    assert "/ma-place/" in answer.url
    assert Signup.objects.get().person == alice
    assert "Voir ma place" in client.get(shown.path(row)).content.decode()
    listed = SEAT.search(client.get(reverse("account-letters")).content.decode())
    assert listed is not None
    assert signups.holder_of(listed["token"]).person == alice
    with clock.at(row.ends_at):
        assert not SEAT.search(client.get(reverse("account-letters")).content.decode())


def test_leaving_needs_a_button_and_unknown_links_are_told(client):
    row = a_date()
    ana = comes(row, "Ana")
    page = reverse("shop-seat-leave", args=[signups.token_of(ana)])
    assert "me désister" in client.get(page).content.decode()
    assert state(ana) == ["seated"]
    assert "est annulée" in client.post(page).content.decode()
    assert state(ana) == ["withdrawn"]
    for name in ("shop-seat", "shop-seat-leave", "shop-seat-calendar"):
        answer = client.get(reverse(name, args=["faux:lien"]))
        assert answer.status_code == 404
        assert "plus valable" in answer.content.decode()
    late = comes(row, "Bo")
    with clock.at(NOON + 11 * DAY):
        answer = client.post(reverse("shop-seat-leave", args=[signups.token_of(late)]))
    assert answer.status_code == 409
    assert state(late) == ["seated"]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "12"}, {"email": "a@localhost"}])
def test_a_wrong_name_or_address_is_said_beside_its_field(client, wrong):
    row = a_date()
    assert signs_up(client, row, **wrong).status_code == 422
    assert not Signup.objects.exists()


def test_one_visitor_does_not_take_all_the_seats(client):
    row = a_date(capacity=50)
    answers = [signs_up(client, row, email=f"a{n}@example.test") for n in range(12)]
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert Gathering.objects.get().taken == 10
    assert Allowance.objects.exists()


def test_nothing_stale_is_kept_for_guests(client):
    headers = {"Sec-Fetch-Site": "none"}
    row = a_date(capacity=1)

    def read(path):
        return client.get(path, headers=headers).content.decode()

    agenda = reverse("shop-agenda")
    assert "Marché de Noël" in read(agenda)
    assert "1 place libre sur 1" in read(shown.path(row))
    comes(row, "Ana")
    assert "Complet" in read(shown.path(row))
    assert "Complet" in read(agenda)
    with clock.at(row.starts_at - timedelta(seconds=1)):
        assert "En ce moment" not in read(agenda)
    with clock.at(row.starts_at):
        assert "En ce moment" in read(agenda)
    with clock.at(row.ends_at):
        assert "En ce moment" not in read(agenda)
        assert "a eu lieu" in read(shown.path(row))
    gatherings.cancel(row, because="La halle est fermée.", by=None, at=NOON)
    assert "La halle est fermée." in read(shown.path(row))


def test_pages_speak_both_languages_and_a_draft_is_nobodys(client):
    row = a_date()
    client.cookies["language"] = "en"
    for path in (reverse("shop-agenda"), shown.path(row)):
        page = client.get(path).content.decode()
        assert "Christmas market" in page
    assert "Twenty makers" in page
    assert 'property="og:title" content="Christmas market"' in page
    draft = gatherings.begin(said(slug="brouillon"), by=None, at=NOON)
    assert client.get(shown.path(draft)).status_code == 404
    assert client.get(f"{shown.path(draft)}date.ics").status_code == 404
    given_up = gatherings.begin(said(slug="autre"), by=None, at=NOON)
    gatherings.cancel(given_up, because="Autre idée.", by=None, at=NOON)
    assert client.get(shown.path(given_up)).status_code == 404


def test_an_empty_agenda_says_so_and_what_is_past_has_its_own_pages(client):
    agenda, archive = reverse("shop-agenda"), reverse("shop-agenda-archive")
    assert "Aucun rendez-vous prévu" in client.get(agenda).content.decode()
    assert "encore eu lieu" in client.get(archive).content.decode()
    for n in range(13):
        a_date(slug=f"passe-{n}")
    with clock.at(NOON + 11 * DAY):
        assert "Tous les rendez-vous passés" in client.get(agenda).content.decode()
        pages = [client.get(f"{archive}?page={page}") for page in (1, 2, "x", 99)]
        assert [len(page.context["page"]) for page in pages] == [12, 1, 12, 1]


def test_a_block_shows_what_is_to_come_and_no_more_once_it_is_over(client):
    row = a_date()
    a_date(kind="live", slug="direct", title="Direct du four", link="https://direct.example")
    block = typed.new("agenda", {"title": "Venez nous voir", "where": "place"})
    approve(landing(blocks=[block]))

    page = read(client, "/pages/noel/")
    assert "Venez nous voir" in page
    assert "Marché de Noël" in page
    assert "Direct du four" not in page
    for n in range(3):
        assert ("Complet" in read(client, "/pages/noel/")) == (n == 2)
        if n == 1:
            gatherings.change(row, said(capacity=1), revision=0, by=None, at=NOON)
            comes(row, "Ana")
    assert "En ce moment" in read(client, "/pages/noel/", at=row.starts_at)
    assert "Venez nous voir" not in read(client, "/pages/noel/", at=row.ends_at)


def test_a_longer_agenda_asks_no_more(client, lune):
    offers = [cast.offer(lune, title=f"Bol {n}") for n in range(4)]
    goods = [offer.product_id for offer in offers]
    row = a_date(sellers=[lune.pk], products=goods[:1])

    def asked(path) -> int:
        client.get(path)
        shown.changed()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(path)
        return len(caught)

    agenda = reverse("shop-agenda")
    first = asked(agenda), asked(shown.path(row))
    for n in range(5):
        a_date(slug=f"autre-{n}")
        past = a_date(slug=f"passe-{n}")
        Gathering.objects.filter(pk=past.pk).update(starts_at=NOON - 2 * DAY, ends_at=NOON - DAY)
    row.products.set(goods)
    assert (asked(agenda), asked(shown.path(row))) == first


# --- The console ----------------------------------------------------------------------------------


def entered(**more) -> dict:
    return {
        "kind": "live",
        "title": "En direct du four",
        "slug": "direct-du-four",
        "starts_at": "2026-12-20T18:00",
        "ends_at": "2026-12-20T19:00",
        "link": "https://direct.example/four",
        "lead": "Une cuisson, une heure.",
        "revision": "0",
        **more,
    }


def test_an_editor_prepares_publishes_and_tells_how_it_went(editor, lune):
    offer = cast.offer(lune, title="Bol bleu")
    answer = editor.post(ADD, entered(sellers=lune.name, products=offer.product.slug))
    row = Gathering.objects.get()
    assert answer.status_code == 302
    assert (list(row.sellers.all()), list(row.products.all())) == ([lune], [offer.product])
    assert row.starts_at.astimezone(clock.PARIS).hour == 18
    verb = "/admin/marketing/gathering/{}/{}/"
    editor.post(verb.format(row.pk, "publish"))
    comes(Gathering.objects.get(), "Ana")
    page = editor.get(verb.format(row.pk, "change")).content.decode()
    assert "ana@example.test" in page
    assert "Rendez-vous publié" in page
    editor.post(verb.format(row.pk, "tell"))
    assert not Article.objects.exists()  # it is not over
    with clock.at(row.ends_at + DAY):
        for _twice in range(2):
            answer = editor.post(verb.format(row.pk, "tell"))
        article = Article.objects.get()
        assert answer.url == reverse("admin:marketing_article_change", args=[article.pk])
    assert article.published_at is None
    assert f"[Bol bleu](/produit/{offer.product.slug}/)" in article.body


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "http://direct.example"}, "https://"),
        ({"capacity": "-3"}, "1"),
        ({"capacity": "0"}, "1"),
        ({"ends_at": "2026-12-20T17:00"}, "avant le début"),
        ({"starts_at": "2026-13-45T99:00"}, "date"),
        ({"slug": "Été à la plage"}, "minuscules"),
        ({"picture": "#999999999999"}, "« #999999999999 »"),
        ({"products": "#41"}, "« #41 »"),
        ({"sellers": "Nulle part"}, "Nulle part"),
    ],
)
def test_what_an_editor_may_not_type_is_said_and_nothing_kept(editor, wrong, word):
    answer = editor.post(ADD, entered(**wrong))
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Gathering.objects.exists()


def test_a_script_in_a_text_is_a_text(client):
    row = a_date(title="<script>alert(1)</script>", body="[ici](javascript:alert(1)) <b>gras</b>")
    page = client.get(shown.path(row)).content.decode()
    assert "<script>alert(1)" not in page
    assert 'href="javascript:' not in page
    assert "&lt;b&gt;" in page


def test_the_list_of_who_comes_leaves_as_a_file_and_the_poster_is_a_pdf(editor):
    row = a_date()
    comes(row, "Ana")
    address = f"{reverse('admin:marketing_signup_export')}?gathering__id__exact={row.pk}"
    file = editor.post(address).content.decode()
    assert "ana@example.test" in file
    poster = editor.get(reverse("admin:marketing_gathering_poster", args=[row.pk]))
    assert poster.content[:5] == b"%PDF-"


def test_the_house_takes_somebody_off_and_tells_them(editor):
    row = a_date(capacity=1)
    ana, bo = comes(row, "Ana"), comes(row, "Bo")
    letters()
    editor.post(f"/admin/marketing/signup/{ana.pk}/withdraw/")
    assert state(ana, bo) == ["withdrawn", "seated"]
    assert {letter.to[0] for letter in letters()} == {"ana@example.test", "bo@example.test"}


# --- What is kept of people -----------------------------------------------------------------------


def test_names_are_forgotten_a_month_later_and_the_number_stays(client):
    row, other = a_date(), a_date(slug="plus-tard", ends_at=NOON + 40 * DAY)
    ana = comes(row, "Ana")
    comes(row, "Bo")
    comes(other, "Ana")
    signups.check_in(row, ana.code, by=None, at=row.starts_at)
    token = signups.token_of(ana)
    with clock.at(row.ends_at + timedelta(days=29)):
        forget_signups()
        assert Signup.objects.count() == 3
    with clock.at(row.ends_at + timedelta(days=31)):
        forget_signups()
        assert [one.gathering for one in Signup.objects.all()] == [other]
        assert client.get(reverse("shop-seat", args=[token])).status_code == 404
    assert Gathering.objects.get(pk=row.pk).came == 1
