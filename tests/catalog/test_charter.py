"""The charter: what is found and what is not, where it is asked for, and how exceptions end."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from catalog.charter import words
from catalog.charter.forms import ExceptionForm
from catalog.judging import charter, screening
from catalog.judging.rules import sentence
from catalog.models import CharterException, CharterWord, Submission
from marketplace.shared import clock, parties
from marketplace.shared.models import Fact
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = clock.paris_day(NOON)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def planted():
    """The list that an installation starts with, on a day when all of it is asked for."""
    charter.plant()
    with clock.at(datetime(2027, 1, 5, 12, tzinfo=UTC)):
        yield


def word(expression="le moins cher", **extra) -> CharterWord:
    row = CharterWord.objects.create(
        **{
            "expression": expression,
            "kind": "forbidden",
            "reason": "Rien ne le prouve.",
            "reason_en": "Nothing proves it.",
            "remedy": "Dites le prix.",
            "remedy_en": "State the price.",
            "starts_on": DAY,
            **extra,
        }
    )
    charter.forget()
    return row


def found(text: str, **where) -> list[str]:
    return [one.word.expression for one in charter.look(text, **where)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un bol écologique.", "écologique"),
        ("Des bols ÉCOLOGIQUES", "écologique"),
        ("un savon ecologique,", "écologique"),
        ("Eco-friendly soap", "écologique"),
        ("Une lessive respectueuse de l’environnement", "respectueux de l'environnement"),
        ("Produits respectueux\nde l'environnement", "respectueux de l'environnement"),
        ("Une marque écoresponsable", "éco-responsable"),
        ("Une marque éco responsable", "éco-responsable"),
        ("Livraison neutre en carbone", "neutre en carbone"),
        ("Des gobelets biodégradables", "biodégradable"),
        ("Un produit vert", "produit vert"),
        ("Le moins cher de France !", "le moins cher"),
        ("les moins chères du marché", "le moins cher"),
        ("la moins chère", "le moins cher"),
        ("Au meilleur prix", "meilleur prix"),
        ("Des prix imbattables", "prix imbattable"),
        ("Elle guérit l'eczéma", "guérit"),
        ("Un must have", "must-have"),
        ("Notre bestseller", "best-seller"),
    ],
)
def test_an_expression_is_found_however_it_is_written(planted, text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Un bol vert, émaillé deux fois.",
        "L'écologie du lac, racontée en images",
        "Moins cher qu'en boutique",
        "Un environnement calme ; respectueux des délais",
        "Carbone et fer : une lame neutre",
        "Une cure de thym, deux cures par an",
        "Le prix du meilleur ouvrier",
        "",
    ],
)
def test_plain_words_are_left_alone(planted, text):
    assert found(text) == []


def test_what_is_shipped_says_why_and_what_to_write_in_both_languages(planted):
    rows = CharterWord.objects.all()
    assert len(rows) > 15
    assert all(row.remedy and row.remedy_en and row.reason and row.reason_en for row in rows)
    assert all(row.law for row in rows if row.kind == CharterWord.Kind.FORBIDDEN)
    # planted again, what was withdrawn does not come back
    words.end(rows.get(expression="low cost"), because="Nous le disons", by=None, at=NOON)
    charter.plant()
    assert CharterWord.objects.filter(expression="low cost", ended_at=None).count() == 0


def test_it_is_asked_for_from_its_day_and_no_query_repeats(django_assert_num_queries):
    word(starts_on=DAY + timedelta(days=1))
    assert found("le moins cher") == []
    with clock.at(NOON + timedelta(days=1)), django_assert_num_queries(0):
        assert found("le moins cher") == ["le moins cher"]


def test_an_exception_holds_in_its_place_until_its_day(lune):
    row = word()
    words.grant(
        row, seller=lune, proof="Relevé n° 12", ends_on=DAY + timedelta(9), by=None, at=NOON
    )
    words.grant(
        row, path="/pages/prix/", proof="Étude", ends_on=DAY + timedelta(9), by=None, at=NOON
    )
    with pytest.raises(words.AlreadyGranted):
        words.grant(row, seller=lune, proof="Bis", ends_on=DAY + timedelta(5), by=None, at=NOON)
    charter.forget()
    last, over = DAY + timedelta(9), DAY + timedelta(10)

    assert found("le moins cher", seller_id=lune.pk, day=last) == []
    assert found("le moins cher", seller_id=lune.pk, day=over) == ["le moins cher"]
    assert found("le moins cher", seller_id=lune.pk + 1, day=last) == ["le moins cher"]
    assert found("le moins cher", path="/pages/prix/", day=last) == []
    assert found("le moins cher", path="/pages/noel/", day=last) == ["le moins cher"]

    granted = CharterException.objects.get(seller=lune)
    words.revoke(granted, because="Le relevé est faux", by=None, at=NOON)
    charter.forget()
    assert found("le moins cher", seller_id=lune.pk) == ["le moins cher"]


@pytest.mark.parametrize("days", [0, -1, 800])
def test_every_exception_ends_and_has_one_place(lune, days):
    row, until = word(), DAY + timedelta(days)
    with pytest.raises(words.WrongEnd):
        words.grant(row, seller=lune, proof="Relevé", ends_on=until, by=None, at=NOON)
    for where in ({}, {"seller": lune, "path": "/pages/prix/"}):
        with pytest.raises(words.OneDoor):
            words.grant(row, proof="Relevé", ends_on=DAY + timedelta(1), by=None, at=NOON, **where)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("/journal/", "/journal/"), ("{base}/journal/?page=2", "/journal/"), ("/nulle-part/", None)],
)
def test_an_exception_names_a_page_of_the_shop(settings, typed, read):
    data = {"path": typed.format(base=settings.BASE_URL), "proof": "Étude", "ends_on": "2027-01-01"}
    form = ExceptionForm(data)
    assert form.is_valid() is (read is not None)
    assert form.cleaned_data.get("path") == read


def test_nobody_excepts_their_own_shop(lune, odile):
    lune.members.create(user=odile, role="owner", joined_at=NOON)
    with pytest.raises(parties.OwnCase):
        words.grant(
            word(), seller=lune, proof="Relevé", ends_on=DAY + timedelta(1), by=odile, at=NOON
        )


def test_a_row_is_never_rewritten(lune):
    row = word()
    with pytest.raises(DatabaseError), transaction.atomic():
        CharterWord.objects.filter(pk=row.pk).update(remedy="Autre chose.")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def look(seller, **content):
    within = screening.context([])
    return [
        finding
        for finding in screening.look(
            {"title": "Bol", **content}, within, prices=(), sizes={}, seller_id=seller.pk
        )
        if finding.rule == "charter"
    ]


def test_a_sheet_is_read_by_a_moderator_for_what_is_forbidden_and_advised_for_the_rest(lune):
    row = word(law="Code de la consommation, art. L121-2")
    word("must-have", kind="prefer")
    text = {"description": "Le moins cher, un must-have"}

    told = look(lune, **text)
    assert [(one.severity, one.field) for one in told] == [
        ("look", "description"),
        ("hint", "description"),
    ]
    assert sentence(told[0].kept()) == (
        "« Le moins cher » : Rien ne le prouve. Dites le prix."
        " (Code de la consommation, art. L121-2)"
    )
    with translation.override("en"):
        assert "State the price." in sentence(told[0].kept())

    words.grant(row, seller=lune, proof="Relevé", ends_on=DAY + timedelta(1), by=None, at=NOON)
    charter.forget()
    assert [one.severity for one in look(lune, **text)] == ["hint"]


def test_a_word_added_in_the_console_is_looked_for_online(
    client, lune, odile, django_capture_on_commit_callbacks
):
    bad = cast.offer(lune, title="Bol, le moins cher de France").product
    cast.offer(lune, title="Tasse")
    cast.proven(client, odile)
    page = reverse("admin:catalog_charterword_add")
    typed = {
        "expression": "le moins cher",
        "kind": "forbidden",
        "reason": "Rien ne le prouve.",
        "remedy": "Dites le prix.",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, typed).status_code == 302

    waits = Submission.objects.get(state="queued")
    assert (waits.product, [one["rule"] for one in waits.findings]) == (bad, ["charter"])
    assert client.post(page, typed).status_code == 409, "an expression stands once"
    again = client.post(page, {**typed, "expression": "Les Moins Chers"})
    assert "« le moins cher » est déjà" in again.content.decode()
    for nothing in ("...", "le", "<b>"):
        answer = client.post(page, {**typed, "expression": nothing}).content.decode()
        assert "au moins un mot de trois lettres" in answer
    row = CharterWord.objects.get()
    grant = reverse("admin:catalog_charterword_grant", args=[row.pk])
    asked = {"shop": lune.name, "proof": "Relevé de prix n° 12", "ends_on": "2031-01-01"}
    assert "deux ans au plus" in client.post(grant, asked, follow=True).content.decode()
    asked["ends_on"] = (DAY + timedelta(30)).isoformat()
    client.post(grant, asked)
    shown = client.get(reverse("admin:catalog_charterword_change", args=[row.pk])).content.decode()
    assert "Relevé de prix n° 12" in shown
    names = set(Fact.objects.values_list("name", flat=True))
    assert {"catalog.CharterWordAdded", "catalog.CharterExceptionGranted"} <= names


def test_the_public_reads_the_charter_in_both_languages(client, planted):
    word("prix fou", starts_on=date(2027, 1, 6))
    french = client.get("/charte/").content.decode()
    english = client.get("/charte/", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert "le moins cher" in french
    assert "L121-2" in french
    assert "prix fou" not in french, "not asked for yet"
    assert "State the price, or what keeps it low" in english


def test_what_is_shipped_is_dated_data():
    text = Path(charter.FILE).read_text(encoding="utf-8")
    assert len(re.findall(r"^from = \d{4}-\d\d-\d\d$", text, re.MULTILINE)) == text.count(
        "[[word]]"
    )
