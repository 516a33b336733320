"""What a company that buys receives: its invoice, its numbers, its own address and reference."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from lxml import etree
from pypdf import PdfReader

from accounting.documents import documents, reform, rendering
from accounting.documents.facturx import as_terms, xml_of
from accounting.models import Payout
from marketplace.shared import pdf, policy
from marketplace.shared.models import LegalEntity
from orders.models import Business
from tests.accounting import builders, schematron
from tests.accounting.builders import NOON

CAFE = {
    "name": "Café du Port SARL",
    "siren": "732829320",
    "siret": "73282932000074",
    "vat_number": "FR44732829320",
    "reference": "BC-2026-17",
    "line1": "1 quai du Port",
    "line2": "",
    "postcode": "13002",
    "city": "Marseille",
    "country": "FR",
}
ZINNIA = {
    **CAFE,
    "name": "Zinnia NV",
    "siren": "",
    "siret": "",
    "vat_number": "BE0403170701",
    "reference": "",
    "line1": "Wetstraat 16",
    "postcode": "1000",
    "city": "Bruxelles",
    "country": "BE",
}
NS = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}


def bought(seller, told=None, **extra):
    """A shipped part of an order that a company bought, or a person."""
    order = builders.placed((seller, [(4900, 2, 2000)], 590), **extra)
    if told:
        Business.objects.create(order=order, written_at=NOON, **told)
    return builders.ship(builders.pay(order).seller_orders.get())


@pytest.mark.parametrize("told", [CAFE, ZINNIA, {**ZINNIA, "vat_number": ""}])
def test_the_invoice_of_a_company_passes_both_schematrons(grid, lune, brun, told):
    for seller in (lune, brun):
        part = bought(seller, told)
        builders.give_back(part, {part.lines.get().pk: 1})
        for invoice in part.invoices.all():
            xml = xml_of(invoice)
            assert schematron.failures(xml, schematron.EN16931) == []
            assert schematron.failures(xml, schematron.FRENCH) == []


def test_each_business_term_of_the_buyer_stands_in_the_xml(grid, lune):
    part = bought(lune, CAFE)
    tree = etree.fromstring(xml_of(part.invoices.get()))

    def told(path):
        return [node.text for node in tree.findall(f".//{path}", NS)]

    buyer = "ram:BuyerTradeParty"
    assert told("ram:BuyerReference") == ["BC-2026-17"], "BT-10"
    assert told("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID") == ["BC-2026-17"], "BT-13"
    assert told("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID") == [part.number], "BT-14"
    assert told(f"{buyer}/ram:Name") == ["Café du Port SARL"], "BT-44"
    assert told(f"{buyer}/ram:GlobalID") == ["73282932000074"], "BT-46"
    assert told(f"{buyer}/ram:SpecifiedLegalOrganization/ram:ID") == ["732829320"], "BT-47"
    assert told(f"{buyer}/ram:SpecifiedTaxRegistration/ram:ID") == ["FR44732829320"], "BT-48"
    assert told(f"{buyer}/ram:URIUniversalCommunication/ram:URIID") == ["732829320"], "BT-49"
    assert told(f"{buyer}/ram:PostalTradeAddress/ram:CityName") == ["Marseille"], "BG-8"
    assert told("ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CityName") == ["Paris"], "BG-15"


@pytest.mark.parametrize(
    ("told", "flow", "bar"),
    [
        (None, reform.Flow.REPORTED, "B2C"),
        (CAFE, reform.Flow.E_INVOICE, "B2B"),
        (ZINNIA, reform.Flow.REPORTED_ABROAD, "B2BINT"),
    ],
)
def test_each_document_goes_the_way_of_its_buyer(grid, lune, told, flow, bar):
    part = bought(lune, told)
    builders.give_back(part, {part.lines.get().pk: 1})
    for invoice in part.invoices.all():
        assert reform.flow_of(invoice) is flow
        terms = as_terms(invoice)
        assert {"BT-21": "BAR", "BT-22": bar} in terms["BG-1"]
        assert terms["BT-23"] == "B2"
        assert reform.due_from(invoice) == reform.SMALL_FROM


def test_a_company_is_promised_nothing_of_what_protects_consumers(grid, lune):
    type(lune).objects.filter(pk=lune.pk).update(mediator="CM2C")
    lune.refresh_from_db()
    person, french, belgian = (
        " ".join(bought(lune, told).invoices.get().mentions) for told in (None, CAFE, ZINNIA)
    )
    assert "L217-3" in person
    assert "CM2C" in person
    for mentions in (french, belgian):
        assert "L217-3" not in mentions
        assert "CM2C" not in mentions
        assert "1641" in mentions
        assert "indemnité forfaitaire de recouvrement de 40 €" in mentions
    assert "Référence de l'acheteur : BC-2026-17." in french
    assert "pas d'exonération intracommunautaire" in belgian
    assert "intracommunautaire" not in french


@pytest.mark.parametrize(
    ("own", "house", "covers", "named"),
    [
        ("CM2C", "Médiation Halles", True, "CM2C"),
        ("", "Médiation Halles", True, "Médiation Halles"),
        ("", "Médiation Halles", False, ""),
        ("CM2C, Paris Cedex.", "Médiation Halles", True, "CM2C, Paris Cedex"),
    ],
)
def test_the_mediator_is_the_sellers_own_or_one_that_is_competent(
    grid, lune, own, house, covers, named
):
    LegalEntity.objects.all().delete()
    LegalEntity.objects.create(mediator=house, mediates_for_sellers=covers)
    policy.forget()
    type(lune).objects.filter(pk=lune.pk).update(mediator=own)
    lune.refresh_from_db()
    mentions = [m for m in bought(lune).invoices.get().mentions if "Médiateur" in m]
    assert mentions == ([f"Médiateur de la consommation : {named}."] if named else [])


def test_the_category_is_said_on_credit_notes_too(grid, lune):
    part = bought(lune)
    note = builders.give_back(part, {part.lines.get().pk: 1}).credit_note
    assert "Catégorie de l'opération : livraison de biens." in note.mentions
    kinds = [{"kind": kind} for kind in ("goods", "shipping", "service")]
    assert documents.category_of(kinds[:2]) == "goods"
    assert documents.category_of(kinds[2:]) == "service"
    assert documents.category_of(kinds) == "mixed"


def test_the_pdf_is_tagged_and_bears_its_number_on_every_page(grid, lune):
    type(lune).objects.filter(pk=lune.pk).update(legal_form="Micro-entreprise", capital="")
    lune.refresh_from_db()
    order = builders.placed((lune, [(1000 + n, 1, 2000) for n in range(45)], 590))
    Business.objects.create(order=order, written_at=NOON, **CAFE)
    invoice = builders.ship(builders.pay(order).seller_orders.get()).invoices.get()

    content = rendering.file_of(invoice)

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
    assert len(pages) > 1
    for rank, page in enumerate(pages, start=1):
        assert invoice.number in page
        assert f"{rank} / {len(pages)}" in page
    whole = " ".join(pages)
    siren = lune.siret[:9]
    assert whole.count(siren) == 1, "its SIREN stands once"
    assert "Atelier Lune SARL EI" in whole
    assert "732829320" in whole
    assert "BC-2026-17" in whole
    with pikepdf.open(BytesIO(content)) as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert tags(file.Root.StructTreeRoot) >= {"/H1", "/Table", "/TH", "/TD", "/P"}
        assert str(file.Root.Lang) == "fr-FR"
        with file.open_metadata() as told:
            assert told.pdfa_status == "3A"
            assert told["dc:title"] == f"Facture {invoice.number}"
            assert "Atelier Lune SARL EI" in told["dc:creator"]


@pytest.mark.parametrize(
    ("language", "country", "printed"),
    [("fr", "BE", "BELGIQUE"), ("en", "BE", "BELGIUM"), ("fr", "MC", "MONACO"), ("fr", "FR", "")],
)
def test_an_address_abroad_ends_with_its_country_in_words(language, country, printed):
    party = {**ZINNIA, "legal_name": "Zinnia NV", "country": country}

    with translation.override(language):
        page = render_to_string("pdf/_party.html", {"party": party})

    lines = [line.strip() for line in page.partition("</p>")[0].split("<br>")]
    assert (lines[3] if len(lines) > 3 else "") == printed
    assert country not in lines


def tags(node) -> set[str]:
    """Every role of the structure tree."""
    found, left = set(), [node]
    while left:
        element = left.pop()
        if isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.add(str(element.S))
            kids = element.get("/K", [])
            left += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


def test_statements_and_slips_bear_their_number_on_every_page_too(grid, lune):
    row = {"day": "2026-11-28", "label": "Vente", "number": "", "debit_cents": 0}
    rows = [{**row, "credit_cents": 100, "balance_cents": 100 * n} for n in range(60)]
    told = {"opening_cents": 0, "closing_cents": 6000, "rows": rows}
    payout = Payout(number="VR-2026-0001-00001", seller=lune, statement_data=told, paid_at=NOON)
    part = bought(lune)
    line = {"row": part.lines.get(), "count": 1}
    slip = {"part": part, "order": part.order, "granted": True, "lines": [line] * 60}

    for template, values, number in (
        ("payout_statement", {"payout": payout}, payout.number),
        ("packing_slip", slip, part.number),
    ):
        file = PdfReader(BytesIO(pdf.render(template, values)))
        pages = [page.extract_text() for page in file.pages]
        assert len(pages) > 1, template
        assert all(number in page for page in pages), template
