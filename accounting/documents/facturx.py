"""The data of a document as Factur-X (EN 16931, with the French rules), inside its PDF.

The XML is written and checked against the XSD by the factur-x package; the schematrons run
in the tests. Documents here are always paid already.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from accounting.documents import documents, reform
from accounting.models import Invoice
from marketplace.shared import pdf
from marketplace.shared.clock import paris_day

Kind = Invoice.Kind
INVOICE, CREDIT_NOTE = "380", "381"
# the frame of a document that is paid already, by the category of its operation
FRAMES = {documents.GOODS: "B2", documents.SERVICE: "S2", documents.MIXED: "M2"}
CARD, CLEARING = "48", "97"
SIREN, E_ADDRESS, E_MAIL = "0002", "0225", "EM"


def attach(page: bytes, invoice: Invoice, *, title: str) -> bytes:
    """A PDF/A-3a with the document's XML inside, of a page that is tagged."""
    facturx = _facturx()
    file = facturx.generate_from_binary(
        page,
        xml_of(invoice),
        flavor="factur-x",
        level="en16931",
        check_xsd=False,
        check_schematron=False,
        lang=pdf.LOCALES[invoice.language],
        xmp_compression=False,
        afrelationship="data",
        pdf_metadata={
            "author": invoice.issuer["legal_name"],
            "title": title,
            "subject": title,
            "keywords": "Factur-X",
        },
    )
    # The package always declares level B; the page it was given is tagged, which is level A. Of the
    # same length, so that nothing in the file moves.
    declared, true = (f"<pdfaid:conformance>{level}</".encode() for level in "BA")
    assert file.count(declared) == 1
    return file.replace(declared, true)


def xml_of(invoice: Invoice) -> bytes:
    """The XML of a document, valid against the XSD."""
    with translation.override(invoice.language):
        data = as_terms(invoice)
    return _facturx().generate_xml(
        data, flavor="factur-x", level="en16931", check_xsd=True, check_schematron=False
    )


def as_terms(invoice: Invoice) -> dict:
    """A document as the business terms of EN 16931."""
    sale = invoice.kind in (Kind.SALE, Kind.SALE_CREDIT)
    credit = invoice.kind in (Kind.SALE_CREDIT, Kind.COMMISSION_CREDIT)
    terms = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": CREDIT_NOTE if credit else INVOICE,
        "BT-5": invoice.currency,
        "BT-9": _paid_on(invoice),
        "BT-23": FRAMES[documents.category_of(invoice.lines)],
        "BT-72": _delivered_on(invoice),
        "BT-81": CARD if sale else CLEARING,
        "BG-1": _notes(invoice),
        "BG-4": _issuer(invoice.issuer),
        "BG-7": _customer(invoice.customer),
        "BG-23": [_rate(invoice, rate) for rate in invoice.rates],
        "BG-25": [_line(invoice, i, line) for i, line in enumerate(invoice.lines, start=1)],
        "BT-106": _euros(invoice.net_cents),
        "BT-109": _euros(invoice.net_cents),
        "BT-110": _euros(invoice.vat_cents),
        "BT-112": _euros(invoice.gross_cents),
        "BT-113": _euros(invoice.gross_cents),
        "BT-115": "0.00",
    }
    if sale and invoice.seller_order:
        terms |= _references(invoice.customer, invoice.seller_order.number)
    if place := invoice.customer.get("delivery"):
        terms["BG-13"] = {"name": place["legal_name"], **_address(place)}
    if invoice.period_from:
        terms |= {"BT-73": invoice.period_from, "BT-74": invoice.period_until}
    if invoice.corrects:
        terms["BG-3"] = [{"BT-25": invoice.corrects.number, "BT-26": invoice.corrects.issued_on}]
    return terms


def _references(customer: dict, number: str) -> dict:
    """How both sides call the order: the company's own reference, else the number of the order."""
    reference = customer.get("reference")
    if not reference:
        return {"BT-13": number}
    return {"BT-10": reference, "BT-13": reference, "BT-14": number}


