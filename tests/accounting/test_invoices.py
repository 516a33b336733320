"""What documents say, to the cent and to the letter."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from pypdf import PdfReader

from accounting.documents import documents, rendering
from accounting.documents.facturx import as_terms
from accounting.models import Invoice
from accounting.templatetags.documents import unit_gross, unit_net
from marketplace.shared.templatetags.ui import money
from tests.accounting import builders
from tests.accounting.builders import NOON


def sold(seller, lines, shipping=0, **extra):
    order = builders.pay(builders.placed((seller, lines, shipping), **extra))
    return order.seller_orders.get()


def rates(invoice):
    return {r["bps"]: (r["gross_cents"], r["net_cents"], r["vat_cents"]) for r in invoice.rates}


def test_two_rates_and_shipping_follow_the_law_file(grid, lune):
    part = builders.ship(sold(lune, [(6000, 1, 2000), (2110, 1, 550)], 600))
    invoice = part.invoices.get()
    assert rates(invoice) == {2000: (6444, 5370, 1074), 550: (2266, 2148, 118)}
    assert [line["gross_cents"] for line in invoice.lines] == [6000, 2110, 444, 156]
    assert sum(line["net_cents"] for line in invoice.lines) == invoice.net_cents
    assert invoice.gross_cents == part.total_cents


def test_vat_is_extracted_once_per_rate(grid, lune):
    part = builders.ship(sold(lune, [(333, 1, 2000)] * 3))
    assert rates(part.invoices.get()) == {2000: (999, 832, 167)}


def test_series_is_the_sellers_own_and_the_mandate_is_said(grid, lune, brun):
    first = builders.ship(sold(lune, [(1000, 1, 2000)])).invoices.get()
    second = builders.ship(
        sold(lune, [(1000, 1, 2000)]), at=NOON + timedelta(days=1)
    ).invoices.get()
    other = builders.ship(sold(brun, [(1000, 1, 0)])).invoices.get()
    assert (first.number, second.number, other.number) == (
        "LUNE-2026-000001",
        "LUNE-2026-000002",
        "BRUN-2026-000001",
    )
    assert first.mentions[0] == (
        "Facture émise par Halles Démonstration SAS au nom et pour le compte d'Atelier Lune SARL."
    )
    assert "TVA non applicable, art. 293 B du CGI." in other.mentions
    assert other.issuer["vat_number"] == ""
    assert not any("293 B" in m for m in first.mentions)


@pytest.mark.parametrize(
    ("form", "name", "printed"),
    [
        ("EI", "Zoé Petit", "Zoé Petit EI"),
        ("Micro-entreprise", "Zoé Petit", "Zoé Petit EI"),
        ("EI", "EI Zoé Petit", "EI Zoé Petit"),
        ("SARL", "Zoé Petit", "Zoé Petit"),
    ],
)
def test_a_sole_trader_is_named_as_such(grid, lune, form, name, printed):
    lune.legal_form, lune.legal_name = form, name
    lune.save(update_fields=["legal_form", "legal_name"])
    issuer = builders.ship(sold(lune, [(1000, 1, 2000)])).invoices.get().issuer
    assert issuer["legal_name"] == printed
    block = strip_tags(render_to_string("pdf/_party.html", {"party": issuer})).split()
    assert block.count("EI") == printed.split().count("EI")


@pytest.mark.parametrize(("company", "said"), [("", False), ("Café du Port SARL", True)])
def test_a_professional_buyer_reads_the_terms_of_late_payment(grid, lune, company, said):
    mentions = " ".join(
        builders.ship(sold(lune, [(1000, 1, 2000)], company=company)).invoices.get().mentions
    )
    assert ("indemnité forfaitaire de recouvrement de 40 €" in mentions) is said


def test_a_sale_bears_its_compulsory_mentions(grid, lune, client):
    type(lune).objects.filter(pk=lune.pk).update(mediator="CM2C, 75008 Paris")
    lune.refresh_from_db()
    invoice = builders.ship(sold(lune, [(1000, 1, 2000)])).invoices.get()
    told = " ".join(invoice.mentions)
    for words in (
        "au nom et pour le compte d'Atelier Lune SARL",
        "livraison de biens",
        "Expédiée le 23/11/2026",
        "payée en ligne le 23/11/2026",
        "art. L217-3",
        "Médiateur de la consommation : CM2C, 75008 Paris.",
    ):
        assert words in told
    issuer, customer = invoice.issuer, invoice.customer
    assert all(
        issuer[name]
        for name in ("siren", "vat_number", "rcs", "capital", "legal_form", "line1", "city")
    )
    assert all(customer[name] for name in ("legal_name", "line1", "postcode", "city"))


def test_identity_is_that_of_the_contract(grid, lune):
    part = sold(lune, [(1000, 1, 2000)])
    type(lune).objects.filter(pk=lune.pk).update(legal_name="Autre SARL")
    assert builders.ship(part).invoices.get().issuer["legal_name"] == "Atelier Lune SARL"


def test_refused_lines_are_not_invoiced_and_need_no_credit_note(grid, lune):
    part = sold(lune, [(1000, 2, 2000), (500, 1, 2000)], 590)
    one, two = part.lines.order_by("pk")
    refund = builders.intend(part, {two.pk: 1}, cause="refused")
    invoice = builders.ship(part).invoices.get()
    assert invoice.gross_cents == 2590
    builders.confirm(refund)
    assert not Invoice.objects.filter(kind="sale_credit").exists()


def test_a_return_gets_a_credit_note_that_names_the_invoice(grid, lune):
    part = builders.ship(sold(lune, [(1000, 3, 2000)], 590))
    line = part.lines.get()
    refund = builders.give_back(part, {line.pk: 1}, at=NOON + timedelta(days=3))
    note = refund.credit_note
    assert note.number == "AV-LUNE-2026-000001"
    assert note.corrects == part.invoices.get(kind="sale")
    assert (note.gross_cents, note.net_cents, note.vat_cents) == (1000, 833, 167)
    assert "LUNE-2026-000001 du 23/11/2026" in " ".join(note.mentions)
    assert note.mentions[0].startswith("Avoir émis par")


def test_credit_notes_of_everything_end_at_the_invoice_per_rate(grid, lune):
    part = builders.ship(sold(lune, [(333, 3, 2000), (199, 2, 550)], 601))
    invoice = part.invoices.get()
    one, two = part.lines.order_by("pk")
    steps = [({one.pk: 1}, 7), ({one.pk: 1, two.pk: 1}, 311), ({one.pk: 1}, 0), ({two.pk: 1}, 283)]
    for pieces, postage in steps:
        builders.give_back(part, pieces, shipping_cents=postage)
    given: dict = {}
    for note in Invoice.objects.filter(corrects=invoice):
        assert note.gross_cents == note.refund.amount_cents
        assert sum(line["net_cents"] for line in note.lines) == note.net_cents
        for bps, amounts in rates(note).items():
            given[bps] = tuple(
                a + b for a, b in zip(given.get(bps, (0, 0, 0)), amounts, strict=True)
            )
    assert given == rates(invoice)


def test_a_return_refunded_before_the_last_parcel_is_credited_at_once(grid, lune):
    part = sold(lune, [(1000, 2, 2000)])
    refund = builders.give_back(part, {part.lines.get().pk: 1})
    assert not Invoice.objects.exists()
    invoice = builders.ship(part).invoices.get(kind="sale")
    refund.refresh_from_db()
    assert (invoice.gross_cents, refund.credit_note.gross_cents) == (2000, 1000)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_documents_speak_the_buyers_language(grid, lune, language):
    part = builders.ship(sold(lune, [(1000, 1, 2000)], 590, language=language))
    assert part.invoices.get().language == language
    assert part.invoices.get().lines[1]["title"]


def test_shipping_twice_issues_once(grid, lune):
    part = sold(lune, [(1000, 1, 2000)])
    builders.ship(part)
    builders.ship(part)
    assert part.invoices.count() == 1


def test_issuing_stays_light(grid, lune, django_assert_max_num_queries):
    from django.db import transaction

    from accounting.documents import invoices
    from orders import events as facts

    part = sold(lune, [(1000, 1, 2000), (500, 2, 550)], 590)
    type(part).objects.filter(pk=part.pk).update(shipped_at=NOON)
    with django_assert_max_num_queries(23), transaction.atomic():
        invoices.issue_sales(
            [facts.SellerOrderShipped(seller_order_id=part.pk, seller_id=part.seller_id)]
        )


@pytest.mark.parametrize(
    ("price", "quantity", "bps"),
    [
        (333, 7, 2000),
        (199, 3, 550),
        (1799, 3, 2000),
        (4900, 2, 2000),
        (650, 999, 550),
        (1, 9999, 2000),
        (2990, 2, 0),
    ],
)
def test_what_is_printed_multiplies(grid, lune, price, quantity, bps):
    invoice = builders.ship(sold(lune, [(price, quantity, bps)])).invoices.get()
    line, told = invoice.lines[0], as_terms(invoice)["BG-25"][0]
    unit = documents.unit_price(line)
    assert (unit * line["quantity"]).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(
        line["net_cents"]
    ) / 100
    assert (Decimal(told["BT-146"]), told["BT-129"], told["BT-131"]) == (
        unit,
        str(quantity),
        f"{line['net_cents'] / 100:.2f}",
    )
    assert unit_gross(line) == money(price)
    typed = unit_net(line).replace("\u202f", "").replace("\u00a0€", "").replace(",", ".")
    assert Decimal(typed) == unit, "what is printed is what multiplies"


def test_a_part_of_a_price_given_back_is_told_as_one():
    piece = documents.Piece(title="Bol", quantity=3, gross_cents=1000, vat_bps=2000)
    line = documents.compose([piece]).lines[0]
    assert (line["title"], line["quantity"], line["gross_cents"]) == ("3 × Bol", 1, 1000)


def test_the_number_of_a_document_is_never_cut(grid, lune):
    invoice = builders.delivered(lune, [(4900, 1, 2000)]).invoices.get()
    number = "AV-ATELIERLUNE-2026-000001"
    invoice.issuer["name"] = "Les Ateliers Réunis de la Lune"
    invoice.number, invoice.kind, invoice.language = number, "sale_credit", "en"

    (page, *_others) = PdfReader(BytesIO(rendering.file_of(invoice))).pages

    heading, _date, _rest = page.extract_text().partition("Date of issue")
    assert number in heading.splitlines()
