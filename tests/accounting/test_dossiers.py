"""The console's files of money: a payout, a run, a document, a commission rule."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.commissions import grid as grids
from accounting.documents import contests
from accounting.models import Invoice, Payout
from accounting.payouts import payouts
from marketplace.shared import clock
from marketplace.shared.models import SandboxSettings
from marketplace.shared.templatetags.ui import money
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
    cast.proven(client, cast.operator("finance"))
    return client


@pytest.fixture
def refused(grid, lune, brun, bank, deliver_sent):
    """A run that pays one shop, leaves another out, and whose transfer was refused once."""
    bank(lune, brun)
    builders.delivered(brun, [(500, 1, 0)])
    builders.delivered(lune, [(4900, 1, 2000)])
    SandboxSettings.objects.create(fail_transfers=True)
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    SandboxSettings.objects.update(fail_transfers=False)
    return Payout.objects.select_related("run", "seller").get()


def page(client, row):
    """A file of a row: its words, its source."""
    answer = client.get(
        reverse(f"admin:accounting_{type(row).__name__.lower()}_change", args=[row.pk])
    )
    source = html.unescape(answer.content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", source).split()), source


def plain(cents):
    """A sum as `page` says it."""
    return money(cents).replace("\u202f", " ").replace("\xa0", " ")


def count(client, row) -> int:
    """How many statements a file asks, once everything is remembered."""
    page(client, row)
    with CaptureQueriesContext(connection) as asked:
        page(client, row)
    return len(asked)


def test_a_payout_says_what_it_pays_to_which_account_and_what_the_bank_answered(
    finance, refused, deliver_sent
):
    payouts.retry(refused, by=None, at=NOON)
    deliver_sent()
    refused.refresh_from_db()

    words, source = page(finance, refused)

    part = refused.items.first().line.seller_order
    assert f"{part.number} {plain(4900)}" in words
    assert f"/{part.pk}/change/" in source
    assert "FR76…0189" in words
    assert refused.seller.iban not in source
    attempts = words.partition("Demandes au prestataire")[2].partition("Ce qui s'est passé")[0]
    assert attempts.index("Refusé par le prestataire") < attempts.index("Versé")
    assert "Détenu pour lui" in words
    assert "Campagne de versement approuvée" in words
    assert 'name="note"' in source


def test_a_payout_asks_no_more_for_more_orders(finance, refused, lune, grid):
    few = count(finance, refused)
    for _n in range(4):
        builders.delivered(lune, [(4900, 1, 2000)])
    more = payouts.prepare(NOON, by=None, at=NOON)
    many = count(finance, more.payouts.select_related("run", "seller").get(seller=lune))

    assert few <= 42
    assert many <= few


def test_a_run_says_who_is_paid_and_who_is_not_and_why(finance, refused, brun):
    words, source = page(finance, refused.run)

    assert "Vendeurs payés (1)" in words
    assert refused.number in words
    left = words.partition("Vendeurs non payés cette fois, et pourquoi (1)")[2]
    assert left.index(brun.name) < left.index("Sous le minimum")
    assert reverse("admin:accounting_payout_retry_all") in source
    assert "Versement refusé par le prestataire" in words, "the timeline tells of its payouts"


def test_a_document_says_its_vat_its_files_its_order_and_who_contests_it(finance, grid, lune):
    cast.rules(mandate_contest_days=60)
    builders.delivered(lune, [(4900, 1, 2000), (1055, 1, 550)])
    invoice = Invoice.objects.get()
    contests.contest(invoice, because="Le taux est faux.", by=cast.owner_of(lune), at=NOON)

    words, source = page(finance, invoice)

    assert "TVA par taux" in words
    for rate in invoice.rates:
        sums = (rate["net_cents"], rate["vat_cents"], rate["gross_cents"])
        assert " ".join(plain(cents) for cents in sums) in words
    order = invoice.seller_order.order
    assert reverse("admin:orders_order_change", args=[order.pk]) in source
    assert invoice.seller_order.number in words
    assert "Contestée : à répondre" in words
    assert "« Le taux est faux. »" in words
    assert reverse("admin:accounting_invoice_answer", args=[invoice.pk]) in source
    assert count(finance, invoice) <= 24
    xml = finance.get(reverse("admin:accounting_invoice_xml", args=[invoice.pk]))
    assert xml["Content-Type"] == "application/xml"
    assert invoice.number.encode() in xml.content


def test_a_rule_says_what_it_takes_since_when_and_whom_it_touches(finance, lune, brun):
    old = builders.rule(1200, fixed_cents=30)
    for shop in (lune, lune, brun):
        builders.delivered(shop, [(4900, 1, 2000)])
    values = {name: getattr(old, name) for name in grids.FIELDS}
    new = grids.change(old, values={**values, "bps": 1300}, by=None, at=NOON + timedelta(days=2))
    old.refresh_from_db()

    words, source = page(finance, old)
    later, _source = page(finance, new)

    assert "12 % du prix TTC + 0,30 € par article" in words
    assert "Vendeurs touchés 2" in words
    assert "Ventes des 30 derniers jours 3" in words
    assert "En vigueur depuis le" in words
    assert f"/{new.pk}/change/" in source, "the history of the rate"
    assert "Elle s'appliquera à partir du" in later
    assert "12 % du prix TTC" in later
    assert reverse("admin:accounting_commissionrule_end", args=[old.pk]) not in source
    assert reverse("admin:accounting_commissionrule_rewrite", args=[old.pk]) in source
    assert count(finance, old) <= 18