def _notes(invoice: Invoice) -> list[dict]:
    """The notes that the French rules ask for, each once, and the document's own sentences."""
    # Subjects of the French reform (BR-FR-05): recovery fee, penalties, discount, then free text.
    notes = [
        ("BAR", reform.flow_of(invoice).bar),
        (
            "PMT",
            _("Indemnité forfaitaire pour frais de recouvrement : 40 € (entre professionnels)."),
        ),
        (
            "PMD",
            _("Pénalités de retard : taux de la BCE majoré de 10 points (entre professionnels)."),
        ),
        ("AAB", _("Pas d'escompte pour paiement anticipé.")),
        ("AAI", " ".join(invoice.mentions)),
    ]
    return [{"BT-21": code, "BT-22": text} for code, text in notes if text]


def _issuer(party: dict) -> dict:
    exempt = party["vat_regime"] == "franchise" or not party["vat_number"]
    tax = {"tax_identifier": party["siren"]} if exempt else {"vat_identifier": party["vat_number"]}
    return {**_business(party), **tax}


def _customer(party: dict) -> dict:
    if party["kind"] == "consumer":
        mail = {"einvoicing_addr": party["email"], "einvoicing_addr_schemeid": E_MAIL}
        return {"name": party["legal_name"], **mail, **_address(party)}
    vat = {"vat_identifier": party["vat_number"]} if party["vat_number"] else {}
    if party["kind"] == "company":
        return {**_company(party), **vat}
    return {**_business(party), **vat}


def _company(party: dict) -> dict:
    """A company that buys: known to the French platforms by its SIREN, abroad by its mailbox."""
    told = {"name": party["legal_name"], **_address(party)}
    if not party["siren"]:
        return {**told, "einvoicing_addr": party["email"], "einvoicing_addr_schemeid": E_MAIL}
    return {
        **told,
        "legal_identifier": party["siren"],
        "legal_identifier_schemeid": SIREN,
        **({"identifiers": {"0009": party["siret"]}} if party["siret"] else {}),
        "einvoicing_addr": party["siren"],
        "einvoicing_addr_schemeid": E_ADDRESS,
    }


def _business(party: dict) -> dict:
    return {
        "name": party["legal_name"],
        "legal_identifier": party["siren"],
        "legal_identifier_schemeid": SIREN,
        "identifiers": {"0009": party["siret"]},
        "einvoicing_addr": party["siren"],
        "einvoicing_addr_schemeid": E_ADDRESS,
        **_address(party),
    }


def _address(party: dict) -> dict:
    names = {
        "addr_l1": "line1",
        "addr_l2": "line2",
        "postcode": "postcode",
        "city": "city",
        "country_code": "country",
    }
    return {term: party[name] for term, name in names.items() if party.get(name)}


def _rate(invoice: Invoice, rate: dict) -> dict:
    terms = {
        "BT-116": _euros(rate["net_cents"]),
        "BT-117": _euros(rate["vat_cents"]),
        "BT-118": _category(rate["bps"]),
        "BT-119": _percent(rate["bps"]),
    }
    if not rate["bps"]:
        terms["BT-120"] = _("TVA non applicable, art. 293 B du CGI.")
        terms["BT-121"] = "VATEX-FR-FRANCHISE"
    return terms


def _line(invoice: Invoice, rank: int, line: dict) -> dict:
    terms = {
        "BT-126": str(rank),
        "BT-153": line["title"],
        "BT-129": str(line["quantity"]),
        "BT-130": "C62",
        "BT-131": _euros(line["net_cents"]),
        "BT-146": str(documents.unit_price(line)),
        "BT-151": _category(line["vat_bps"]),
        "BT-152": _percent(line["vat_bps"]),
    }
    if line["sku"]:
        terms["BT-155"] = line["sku"]
    return terms


def _category(bps: int) -> str:
    return "S" if bps else "E"  # the only rate of zero here is the franchise's exemption


def _paid_on(invoice: Invoice) -> date:
    if invoice.kind == Kind.SALE and invoice.seller_order and invoice.seller_order.paid_at:
        return paris_day(invoice.seller_order.paid_at)
    return invoice.issued_on


def _delivered_on(invoice: Invoice) -> date:
    if invoice.kind == Kind.SALE and invoice.seller_order and invoice.seller_order.shipped_at:
        return paris_day(invoice.seller_order.shipped_at)
    return invoice.period_until or invoice.issued_on


def _euros(cents: int) -> str:
    return str((Decimal(cents) / 100).quantize(Decimal("0.01")))


def _percent(bps: int) -> str:
    return str((Decimal(bps) / 100).quantize(Decimal("0.01")))


def _facturx():
    # Imported late: it takes half a second and only the worker needs it.
    import facturx  # noqa: PLC0415

    return facturx
