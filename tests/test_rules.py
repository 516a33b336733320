"""The rules of the house: each app owns its row, all are shown, proposed and witnessed as one."""

import html

import pytest
from django.urls import reverse

from accounting.models import AccountingRules
from marketplace.console import chapters, governed
from marketplace.shared import policy, proposals, rules, units, witness
from marketplace.shared.models import ProposedChange
from orders.models import OrderRules
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def test_each_knob_has_one_owner_and_says_its_bounds():
    names = [column.name for model in policy.rows_of_rules() for column in rules.columns(model)]

    assert len(names) == len({*names}), "proposals and facts name a knob without its app"
    assert {*names} - {*rules.bounds()} == {
        "acceptance",
        "business_withdrawal",
        "page_review",
        "silence_counts",
    }
    assert rules.wrong({name: rules.column(name).default for name in names}) == {}


def test_the_rules_of_every_app_stand_on_one_page_as_sentences(client, odile):
    house = cast.rules(accept_hours=31)
    cast.proven(client, odile)

    page = client.get(reverse("admin:shared_rules_change", args=[house.pk]))

    told = html.unescape(page.content.decode())
    standing = rules.standing(rules.owners())
    for name, value in standing.items():
        assert units.sentence(rules.column(name), value) in told
    assert "Le vendeur accepte une commande dans les 31\xa0heures" in told
    assert "La TVA sur les commissions est de 20\xa0%." in told
    assert "Le service client accorde seul jusqu'à 150,00\xa0€ par commande" in told
    assert [*page.context["adminform"].form.fields] == rules.at_once()


def test_every_rule_says_what_its_change_reaches(db):
    assert not {name for name in rules.owners() if not chapters.touched(name)}


def test_a_rule_says_since_when_by_whom_and_what_is_proposed_instead(
    client, odile, django_assert_max_num_queries
):
    cast.seller()
    house = cast.rules()
    other = cast.operator()
    first = propose(house, odile, withdrawal_days=30)
    proposals.approve(first, by=other, at=NOON)
    propose(house, odile, withdrawal_days=21)
    propose(house, cast.operator("finance"), payout_hold_days=9)
    cast.proven(client, odile)

    with django_assert_max_num_queries(44):
        page = client.get(reverse("admin:shared_rules_change", args=[house.pk]))

    by_name = {rule.name: rule for _name, own in page.context["chapters"] for rule in own}
    assert by_name["withdrawal_days"].since.endswith(f"· {odile}, approuvé par {other}")
    ((_change, coming),) = by_name["withdrawal_days"].pending
    assert coming.startswith("À partir du ")
    assert "21\xa0jours" in coming
    ((_change, waiting),) = by_name["payout_hold_days"].pending
    assert "attend l'approbation d'une autre personne" in waiting
    assert by_name["accept_hours"].since == "Valeur de départ."


def test_before_a_rule_is_proposed_its_form_says_what_it_reaches(client, odile):
    cast.shipped(cast.part_of(cast.paid_order()))
    house = cast.rules()
    cast.proven(client, odile)

    page = client.get(reverse("admin:shared_rules_propose", args=[house.pk]))

    hints = page.context["form"].fields
    assert "Touche 1 colis en route." in hints["presumed_delivery_days"].help_text
    assert "vaut pour celles à venir" in hints["withdrawal_days"].help_text


def test_whoever_approves_reads_what_a_change_reaches(client, odile):
    cast.shipped(cast.part_of(cast.paid_order()))
    house = cast.rules()
    one = propose(house, odile, presumed_delivery_days=20)
    two = propose(house, odile, withdrawal_days=30, presumed_delivery_days=21)
    cast.proven(client, cast.operator())

    for address in ("change", "approve"):
        alone, both = (
            html.unescape(
                client.get(
                    reverse(f"admin:shared_proposedchange_{address}", args=[change.pk])
                ).content.decode()
            )
            for change in (one, two)
        )
        assert "Touche 1 colis en route." in alone
        assert "Livraison présumée : touche 1 colis en route." in both
        assert "vaut pour celles à venir" in both
        assert "vaut pour celles à venir" not in alone

    proposals.approve(one, by=cast.operator(), at=NOON)
    settled = reverse("admin:shared_proposedchange_change", args=[one.pk])
    after = client.get(settled).content.decode()
    assert "ouche 1 colis" not in after, "what it reached then is past"


def test_no_delay_for_a_number_says_that_offers_stay_on_sale(db):
    column = rules.column("recycling_grace_days")
    stays, rests = (units.sentence(column, days) for days in (0, 30))
    assert stays.endswith("reste en vente.")
    assert "0" not in stays
    assert "est suspendue 30\xa0jours après" in rests
    assert "reste en vente" not in rests


def propose(house, by, **after):
    """A change of the rules, proposed at noon."""
    return proposals.propose(
        governed.RULES, house.pk, after=after, because="Essai d'un mois", by=by, at=NOON
    )


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


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("incident_alone_cents", "149,5", 14_950),
        ("incident_alone_cents", "1 200 €", 120_000),
        ("commission_vat_bps", "8,5 %", 850),
        ("payout_hold_days", "21", 21),
        ("unpaid_share_percent", "40", 40),
    ],
)
def test_a_rule_is_typed_and_proposed_in_its_unit(client, name, typed, kept):
    finance = cast.operator("finance")
    house = cast.rules()
    cast.proven(client, finance)
    url = reverse("admin:shared_rules_propose", args=[house.pk])
    values = {**client.get(url).context["form"].initial, "because": "Essai d'un mois", name: typed}

    client.post(url, values)

    change = ProposedChange.objects.get()
    assert change.after == {name: kept}
    (_label, _before, after) = proposals.changes_in_words(change)[0]
    page = client.get(reverse("admin:shared_proposedchange_change", args=[change.pk]))
    assert after == units.told(rules.column(name), kept)
    assert str(after) in html.unescape(page.content.decode())


def test_a_value_out_of_bounds_is_refused_in_the_unit_it_was_typed_in(client, odile):
    house = cast.rules()
    cast.proven(client, odile)
    url = reverse("admin:shared_rules_propose", args=[house.pk])
    values = {**client.get(url).context["form"].initial, "because": "Essai d'un mois"}

    page = client.post(url, {**values, "incident_alone_cents": "10000,01"})

    (error,) = page.context["form"].errors["incident_alone_cents"]
    assert error == "Choisissez une valeur entre 0,00\xa0€ et 10\u202f000,00\xa0€."
