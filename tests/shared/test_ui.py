"""Amounts, dates and figures as a French reader writes them."""

import re
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.apps import apps
from django.template import Context, Template
from django.utils import timezone, translation

from marketplace.shared import charts
from marketplace.shared.models import ProposedChange
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.money import Money
from marketplace.shared.states import Flow, States
from marketplace.shared.templatetags import ui
from orders.states import DisputeState, IncidentState, ReturnState, SellerOrderState
from sellers.states import ItemState

HOUSE = ("marketplace.", "sellers.", "catalog.", "marketing.", "orders.", "accounting.")


def test_money_in_french_and_in_english():
    assert ui.money(123450) == "1\u202f234,50\u00a0€"
    assert ui.money(Money(-5)) == "\u22120,05\u00a0€"
    assert ui.money(None) == ""
    with translation.override("en"):
        assert ui.money(123450) == "€1,234.50"


def test_percent_and_figure():
    assert ui.percent(1250) == "12,5\u00a0%"
    assert ui.percent(2000) == "20\u00a0%"
    assert ui.figure(1234567) == "1\u202f234\u202f567"


def test_typed_french_never_parts_from_its_marks():
    assert ui.typeset("« Trop tôt », dit-elle : on attend !") == (
        "«\u202fTrop tôt\u202f», dit-elle\u202f: on attend\u202f!"
    )
    assert ui.typeset("At 10:30; fine!") == "At 10:30; fine!"
    assert ui.typeset(None) == ""
    page = Template("{% load ui %}{{ text|typeset|linebreaks }}").render(
        Context({"text": "<b> ; « a »"})
    )
    assert page == "<p>&lt;b&gt;\u202f; «\u202fa\u202f»</p>"


def test_days_in_words():
    year = timezone.localdate().year
    assert ui.day(date(year, 12, 1)).endswith("1er décembre")
    assert ui.day(date(2020, 12, 2)) == "mercredi 2 décembre 2020"
    moment = datetime(2020, 12, 2, 13, 5, tzinfo=UTC)
    assert ui.when(moment) == "mercredi 2 décembre 2020 à 14\u00a0h\u00a005"
    with translation.override("en"):
        assert ui.when(moment) == "Wednesday 2 December 2020 at 14:05"


def test_the_capital_of_a_company_is_written_as_other_amounts_of_the_page():
    assert ui.capital("5 000 €") == "5 000 €"
    with translation.override("en"):
        told = [
            ui.capital(text) for text in ("5\u202f000 €", "10.000 euros", "750,50 €", "variable")
        ]
    assert told == ["€5,000", "€10,000", "€750.50", "variable"]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2020, 12, 4), date(2020, 12, 4), "le vendredi 4 décembre 2020"),
        (
            date(2020, 12, 1),
            date(2020, 12, 8),
            "entre le mardi 1er et le mardi 8 décembre 2020",
        ),
        (
            date(2020, 11, 30),
            date(2020, 12, 1),
            "entre le lundi 30 novembre 2020 et le mardi 1er décembre 2020",
        ),
    ],
)
def test_two_days_say_the_month_they_share_once(first, last, told):
    assert ui.between(first, last) == told


def test_a_siren_is_printed_by_threes_and_other_numbers_stand():
    assert ui.siren("732829320") == "732\u202f829\u202f320"
    assert ui.siren("BE0403170701") == "BE0403170701"
    assert ui.siren("") == ""


def test_what_goes_together_is_one_sentence():
    assert ui.all_of(["en Corse", "en Europe"]) == "en Corse et en Europe"
    assert ui.all_of(["en Corse"]) == "en Corse"


def test_since_speaks_in_one_unit():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert ui.since(now - timedelta(days=3, hours=4), now) == "il y a 3 jours"
    assert ui.since(now - timedelta(hours=1), now) == "il y a 1 heure"
    assert ui.since(now + timedelta(minutes=20), now) == "dans 20 minutes"


