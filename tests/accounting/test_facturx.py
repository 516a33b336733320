"""Files: XML valid against the XSD and the schematrons, PDF/A-3 with the XML inside."""

from __future__ import annotations

from io import BytesIO

import facturx
import pikepdf
import pytest

from accounting.billing import billing
from accounting.documents import rendering
from accounting.documents.facturx import xml_of
from accounting.models import Invoice
from marketplace.shared import files, pdf
from tests.accounting import builders, schematron
from tests.accounting.builders import DAY, DECEMBER, JANUARY, NOON
from tests.accounting.test_invoices import sold


@pytest.fixture
def cases(grid, lune, brun):
    """One document of each kind, by name."""
    plain = builders.ship(sold(lune, [(4900, 1, 2000)], 590))
    mixed = builders.ship(sold(lune, [(333, 7, 2000), (199, 3, 550), (1250, 1, 1000)], 601))
    exempt = builders.ship(sold(brun, [(2990, 2, 0)], 480))
    company = builders.ship(sold(lune, [(4900, 1, 2000)], company="Café du Port SARL"))
    builders.give_back(mixed, {mixed.lines.first().pk: 2}, shipping_cents=100)
    builders.give_back(exempt, {exempt.lines.first().pk: 1})
    return {
        "plain": plain.invoices.get(),
        "mixed": mixed.invoices.get(kind="sale"),
        "exempt": exempt.invoices.get(kind="sale"),
        "company": company.invoices.get(),
        "credit": mixed.invoices.get(kind="sale_credit"),
        "exempt credit": exempt.invoices.get(kind="sale_credit"),
    }


def test_every_case_passes_the_xsd_and_both_schematrons(cases):
    for name, invoice in cases.items():
        xml = xml_of(invoice)
        assert schematron.failures(xml, schematron.EN16931) == [], name
        assert schematron.failures(xml, schematron.FRENCH) == [], name


def test_the_houses_own_bills_pass_too(grid, lune, brun):
    dear = builders.delivered(lune, [(10000, 3, 2000)])
    small = [builders.delivered(brun, [(price, 2, 0)], 1500) for price in (999, 1001, 3333)]
    billing.bill_due(DECEMBER)
    later = DECEMBER + DAY
    builders.give_back(dear, {dear.lines.get().pk: 2}, at=later)
    builders.give_back(small[0], {small[0].lines.get().pk: 1}, at=later)
    builders.pay(builders.placed((brun, [(4900, 1, 0)], 0), at=later), at=later)
    billing.bill_due(JANUARY)
    bills = Invoice.objects.filter(kind__startswith="commission").order_by("pk")
    assert [bill.series for bill in bills] == ["COM-2026"] * 2 + [
        "AVC-2026",
        "COM-2026",
        "AVC-2026",
    ]
    for bill in bills:
        xml = xml_of(bill)
        assert schematron.failures(xml, schematron.EN16931) == [], bill
        assert schematron.failures(xml, schematron.FRENCH) == [], bill


def test_the_schematron_sees_a_wrong_total(cases):
    xml = xml_of(cases["plain"]).replace(b">54.90<", b">54.91<", 1)
    assert schematron.failures(xml, schematron.EN16931)


def test_the_file_is_a_pdf_a3_that_holds_its_xml(cases, settings, tmp_path):
    invoice = cases["mixed"]
    assert rendering.render(invoice.pk, at=NOON)
    invoice.refresh_from_db()
    content = invoice.file.open().read()
    assert pdf_facts(content) == {
        "status": "3A",
        "attached": ["factur-x.xml"],
        "relation": "/Data",
        "language": "fr-FR",
        "intent": True,
        "encrypted": False,
        "embedded": True,
    }
    assert files.read_document(content).content == content, "whoever was billed may join it"
    name, xml = facturx.get_facturx_xml_from_pdf(content)
    assert (name, xml) == ("factur-x.xml", xml_of(invoice))
    assert b"<ram:GrandTotalAmount>" + f"{invoice.gross_cents / 100:.2f}".encode() in xml


def test_a_file_is_made_once(cases):
    invoice = cases["plain"]
    rendering.render(invoice.pk, at=NOON)
    first = Invoice.objects.get(pk=invoice.pk)
    rendering.render(invoice.pk, at=NOON)
    again = Invoice.objects.get(pk=invoice.pk)
    assert (first.file.name, first.sha256) == (again.file.name, again.sha256)
    assert again.sha256 == rendering.fingerprint(again.file.open().read())


def test_without_pango_the_document_waits_for_the_sweep(cases, monkeypatch):
    def missing():
        raise pdf.NoRenderer("no pango")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "_weasyprint", missing)
        assert not rendering.render(cases["plain"].pk, at=NOON)
        assert rendering.render_waiting(at=NOON) == 0
    assert rendering.render_waiting(at=NOON) == len(cases)
    assert not Invoice.objects.filter(rendered_at=None).exists()


def pdf_facts(content: bytes) -> dict:
    with pikepdf.open(BytesIO(content)) as file:
        fonts = [
            font.get("/DescendantFonts", [font])[0].get("/FontDescriptor", {})
            for page in file.pages
            for font in page.get("/Resources", {}).get("/Font", {}).values()
        ]
        embedded = bool(fonts) and all(
            {"/FontFile2", "/FontFile3", "/FontFile"} & set(f.keys()) for f in fonts
        )
        with file.open_metadata() as told:
            status = told.pdfa_status
        return {
            "status": status,
            "attached": list(file.attachments),
            "relation": str(file.Root.AF[0].AFRelationship),
            "language": str(file.Root.Lang),
            "intent": "/OutputIntents" in file.Root,
            "encrypted": file.is_encrypted,
            "embedded": embedded,
        }
