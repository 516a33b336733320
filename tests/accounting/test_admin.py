"""The operator's pages about money, by role."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.billing import billing
from accounting.book import queries as book_queries
from accounting.commissions import grid as grid_verbs
from accounting.documents import rendering
from accounting.models import CommissionMonth, CommissionRule, Entry, Invoice, Payout, PayoutRun
from accounting.payouts import departures, payable, payouts
from accounting.states import PayoutState, RunState
from marketplace.console import emails
from marketplace.shared import clock, mail, proposals
from marketplace.shared.models import Fact, Pending, ProposedChange, SandboxSettings, User
from marketplace.shared.templatetags.ui import dated, when
from marketplace.shared.templatetags.ui import money as shown
from orders.models import Return, SellerOrder
from sellers.models import Member, Role, Seller
from sellers.states import SellerState
from tests import cast
from tests.accounting import builders
from tests.accounting.builders import NOON

DAY = timedelta(days=1)


def plain(text):
    """With common spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def money(cents):
    """As pages say it."""
    return plain(shown(cents))


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
    assert (
        finance.get(
            reverse("admin:accounting_payout_change", args=[Payout.objects.get().pk])
        ).status_code
        == 200
    )


def test_a_closed_month_not_invoiced_is_a_queue_and_a_button(
    finance, ripe, lune, django_assert_max_num_queries
):
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
            page = finance.get(
                reverse("admin:accounting_commissionmonth_changelist")
            ).content.decode()
        assert "Facturer maintenant" not in page
        row = CommissionMonth.objects.get(seller=lune)
        page = finance.get(
            reverse("admin:accounting_commissionmonth_change", args=[row.pk])
        ).content.decode()
        assert Invoice.objects.get(seller=lune, kind="commission").number in page


def test_whoever_prepared_a_large_run_is_told_that_another_approves(finance, ripe):
    cast.rules(payout_four_eyes_cents=1000)
    finance.post(reverse("admin:accounting_payoutrun_prepare"), {"until": NOON.date().isoformat()})
    run = PayoutRun.objects.get()
    url = reverse("admin:accounting_payoutrun_change", args=[run.pk])
    words = "une autre personne doit"

    button = reverse("admin:accounting_payoutrun_approve", args=[run.pk])

    page = finance.get(url).content.decode()
    assert words in page
    assert button not in page
    assert finance.get(button).status_code == 404
    cast.proven(finance, cast.operator("finance", email="autre@halles.example"))
    page = finance.get(url).content.decode()
    assert words not in page
    assert button in page


def test_refused_payouts_wait_for_finance_and_are_sent_again_at_once(
    finance, ripe, lune, brun, deliver_sent
):
    builders.delivered(brun, [(9000, 1, 2000)])
    SandboxSettings.objects.create(fail_transfers=True)
    payouts.approve(payouts.prepare(NOON, by=None, at=NOON), by=None, at=NOON)
    deliver_sent()
    SandboxSettings.objects.update(fail_transfers=False)
    person = User.objects.get(is_staff=True)
    Member.objects.create(seller=brun, user=person, role=Role.READER, joined_at=NOON)
    url = reverse("admin:accounting_payout_retry_all")

    (waits,) = [
        row for row in finance.get(reverse("admin:index")).context["queues"] if row.count == 1
    ]
    assert waits.name == "Versements refusés", "one of two: the other pays a shop of theirs"
    page = finance.get(reverse("admin:accounting_payoutrun_prepare")).content.decode()
    assert "Rien de nouveau" in page
    for payout in Payout.objects.all():
        assert payout.number in page
    assert url in page
    page = text_of(finance.get(url))
    assert f"Réessayer ce versement ({money(Payout.objects.get(seller=lune).amount_cents)})" in page
    assert "vous faites partie de l'équipe de ces boutiques (1)" in page
    finance.post(url)
    deliver_sent()

    assert Payout.objects.get(seller=lune).state == PayoutState.PAID
    assert Payout.objects.get(seller=brun).state == PayoutState.FAILED
    said = Fact.objects.filter(name="accounting.PayoutRetried").values_list("actor", flat=True)
    assert [*said] == [person.pk]
    assert not Fact.objects.filter(name="accounting.PayoutApproved", actor=person).exists()


