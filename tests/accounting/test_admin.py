"""The operator's pages about money, by role."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounting import billing, payouts, queries, rendering
from accounting.models import CommissionMonth, CommissionRule, Entry, Invoice, Payout, PayoutRun
from accounting.states import PayoutState, RunState
from marketplace.shared import clock, policy, proposals
from marketplace.shared.models import Pending, ProposedChange, Rules
from tests import cast
from tests.accounting import builders
from tests.accounting.builders import NOON


@pytest.fixture(autouse=True)
def _settled(settings):
    settings.OPERATOR_MFA_REQUIRED = False
    with clock.at(NOON):
        yield


@pytest.fixture
def finance(client, db):
    person = cast.operator("finance")
    cast.proven(client, person)
    return client


@pytest.fixture
def ripe(grid, lune, brun, bank):
    bank(lune, brun)
    builders.delivered(brun, [(500, 1, 0)])
    return builders.delivered(lune, [(4900, 1, 2000)])


def test_a_run_is_prepared_looked_at_and_approved(finance, ripe, lune, deliver_sent):
    url = reverse("admin:accounting_payoutrun_prepare")
    page = finance.get(url).content.decode()
    assert "Atelier Lune" in page
    assert "Sous le minimum" in page
    answer = finance.post(url, {"until": NOON.date().isoformat()})
    run = PayoutRun.objects.get()
    assert answer.url == reverse("admin:accounting_payoutrun_change", args=[run.pk])
    page = finance.get(answer.url).content.decode()
    assert "Premier versement" in page
    assert "Sous le minimum" in page
    finance.post(reverse("admin:accounting_payoutrun_approve", args=[run.pk]))
    deliver_sent()
    assert Payout.objects.get().state == PayoutState.PAID
    assert finance.get(reverse("admin:accounting_payout_change", args=[Payout.objects.get().pk])).status_code == 200


def test_a_closed_month_not_invoiced_is_a_queue_and_a_button(finance, ripe, lune, django_assert_max_num_queries):
    with clock.at(builders.DECEMBER + builders.DAY):
        assert "mois clos à facturer" in finance.get(reverse("admin:index")).content.decode()
        page = finance.get(reverse("admin:accounting_commissionmonth_changelist")).content.decode()
        assert "Atelier Lune" in page
        assert "Facturer maintenant" in page
        finance.get(reverse("admin:accounting_commissionmonth_bill"))
        assert not CommissionMonth.objects.exists(), "looking changes nothing"

        finance.post(reverse("admin:accounting_commissionmonth_bill"))
        assert Pending.objects.filter(task="accounting.bill_commissions").exists()
        billing.bill_due(clock.now())

        assert "mois clos à facturer" not in finance.get(reverse("admin:index")).content.decode()
        with django_assert_max_num_queries(12):
            page = finance.get(reverse("admin:accounting_commissionmonth_changelist")).content.decode()
        assert "Facturer maintenant" not in page
        row = CommissionMonth.objects.get(seller=lune)
        page = finance.get(reverse("admin:accounting_commissionmonth_change", args=[row.pk])).content.decode()
        assert Invoice.objects.get(seller=lune, kind="commission").number in page


def test_whoever_prepared_a_large_run_is_told_that_another_approves(finance, ripe):
    Rules.objects.update_or_create(defaults={"payout_four_eyes_cents": 1000})
    policy.forget()
    finance.post(reverse("admin:accounting_payoutrun_prepare"), {"until": NOON.date().isoformat()})
    run = PayoutRun.objects.get()
    url = reverse("admin:accounting_payoutrun_change", args=[run.pk])
    words = "une autre personne doit"

    assert words in finance.get(url).content.decode()
    cast.proven(finance, cast.operator("finance", email="autre@halles.example"))
    assert words not in finance.get(url).content.decode()


def test_a_gap_is_explained_by_what_is_on_its_way(finance, ripe, lune):
    run = payouts.prepare(NOON, by=None, now=NOON)
    payouts.approve(run, by=None, now=NOON)
    payout = Payout.objects.get(seller=lune)
    assert not queries.transit().explains(-1)

    Payout.objects.filter(pk=payout.pk).update(state=PayoutState.SENDING, sent_at=NOON)

    on_its_way = queries.transit()
    assert on_its_way.payouts == [payout]
    assert on_its_way.explains(-payout.amount_cents)
    assert not on_its_way.explains(-payout.amount_cents - 1)
    page = finance.get(reverse("admin:accounting_entry_balance")).content.decode()
    assert f"Versement {payout.number}" in page


def test_a_run_is_dropped_with_a_reason(finance, ripe):
    run = payouts.prepare(NOON, by=None, now=NOON)
    finance.post(reverse("admin:accounting_payoutrun_drop", args=[run.pk]), {"because": "Doublon"})
    run.refresh_from_db()
    assert run.state == RunState.DROPPED


def test_a_day_to_come_is_refused(finance, ripe):
    page = finance.post(reverse("admin:accounting_payoutrun_prepare"), {"until": "2027-01-01"})
    assert "pas encore venu" in page.content.decode()
    assert not PayoutRun.objects.exists()


def test_the_book_and_the_documents_are_read(finance, ripe):
    invoice = Invoice.objects.first()
    for name, args in (
        ("entry_changelist", []), ("entry_change", [Entry.objects.first().pk]), ("entry_balance", []),
        ("invoice_changelist", []), ("invoice_change", [invoice.pk]), ("commission_changelist", []),
        ("payoutrun_changelist", []), ("payout_changelist", []), ("commissionrule_changelist", []),
        ("commissionrule_change", [CommissionRule.objects.first().pk]), ("commissionrule_write", []),
    ):
        assert finance.get(reverse(f"admin:accounting_{name}", args=args)).status_code == 200, name
    rendering.render(invoice.pk, now=NOON)
    assert finance.get(reverse("admin:accounting_invoice_file", args=[invoice.pk]))["Content-Type"] == "application/pdf"


def test_the_grid_page_tries_a_sale(finance, ripe, lune):
    page = finance.get(reverse("admin:accounting_commissionrule_changelist"), {"price": "49,00", "seller": lune.pk})
    assert "41,94" in page.content.decode()


def test_a_contradicting_rule_is_shown_again_with_the_reason(finance, ripe):
    food = cast.category("Épicerie")
    url = reverse("admin:accounting_commissionrule_write")
    data = {"name": "Épicerie", "position": 200, "category": food.pk, "bps": "8", "valid_from": "2026-11-23",
            "because": "Marges faibles"}
    page = finance.post(url, data).content.decode()
    assert "ne s&#x27;applique jamais" in page
    assert not ProposedChange.objects.exists()
    assert finance.post(url, {**data, "position": 10, "bps": "8,5"}).status_code == 302
    change = ProposedChange.objects.get()
    assert CommissionRule.objects.count() == 1

    proposals.approve(change, by=cast.operator(), now=NOON)

    assert CommissionRule.objects.get(category=food).bps == 850


def test_other_roles_find_nothing(client, ripe):
    cast.proven(client, cast.operator("moderation"))
    for name in ("payoutrun_prepare", "entry_balance", "commissionrule_write", "commissionrule_changelist"):
        assert client.get(reverse(f"admin:accounting_{name}")).status_code == 404, name
    assert client.get(reverse("admin:accounting_payoutrun_changelist")).status_code == 404


def test_lists_stay_light(finance, ripe, lune, django_assert_max_num_queries):
    builders.delivered(lune, [(4900, 1, 2000)])
    for name in ("payoutrun", "payout", "invoice", "entry"):
        finance.get(reverse(f"admin:accounting_{name}_changelist"))
        with django_assert_max_num_queries(12):
            finance.get(reverse(f"admin:accounting_{name}_changelist"))
