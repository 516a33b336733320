"""The rules of the house: each app owns its row, all are shown, proposed and witnessed as one."""

import html

import pytest
from django.urls import reverse

from accounting.models import AccountingRules
from marketplace.console import governed
from marketplace.shared import policy, proposals, rules, witness
from orders.models import OrderRules
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def test_each_knob_has_one_owner_and_says_its_bounds():
    names = [column.name for model in policy.rows_of_rules() for column in rules.columns(model)]

    assert len(names) == len({*names}), "proposals and facts name a knob without its app"
    assert {*names} - {*rules.bounds()} == {"acceptance", "business_withdrawal"}
    assert rules.wrong({name: rules.column(name).default for name in names}) == {}


def test_the_rules_of_every_app_stand_on_one_page(client, odile):
    house = cast.rules(accept_hours=31)
    cast.proven(client, odile)

    page = client.get(reverse("admin:shared_rules_change", args=[house.pk]))

    told = html.unescape(page.content.decode())
    for name in rules.owners():
        assert str(rules.column(name).verbose_name)[1:] in told
        assert str(rules.column(name).help_text) in told
    assert '<div class="readonly">31</div>' in told
    assert [*page.context["adminform"].form.fields] == rules.at_once()


def test_a_change_of_two_apps_rules_is_one_decision(odile):
    cast.seller()
    house = cast.rules()
    change = proposals.propose(
        governed.RULES,
        house.pk,
        after={"accept_hours": 24, "payout_hold_days": 20},
        because="Plus vif, plus sûr",
        by=odile,
        at=NOON,
    )

    cast.rules(payout_hold_days=3)
    with pytest.raises(proposals.ChangedMeanwhile):
        proposals.approve(change, by=cast.operator(), at=NOON)
    assert policy.rules(OrderRules).accept_hours == 48

    cast.rules(payout_hold_days=14)
    change.refresh_from_db()
    proposals.approve(change, by=cast.operator(), at=NOON)
    assert policy.rules(OrderRules).accept_hours == 24
    assert policy.rules(AccountingRules).payout_hold_days == 20


def test_what_was_told_of_the_one_row_of_before_binds_the_row_of_each_app(db):
    house = cast.rules()
    told = {"accept_hours": 24, "payout_hold_days": 9, "image_min_pixels": 600}
    witness.record(house, told, at=NOON)
    witness.take_stock(NOON)

    named = "\n".join(witness.violations())
    assert "Règles des commandes : délai d'acceptation (heures) vaut « 48 »" in named
    assert "Règles des versements et des factures : retenue avant versement" in named
    assert len(named.splitlines()) == 2

    cast.rules(accept_hours=24, payout_hold_days=9)
    assert [*witness.violations()] == []


def test_a_row_written_after_the_stock_was_taken_is_told_once(db):
    witness.take_stock(NOON)
    cast.rules()
    assert [*witness.violations()] == []

    OrderRules.objects.all().delete()
    rules.lay(NOON)
    cast.rules(accept_hours=1)

    assert "délai d'acceptation" in "\n".join(witness.violations())