def test_the_button_for_refused_payouts_names_what_would_leave_now(
    finance, ripe, lune, deliver_sent
):
    held = builders.delivered(lune, [(2000, 1, 2000)])
    SandboxSettings.objects.create(fail_transfers=True)
    payouts.approve(payouts.prepare(NOON, by=None, at=NOON), by=None, at=NOON)
    deliver_sent()
    prepared = Payout.objects.get().amount_cents
    Return.objects.create(seller_order=held, number="R-1", asked_at=NOON)
    SandboxSettings.objects.update(fail_transfers=False)
    url = reverse("admin:accounting_payout_retry_all")

    page = text_of(finance.get(url))
    finance.post(url)
    deliver_sent()

    sent = Payout.objects.get()
    assert sent.state == PayoutState.PAID
    assert sent.amount_cents < prepared
    assert f"Réessayer ce versement ({money(sent.amount_cents)})" in page


def test_retrying_all_takes_a_new_key_each_in_few_statements(ripe, brun, deliver_sent):
    builders.delivered(brun, [(9000, 1, 2000)])
    SandboxSettings.objects.create(fail_transfers=True)
    payouts.approve(payouts.prepare(NOON, by=None, at=NOON), by=None, at=NOON)
    deliver_sent()
    keys = {*Payout.objects.values_list("uid", flat=True)}

    with CaptureQueriesContext(connection) as asked:
        assert payouts.retry_all(Payout.objects.all(), by=None, at=NOON) == 2
    assert len([row for row in asked if row["sql"].startswith("UPDATE")]) == 2
    assert not keys & {*Payout.objects.values_list("uid", flat=True)}
    assert payouts.retry_all(Payout.objects.all(), by=None, at=NOON) == 0


def text_of(answer):
    """A page's words, its narrow spaces made plain."""
    plain = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())


