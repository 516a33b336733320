"""Rules, rights, texts, the grid and bank accounts written past the house are named: each against
its last fact.

The guards are away while these rows are rewritten: what contradicts them is what facts told.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, transaction

from accounting.commissions import grid
from accounting.models import CommissionRule
from marketplace import invariants
from marketplace.console import governed, people, texts
from marketplace.proof import proof
from marketplace.shared import append_only, clock, policy, proposals, witness
from marketplace.shared.models import LegalEntity, LegalText, ProposedChange, Rules, User
from sellers.application import onboarding
from sellers.models import Invitation, Member, Seller
from sellers.team import team
from tests import cast, guards
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY, IBAN, OTHER = timedelta(days=1), "FR7630001007941234567890185", "FR1420041010050500013M02606"


class Undone(Exception):
    """What was falsified is put right again for the next falsification."""


def named(sql: str) -> str:
    """What is said after a statement, the guards away; it is undone afterwards."""
    told = ""
    connection.check_constraints()
    with suppress(Undone), transaction.atomic():
        with guards.down(), connection.cursor() as cursor:
            cursor.execute(sql)
        told = said()
        raise Undone
    return told


def said() -> str:
    return "\n".join([*witness.violations(), *invariants.violations()])


@pytest.fixture
def house(db):
    """Set up, its stock taken, then changed by its verbs: nothing to say."""
    cast.rules()
    LegalEntity.objects.create()
    cast.grid()
    cast.legal_texts()
    chief, other = (
        User.objects.create_superuser(f"{name}@example.test", "secret-secret")
        for name in ("a", "b")
    )
    witness.take_stock(NOON - DAY)
    shop = onboarding.begin(cast.user("lune@example.test"), name="Lune", at=NOON)
    onboarding.give_bank(shop, iban=IBAN, by=None, at=NOON)
    Seller.objects.filter(pk=shop.pk).update(opened_at=NOON)
    change = proposals.propose(
        governed.RULES,
        Rules.objects.get().pk,
        after={"payout_four_eyes_cents": 100_000},
        because="Plus sûr",
        by=chief,
        at=NOON,
    )
    proposals.approve(change, by=other, at=NOON + DAY)
    assert said() == ""
    return chief, other


def test_a_published_text_rewritten_removed_or_taken_back_is_named(house):
    draft = texts.redraft(LegalText.objects.get(kind="sale_terms"))
    LegalText.objects.filter(pk=draft.pk).update(body="Autre chose.")
    texts.publish(draft, by=None, at=NOON)
    assert said() == ""

    for text in LegalText.objects.filter(
        kind="sale_terms"
    ):  # one recorded with the stock, one told by its publication
        for column in ("title", "title_en", "body", "body_en"):
            told = named(f"UPDATE shared_legaltext SET {column} = 'faux' WHERE id = {text.pk}")
            assert f"Texte légal sale_terms v{text.version} : l'empreinte de ses mots" in told
        assert "la date de publication" in named(
            f"UPDATE shared_legaltext SET published_at = '2020-01-01 00:00:00' WHERE id = {text.pk}"
        )
        for sql in (
            f"DELETE FROM shared_legaltext WHERE id = {text.pk}",
            f"UPDATE shared_legaltext SET published_at = NULL WHERE id = {text.pk}",
        ):
            assert f"Texte légal n° {text.pk} : publié, il a disparu" in named(sql)
    slipped = (
        "INSERT INTO shared_legaltext (kind, version, title, title_en, body, body_en, published_at)"
        " VALUES ('privacy', 9, 'x', '', 'x', '', '2026-01-01 00:00:00')"
    )
    assert "Texte légal privacy v9 : aucun fait ne dit qui l'a inscrit" in named(slipped)


def test_rules_and_company_changed_past_the_house_are_named(house):
    told = named("UPDATE accounting_accountingrules SET payout_four_eyes_cents = 1000000000")
    assert (
        "Règles des versements et des factures : seuil de double validation (centimes) vaut"
        " « 10 000 000,00 € »" in told.replace("\u202f", " ").replace("\xa0", " ")
    )
    assert "« 1 000,00 € »" in told.replace("\u202f", " ").replace("\xa0", " ")
    assert "retenue avant versement" in named(
        "UPDATE accounting_accountingrules SET payout_hold_days = 0"
    )
    assert named("UPDATE catalog_catalogrules SET image_min_pixels = 600") == "", (
        "changed at once on the page of the rules"
    )
    assert "raison sociale vaut « Pirates »" in named(
        "UPDATE shared_legalentity SET legal_name = 'Pirates'"
    )
    assert "la ligne a disparu" in named("DELETE FROM accounting_accountingrules")


def test_the_grid_changed_past_the_house_is_named(house):
    chief, other = house
    first = CommissionRule.objects.get()
    values = {
        **CommissionRule.objects.filter(pk=first.pk).values(*grid.FIELDS).get(),
        "position": 10,
        "name": "Noël",
        "bps": 900,
        "valid_from": NOON.date(),
        "valid_until": NOON.date() + 30 * DAY,
    }
    change = proposals.propose(
        grid.RULE, 0, after=grid.packed(values), because="Noël", by=chief, at=NOON
    )
    proposals.approve(change, by=other, at=NOON)
    assert said() == ""

    for rule in CommissionRule.objects.all():
        called = f"Règle de commission n° {rule.pk}"
        assert called in named(f"UPDATE accounting_commissionrule SET bps = 1 WHERE id = {rule.pk}")
        assert called in named(
            f"UPDATE accounting_commissionrule SET valid_until = '2026-12-01' WHERE id = {rule.pk}"
        )
        assert f"{called} : elle a disparu" in named(
            f"DELETE FROM accounting_commissionrule WHERE id = {rule.pk}"
        )
    copied = (
        "INSERT INTO accounting_commissionrule (position, name, bps, fixed_cents, minimum_cents,"
        " valid_from) VALUES (1, 'Ami', 0, 0, 0, '2026-01-01')"
    )
    assert "« Ami » : aucun fait ne dit qui l'a inscrit" in named(copied)


def test_rights_given_past_the_house_are_named(house):
    chief, other = house
    nina = cast.user("nina@example.test")
    proposals.approve(
        people.grant(nina, ["support"], because="Renfort", by=chief, at=NOON), by=other, at=NOON
    )
    alice = cast.user("alice@example.test")
    people.close(alice, because="Fraude", by=chief, at=NOON)
    assert said() == ""
    finance = Group.objects.get_or_create(name="finance")[0]
    yes, no = ("true", "false") if connection.vendor == "postgresql" else ("1", "0")

    for sql, words in (
        (
            f"INSERT INTO shared_user_groups (user_id, group_id) VALUES ({nina.pk}, {finance.pk})",
            "nina@example.test (compte n° {pk}) : les rôles vaut « finance, support »",
        ),
        (f"DELETE FROM shared_user_groups WHERE user_id = {nina.pk}", "les rôles vaut « aucun »"),
        (
            f"UPDATE shared_user SET is_superuser = {yes} WHERE id = {nina.pk}",
            "tous les droits vaut « oui »",
        ),
        (
            f"UPDATE shared_user SET is_superuser = {yes} WHERE id = {alice.pk}",
            "tous les droits vaut « oui »",
        ),
        (
            f"UPDATE shared_user SET is_active = {yes} WHERE id = {alice.pk}",
            "compte fermé vaut « non »",
        ),
        (
            f"UPDATE shared_user SET is_superuser = {no} WHERE id = {chief.pk}",
            "tous les droits vaut « non »",
        ),
    ):
        assert words.format(pk=nina.pk) in named(sql), sql
    stranger = cast.user("pirate@example.test")
    assert "pirate@example.test" in named(
        f"UPDATE shared_user SET is_staff = {yes} WHERE id = {stranger.pk}"
    )


def test_a_sellers_account_and_team_changed_past_the_house_are_named(house):
    shop = Seller.objects.get()
    team.invite(shop, email="nina@example.test", role="orders", by=None, at=NOON)
    nina = team.accept(Invitation.objects.get(), by=cast.user("nina@example.test"), at=NOON)
    team.appoint(nina, role="finance", by=None, at=NOON)
    shop.refresh_from_db()
    onboarding.give_bank(shop, iban=OTHER, by=None, at=NOON)
    shop.refresh_from_db()
    assert shop.iban_changed_at == NOON
    assert said() == ""

    told = named(f"UPDATE sellers_seller SET iban = '{IBAN}' WHERE id = {shop.pk}")
    assert f"Boutique {shop.code} « Lune » : l'IBAN vaut « finissant par 0185" in told
    assert "le dernier fait dit « finissant par 2606" in told
    assert "la date du changement d'IBAN vaut « rien »" in named(
        "UPDATE sellers_seller SET iban_changed_at = NULL"
    )
    assert "aucun fait ne le dit" in named("UPDATE sellers_seller SET account_ref = 'acct_else'")
    assert "le rôle vaut « owner »" in named(
        f"UPDATE sellers_member SET role = 'owner' WHERE id = {nina.pk}"
    )
    assert f"Membre d'équipe n° {nina.pk} : il a disparu" in named(
        f"DELETE FROM sellers_member WHERE id = {nina.pk}"
    )
    pirate = cast.user("pirate@example.test")
    assert "pirate@example.test : aucun fait" in named(
        "INSERT INTO sellers_member (seller_id, user_id, role, joined_at) "
        f"VALUES ({shop.pk}, {pirate.pk}, 'owner', '2026-01-01 00:00:00')"
    )
    team.leave(Member.objects.get(pk=nina.pk), at=NOON)
    assert said() == ""


def test_who_proposed_and_who_decided_a_change_is_what_the_facts_say(house):
    chief, other = house
    change, called = ProposedChange.objects.get(), "Changement proposé n°"
    waiting = proposals.propose(
        governed.RULES,
        Rules.objects.get().pk,
        after={"payout_hold_days": 20},
        because="Prudence",
        by=chief,
        at=NOON,
    )
    stranger = cast.operator()
    row = f"WHERE id = {change.pk}"

    for values, words in (
        (
            f"decided_by_id = {stranger.pk}",
            f"décidé par {stranger.email}, le fait dit une autre personne",
        ),
        (
            f"decided_by_id = {chief.pk}",
            f"la même personne ({chief.email}) l'a proposé et approuvé",
        ),
        ("decided_by_id = NULL", "en vigueur avant son délai, sans deuxième personne"),
        ("decided_at = '2026-11-20 11:00:00'", "décidé le"),
        (
            f"proposed_by_id = {stranger.pk}",
            f"proposé par {stranger.email}, le fait dit une autre personne",
        ),
        ("""after = '{"payout_four_eyes_cents": 1}'""", "ses valeurs ne sont pas"),
        ("state = 'refused'", "le fait dit autre chose"),
        ("state = 'waiting', decided_by_id = NULL, decided_at = NULL", "il a pourtant été décidé"),
    ):
        told = named(f"UPDATE shared_proposedchange SET {values} {row}")
        assert words in told, values
        assert f"{called} {change.pk}" in told
    assert f"{called} {change.pk} : décidé, il a disparu" in named(
        f"DELETE FROM shared_proposedchange {row}"
    )
    assert "aucun fait ne le dit" in named(
        "UPDATE shared_proposedchange SET state = 'applied', decided_at = '2026-11-24 11:00:00', "
        f"decided_by_id = {other.pk} WHERE id = {waiting.pk}"
    )


def test_an_installation_from_before_is_recorded_by_its_first_proof(db):
    """Nothing is claimed of what was never told; from the first proof on everything is."""
    cast.rules(payout_hold_days=9)
    cast.grid()
    cast.seller("Lune", iban=IBAN)
    cast.operator("finance")
    assert said() == ""

    with clock.at(NOON):
        assert proof.run().findings == []

    assert witness.take_stock(NOON) == 0, "once in the life of a house"
    assert "retenue avant versement" in named(
        "UPDATE accounting_accountingrules SET payout_hold_days = 0"
    )
    assert "l'IBAN" in named(f"UPDATE sellers_seller SET iban = '{OTHER}'")
    assert "Règle de commission" in named("UPDATE accounting_commissionrule SET bps = 1")


def test_facts_are_read_in_a_fixed_number_of_questions(house, django_assert_max_num_queries):
    for count in range(5):
        onboarding.give_bank(
            onboarding.begin(cast.user(), name=f"Boutique {count}", at=NOON),
            iban=IBAN,
            by=None,
            at=NOON,
        )
    with django_assert_max_num_queries(22):
        assert said() == ""


# --- What keeps each table ------------------------------------------------------------------------

# guard: the database refuses to rewrite it, seals or chains name whoever takes the guard away
# facts: compared with the facts that made it; sums: proven by other rows; free: nothing to gain by
# rewriting it
KEPT = {
    "shared.Allowance": ("free", "counts requests for an hour"),
    "shared.Appeal": ("guard", "sealed; what was contested stands, and is answered once"),
    "shared.Fact": ("guard", "sealed in blocks"),
    "shared.KeptFile": ("free", "a file of a refused form, for hours; forms take it again"),
    "shared.Letter": ("free", "that a letter left; what it told is a fact"),
    "shared.Pending": ("free", "work to do; what it does is a fact"),
    "shared.Heartbeat": ("free", "when a job ran; done again it changes nothing"),
    "shared.GatewayNotice": ("guard", "sealed in blocks"),
    "shared.SandboxAccount": (
        "free",
        "the rehearsal provider's own book, in its place at a real one",
    ),
    "shared.SandboxPayment": (
        "sums",
        "compared with payments by orders: the rehearsal provider's book",
    ),
    "shared.SandboxMove": ("sums", "compared with refunds and payouts"),
    "shared.SandboxNotice": ("free", "the rehearsal provider's letters"),
    "orders.Milestone": ("guard", "what carriers said of a parcel"),
    "orders.RehearsedScan": ("free", "what the rehearsal carrier says"),
    "orders.PointsRehearsal": ("free", "how the rehearsal points misbehave"),
    "sellers.SavedFilter": ("free", "what a person looks at often"),
    "shared.SandboxSettings": ("free", "how the rehearsal provider misbehaves"),
    "shared.Brand": ("free", "name and words; how it looks is the version in force"),
    "shared.Look": ("guard", "once in force; a draft is written"),
    "shared.LegalEntity": ("facts", "proposals in force"),
    "shared.Rules": ("free", "a number that facts are about; each app's row is kept by them"),
    "shared.Saying": ("guard", "a wording follows another, sealed"),
    "shared.LegalText": ("guard", "once published; its fact keeps the print of its words"),
    "shared.Chain": ("guard", "proofs tell where each chain ended"),
    "shared.Block": ("guard", "chained by table"),
    "shared.Proof": ("guard", "chained"),
    "shared.ProposedChange": ("guard", "sealed; who decided is compared with facts"),
    "shared.Sequence": ("guard", "proofs tell which numbers were given"),
    "shared.User": (
        "facts",
        "roles, every right, closed accounts; name, address and password are the person's",
    ),
    "shared.MailboxMove": ("free", "an address on its way; both mailboxes were written to"),
    "shared.TeamInvitation": ("free", "an invitation; the rights it led to are a proposal"),
    "shared.WaitingSince": ("free", "seen anew from the queues themselves"),
    "shared.Watch": ("free", "how a person of the team wishes to be told"),
    "shared.Address": ("free", "a buyer's address book; orders keep copies"),
    "sellers.Seller": ("facts", "IBAN and provider account; identity compared with its version"),
    "sellers.Member": ("facts", "who works for which shop as what"),
    "sellers.Item": ("free", "a checklist; what it led to is a fact"),
    "sellers.Document": ("free", "a paper and its print; not compared with its file"),
    "sellers.Acceptance": ("guard", "sealed in blocks"),
    "sellers.Identity": (
        "sums",
        "compared with its seller's columns and with what contracts froze",
    ),
    "sellers.AccountUpdate": (
        "free",
        "an identity on its way to the provider; each step is a fact",
    ),
    "sellers.SellerRules": ("facts", "proposals in force"),
    "sellers.Prospect": ("free", "what people told us, erased some day; its steps are facts"),
    "sellers.Thread": ("free", "where an exchange stands; what was said is guarded"),
    "sellers.Message": ("guard", "what was said; its words go when its time is over"),
    "sellers.Enclosure": ("free", "a file of a message, under the print of its bytes"),
    "sellers.AnswerDue": ("free", "who owes an answer now; each step is a fact"),
    "sellers.ShopRound": ("free", "how far an update came; what it follows is a fact"),
    "sellers.ShopFigures": ("free", "measured from orders, which are kept; measured again weekly"),
    "orders.QualityReport": ("guard", "which quarter, counted when; its words stand once public"),
    "orders.QualityFigure": ("guard", "sealed; a published report is compared with the rows"),
    "sellers.ShippingMethod": ("free", "today's delivery prices; orders keep copies"),
    "sellers.Invitation": ("free", "an invitation; who joined is a fact"),
    "marketing.MarketingRules": ("facts", "proposals in force"),
    "catalog.CatalogRules": (
        "facts",
        "proposals in force; two columns about pictures and prices change at once",
    ),
    "orders.OrderRules": ("facts", "proposals in force"),
    "orders.Buyer": ("free", "an account read as a buyer's; see shared.User"),
    "orders.Guest": ("free", "a mailbox's first order; see orders.Order"),
    "orders.Order": (
        "guard",
        "numbers, amounts and terms sealed; recipient and address may be corrected",
    ),
    "orders.Business": ("guard", "sealed in blocks; none is written once the order is paid"),
    "orders.Payment": ("guard", "amount sealed; compared with the provider and the book"),
    "orders.SellerOrder": (
        "guard",
        "amounts, identity and withdrawal days sealed; compared with the book",
    ),
    "orders.OrderLine": ("guard", "price, VAT and quantity sealed"),
    "orders.Shipment": ("facts", "the day of receipt, from which delays and payouts count"),
    "orders.ShipmentLine": ("free", "what lay in a parcel; quantities are kept by order lines"),
    "orders.Return": ("free", "its refund and its declaration are guarded, its steps are facts"),
    "orders.ReturnLine": ("free", "what came back; the money is its refund's"),
    "orders.ReturnPhoto": ("free", "bears the print of its file"),
    "orders.Refund": ("guard", "amount, cause and bearer sealed; compared with the book"),
    "orders.RefundLine": ("guard", "sealed in blocks"),
    "orders.Dispute": ("guard", "sealed; its outcome compared with its fact and with the book"),
    "orders.DisputeAnswer": ("guard", "what was answered sealed; how it went is a fact"),
    "orders.WithdrawalDeclaration": ("guard", "chained"),
    "orders.KeptCompany": ("free", "only proposed; each order keeps its own company, sealed"),
    "orders.Cart": ("free", "nothing is sold yet"),
    "orders.CartLine": ("free", "nothing is sold yet"),
    "orders.Lateness": ("free", "what was chosen are facts; the refund it leads to is sealed"),
    "orders.Hold": ("free", "stock held for minutes; moves of stock are sealed"),
    "orders.Incident": ("guard", "sealed; who decided what compared with facts"),
    "orders.Arrangement": ("guard", "sealed in blocks"),
    "orders.IncidentLine": ("guard", "sealed in blocks"),
    "orders.IncidentWord": ("guard", "sealed in blocks"),
    "orders.IncidentPhoto": ("guard", "sealed in blocks"),
    "accounting.AccountingRules": ("facts", "proposals in force"),
    "accounting.Invoice": ("guard", "chained by series; the file compared with its print"),
    "accounting.Entry": ("guard", "chained by journal"),
    "accounting.Line": ("guard", "in the seal of its entry"),
    "accounting.CommissionMonth": ("guard", "sealed in blocks"),
    "accounting.BilledCommission": ("guard", "sealed in blocks"),
    "accounting.CommissionRule": ("facts", "each rule written, changed or ended"),
    "accounting.Commission": ("guard", "sealed in blocks"),
    "accounting.CommissionReversal": ("guard", "sealed in blocks"),
    "accounting.PayoutRun": ("guard", "sealed; who prepared and approved compared with facts"),
    "accounting.Payout": (
        "guard",
        "chained with its statement once paid; its account compared with facts",
    ),
    "accounting.PayoutItem": ("guard", "in the seal of its payout's statement"),
    "accounting.StatementRow": ("guard", "in the seal of its statement"),
    "accounting.MonthBalance": ("sums", "compared with the lines that it counts"),
    "accounting.Unsettled": ("free", "compared with the book and with what payouts took"),
}


def test_of_each_table_is_said_what_keeps_it():
    models = {
        model._meta.label
        for app in ("shared", "sellers", "orders", "accounting")
        for model in apps.get_app_config(app).get_models()
    } | {each._meta.label for each in policy.rows_of_rules()}
    guarded = {guard.model for guard in append_only.guards()}
    told = {each.model for each in witness.witnesses()}

    assert set(KEPT) == models, "a new model says here what keeps it"
    assert {model for model, (how, _why) in KEPT.items() if how == "guard"} == guarded & models
    by_fact = {model for model, (how, _why) in KEPT.items() if how == "facts"}
    assert by_fact - told == {"orders.Shipment"}, "orders/invariants.py compares it"
    assert told - by_fact == {"shared.LegalText"}
    assert all(why for _how, why in KEPT.values())
