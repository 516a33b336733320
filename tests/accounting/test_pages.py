"""A seller's and a buyer's pages about money: right amounts, few statements, nobody else's."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounting.billing import billing
from accounting.book import ledger
from accounting.documents import rendering
from accounting.models import Entry, Invoice, Payout, PayoutRun
from accounting.payouts import payable, payouts, statements
from marketplace.shared import clock, money
from orders.models import SellerOrder
from sellers.application import suspension
from tests import cast, guards
from tests.accounting import builders
from tests.accounting.builders import DAY, NOON


@pytest.fixture
def at_noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def paid(grid, lune, bank, deliver_sent):
    """A payout of Lune, and orders in every situation."""
    bank(lune)
    builders.delivered(lune, [(4900, 1, 2000)], 590, days_ago=20)
    run = payouts.prepare(NOON - DAY, by=None, at=NOON - DAY)
    payouts.approve(run, by=None, at=NOON - DAY)
    deliver_sent(NOON - DAY)
    builders.delivered(lune, [(10000, 1, 2000)], days_ago=12)
    builders.delivered(lune, [(2000, 1, 2000)], days_ago=17)
    builders.pay(builders.placed((lune, [(700, 1, 2000)], 0)))
    return run.payouts.get()


@pytest.fixture
def signed_in(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def test_the_balance_page_says_what_comes_when(signed_in, paid, at_noon):
    page = signed_in.get(reverse("seller-money"))
    told = page.context["balance"]
    assert (told.due_cents, told.leaving_cents) == (2000 - 288, 0)
    assert told.pending_cents == 10000 - 1440 + 700 - 101
    assert told.coming == [], "what the next payout brings is not told twice"
    assert told.sure_cents == 2000 - 288 + 10000 - 1440
    assert "après le délai de rétractation" in page.content.decode()
    home = signed_in.get(reverse("seller-home")).content.decode()
    assert "préparé le" in home


def test_every_page_answers(signed_in, paid, at_noon):
    part = paid.items.first().line.seller_order
    for url in (
        reverse("seller-money-order", args=[part.number]),
        reverse("seller-payout", args=[paid.number]),
        reverse("seller-payout-csv", args=[paid.number]),
        reverse("seller-invoices"),
        reverse("seller-invoices") + "?nature=commissions",
        reverse("seller-simulator"),
        reverse("seller-simulator") + "?price=49,00",
        reverse("seller-commission-preview") + "?price=49&category=x",
        reverse("seller-simulator") + "?price=abc",
        reverse("seller-invoices") + "?nature=x&page=y",
    ):
        assert signed_in.get(url).status_code == 200, url


def test_a_prepared_payout_opens_and_says_what_it_is_made_of(
    signed_in, grid, lune, brun, bank, at_noon, client, django_assert_max_num_queries
):
    bank(lune)
    free, held = (builders.delivered(lune, [(cents, 1, 2000)]) for cents in (4900, 9000))
    payout = payouts.prepare(NOON, by=None, at=NOON).payouts.get()
    builders.dispute(held.order, amount_cents=9000)
    url = reverse("seller-payout", args=[payout.number])

    money = signed_in.get(reverse("seller-money")).content.decode()
    assert f'<a class="stat" href="{url}"' in money
    with django_assert_max_num_queries(14):
        answer = signed_in.get(url)

    page = answer.content.decode()
    assert "il part quand la place de marché" in page
    assert (answer.context["now"].cents, [row.number for row in answer.context["now"].held]) == (
        4900 - 706,
        [held.number],
    )
    assert "Contestation bancaire en cours" in page
    assert free.number in page
    client.force_login(cast.owner_of(brun))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("kind", ["seller-payout-statement", "seller-payout-csv"])
def test_a_statement_is_not_promised_before_the_payout_is_paid(
    signed_in, grid, lune, bank, at_noon, kind
):
    bank(lune)
    builders.delivered(lune, [(4900, 1, 2000)])
    number = payouts.prepare(NOON, by=None, at=NOON).payouts.get().number

    page = (
        signed_in.get(reverse(kind, args=[number]), follow=True)
        .content.decode()
        .replace("&#x27;", "'")
    )

    assert (
        "Le relevé est établi quand le versement est payé : celui-ci ne l'est pas encore." in page
    )
    assert "en préparation" not in page
    assert reverse(kind, args=[number]) not in page


def test_the_simulator_tells_the_arithmetic(signed_in, grid, at_noon):
    page = signed_in.get(reverse("seller-simulator"), {"price": "49,00"}).content.decode()
    assert "41,94" in page
    assert "5,88" in page


def test_files_are_private_downloads(signed_in, client, paid, at_noon, alice):
    document = Invoice.objects.get(kind="sale", seller_order=paid.items.first().line.seller_order)
    url = reverse("seller-invoice", args=[document.pk])
    assert signed_in.get(url).status_code == 302
    rendering.render(document.pk, at=NOON)
    statements.render(paid.pk)
    answer = signed_in.get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'attachment; filename="{document.number}.pdf"'
    assert (
        signed_in.get(reverse("seller-payout-statement", args=[paid.number]))["Content-Type"]
        == "application/pdf"
    )


def test_another_seller_finds_nothing(client, paid, brun, at_noon):
    client.force_login(cast.owner_of(brun))
    part = paid.items.first().line.seller_order
    for name, key in (
        ("seller-money-order", part.number),
        ("seller-payout", paid.number),
        ("seller-payout-statement", paid.number),
        ("seller-payout-csv", paid.number),
        ("seller-invoice", Invoice.objects.first().pk),
        ("seller-invoice", 10**19),
    ):
        assert client.get(reverse(name, args=[key])).status_code == 404, name


def test_a_buyer_reads_the_documents_of_their_own_order(client, paid, alice, charlie, at_noon):
    document = Invoice.objects.filter(kind="sale").first()
    billing.bill_due(builders.DECEMBER)
    bill = Invoice.objects.filter(kind="commission").first()
    rendering.render(document.pk, at=NOON)
    order = document.seller_order.order
    url = reverse("shop-document", args=[order.number, document.pk])
    assert client.get(url).status_code == 404
    assert client.get(url, {"t": order.token})["Content-Type"] == "application/pdf"
    type(order).objects.filter(pk=order.pk).update(buyer=alice)
    client.force_login(charlie)
    assert client.get(url).status_code == 404
    client.force_login(alice)
    assert client.get(url).status_code == 200
    assert client.get(reverse("shop-document", args=[order.number, bill.pk])).status_code == 404


def test_pages_stay_light(signed_in, paid, at_noon, lune, django_assert_max_num_queries):
    for days in range(15, 19):
        builders.delivered(lune, [(3000, 1, 2000)], days_ago=days)
    signed_in.get(reverse("seller-money"))
    with django_assert_max_num_queries(14):
        signed_in.get(reverse("seller-money"))
    with django_assert_max_num_queries(8):
        signed_in.get(reverse("seller-payout", args=[Payout.objects.first().number]))


def test_the_month_is_read_line_by_line_and_adds_up(signed_in, paid, lune):
    spoiled = builders.delivered(lune, [(1018, 2, 2000)], days_ago=13)
    builders.give_back(spoiled, {spoiled.lines.get().pk: 1})
    with clock.at(NOON):
        page = signed_in.get(reverse("seller-money")).content.decode()
        assert "à facturer le 30/11/2026" in page
        assert (
            "Commissions à facturer le 30/11/2026"
            in signed_in.get(reverse("seller-invoices")).content.decode()
        )
        page = signed_in.get(reverse("seller-commissions", args=["2026-11"])).content.decode()
        assert "À facturer le 30/11/2026" in page
    billing.bill_due(builders.DECEMBER)

    with clock.at(builders.DECEMBER):
        answer = signed_in.get(reverse("seller-commissions", args=["2026-11"]))
        table = signed_in.get(reverse("seller-commissions-csv", args=["2026-11"])).content.decode(
            "utf-8-sig"
        )
    month, bill = (
        answer.context["month"],
        Invoice.objects.get(kind="commission", period_from="2026-11-01"),
    )
    rows = list(answer.context["page"])
    assert (sum(row.net_cents for row in rows), month.net_cents) == (bill.net_cents, bill.net_cents)
    assert sum(row.vat_cents for row in rows) + month.rounding_cents == bill.vat_cents
    assert {row.document for row in rows} == {bill}
    assert bill.number in answer.content.decode()
    assert "reprise après remboursement" in answer.content.decode()
    assert table.splitlines()[-1].endswith(
        f";{money.euros(bill.net_cents)};{money.euros(bill.vat_cents)}"
    )
    for wrong in ("2026-13", "2031-01", "x"):
        assert signed_in.get(reverse("seller-commissions", args=[wrong])).status_code == 404


def test_pages_of_months_stay_light(signed_in, paid, lune, django_assert_max_num_queries):
    for days in range(3, 60, 6):
        builders.delivered(lune, [(3000, 1, 2000)], days_ago=days)
    billing.bill_due(builders.DECEMBER)
    with clock.at(builders.DECEMBER):
        signed_in.get(reverse("seller-money"))
        with django_assert_max_num_queries(16):
            signed_in.get(reverse("seller-money"))
        with django_assert_max_num_queries(10):
            signed_in.get(reverse("seller-commissions", args=["2026-11"]))
        with django_assert_max_num_queries(10):
            signed_in.get(reverse("seller-invoices"))


def test_nothing_is_promised_to_a_suspended_shop_and_what_waits_for_finance_is_told(
    signed_in, paid, at_noon, lune
):
    person = cast.user("compta@example.test")
    lune.members.create(user=person, role="finance", joined_at=NOON)
    suspension.suspend(lune, because="Colis jamais partis.", by=None, at=NOON)

    money_page = signed_in.get(reverse("seller-money"))
    told, page = money_page.context["balance"], money_page.content.decode()
    assert (told.sure_cents, told.likely_cents, told.coming) == (0, 0, [])
    assert "après la levée de la suspension" in page
    assert "assurés" not in page
    signed_in.force_login(person)
    home = signed_in.get(reverse("seller-home")).content.decode()
    assert "préparé le" not in home
    assert "versement retenu" in home
    assert "Ce qui attend votre rôle « Finance »" in home
    assert "Toutes vos commandes" not in home

    run = PayoutRun.objects.create(until=NOON, prepared_at=NOON, number="R-2")
    Payout.objects.create(run=run, seller=lune, number="V-2", amount_cents=100, state="failed")
    home = signed_in.get(reverse("seller-home")).content.decode()
    assert "1 versement refusé par le prestataire" in home


def test_the_first_page_adds_up_to_the_balance(signed_in, grid, lune, bank, at_noon):
    bank(lune)
    builders.delivered(lune, [(4900, 1, 2000)])
    payouts.prepare(NOON, by=None, at=NOON)
    builders.delivered(lune, [(9000, 1, 2000)], days_ago=2)

    block = next(
        piece
        for piece in signed_in.get(reverse("seller-home")).context["beside"]
        if piece.page == "seller-money"
    )
    told = block.values["next"]

    assert (told.leaving_cents, told.later_cents, told.sure_cents) == (4900 - 706, 9000 - 1296, 0)
    assert told.balance_cents == ledger.owed(lune)
    assert "Versement en cours" in signed_in.get(reverse("seller-home")).content.decode()


def test_each_sale_waits_for_what_really_makes_it_due(signed_in, grid, lune, at_noon):
    person, company, worn, presumed = (
        builders.delivered(lune, [(cents, 1, 2000)], days_ago=2) for cents in (10, 20, 30, 40)
    )
    with guards.down():
        company.order.businesses.create(name="Zinnia NV", written_at=NOON)
        worn.lines.update(withdrawal_exception="personalised")
        SellerOrder.objects.filter(pk=presumed.pk).update(
            delivered_at=None, presumed_at=NOON - 2 * DAY
        )

    waits = {share.number: share.wait for share in payable.shares(lune, NOON)}
    cast.rules(payout_hold_days=30)
    longer = {share.number: share.wait for share in payable.shares(lune, NOON)}

    assert waits[person.number] == "après le délai de rétractation de l'acheteur"
    assert "l'acheteur est une entreprise" in waits[company.number]
    assert "sans droit de rétractation" in waits[worn.number]
    assert "sans preuve" in waits[presumed.number]
    assert longer[person.number] == longer[company.number] == "30 jours après la livraison"


def test_the_page_of_recruitment_tells_the_first_day_of_a_payout(client, grid):
    by_law = client.get(reverse("shop-sell")).content.decode()
    cast.rules(payout_hold_days=30)
    longer = client.get(reverse("shop-sell")).content.decode()

    assert "au plus tôt 15 jours après la livraison" in by_law
    assert "se rétracter" in by_law
    assert "au plus tôt 30 jours après la livraison" in longer
    assert "se rétracter" not in longer


def test_the_money_of_an_order_is_told_in_the_sellers_language(signed_in, grid, lune, at_noon):
    signed_in.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    part = builders.delivered(lune, [(10900, 1, 2000)])
    builders.give_back(part, {part.lines.get().pk: 1})
    labels = set(Entry.objects.values_list("label", flat=True))

    page = signed_in.get(reverse("seller-money-order", args=[part.number])).content.decode()
    month = signed_in.get(reverse("seller-commissions", args=["2026-11"])).content.decode()
    table = signed_in.get(reverse("seller-commissions-csv", args=["2026-11"])).content.decode()

    for said in (f"Sale {part.number}", f"Refund {part.number}", "given back"):
        assert said in page
    assert "12% of €109.00 = €13.08 excl. VAT + VAT €2.62" in page
    assert "12% of €109.00" in month
    assert "12 % de 109,00" in table.replace("\xa0", " ").replace("\u202f", " ")
    assert f"Vente {part.number}" in labels, "the book itself stays as it was written"


def test_every_label_of_the_book_has_its_words(grid, lune, bank, deliver_sent):
    bank(lune)
    contested = builders.delivered(lune, [(4900, 1, 2000)])
    builders.close(builders.dispute(contested.order, amount_cents=4900), won=False)
    part = builders.delivered(lune, [(4900, 1, 2000)])
    builders.give_back(part, {part.lines.get().pk: 1})
    builders.delivered(lune, [(9900, 1, 2000)])
    payouts.approve(payouts.prepare(NOON, by=None, at=NOON), by=None, at=NOON)
    deliver_sent(NOON)

    with translation.override("en"):
        untold = [entry.label for entry in Entry.objects.all() if entry.told == entry.label]

    assert {label.split()[0] for label in untold} <= {"Commission"}


def test_a_sale_is_counted_line_by_line_without_script_and_without_an_account(client, grid):
    page = client.get(
        reverse("shop-sell"), {"price": "100", "delivery": "5,50", "category": ""}
    ).content.decode()
    wrong = client.get(reverse("shop-sell"), {"price": "cher"})

    sums = " ".join(re.sub(r"<[^>]+>", " ", page.partition('class="sums"')[2]).split())
    for line in ("−12,00 €", "−2,40 €", "−14,40 €", "Vous recevez 91,10 €"):
        assert line in sums
    assert wrong.status_code == 200
    assert "Vous recevez <" not in wrong.content.decode()


def test_the_page_of_recruitment_costs_few_queries_and_speaks_its_readers_language(
    client, grid, lune, django_assert_max_num_queries
):
    cast.offer(lune)
    client.get(reverse("shop-sell"))
    with django_assert_max_num_queries(12):
        client.get(reverse("shop-sell"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = client.get(reverse("shop-sell")).content.decode()

    assert "All other categories" in page
    assert "Atelier Lune" in page