@pytest.fixture
def held_back(ripe, grid, lune, brun, bank):
    """A run of four: one keeps a disputed order, one a debt, one is frozen, one was dropped."""
    net = {cents: cents - round(cents * 144 / 1000) for cents in (4900, 9000, 6000)}
    frozen, dropped = cast.seller("Verre Bleu"), cast.seller("Laine Douce")
    bank(frozen, dropped)
    disputed = builders.delivered(lune, [(9000, 1, 2000)])
    builders.delivered(brun, [(9000, 1, 2000)])
    back = builders.delivered(brun, [(6000, 1, 2000)])
    for other in (frozen, dropped):
        builders.delivered(other, [(4900, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    builders.dispute(disputed.order, amount_cents=9000)
    builders.give_back(back, {back.lines.get().pk: 1})
    Seller.objects.filter(pk=frozen.pk).update(iban_changed_at=NOON)
    payouts.drop(run.payouts.get(seller=dropped), by=None, because="Doublon", at=NOON)
    return run, disputed, net


def test_a_run_says_what_is_held_now_and_what_would_leave(
    finance, held_back, lune, brun, deliver_sent
):
    run, disputed, net = held_back
    before = run.total_cents
    url = reverse("admin:accounting_payoutrun_change", args=[run.pk])

    found = departures.of_run(run)
    page, asked = (
        text_of(finance.get(url)),
        text_of(finance.get(reverse("admin:accounting_payoutrun_approve", args=[run.pk]))),
    )

    free = (
        net[4900] + net[9000] + 500 - 72
    )  # of Lune; of Brun with its 5 €, whose returned order nets to nothing
    assert found.cents == free
    assert f"Partirait maintenant : {money(free)}" in page
    assert f"{money(free)} partiraient maintenant vers les comptes de 2 vendeurs." in asked
    kept = net[9000] + net[6000] + net[4900]
    assert found.kept_cents == kept
    assert f"Retenu : {money(kept)}" in page
    assert f"{disputed.number} {money(net[9000])} Contestation bancaire en cours" in page
    assert f"Dette du vendeur {money(net[6000])}" in page
    assert (
        f"Ce qui reste du versement {money(net[4900])} IBAN modifié depuis moins de 72 heures"
        in page
    )
    finance.post(reverse("admin:accounting_payoutrun_approve", args=[run.pk]))
    deliver_sent()
    run.refresh_from_db()
    assert (
        sum(Payout.objects.filter(state=PayoutState.PAID).values_list("amount_cents", flat=True))
        == free
    )
    assert (run.state, run.total_cents) == (RunState.DONE, before), (
        "what was approved stays what was approved"
    )
    assert "Partirait maintenant :" not in text_of(finance.get(url))


def test_four_eyes_weigh_what_was_prepared_not_what_would_leave(finance, held_back):
    run, _disputed, _net = held_back
    cast.rules(payout_four_eyes_cents=run.total_cents)

    finance.post(reverse("admin:accounting_payoutrun_approve", args=[run.pk]))

    run.refresh_from_db()
    assert run.state == RunState.PREPARED, (
        "a dispute that holds a line does not spare the second person"
    )


def test_what_is_held_is_asked_in_a_fixed_number_of_statements(
    finance, held_back, grid, bank, django_assert_max_num_queries
):
    def pages(run):
        return [
            reverse(f"admin:accounting_payoutrun_{page}", args=[run.pk])
            for page in ("change", "approve")
        ]

    few = held_back[0]
    for url in pages(few):
        finance.get(url)
    counts = []
    for url in pages(few):
        with CaptureQueriesContext(connection) as seen:
            finance.get(url)
        counts.append(len(seen))
    assert counts[0] <= 30
    payouts.drop_run(few, by=None, because="Trop petit", at=NOON)
    for number in range(6):
        other = cast.seller(f"Boutique {number}")
        bank(other)
        builders.dispute(builders.delivered(other, [(4900, 1, 2000)]).order, amount_cents=4900)
        builders.delivered(other, [(4900, 1, 2000)])
    many = payouts.prepare(NOON, by=None, at=NOON)
    for part in SellerOrder.objects.exclude(order__payment__disputes__state="open"):
        builders.dispute(part.order, amount_cents=part.total_cents)

    for url, count in zip(pages(many), counts, strict=True):
        with django_assert_max_num_queries(count):
            finance.get(url)


def test_a_gap_is_explained_by_what_is_on_its_way(finance, ripe, lune):
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    payout = Payout.objects.get(seller=lune)
    assert not book_queries.transit().explains(-1)

    Payout.objects.filter(pk=payout.pk).update(state=PayoutState.SENDING, sent_at=NOON)

    on_its_way = book_queries.transit()
    assert on_its_way.payouts == [payout]
    assert on_its_way.explains(-payout.amount_cents)
    assert not on_its_way.explains(-payout.amount_cents - 1)
    page = finance.get(reverse("admin:accounting_entry_balance")).content.decode()
    assert f"Versement {payout.number}" in page


def test_a_run_is_dropped_with_a_reason(finance, ripe):
    run = payouts.prepare(NOON, by=None, at=NOON)
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
        ("entry_changelist", []),
        ("entry_change", [Entry.objects.first().pk]),
        ("entry_balance", []),
        ("invoice_changelist", []),
        ("invoice_change", [invoice.pk]),
        ("commission_changelist", []),
        ("payoutrun_changelist", []),
        ("payout_changelist", []),
        ("commissionrule_changelist", []),
        ("commissionrule_change", [CommissionRule.objects.first().pk]),
        ("commissionrule_write", []),
    ):
        assert finance.get(reverse(f"admin:accounting_{name}", args=args)).status_code == 200, name
    rendering.render(invoice.pk, at=NOON)
    assert (
        finance.get(reverse("admin:accounting_invoice_file", args=[invoice.pk]))["Content-Type"]
        == "application/pdf"
    )


def test_the_grid_page_tries_a_sale(finance, ripe, lune):
    page = finance.get(
        reverse("admin:accounting_commissionrule_changelist"), {"price": "49,00", "seller": lune.pk}
    )
    assert "41,94" in page.content.decode()


def test_a_contradicting_rule_is_shown_again_with_the_reason(finance, ripe):
    food = cast.category("Épicerie")
    url = reverse("admin:accounting_commissionrule_write")
    data = {
        "name": "Épicerie",
        "position": 200,
        "category": food.pk,
        "bps": "8",
        "valid_from": "2026-11-23",
        "because": "Marges faibles",
    }
    page = finance.post(url, data).content.decode()
    assert "ne s&#x27;applique jamais" in page
    assert not ProposedChange.objects.exists()
    assert finance.post(url, {**data, "position": 10, "bps": "8,5"}).status_code == 302
    change = ProposedChange.objects.get()
    assert CommissionRule.objects.count() == 1

    proposals.approve(change, by=cast.operator(), at=NOON)

    assert CommissionRule.objects.get(category=food).bps == 850


def test_the_grid_says_since_when_from_when_and_whose_agreement_is_waited_for(
    finance, ripe, lune, django_assert_num_queries
):
    chief = cast.operator(first_name="Inès", last_name="Morel")
    author = User.objects.get(pk=finance.session["_auth_user_id"])
    rule = CommissionRule.objects.get()
    food, wood = cast.category("Épicerie"), cast.category("Bois")
    CommissionRule.objects.create(
        position=5, name="Bois", category=wood, bps=900, valid_from=NOON.date().replace(year=2030)
    )
    url = reverse("admin:accounting_commissionrule_changelist")
    finance.get(url)

    def propose(by, pk, **after):
        values = {"kind": grid_verbs.RULE, "pk": pk, "after": after}
        return proposals.propose(**values, because="Marges", by=by, at=NOON)

    propose(author, rule.pk, bps=1100)
    propose(chief, rule.pk, bps=1300)
    new = {**grid_verbs.packed(dict.fromkeys(grid_verbs.FIELDS)), "position": 60}
    new |= {"name": "Épicerie", "category": food.pk, "bps": 850, "fixed_cents": 0}
    new |= {"minimum_cents": 0, "valid_from": "2027-01-04"}
    propose(author, 0, **new)

    with CaptureQueriesContext(connection) as few:
        page = finance.get(url).content.decode()
    text = re.sub(r"[\s\xa0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", "", page)))
    assert f"En vigueur depuis le {dated(rule.valid_from)}." in text
    assert "Elle s'appliquera à partir du 23 novembre 2030." in text
    assert f"→ 11 %, proposé par {author} : attend l'accord d'Inès Morel." in text
    assert f"→ 13 %, proposé par {chief} : à partir du {plain(when(NOON + 3 * DAY))}." in text
    assert "Catégorie : Épicerie" in text
    assert text.index("Règles proposées, qui ne valent pas encore") < text.index("8,5 %")
    assert CommissionRule.objects.count() == 2  # none of it holds

    for cents in (870, 880, 890):
        propose(author, 0, **{**new, "bps": cents, "position": cents - 800})
    with django_assert_num_queries(len(few)):
        finance.get(url)


