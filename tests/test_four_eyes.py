"""Rules about money and rights: never changed alone and at once, never by whom they bind."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounting.commissions import grid
from accounting.models import AccountingRules, CommissionRule
from marketplace.console import governed, people
from marketplace.shared import clock, policy, proposals
from marketplace.shared.models import Fact, LegalEntity, Pending, ProposedChange
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.tasks import tell_of_decision
from orders.models import OrderRules
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
SOON, LATER = NOON + timedelta(hours=71), NOON + timedelta(hours=73)


@pytest.fixture(autouse=True)
def _begun(db):
    """A shop is open."""
    cast.seller()


@pytest.fixture
def rules():
    """The rules of the house."""
    return cast.rules(payout_four_eyes_cents=1000)


def proposed(by, rules, **after):
    """A change of the rules that somebody proposed at noon."""
    return proposals.propose(
        governed.RULES, rules.pk, after=after, because="Trop bas", by=by, at=NOON
    )


def test_finance_cannot_move_the_threshold_of_its_own_runs(client, rules):
    finance = cast.operator("finance")
    cast.proven(client, finance)
    page = reverse("admin:shared_rules_change", args=[rules.pk])
    asked = reverse("admin:shared_rules_propose", args=[rules.pk])
    wanted = {**client.get(asked).context["form"].initial, "payout_four_eyes_cents": "10000000"}

    client.post(page, wanted)
    client.post(asked, {**wanted, "because": "Plus rapide"})
    change = ProposedChange.objects.get()
    client.post(reverse("admin:shared_proposedchange_approve", args=[change.pk]))
    with pytest.raises(proposals.NotYours):
        proposals.approve(change, by=finance, at=NOON)
    proposals.apply_due(NOON + timedelta(days=400))

    assert change.takes_effect_at is None
    assert policy.rules(AccountingRules).payout_four_eyes_cents == 1000
    assert ProposedChange.objects.get().state == ChangeState.WAITING


def test_whoever_approves_reads_what_changes_and_from_when(client, rules):
    change = proposed(cast.operator(), rules, payout_four_eyes_cents=123456)
    cast.proven(client, cast.operator())

    for verb in ("approve", "refuse"):
        told = client.get(reverse(f"admin:shared_proposedchange_{verb}", args=[change.pk]))
        text = html.unescape(told.content.decode()).replace("\u202f", " ")
        assert "1 234,56" in text
        assert "10,00" in text
        assert "prend effet le" in text


def test_two_proposals_about_one_value_name_each_other(client, rules):
    finance, chief = cast.operator("finance"), cast.operator()
    first = proposed(finance, rules, payout_hold_days=20)
    proposed(finance, rules, payout_four_eyes_cents=5000)

    second = proposed(finance, rules, payout_hold_days=21)

    assert "Une autre proposition attend sur la même valeur" in proposals.told(second)
    cast.proven(client, chief)
    for change, other in ((first, second), (second, first)):
        page = client.get(reverse("admin:shared_proposedchange_change", args=[change.pk]))
        told = page.content.decode().partition("Ce que cela touche")[2].partition("</section>")[0]
        assert reverse("admin:shared_proposedchange_change", args=[other.pk]) in told
        sure = client.get(reverse("admin:shared_proposedchange_approve", args=[change.pk]))
        assert str(other) in sure.content.decode()
    proposals.approve(first, by=chief, at=NOON)
    with pytest.raises(proposals.ChangedMeanwhile):
        proposals.approve(second, by=chief, at=NOON)


def test_the_author_of_a_proposal_is_told_what_became_of_it(rules):
    finance, chief = cast.operator("finance"), cast.operator(email="chief@example.test")
    kept = proposed(finance, rules, payout_hold_days=20)
    refused = proposed(finance, rules, payout_hold_days=21)
    withdrawn = proposed(finance, rules, payout_hold_days=22)
    proposals.approve(kept, by=chief, at=SOON)
    proposals.refuse(refused, because="Trop long", by=chief, at=SOON)
    proposals.withdraw(withdrawn, by=finance, at=SOON)

    for pending in Pending.objects.filter(task=tell_of_decision.name).order_by("pk"):
        tell_of_decision.run(**pending.data)

    approved, turned_down = mail.outbox
    assert {*approved.to, *turned_down.to} == {finance.email}
    assert "Votre proposition est en vigueur" in approved.body
    assert "Trop long" in turned_down.body
    assert reverse("admin:shared_proposedchange_change", args=[refused.pk]) in turned_down.body


def test_a_rule_of_the_grid_says_what_a_day_in_the_past_means(client):
    finance = cast.operator("finance")
    cast.proven(client, finance)
    with clock.at(NOON):
        today = clock.today()
        values = {"name": "Noël", "position": "5", "bps": "10", "because": "Fêtes"}
        page = reverse("admin:accounting_commissionrule_write")
        past = {"valid_from": today - timedelta(days=9), "valid_until": today - timedelta(days=2)}
        answer = client.post(page, {**values, **past})
        assert "déjà passé" in answer.content.decode()
        assert not ProposedChange.objects.exists()

        client.post(page, {**values, "valid_from": past["valid_from"]})

        change = ProposedChange.objects.get()
        page = client.get(reverse("admin:shared_proposedchange_change", args=[change.pk]))
        assert "Le premier jour est passé" in page.content.decode()


def test_another_person_with_every_right_puts_a_change_in_force(client, rules):
    change = proposed(cast.operator("finance"), rules, payout_hold_days=20)
    chief = cast.operator()
    cast.proven(client, chief)
    assert "Changements à approuver" in client.get(reverse("admin:index")).content.decode()

    client.post(reverse("admin:shared_proposedchange_approve", args=[change.pk]))

    assert policy.rules(AccountingRules).payout_hold_days == 20
    fact = Fact.objects.get(name="marketplace.ChangeApplied")
    assert (fact.actor, fact.because, fact.within) == (
        chief,
        "Trop bas",
        f"shared.rules:{rules.pk}",
    )
    assert (fact.data["before"], fact.data["after"]) == (
        {"payout_hold_days": 14},
        {"payout_hold_days": 20},
    )


def test_alone_with_every_right_one_waits_for_the_delay(odile, rules):
    change = proposed(odile, rules, payout_hold_days=20)

    with pytest.raises(proposals.NeedsAnother):
        proposals.approve(change, by=odile, at=NOON)
    proposals.apply_due(SOON)
    assert policy.rules(AccountingRules).payout_hold_days == 14
    assert "Personne d'autre" in proposals.told(change)
    proposals.apply_due(LATER)

    assert policy.rules(AccountingRules).payout_hold_days == 20


def test_what_changed_meanwhile_is_not_overwritten(odile, rules):
    first = proposed(odile, rules, payout_hold_days=20)
    second = proposed(odile, rules, payout_hold_days=3)

    proposals.approve(second, by=cast.operator(), at=NOON)
    proposals.apply_due(LATER)

    first.refresh_from_db()
    assert (first.state, policy.rules(AccountingRules).payout_hold_days) == (ChangeState.LAPSED, 3)
    assert "ont changé depuis" in first.outcome


def test_who_lost_every_right_meanwhile_changes_nothing(odile, rules):
    proposed(odile, rules, payout_hold_days=0)
    people.close(odile, because="Départ", by=cast.operator(), at=NOON)

    proposals.apply_due(LATER)

    assert ProposedChange.objects.get().state == ChangeState.LAPSED
    assert policy.rules(AccountingRules).payout_hold_days == 14


def test_whom_a_rule_binds_stops_no_change_of_it(client, odile, rules):
    change = proposed(odile, rules, payout_four_eyes_cents=0)
    cast.proven(client, cast.operator("finance"))

    for verb in ("refuse", "withdraw", "approve"):
        url = reverse(f"admin:shared_proposedchange_{verb}", args=[change.pk])
        assert client.post(url, {"because": "Non"}).status_code == 404

    change.refresh_from_db()
    assert change.state == ChangeState.WAITING


def test_a_proposal_is_withdrawn_or_refused_with_a_reason(client, odile, rules):
    finance = cast.operator("finance")
    kept, dropped = (
        proposed(finance, rules, accept_hours=24),
        proposed(finance, rules, accept_hours=72),
    )

    cast.proven(client, finance)
    client.post(reverse("admin:shared_proposedchange_withdraw", args=[kept.pk]))
    cast.proven(client, odile)
    client.post(
        reverse("admin:shared_proposedchange_refuse", args=[dropped.pk]), {"because": "Trop long"}
    )

    assert list(ProposedChange.objects.order_by("pk").values_list("state", "outcome")) == [
        ("withdrawn", ""),
        ("refused", "Trop long"),
    ]
    assert policy.rules(OrderRules).accept_hours == 48


def test_what_somebody_decided_meanwhile_is_decided_once(odile, rules):
    change = proposed(cast.operator("finance"), rules, accept_hours=24)
    tab = ProposedChange.objects.get(pk=change.pk)
    proposals.refuse(change, because="Non", by=odile, at=NOON)

    with pytest.raises(MovedMeanwhile):
        proposals.approve(tab, by=odile, at=NOON)

    assert policy.rules(OrderRules).accept_hours == 48


def test_the_others_with_every_right_are_written_to(
    odile, rules, django_capture_on_commit_callbacks
):
    cast.operator(email="autre@halles.example")

    with django_capture_on_commit_callbacks(execute=True):
        proposed(odile, rules, payout_four_eyes_cents=900_000)

    letter = mail.outbox[0]
    assert [message.to for message in mail.outbox] == [["autre@halles.example"]]
    assert "9 000,00" in letter.body.replace("\u202f", " ")
    assert "Trop bas" in letter.body


def test_the_company_and_the_grid_change_by_proposal_only(client, odile):
    rule = cast.grid()
    company = LegalEntity.objects.create(legal_name="Halles SAS")
    cast.proven(client, cast.operator("finance"))
    form = {
        **client.get(reverse("admin:shared_legalentity_propose", args=[company.pk]))
        .context["form"]
        .initial
    }

    client.post(
        reverse("admin:shared_legalentity_change", args=[company.pk]),
        {**form, "legal_name": "Autre"},
    )
    client.post(
        reverse("admin:shared_legalentity_propose", args=[company.pk]),
        {**form, "legal_name": "Autre", "because": "Rachat"},
    )
    client.post(
        reverse("admin:accounting_commissionrule_rewrite", args=[rule.pk]),
        {
            "name": rule.name,
            "position": 100,
            "bps": "1",
            "valid_from": "2020-01-01",
            "because": "Promotion",
        },
    )

    company.refresh_from_db()
    rule.refresh_from_db()
    assert (company.legal_name, rule.bps) == ("Halles SAS", 1200)
    for change in ProposedChange.objects.order_by("pk"):
        proposals.approve(change, by=odile, at=NOON)
    company.refresh_from_db()
    rule.refresh_from_db()
    assert (company.legal_name, rule.bps) == ("Autre", 100)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"siret": "1"}, "SIRET n'est pas valide"),
        ({"siren": "000000000"}, "neuf premiers chiffres"),
        ({"country": "ZZ"}, "pays de l'Union"),
        ({"vat_number": "FR00000000000"}, "numéro de TVA n'est pas valide"),
    ],
)
def test_a_company_that_no_register_knows_is_not_proposed(client, odile, wrong, sentence):
    company = LegalEntity.objects.create(legal_name="Halles SAS")
    cast.proven(client, cast.operator("finance"))
    page = reverse("admin:shared_legalentity_propose", args=[company.pk])
    form = {**client.get(page).context["form"].initial, "because": "Rachat"}

    answer = html.unescape(client.post(page, {**form, **wrong}).content.decode())

    assert sentence in answer
    with pytest.raises(Refusal):
        proposals.propose(
            governed.ENTITY, company.pk, after=wrong, because="Rachat", by=odile, at=NOON
        )
    assert not ProposedChange.objects.exists()


def test_a_rule_ends_on_the_day_it_takes_effect_at_the_earliest(odile):
    cast.grid()
    special = CommissionRule.objects.create(
        name="Papier",
        position=1,
        bps=500,
        valid_from="2020-01-01",
        category=cast.category("Papier"),
    )
    proposals.propose(
        grid.END, special.pk, after={"valid_until": "2026-11-23"}, because="Fin", by=odile, at=NOON
    )

    proposals.apply_due(LATER)

    special.refresh_from_db()
    assert special.valid_until == LATER.date()


def test_before_the_first_shop_opens_the_house_is_set_up_at_once(odile, rules):
    Seller.objects.update(opened_at=None)

    proposed(odile, rules, payout_four_eyes_cents=500)
    waiting = proposed(cast.operator("finance"), rules, payout_four_eyes_cents=900_000)

    assert policy.rules(AccountingRules).payout_four_eyes_cents == 500
    assert waiting.state == ChangeState.WAITING


def sent(page, **typed) -> dict:
    """What a browser would send of a form it was shown, with what somebody typed into it."""
    form, values = page.context["form"], {}
    for bound in form:
        value = bound.value()
        if bound.field.show_hidden_initial:
            values[bound.html_initial_name] = "" if value is None else value
        values[bound.html_name] = "" if value is None else value
    return {**values, **typed}


def test_a_form_that_lay_open_proposes_only_what_its_author_changed(client, rules):
    finance, chief = cast.operator("finance"), cast.operator()
    cast.proven(client, finance)
    asked = reverse("admin:shared_rules_propose", args=[rules.pk])
    opened = client.get(asked)
    meanwhile = proposed(finance, rules, payout_hold_days=10, payout_four_eyes_cents=500_000)
    proposals.approve(meanwhile, by=chief, at=NOON)

    client.post(asked, sent(opened, payout_minimum_cents="12", because="Frais de banque"))

    change = ProposedChange.objects.latest("pk")
    assert change.after == {"payout_minimum_cents": 1200}


def test_what_two_people_changed_is_asked_again_with_what_was_typed(client, rules):
    finance, chief = cast.operator("finance"), cast.operator()
    cast.proven(client, finance)
    asked = reverse("admin:shared_rules_propose", args=[rules.pk])
    opened = client.get(asked)
    shown = opened.context["form"]["payout_hold_days"].value()
    meanwhile = proposed(finance, rules, payout_hold_days=10, payout_four_eyes_cents=500_000)
    proposals.approve(meanwhile, by=chief, at=NOON)

    again = client.post(asked, sent(opened, payout_hold_days="12", because="Retours tardifs"))

    assert ProposedChange.objects.get() == meanwhile
    (said,) = again.context["form"].non_field_errors()
    assert "d'autres ont changé" in said
    assert f"({shown} → 10)" in said
    told = sent(again)
    assert (told["payout_hold_days"], told["because"]) == ("12", "Retours tardifs")
    assert told["payout_four_eyes_cents"] == "5000,00"

    page = again.content.decode()
    assert 'name="initial-payout_hold_days" value="10"' in page
    client.post(asked, {**told, "initial-payout_hold_days": "10"})
    assert ProposedChange.objects.latest("pk").after == {"payout_hold_days": 12}


def test_a_line_of_the_grid_is_proposed_as_its_author_changed_it(client):
    rule = cast.grid()
    cast.proven(client, cast.operator("finance"))
    asked = reverse("admin:accounting_commissionrule_rewrite", args=[rule.pk])
    opened = client.get(asked)
    CommissionRule.objects.filter(pk=rule.pk).update(bps=900)

    client.post(asked, sent(opened, name="Tout", seller="", category="", because="Plus court"))

    assert ProposedChange.objects.get().after == {"name": "Tout"}