def test_a_row_shows_the_word_and_the_tone_of_its_own_state():
    change = ProposedChange(state="refused")
    assert ui.badge(change) == (
        '<span class="badge" data-state="refused" data-tone="danger">Refusé</span>'
    )
    change.state = "unheard of"
    assert 'data-tone="quiet">Unheard of<' in ui.badge(change)
    assert 'data-state="paid"' in ui.badge("paid", "Payée <b>")
    assert "&lt;b&gt;" in ui.badge("paid", "Payée <b>")


def test_every_state_has_a_word_and_a_meaning():
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.fields
        if field.choices and field.name.endswith("state")
    ]
    assert len(columns) > 20
    assert [str(field) for field in columns if not getattr(field, "states", None)] == []
    assert all(state.label for field in columns for state in field.states.values())
    with pytest.raises((ValueError, RuntimeError), match="Light"):

        class Light(States):
            RED = "red", "crimson", "Rouge"


def test_a_state_in_which_somebody_must_act_has_a_next():
    houses = [vars(module) for name, module in sys.modules.items() if name.startswith(HOUSE)]
    found = (row for names in houses for row in list(names.values()) if type(row) is Flow)
    flows = list({id(row): row for row in found}.values())
    tables = {flow.states for flow in flows}
    assert len(tables) > 15
    for flow in flows:
        for state in flow.states:
            waits = state.meaning in ("house", "seller", "buyer")
            assert not waits or flow.moves.get(state), f"nothing ends {flow.states} {state}"


@pytest.mark.parametrize(
    ("state", "console", "seller", "buyer"),
    [
        (DisputeState.OPEN, "warning", "active", "active"),
        (SellerOrderState.TO_ACCEPT, "active", "warning", "active"),
        (IncidentState.WAITING_BUYER, "active", "active", "warning"),
        (ItemState.PROVIDED, "warning", "active", "active"),
        (ItemState.ACCEPTED, "positive", "positive", "positive"),
        (ChangeState.APPLIED, "positive", "positive", "positive"),
        (ReturnState.REFUSED, "danger", "danger", "danger"),
    ],
)
def test_a_badge_is_amber_for_whoever_must_act(state, console, seller, buyer):
    drawn = [ui.badge(state, reader=reader) for reader in ("house", "seller", "buyer")]
    tones = [re.search(r'data-tone="(\w+)"', badge)[1] for badge in drawn]
    assert tones == [console, seller, buyer]


def test_charts_have_a_table_and_no_style():
    drawn = charts.bars([("lun", 300), ("mar", 0), ("<mer>", 1200)], label="Ventes", show=ui.money)
    assert drawn.count("<rect") == 3
    assert "12,00\u00a0€" in drawn
    assert "&lt;mer&gt;" in drawn
    assert "style=" not in drawn
    assert charts.line([], label="", show=ui.figure) == ""
    assert charts.line([("lun", 0)], label="", show=ui.figure).count("<circle") == 1


def test_icons_are_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in ui.icon_filter("truck")


def test_a_field_carries_its_label_help_error_and_attributes():
    page = Template(
        '{% load ui %}{% form_errors form %}{% field form.email autocomplete="email" %}'
    )
    text = page.render(Context({"form": _form()}))
    assert 'autocomplete="email"' in text
    assert 'href="#id_email"' in text
    assert 'id="id_email_error"' in text
    assert "Pour vous répondre" in text


def _form():
    class Question(forms.Form):
        email = forms.EmailField(label="Adresse e-mail", help_text="Pour vous répondre")

    return Question({"email": "nope"})


def test_what_is_taken_off_and_nothing_at_all():
    assert ui.money(ui.minus(262)) == "\u22122,62\u00a0€"
    assert ui.money(ui.minus(0)) == "0,00\u00a0€"


def test_the_size_of_a_file_is_said_as_people_say_it():
    assert [ui.filesize(count) for count in (0, 340_000, 2_140_000)] == [
        "1\u00a0ko",
        "340\u00a0ko",
        "2,1\u00a0Mo",
    ]
    with translation.override("en"):
        assert ui.filesize(340_000) == "340\u00a0kB"