def test_a_proposal_that_another_overtook_says_so_and_is_not_approved(finance, ripe, client):
    chief = cast.operator(first_name="Inès", last_name="Morel")
    author = User.objects.get(pk=finance.session["_auth_user_id"])
    rule = CommissionRule.objects.get()

    def propose(**after):
        values = {"kind": grid_verbs.RULE, "pk": rule.pk, "after": after}
        return proposals.propose(**values, because="Marges", by=author, at=NOON)

    def read(name, row):
        page = client.get(reverse(f"admin:shared_proposedchange_{name}", args=[row.pk]))
        return re.sub(r"[\s\xa0\u202f]+", " ", unescape(page.content.decode()))

    first, second = propose(bps=1100, valid_from="2027-01-04"), propose(bps=1300)
    cast.proven(client, chief)
    approving = reverse("admin:shared_proposedchange_approve", args=[second.pk])
    with clock.at(NOON + timedelta(hours=1)):
        assert approving in read("change", second)
        asked = read("approve", first)
        assert f"s'appliquera à partir du {plain(dated(date(2027, 1, 4)))}" in asked
        assert "prend effet aussitôt" not in asked
        client.post(reverse("admin:shared_proposedchange_approve", args=[first.pk]))
        done = read("change", first)
        assert f"s'applique à partir du {plain(dated(date(2027, 1, 4)))}" in done
        assert "En vigueur depuis" not in done

        said = read("change", second)
        assert "Proposition dépassée" in said
        assert "« Refuser »" in said
        assert approving not in said
        assert "Sans réponse, rien ne change." in read("refuse", second)
        grid_page = client.get(reverse("admin:accounting_commissionrule_changelist"))
        text = unescape(grid_page.content.decode())
        assert "dépassé, la règle a changé depuis" in text
        assert "attend l'accord" not in text
        client.post(approving)
    second.refresh_from_db()
    assert second.state == "waiting"
    told = mail.render(emails.change_decided(first.pk))
    assert f"Accepté, à partir du {plain(dated(date(2027, 1, 4)))}" in plain(told.subject)
    assert "est en vigueur" not in told.text


def test_other_roles_find_nothing(client, ripe):
    cast.proven(client, cast.operator("moderation"))
    for name in (
        "payoutrun_prepare",
        "entry_balance",
        "commissionrule_write",
        "commissionrule_changelist",
    ):
        assert client.get(reverse(f"admin:accounting_{name}")).status_code == 404, name
    assert client.get(reverse("admin:accounting_payoutrun_changelist")).status_code == 404


def test_lists_stay_light(finance, ripe, lune, django_assert_max_num_queries):
    builders.delivered(lune, [(4900, 1, 2000)])
    for name in ("payoutrun", "payout", "invoice", "entry"):
        finance.get(reverse(f"admin:accounting_{name}_changelist"))
        with django_assert_max_num_queries(12):
            finance.get(reverse(f"admin:accounting_{name}_changelist"))


def test_whoever_left_is_paid_what_is_below_the_minimum(grid, brun, bank):
    bank(brun)
    builders.delivered(brun, [(500, 1, 0)])
    due = payable.due_by_seller(NOON)[brun.pk]
    assert "minimum" in str(payable.hindrance(brun, due, NOON))

    brun.state = SellerState.CLOSED

    assert payable.hindrance(brun, due, NOON) == ""
